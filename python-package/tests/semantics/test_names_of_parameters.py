"""Columns may be called what SQL calls the parameters of its lambdas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import penstock as ps

NAMES = [*"abcefimnpqvw", "moment", "#v", "#i", "#a", "#e", "#E0", "#p", "#moment", "e0", "#row"]


def cases(m: Any, name: str) -> list[Any]:
    lists, other = m.col("lists"), m.col(name)
    made = [
        lists.list.shift(other.list.len()),
        lists.list.contains(other.list.first()),
        lists.list.set_union(other).list.sort(),
        lists.list.set_intersection(other),
        lists.list.set_difference(other),
        lists.list.set_symmetric_difference(other).list.sort(),
        lists.list.gather(other.list.eval(m.element() * 0), null_on_oob=True),
        lists.list.gather_every(other.list.len()),
        other.list.std(),
        other.list.diff(),
        other.list.unique(maintain_order=True),
        other.list.eval(m.element() + 1),
        other.cast(m.List(m.String)).list.join("-").str.contains_any(["3", "x"]),
        other.list.len().cast(m.String).str.split("1", inclusive=True),
    ]
    return [expression.alias(str(number)) for number, expression in enumerate(made)]


@pytest.mark.parametrize("name", NAMES)
def test_a_column_is_not_taken_for_a_parameter(name: str) -> None:
    frame = pl.DataFrame({name: [[2, 3], [1], None, [5, 5]], "lists": [[1, 2, 2, 3], [4, 1], [7], []]})
    want = frame.select(cases(pl, name))
    for engine in ("duckdb", "auto"):
        got = ps.DataFrame(frame).lazy().select(cases(ps, name)).collect(engine=engine).to_polars()
        for column in want.columns:
            assert got[column].to_list() == want[column].to_list(), column


@pytest.mark.parametrize("name", NAMES)
def test_sums_products_and_dates_find_their_columns(name: str) -> None:
    frame = pl.DataFrame({name: [3, 2, None, 7], "k": [1, 1, 2, 2]})

    def select(m: Any, rows: Any) -> Any:
        return rows.group_by("k", maintain_order=True).agg(
            m.col(name).product().alias("product"), m.col(name).cast(m.Float64).skew().alias("skew")
        )

    want = select(pl, frame.lazy()).collect()
    got = select(ps, ps.DataFrame(frame).lazy()).collect(engine="duckdb").to_polars()
    assert got["product"].to_list() == want["product"].to_list()
    days = pl.DataFrame({name: [1, 40, None]})
    moments = (
        ps.DataFrame(days).lazy().select((ps.col(name) * 86_400_000_000).cast(ps.Datetime("us")).dt.offset_by("1mo"))
    )
    wanted = days.select((pl.col(name) * 86_400_000_000).cast(pl.Datetime("us")).dt.offset_by("1mo"))
    assert moments.collect(engine="duckdb").to_polars().equals(wanted)


@pytest.mark.parametrize("engine", ["core", "duckdb", "auto"])
@pytest.mark.parametrize("paths", [False, True])
def test_columns_of_files_may_be_called_what_scans_call_theirs(tmp_path: Path, engine: Any, *, paths: bool) -> None:
    file = tmp_path / "t.parquet"
    names = ["#row", "##row", "#path", "#rows", "#none", "#no"]
    frame = pl.DataFrame({name: [5 + number, 3, 9, 1] for number, name in enumerate(names)} | {"k": [1, 1, 2, 2]})
    frame.write_parquet(file)

    def scan(m: Any) -> Any:
        return m.scan_parquet(file, include_file_paths="path" if paths else None)

    queries: list[Callable[[Any, Any], Any]] = [
        lambda m, rows: rows.filter(m.col("#row") > 2),
        lambda m, rows: rows.filter(m.col("k") > 1),
        lambda m, rows: rows.filter(m.col("k") > 1, m.col("##row") > 1).select("#row", "#no"),
        lambda m, rows: rows.with_columns(m.col("#row").cum_sum().over("k", order_by="#none").alias("sum")),
        lambda m, rows: rows.unique("k", keep="last", maintain_order=True),
        lambda _, rows: rows.sort("#row", "#rows").slice(-2, 1),
    ]
    for query in queries:
        try:
            got = query(ps, scan(ps)).collect(engine=engine).to_polars()
        except ps.exceptions.UnsupportedOperation:
            continue
        assert got.equals(query(pl, scan(pl)).collect())
