"""Java functions from Python: jars, expressions, SQL, and what goes wrong."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from runtime.programs import run

import penstock as ps
from penstock._runtime.installation import find_installation

JAR = Path(__file__).parents[3] / "examples" / "java-rules" / "target" / "java-rules.jar"


@pytest.fixture(autouse=True, scope="module")
def _rules() -> None:
    assert JAR.is_file(), "make setup builds it"
    ps.add_jar(JAR)


def staff(**columns: Any) -> ps.DataFrame:
    gross = [Decimal("1000.00"), Decimal("2000.00"), None, Decimal("500.00")]
    return ps.DataFrame({"name": ["a", "b", "c", None], "gross": gross, "age": [20, 30, 40, None], **columns})


NET = [Decimal("960.00"), Decimal("1840.00"), None, None]


@pytest.mark.parametrize("engine", ["auto", "core", "duckdb"])
def test_is_an_expression(engine: Any) -> None:
    net = ps.fn.rules.net_pay("gross", "age")
    assert staff().lazy().select(net).collect(engine=engine)["gross"].to_list() == NET
    assert staff().lazy().filter(net > 1000).collect(engine=engine)["name"].to_list() == ["b"]
    capped = ps.call("rules.net_pay", ps.col("gross"), 40, rate=Decimal("0.1"), cap=50)
    assert staff().lazy().select(capped).collect(engine=engine)["gross"].to_list() == [
        Decimal("950.00"),
        Decimal("1950.00"),
        None,
        Decimal("450.00"),
    ]


def test_is_part_of_groups_and_windows() -> None:
    net = ps.fn.rules.net_pay("gross", "age")
    assert staff().select(net.sum()).item() == Decimal("2800.00")
    grouped = staff().group_by(ps.col("age") > 25, maintain_order=True).agg(net.max())
    assert grouped["gross"].to_list() == [Decimal("960.00"), Decimal("1840.00"), None]
    assert staff().select(net.max().over("name"))["gross"].to_list() == NET


def test_is_called_in_sql_by_both_names() -> None:
    assert ps.sql("select net_pay(gross, age) as n from frame", frame=staff()).collect()["n"].to_list() == NET
    query = "select name from frame where rules.net_pay(gross, age) > 1000 and name <> 'rules.net_pay('"
    assert ps.sql(query, frame=staff()).collect().rows() == [("b",)]
    with pytest.raises(ps.exceptions.SQLInterfaceError, match=r"ps\.table_function"):
        ps.sql("select * from eligibility_flags(frame)", frame=staff()).collect()


def shifts() -> ps.DataFrame:
    def at(hour: int) -> datetime:
        return datetime(2024, 5, 1) + timedelta(hours=hour)

    worked = [
        [{"start": at(8), "end": at(12)}, {"start": at(13), "end": at(20)}, None, {"start": at(21), "end": None}],
        [],
        None,
    ]
    return ps.DataFrame({"shifts": worked})


HOURS = [{"hours": 11.0, "longest": 7.0}, {"hours": 0.0, "longest": 0.0}, None]


def test_takes_lists_of_structs_and_answers_structs() -> None:
    hours = ps.fn.rules.worked_hours("shifts")
    assert shifts().select(hours)["shifts"].to_list() == HOURS
    assert shifts().filter(hours.struct.field("hours") > 1).select(hours.struct.unnest()).rows() == [(11.0, 7.0)]
    assert ps.sql("select worked_hours(shifts) as h from frame", frame=shifts()).collect()["h"].to_list() == HOURS
    polars = pytest.importorskip("polars").from_arrow(shifts())
    assert ps.DataFrame(polars).select(hours)["shifts"].to_list() == HOURS


def test_is_listed() -> None:
    known = {row[0]: row for row in ps.functions().rows()}
    assert known["rules.net_pay"][1:] == (
        "scalar",
        ["(decimal128(38, 2), int64) -> decimal128(38, 2)"],
        ["rate", "cap"],
        str(JAR),
    )
    assert known["benefits.eligibility_flags"][1] == "table"


def test_adding_a_jar_again_changes_nothing() -> None:
    before = ps.functions().rows()
    ps.add_jar(JAR)
    ps.add_jar(os.path.relpath(JAR))
    assert ps.functions().rows() == before


ERRORS: dict[str, tuple[Any, type[Exception], str]] = {
    "name": (lambda: ps.fn.rules.net_pai("gross"), ps.exceptions.UnsupportedOperation, 'Did you mean "rules.net_pay"'),
    "count": (lambda: ps.fn.rules.net_pay("gross"), ps.exceptions.InvalidOperationError, "does not take 1 arguments"),
    "type": (
        lambda: ps.fn.rules.net_pay("gross", "name"),
        ps.exceptions.InvalidOperationError,
        'argument 2 of "rules.net_pay" is utf8, and it takes int64',
    ),
    "nested type": (
        lambda: ps.fn.rules.worked_hours(ps.struct("gross")),
        ps.exceptions.InvalidOperationError,
        'argument 1 of "rules.worked_hours" is struct<gross: decimal128(38, 2)>, and it takes list<struct<start: ',
    ),
    "setting": (
        lambda: ps.fn.rules.net_pay("gross", "age", rat=1),
        ps.exceptions.ConfigError,
        'Did you mean "rate"',
    ),
    "table": (
        lambda: ps.fn.benefits.eligibility_flags("gross"),
        ps.exceptions.UnsupportedOperation,
        "ps.table_function",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_says_what_does_not_fit_before_anything_runs(name: str) -> None:
    expression, kind, message = ERRORS[name]
    with pytest.raises(kind) as caught:
        staff().lazy().select(expression()).collect_schema()
    assert message in str(caught.value)


def test_travels_by_name_and_shows_in_explain() -> None:
    plan = staff().lazy().select(ps.fn.rules.net_pay("gross", "age", rate=Decimal("0.1")))
    assert '"function": "rules.net_pay", "config": {"rate": "0.1"}' in plan.serialize(format="json")
    assert '"features": ["functions"]' in plan.serialize(format="json")
    assert "rules.net_pay[rate=0.1, cap=null](gross, age)" in plan.explain()
    assert repr(ps.fn.rules.net_pay("gross", rate=1)) == 'call("rules.net_pay", col("gross"), rate=1)'


def test_jars_that_are_missing_or_broken_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jar"
    broken.write_bytes(b"no archive")
    with pytest.raises(ps.exceptions.SourceNotFoundError, match=r"gone\.jar"):
        ps.add_jar(tmp_path / "gone.jar")
    with pytest.raises(ps.exceptions.SourceError, match=r"broken\.jar"):
        ps.add_jar(broken)


def test_jars_leave_the_class_path_alone_on_which_the_aot_cache_depends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_CLASSPATH", str(JAR))
    assert "java-rules" not in find_installation().class_path_text


def test_the_environment_names_jars() -> None:
    program = """
from decimal import Decimal
frame = ps.DataFrame({"g": [Decimal("1000.00")], "a": [30]})
print(frame.select(ps.fn.rules.net_pay("g", "a")).rows())
"""
    ended = run(program, variables={"PENSTOCK_CLASSPATH": str(JAR)})
    assert (ended.code, ended.out) == (0, "[(Decimal('920.00'),)]\n"), ended
    gone = run("rows()", variables={"PENSTOCK_CLASSPATH": "/nowhere/gone.jar"})
    assert "there is no jar /nowhere/gone.jar" in gone.err
