import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pyarrow as pa
import pytest

import penstock as ps
from dagster_penstock import PenstockParquetIOManager, checks
from penstock.exceptions import ConfigError

PEOPLE = pa.table(
    {
        "id": [1, 2, 2, None, 5],
        "team": ["a", "b", "b", None, "z"],
        "pay": [10.0, float("nan"), -1.0, None, 30.0],
        "ssn": ["078-05-1120", "none", None, "x", "219-09-9999"],
    }
)
TEAMS = pa.table({"name": ["a", "b", None], "size": [1, 2, 0]})
SQL = "select id, team, pay, ssn from source where id <> 5 union all select 6, 'z', 30.0, '219-09-9999'"


@dg.asset(metadata={"mask_columns": ["ssn"]})
def people() -> pa.Table:
    return PEOPLE


@dg.asset
def teams() -> pa.Table:
    return TEAMS


@dg.asset(name="source")
def source_of_people() -> pa.Table:
    return PEOPLE


@dg.asset
def nobody() -> pa.Table:
    return PEOPLE.slice(0, 0)


MOMENTS = pa.table({"day": [dt.date(2026, 1, 1), None], "at": pa.array([0, None], pa.timestamp("us", "Asia/Tokyo"))})


@dg.asset
def moments() -> pa.Table:
    return MOMENTS


def now() -> dt.datetime:
    return dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)


def quiet(name: str) -> checks.CheckOptions:
    return {"name": name}


TEXTS = {"team": ps.String, "pay": ps.Float64, "ssn": ps.String}

