from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from conftest import Project

ROOT = Path(__file__).parents[1]


def test_the_sample_project_builds_and_its_tests_pass(project: Project) -> None:
    deps = project.dbt("deps")
    assert deps.ok, deps.output
    project.add("first.py", (ROOT / "models" / "python" / "penstock_model.py").read_text())
    first = project.dbt("build")
    assert first.ok, first.output
    assert set(first.statuses.values()) <= {"success", "pass"}
    tests = ("every_type_is_kept", "every_value_is_kept", "examples_are_those_of_sql")
    assert [first.statuses[name] for name in tests] == ["pass"] * 3
    assert first.statuses["first"] == "success"  # the template, as it is when it was copied
    assert "penstock_model" not in first.statuses  # it is parsed with the package, and not run
    with duckdb.connect(str(project.database), read_only=True) as connection:
        types = [connection.sql(f"select * from {table}").types for table in ("every_type", "every_type_again")]
    assert types[0] == types[1]
    assert len(types[0]) == 36
    before = project.database.read_bytes()
    alone = project.penstock("dbt", "run-model", "spending", "--explain")
    assert alone.returncode == 0, alone.stderr
    assert alone.stdout.startswith("FRAGMENT 1 on core")
    for part in ("AGGREGATE by customer_id", "spending: 4 rows in ", "spending_sql has the same rows"):
        assert part in alone.stdout
    assert project.database.read_bytes() == before


COPY = """
import penstock.dbt

@penstock.dbt.model
def model(dbt, session):
    return dbt.ref("every_type")
"""
BROKEN = COPY.replace('"every_type")', '"every_type").select("id").collect().to_polars().select("missing")')
TYPED = COPY.replace("dbt.model\n", 'dbt.model(types={"an_enum": "VARCHAR", "an_integer": "BIGINT"})\n')


CONTRACTED = """
import penstock.dbt

@penstock.dbt.model
def model(dbt, session):
    dbt.config.meta_get("contract")
    return dbt.ref("every_type").select("an_integer", "id")
"""
CONTRACTS = """
models:
  - name: kept
    config: {meta: {contract: [{name: id, data_type: bigint}, {name: an_integer, data_type: bigint}]}}
  - name: missed
    config: {meta: {contract: [{name: id, data_type: date}, {name: an_integer, data_type: bigint}]}}
"""


def test_models_run_side_by_side_and_one_that_fails_says_what_where_and_what_to_do(project: Project) -> None:
    project.forget_packages()
    names = {**{f"copy_{number}": COPY for number in range(6)}, "broken": BROKEN, "typed": TYPED}
    names |= {"kept": CONTRACTED, "missed": CONTRACTED}
    for name, text in names.items():
        project.add(f"{name}.py", text)
    project.add("contracts.yml", CONTRACTS)
    run = project.dbt("run", "--select", "every_type", *names)

    failed = {"broken": "error", "missed": "error"}
    assert run.statuses == {"every_type": "success", **dict.fromkeys(names, "success"), **failed}
    assert "SchemaError [PIPE-E106] model missed, step contract: " in run.messages["missed"]
    assert 'column "id" is INTEGER and must be DATE' in run.messages["missed"]
    message = run.messages["broken"]
    assert "SchemaError [PIPE-E101] model broken, step polars: " in message
    assert "Try: look at the names of the columns" in message
    assert "Cause: polars.ColumnNotFoundError: " in message
    with duckdb.connect(str(project.database), read_only=True) as connection:
        kept = connection.table("kept")
        assert list(zip(kept.columns, map(str, kept.types), strict=True)) == [
            ("id", "BIGINT"),
            ("an_integer", "BIGINT"),
        ]
        table = connection.sql("select an_enum, an_integer, a_uuid from typed")
        assert [str(one) for one in table.types] == ["VARCHAR", "BIGINT", "UUID"]


COUNTIES = ROOT.parent / "jvm-core" / "src" / "test" / "resources" / "did" / "mpdta.csv"
EFFECTS = """
models:
  - name: did_att_gt
    columns: &effects
      - {name: group, data_type: bigint, constraints: [{type: not_null}]}
      - {name: time, data_type: bigint}
      - {name: att, data_type: double}
      - {name: se, data_type: double}
      - {name: t_stat, data_type: double}
      - {name: p_value, data_type: double}
      - {name: conf_low, data_type: double}
      - {name: conf_high, data_type: double}
    config:
      meta:
        did: {yname: lemp, tname: year, idname: countyreal, gname: first.treat, xformla: "~ lpop", bstrap: false}
  - name: did_effects
    config: {meta: {contract: *effects}}
  - name: did_aggregate
    config: {meta: {did: {type: group}}}
"""
NARROW = """
import penstock.dbt

@penstock.dbt.model
def model(dbt, session):
    dbt.config.meta_get("contract")
    effects = dbt.ref("did_att_gt")
    return effects.select("group", "time", "att", "se", "t_stat", "p_value", "conf_low", "conf_high")
"""


def test_the_templates_for_difference_in_differences_run_as_they_are_when_they_are_copied(project: Project) -> None:
    project.forget_packages()
    project.add("panel.sql", f"select * from read_csv('{COUNTIES.as_posix()}')")
    for name in ("did_att_gt", "did_aggregate"):
        project.add(f"{name}.py", (ROOT / "models" / "python" / f"{name}.py").read_text())
    project.add("did_effects.py", NARROW)
    project.add("effects.yml", EFFECTS)
    run = project.dbt("run", "--select", "panel", "did_att_gt", "did_effects", "did_aggregate")
    assert run.ok, run.output
    with duckdb.connect(str(project.database), read_only=True) as connection:
        effects = connection.sql("select count(*), min(round(att, 7)) from did_effects").fetchall()
        assert effects == [(12, -0.1404483)]
        groups = connection.sql("select key, round(att, 7), round(se, 7) from did_aggregate order by key nulls first")
        assert groups.fetchall() == [
            (None, -0.0328196, 0.0118982),
            (2004, -0.0845759, 0.0245649),
            (2006, -0.0201666, 0.0174696),
            (2007, -0.0287814, 0.0162390),
        ]
