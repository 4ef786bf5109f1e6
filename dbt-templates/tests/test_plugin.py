"""The plugin of dbt-duckdb, by dbt itself with eight threads: sources, external targets, functions in SQL."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import penstock as ps

if TYPE_CHECKING:
    from conftest import Build, Project

JAR = Path(__file__).parents[2] / "examples" / "java-rules" / "target" / "java-rules.jar"

PROFILE: dict[str, Any] = {
    "type": "duckdb",
    "path": "{{ env_var('PENSTOCK_SAMPLE_DATABASE') }}",
    "threads": 8,
    # What is meant for DuckDB is no option of the plugin.
    "settings": {"TimeZone": "Europe/Zurich"},
    "plugins": [
        {
            "module": "penstock.dbt.plugin",
            "alias": "penstock",
            "config": {
                "jars": [str(JAR)],
                "threads": 2,
                "functions": {
                    "net_pay": "rules.net_pay",
                    "flat_pay": {"function": "rules.net_pay", "rate": "0.5", "parameters": ["DECIMAL(10,2)", "BIGINT"]},
                    "worked": "rules.worked_hours",
                },
            },
        }
    ],
}

MOMENT = dt.datetime(2024, 2, 29, 10, 11, 12)
DAY = pa.array([dt.date(2024, 2, 29), None], pa.date32())
EVERYTHING = pa.table(
    {
        "id": pa.array([1, None], pa.int64()),
        "small": pa.array([255, None], pa.uint8()),
        "pay": pa.array([Decimal("1.10"), None], pa.decimal128(12, 2)),
        "born": DAY,
        "at": pa.array([MOMENT, None], pa.timestamp("ns")),
        "zoned": pa.array([MOMENT, None], pa.timestamp("us", "America/New_York")),
        "clock": pa.array([dt.time(1, 2, 3, 4), None], pa.time64("us")),
        "key": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"0" * 16, None], pa.binary(16))),
        "tags": pa.array([["x", None], []], pa.list_(pa.large_string())),
        "pair": pa.array([{"a": 1, "b": "y"}, None]),
        "counts": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
        "raw": pa.array([b"\x00\xff", None]),
        "nothing": pa.nulls(2),
    }
)
TYPES = {
    "id": "BIGINT",
    "small": "UTINYINT",
    "pay": "DECIMAL(12,2)",
    "born": "DATE",
    "at": "TIMESTAMP_NS",
    "zoned": "TIMESTAMP WITH TIME ZONE",
    "clock": "TIME",
    "key": "UUID",
    "tags": "VARCHAR[]",
    "pair": "STRUCT(a BIGINT, b VARCHAR)",
    "counts": "MAP(VARCHAR, BIGINT)",
    "raw": "BLOB",
}


def prepare(project: Project, sources: dict[str, Any], **meta: Any) -> None:
    """A project with the plugin and the sources, and none of the models of the sample."""
    project.forget_packages()
    for one in (*project.folder.glob("models/*"), *project.folder.glob("tests/*")):
        one.unlink()
    profile = {"penstock_sample": {"target": "dev", "outputs": {"dev": PROFILE}}}
    (project.folder / "profiles.yml").write_text(json.dumps(profile))
    tables = [{"name": name, "config": {"meta": said}} for name, said in sources.items()]
    lake = {"name": "lake", "config": {"meta": {"plugin": "penstock", **meta}}, "tables": tables}
    project.add("sources.yml", json.dumps({"sources": [lake]}))


def rows(project: Project, query: str) -> list[Any]:
    with duckdb.connect(str(project.database), read_only=True) as connection:
        return connection.sql(query).fetchall()


def types(project: Project, table: str) -> dict[str, str]:
    with duckdb.connect(str(project.database), read_only=True) as connection:
        relation = connection.sql(f"select * from {table}")
        return dict(zip(relation.columns, map(str, relation.types), strict=True))


PYTHON = """
import penstock as ps
import penstock.dbt

@penstock.dbt.model
def model(dbt, session):
    ((paid,),) = session.sql("select net_pay(1000.00, 30)").fetchall()
    return dbt.source("lake", "orders").with_columns(paid=ps.lit(str(paid)))