#: Whether each passes, how much fails, and the sample's rows.
CASES: list[tuple[dg.AssetChecksDefinition, bool, int, list[str]]] = [
    (checks.not_null("nobody", ["id", "team"]), True, 0, []),
    (checks.not_null("teams", "size"), True, 0, []),
    (checks.not_null("people", ["id", "ssn"]), False, 2, ["| 2 | b | -1.0 | ••• |", "| null | null | null | ••• |"]),
    (checks.unique_key("people", ["id", "pay"]), True, 0, []),
    (checks.unique_key("teams", "name"), True, 0, []),
    (checks.unique_key("people", "id"), False, 2, ["| 2 | b | nan | ••• |", "| 2 | b | -1.0 | ••• |"]),
    (checks.value_range("people", "id", least=1, most=5), True, 0, []),
    (checks.value_range("people", "pay", least=-1.0, **quiet("least")), True, 0, []),
    (
        checks.value_range("people", "pay", least=0.0, most=30.0),
        False,
        2,
        ["| 2 | b | nan | ••• |", "| 2 | b | -1.0 | ••• |"],
    ),
    (checks.accepted_values("people", "team", ["a", "b", "z"]), True, 0, []),
    (checks.accepted_values("people", "id", {1, 2}), False, 1, ["| 5 | z | 30.0 | ••• |"]),
    (checks.referential("teams", "name", people, "team"), True, 0, []),
    (checks.referential("people", "team", "teams", "name"), False, 1, ["| 5 | z | 30.0 | ••• |"]),
    (checks.equals_sql("people", "select * from eager", {"eager": source_of_people}), True, 0, []),
    (
        checks.equals_sql(people, SQL, {"source": "source"}, name="wrong_sql"),
        False,
        3,  # what is null differs from 5 as little as from 6
        [
            "| unexpected | 5 | z | 30.0 | ••• |",
            "| unexpected | null | null | null | ••• |",
            "| missing | 6 | z | 30.0 | ••• |",
        ],
    ),
    (checks.equals_sql("people", "select id from source", {"source": "source"}, name="other_columns"), False, 3, []),
    (checks.no_pii_plaintext("teams"), True, 0, []),
    (checks.no_pii_plaintext("people", "team", **quiet("no_pii_of_teams")), True, 0, []),
    (
        checks.no_pii_plaintext("people"),
        False,
        2,
        ["| 1 | ••• | 10.0 | ••• |", "| 5 | ••• | 30.0 | ••• |"],
    ),
    (checks.schema_matches("people", pl.Schema(dict(pl.DataFrame(PEOPLE).schema))), True, 0, []),
    (checks.schema_matches("nobody", PEOPLE.schema), True, 0, []),
    (checks.schema_matches("people", {"ssn": ps.String}, ignore_extra=True, name="some"), True, 0, []),
    (
        checks.schema_matches("people", {"id": ps.Int8, "age": ps.Int8, **TEXTS}, name="types"),
        False,
        2,
        ["| id | Int8 | Int64 |", "| age | Int8 | none |"],
    ),
    (
        checks.schema_matches("teams", {"size": ps.Int64, "name": ps.String}, name="order"),
        False,
        1,
        ["| name | behind 0 columns | behind 1 |"],
    ),
    (checks.schema_matches("teams", {"size": ps.Int64, "name": ps.String}, ignore_order=True, name="set"), True, 0, []),
    (checks.schema_matches("teams", {"name": ps.String}, name="extra"), False, 1, ["| size | none | Int64 |"]),
    (checks.row_count_between("people", 5, 5), True, 0, []),
    (checks.row_count_between("nobody"), True, 0, []),
    (checks.row_count_between("nobody", 1, name="someone"), False, 0, []),
    (checks.row_count_between("people", 0, 4, name="few"), False, 5, []),
    (checks.row_count_change("people", most_loss=0.0), True, 0, []),  # there is no other yet
    (checks.freshness("people", dt.timedelta(hours=1)), True, 0, []),
    (
        checks.freshness(
            "people", dt.timedelta(hours=1), now=lambda: dt.datetime(2999, 1, 1, tzinfo=dt.UTC), name="old"
        ),
        False,
        -1,
        [],
    ),
    (checks.freshness("moments", dt.timedelta(days=2), column="day", now=now), True, 0, []),
    (checks.freshness("moments", dt.timedelta(days=1), column="day", now=now, name="old"), False, 36 * 3600, []),
    (checks.freshness("moments", dt.timedelta(days=1), column="at", now=now, name="older"), False, -1, []),
    (checks.freshness("nobody", dt.timedelta(days=1), column="pay", now=now), False, 0, []),
    (checks.memory_guard("people", 2**50), True, 0, []),
    (checks.memory_guard("people", 1000, name="tight"), False, -1, []),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dg.AssetCheckEvaluation]:
    """The results of all checks, of one run."""
    manager = PenstockParquetIOManager(base_uri=str(tmp_path_factory.mktemp("checked")))
    assets: list[Any] = [people, teams, source_of_people, nobody, moments]
    with dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as instance:
        resources = {"io_manager": manager}
        result = dg.materialize([*assets, *(case[0] for case in CASES)], resources=resources, instance=instance)
    assert result.success
    return {(one.asset_key.to_user_string(), one.check_name): one for one in result.get_asset_check_evaluations()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{next(iter(case[0].check_keys)).name}-{case[1]}")
def test_a_check_says_what_is_wrong_and_shows_it(
    found: dict[tuple[str, str], dg.AssetCheckEvaluation], case: tuple[Any, bool, int, list[str]]
) -> None:
    check, passes, count, rows = case
    key = next(iter(check.check_keys))
    said = found[key.asset_key.to_user_string(), key.name]
    assert said.passed == passes
    assert said.severity is dg.AssetCheckSeverity.ERROR
    if passes:
        assert "penstock/failed" not in said.metadata
        assert "penstock/sample" not in said.metadata
        return
    failed = said.metadata["penstock/failed"].value
    assert failed == count or (count < 0 and isinstance(failed, int) and failed > 0)
    if rows:
        assert str(said.metadata["penstock/sample"].value).splitlines()[2:] == rows
    else:
        assert "penstock/sample" not in said.metadata


def run(folder: Path, *definitions: Any, **options: Any) -> dg.ExecuteInProcessResult:
    with dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as instance:
        manager = PenstockParquetIOManager(base_uri=str(folder), mask_columns=options.pop("mask_columns", []))
        return dg.materialize(definitions, resources={"io_manager": manager}, instance=instance, **options)


def test_five_rows_are_shown_with_nothing_of_masked_columns(tmp_path: Path) -> None:
    @dg.asset(metadata={"mask_columns": ["b"]})
    def rows() -> pa.Table:
        return pa.table({name: [f"{name}{i}" for i in range(9)] for name in "abcd"})

    check = checks.accepted_values(rows, "a", ["a0"], mask_columns=["c"])
    (said,) = run(tmp_path, rows, check, mask_columns=["d"]).get_asset_check_evaluations()
    assert said.metadata["penstock/failed"].value == 8
    shown = str(said.metadata["penstock/sample"].value).splitlines()[2:]
    assert shown == [f"| a{i} | ••• | ••• | ••• |" for i in range(1, 6)]


def test_a_failure_that_blocks_keeps_what_is_downstream_from_running(tmp_path: Path) -> None:
    ran = []

    @dg.asset
    def rows() -> pa.Table:
        return pa.table({"a": [None]})

    @dg.asset
    def below(rows: pa.Table) -> None:
        ran.append(rows)

    severity = dg.AssetCheckSeverity.WARN
    assert run(tmp_path, rows, checks.not_null(rows, "a", severity=severity), below).success
    assert len(ran) == 1
    warned = checks.not_null(rows, "a", blocking=True, description="no gaps", name="gaps")
    result = run(tmp_path, rows, warned, below, raise_on_error=False)
    assert not result.success
    assert len(ran) == 1
    (spec,) = warned.check_specs
    assert (spec.name, spec.description, spec.blocking) == ("gaps", "no gaps", True)


@pytest.mark.filterwarnings("ignore:.*partitions_def on an AssetCheckSpec")
def test_partitions_are_checked_together_or_one_at_a_time(tmp_path: Path) -> None:
    parts = dg.StaticPartitionsDefinition(["small", "large", "never"])
    sizes = {"small": 100, "large": 1000}

    @dg.asset(partitions_def=parts)
    def part(context: dg.AssetExecutionContext) -> pa.Table:
        return pa.table({"a": range(sizes[context.partition_key])})

    @dg.asset
    def all_numbers() -> pa.Table:
        return pa.table({"a": range(2000)})

    made = [
        checks.row_count_change(part, most_loss=0.1, most_growth=0.1, name="change"),
        checks.row_count_change(part, most_loss=0.1, name="change_of_one", partitions_def=parts),
        checks.unique_key(part, "a", name="unique"),
        checks.unique_key(part, "a", name="unique_in_one", partitions_def=parts),
        checks.referential(all_numbers, "a", part, name="refers"),
    ]
    with dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as instance:

        def failures(key: str, size: int) -> list[str]:
            sizes[key] = size
            manager = PenstockParquetIOManager(base_uri=str(tmp_path))
            options: dict[str, Any] = {"resources": {"io_manager": manager}, "instance": instance}
            result = dg.materialize([part, *made[:4]], partition_key=key, **options)
            found = result.get_asset_check_evaluations()
            assert len(found) == 4
            return sorted(one.check_name for one in found if not one.passed)

        assert failures("small", 100) == []
        # The same numbers are in both partitions.
        assert failures("large", 1000) == ["unique"]
        assert failures("small", 90) == ["unique"]
        assert failures("small", 80) == ["change", "change_of_one", "unique"]
        assert failures("large", 1101) == ["change", "unique"]
        manager = PenstockParquetIOManager(base_uri=str(tmp_path))
        options: dict[str, Any] = {"resources": {"io_manager": manager}, "instance": instance}
        result = dg.materialize([part, all_numbers, made[4]], selection=[all_numbers, made[4]], **options)
        (said,) = result.get_asset_check_evaluations()
        assert said.metadata["penstock/failed"].value == 2000 - 1101


def test_what_was_stored_by_somebody_else_does_not_say_what_is_needed(tmp_path: Path) -> None:
    @dg.asset
    def other() -> None: ...

    with pytest.raises(ConfigError, match="other does not say penstock/peak_rss_bytes"):
        run(tmp_path, other, checks.memory_guard(other, 1000))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: checks.value_range("x", "a"), "no bounds"),
        (lambda: checks.not_null("x", []), "no columns"),
        (lambda: checks.referential("x", ["a", "b"], "y", "c"), "key of 2 columns"),
        (lambda: checks.equals_sql("x", "select 1", {"checked": "y"}), "called checked"),
        (lambda: checks.row_count_between("x", 2, 1), "no number is"),
        (lambda: checks.row_count_change("x"), "allows everything"),
        (lambda: checks.memory_guard("x", 0), "budget of 0"),
        (lambda: checks.not_null("x", "a", blocks=True), "no option 'blocks'"),  # type: ignore[call-arg]
    ],
)
def test_checks_that_make_no_sense_are_refused_before_anything_runs(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        make()
