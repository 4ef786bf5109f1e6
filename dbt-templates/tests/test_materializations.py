"""Penstock's models in dbt's other materialisations: incremental, and external files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

import penstock as ps

if TYPE_CHECKING:
    from conftest import Project

EVENTS = "select i as id, 'v{version}' as version, date '2024-01-01' + i::int as day from range({first}, {last}) t(i)"

#: Only rows that are newer than those that are there.
NEWER = """
import penstock as ps
import penstock.dbt

@penstock.dbt.model
def model(dbt, session):
    dbt.config(materialized="incremental"{options})
    events = dbt.ref("events")
    if dbt.is_incremental:
        (newest,) = session.sql(f"select max(day) from {{dbt.this}}").fetchall()[0]
        events = events.filter(ps.col("day") >= newest)
    return events
"""
REPLACED = ', incremental_strategy="delete+insert", unique_key="id"'
EXTERNAL = """
import penstock as ps
import penstock.dbt

@penstock.dbt.model
def model(dbt, session):
    dbt.config(materialized="external", location="{location}")
    return dbt.ref("events").with_columns((ps.col("id") * 2).alias("twice"))
"""
BEHIND = "select version, count(*)::int as rows, sum(twice)::int as twice from {{ ref('outside') }} group by version"


def test_rows_are_added_replaced_and_written_to_files(project: Project) -> None:
    project.forget_packages()
    outside = project.folder / "outside.parquet"
    project.add("events.sql", EVENTS.format(version=1, first=0, last=10))
    project.add("appended.py", NEWER.format(options=""))
    project.add("replaced.py", NEWER.format(options=REPLACED))
    project.add("outside.py", EXTERNAL.format(location=outside))
    project.add("behind.sql", BEHIND)
    names = ("events", "appended", "replaced", "outside", "behind")
    first = project.dbt("run", "--select", *names)
    assert first.ok, first.output
    project.add("events.sql", EVENTS.format(version=2, first=5, last=12))
    second = project.dbt("run", "--select", *names)
    assert second.ok, second.output

    with duckdb.connect(str(project.database), read_only=True) as connection:
        appended = connection.sql("select version, id::int from appended order by all").fetchall()
        replaced = connection.sql("select version, id::int from replaced order by all").fetchall()
        behind = connection.sql("select * from behind").fetchall()
    # The newest day was there: its row is added once more, or put in the place of the one that was.
    assert appended == [("v1", id_) for id_ in range(10)] + [("v2", id_) for id_ in (9, 10, 11)]
    assert replaced == [("v1", id_) for id_ in range(9)] + [("v2", id_) for id_ in (9, 10, 11)]
    assert behind == [("v2", 7, 2 * sum(range(5, 12)))]
    assert sorted(ps.read_parquet(outside)["twice"].to_list()) == list(range(10, 24, 2))