"""


@pytest.mark.timeout(300)
def test_sources_of_every_format_are_loaded_once_and_keep_their_types(project: Project) -> None:
    files = project.folder / "files"
    files.mkdir()
    pq.write_table(EVERYTHING, files / "everything.parquet")
    (files / "orders.csv").write_text("code,amount,size\n007,1.10,S\n,2.00,L\n")
    for year in (2023, 2024):
        (files / f"part-{year}.tsv").write_text(f"year\tn\n{year}\t1\n")
    (files / "lines.ndjson").write_text('{"a": 1, "b": [1.5]}\n{"a": null, "b": null}\n')
    sizes = ps.DataFrame({"size": ["S", None]}, schema={"size": ps.Enum(["S", "M", "don't"])})
    sizes.write_ipc(files / "sizes.arrow")
    orders = {"path": "files/{name}.csv", "types": {"code": "VARCHAR", "amount": "DECIMAL(10,2)", "size": "VARCHAR"}}
    sources = {
        "everything": {"path": "files/{name}.parquet"},
        "orders": orders,
        "parts": {"path": "files/part-*.tsv"},
        "lines": {"path": "files/lines.ndjson"},
        "sizes": {"path": ["files/sizes.arrow"]},
        "big": {
            "query": "select code, amount * 2 as twice from o semi join s on o.size = s.size",
            "tables": {"o": "files/orders.csv", "s": {"path": "files/sizes.arrow", "format": "ipc"}},
            "types": {"twice": "DECIMAL(12,1)"},
        },
        "filtered": {**orders, "query": "select code from filtered where code is null", "types": {}},
        "limits": {"function": "benefits.regulatory_limits"},
        "seen": {"path": "files/everything.parquet", "materialization": "view"},
    }
    sources["filtered"]["path"] = "files/orders.csv"
    prepare(project, sources)
    for name in sources:
        project.add(f"of_{name}.sql", f"select * from {{{{ source('lake', '{name}') }}}}")
    # As many models as there are threads read one source at once.
    for number in range(12):
        project.add(
            f"again_{number}.sql",
            f"select {number} as n, net_pay(amount, 30) as net, flat_pay(amount, 30) as flat, code"
            " from {{ source('lake', 'orders') }} join {{ source('lake', 'seen') }} on true where id is not null",
        )
    project.add("python.py", PYTHON)
    shift = "{'start': timestamp '2024-05-01 08:00:00', 'end': timestamp '2024-05-01 12:00:00'}"
    project.add("hours.sql", f"select worked([{shift}]) as hours union all select worked(null)")

    for run in (project.dbt("run"), project.dbt("run")):
        assert run.ok, run.output
        assert "nanobind" not in run.output
        assert set(run.statuses.values()) == {"success"}
        assert len(run.statuses) == 9 + 12 + 2
    assert {name: type_ for name, type_ in types(project, "of_everything").items() if name != "nothing"} == TYPES
    assert {name: type_ for name, type_ in types(project, "of_seen").items() if name != "nothing"} == TYPES
    with duckdb.connect() as connection:
        expected = connection.from_arrow(EVERYTHING).fetchall()
    assert rows(project, "select * from of_everything") == expected
    assert rows(project, "select * from of_seen") == expected
    assert types(project, "of_orders") == {"code": "VARCHAR", "amount": "DECIMAL(10,2)", "size": "VARCHAR"}
    assert rows(project, "select * from of_orders") == [("007", Decimal("1.10"), "S"), (None, Decimal("2.00"), "L")]
    assert rows(project, "select * from of_parts order by all") == [(2023, 1), (2024, 1)]
    assert rows(project, "select * from of_lines") == [(1, [1.5]), (None, None)]
    assert types(project, "of_sizes") == {"size": "ENUM('S', 'M', 'don''t')"}
    assert rows(project, "select * from of_sizes") == [("S",), (None,)]
    assert types(project, "of_big")["twice"] == "DECIMAL(12,1)"
    assert rows(project, "select twice from of_big") == [(Decimal("2.2"),)]
    assert rows(project, "select * from of_filtered") == [(None,)]
    assert rows(project, "select count(*) from of_limits") > [(0,)]
    paid = "select distinct n, net, flat from again_{} where code = '007'"
    assert [rows(project, paid.format(n)) for n in range(12)] == [
        [(n, Decimal("1.01"), Decimal("0.55"))] for n in range(12)
    ]
    assert rows(project, "select distinct paid from python") == [("920.00",)]
    assert rows(project, "select * from hours order by all") == [({"hours": 4.0, "longest": 4.0},), (None,)]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "missing": ({"path": "files/missing.parquet"}, "step load files/missing.parquet: "),
    "nowhere": ({}, "step load: meta says nothing of where the rows are. Try: give it a path, a query or a function"),
    "unknown": ({"path": "files/x.bin"}, "does not say its format. Try: give format: parquet, csv"),
    "database": ({"path": "files/x.duckdb"}, "step load files/x.duckdb: the name of files/x.duckdb does not say its"),
    "attached": ({"query": "select * from 'files/x.duckdb'"}, "database files cannot be opened here"),
    "typo": ({"path": "files/good.csv", "types": {"cod": "VARCHAR"}}, "types are given for ['cod'], and there are"),
    "option": ({"path": "files/good.csv", "options": {"seperator": ";"}}, "does not take these options"),
    "no_number": ({"path": "files/good.csv", "types": {"code": "INTEGER"}}, "Could not convert string 'x' to INT32"),
    "half": ({"path": "files/half.parquet"}, 'the column "h" is of Float16, and DuckDB has no such type. Columns: h.'),
    "fine": (
        {"path": "files/fine.arrow"},
        "the column \"f\" is of Duration(time_unit='ns'), and DuckDB has no such type.",
    ),
    "braces": ({"path": "files/{nam}.csv"}, "has something in braces that is not known: 'nam'"),
    "query": ({"path": "files/good.csv", "query": "select cde from query"}, "load files/good.csv: "),
    "function": ({"function": "benefits.regulatory"}, "step load by a function: "),
    "incremental": ({"path": "files/good.csv", "materialization": "incremental"}, "may be table or view"),
}


def test_what_is_wrong_with_a_source_is_said_with_its_name_its_path_and_what_to_do(project: Project) -> None:
    files = project.folder / "files"
    files.mkdir()
    (files / "good.csv").write_text("code\nx\n")
    pq.write_table(pa.table({"h": pa.array([0.5], pa.float16())}), files / "half.parquet")
    ps.DataFrame(pa.table({"f": pa.array([1], pa.duration("ns"))})).write_ipc(files / "fine.arrow")
    with duckdb.connect(str(files / "x.duckdb")) as connection:
        connection.execute("create table t as select 1 as a")
    prepare(project, {name: said for name, (said, _) in WRONG.items()} | {"good": {"path": "files/good.csv"}})
    for name in (*WRONG, "good"):
        project.add(f"of_{name}.sql", f"select * from {{{{ source('lake', '{name}') }}}}")
    run = project.dbt("run")
    assert run.statuses == {"of_good": "success"} | {f"of_{name}": "error" for name in WRONG}
    for name, (_, text) in WRONG.items():
        message = run.messages[f"of_{name}"]
        assert f"] source lake.{name}, step load" in message, message
        assert text in message, message
        assert " Try: " in message
        assert " Cause: " in message


EXTERNAL = """{{{{ config(materialized="external", location="{location}", plugin="penstock", meta={meta}) }}}}
{query}"""


def external(project: Project, name: str, query: str, publish: Any = None, location: str = "") -> None:
    meta = {} if publish is None else {"publish": publish}
    project.add(
        f"{name}.sql", EXTERNAL.format(location=location or f"out/{name}.parquet", meta=json.dumps(meta), query=query)
    )


NUMBERS = "select range as n, 'text ' || range as t, uuid() as u, 1.5::decimal(4,1) as d from range(1000)"


@pytest.mark.timeout(300)
def test_external_models_are_checked_and_published(project: Project) -> None:
    out = project.folder / "out"
    out.mkdir()
    every_type = (Path(__file__).parents[1] / "sample" / "models" / "every_type.sql").read_text()
    prepare(project, {})
    external(project, "plain", NUMBERS)
    external(project, "arrow", NUMBERS, {"path": "shared/numbers.arrow", "options": {"compression": "zstd"}})
    external(project, "packed", NUMBERS, {"options": {"compression": "gzip", "compression_level": 9}})
    external(project, "lines", "select n from (" + NUMBERS + ")", "shared/numbers.ndjson")
    external(project, "empty", every_type + " where id = 3")
    external(project, "empty_arrow", NUMBERS + " where n < 0", "shared/empty.arrow")
    external(project, "everything", every_type)
    external(project, "text", "select 1 as a", location="out/text.csv")
    external(project, "parts", NUMBERS + " where n < 10", location="out/parts.parquet")
    run = project.dbt("run")
    assert run.ok, run.output
    numbers = ps.read_ipc(project.folder / "shared" / "numbers.arrow")
    assert numbers["n"].to_list() == list(range(1000))
    assert numbers["d"].dtype == ps.Decimal(4, 1)
    packed = pq.ParquetFile(out / "packed.parquet")
    assert packed.metadata.row_group(0).column(0).compression == "GZIP"
    assert ps.read_ndjson(project.folder / "shared" / "numbers.ndjson").height == 1000
    # dbt-duckdb alone writes one row of nulls.
    assert pq.ParquetFile(out / "empty.parquet").metadata.num_rows == 0
    assert ps.read_ipc(project.folder / "shared" / "empty.arrow").height == 0
    assert not [*project.folder.rglob("*.tmp")]
    with duckdb.connect() as connection:
        columns = [connection.sql(f"from '{out}/{name}.parquet'") for name in ("empty", "everything")]
        assert columns[0].columns == columns[1].columns
        assert columns[0].types == columns[1].types
        numbers = [connection.sql(f"from '{out}/{name}.parquet'") for name in ("plain", "packed")]
        assert numbers[0].types == numbers[1].types

    # What is wrong is said, and what was published before stays.
    external(project, "arrow", "select 1 as a", {"path": "shared/numbers.arrow", "options": {"compresion": "zstd"}})
    external(project, "lines", "select 1 as a", {"path": "shared/numbers.xlsx"})
    external(project, "text", "select 1 as a", "shared/text.parquet", location="out/text.csv")
    external(project, "packed", "select 1 as a", {"to": "x.parquet"})
    external(project, "plain", "select 1 as a", {"format": "ipc"})
    external(project, "wide", "select timetz '10:00:00+02' as a", "shared/wide.parquet")
    wrong = {
        "arrow": "the writer of ipc does not take these options",
        "lines": "does not say its format",
        "text": "is written as csv",
        "packed": "publish has 'to'",
        "plain": "cannot be published in its own place as ipc",
    }
    second = project.dbt("run", "--select", *wrong, "wide")
    assert second.statuses == dict.fromkeys([*wrong, "wide"], "error")
    assert (
        'SchemaError [PIPE-E102] model wide, step publish out/wide.parquet: the column "a" is TIME WITH TIME ZONE'
        in (second.messages["wide"])
    )
    for name, text in wrong.items():
        assert f"ConfigError [PIPE-E401] model {name}, step publish out/{name}." in second.messages[name]
        assert text in second.messages[name]
        assert " Try: " in second.messages[name]
    assert ps.read_ipc(project.folder / "shared" / "numbers.arrow").height == 1000
    assert not [*project.folder.rglob("*.tmp")]


def failed(project: Project, **config: Any) -> Build:
    prepare(project, {})
    project.add("one.sql", "select 1 as a")
    profile = json.loads((project.folder / "profiles.yml").read_text())
    profile["penstock_sample"]["outputs"]["dev"]["plugins"][0]["config"] = config
    (project.folder / "profiles.yml").write_text(json.dumps(profile))
    return project.dbt("run")


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({"jar": "x.jar"}, "the plugin penstock has the option 'jar'"),
        ({"functions": {"pay": "rules.net_pai"}, "jars": str(JAR)}, 'did you mean "rules.net_pay"?'),
    ],
)
def test_wrong_options_end_the_run_before_anything_is_built(project: Project, config: Any, text: str) -> None:
    run = failed(project, **config)
    assert not run.ok
    assert text.lower() in run.output.lower()
    assert not project.database.exists()
