"""Looking values up in constants, on both engines: rows stay where they are."""

from typing import Literal

import polars as pl
import pytest

import penstock as ps

# Batches of which few rows pass a filter: DuckDB's joins, into which it turns `IN`, hand those on late.
ROWS = [1339, 316, 25, 324, 73, 21, 1, 1]

TEXTS = ["", "a", "é", "z", "日本語", "\uffff", "𐀀"]


def table() -> pl.DataFrame:
    start, batches = 0, []
    for rows in ROWS:
        numbers = range(start, start + rows)
        batches.append(
            pl.DataFrame(
                {
                    "row": pl.Series(numbers, dtype=pl.Int64),
                    "small": pl.Series([i * 7 % 100 - 50 if i % 11 else None for i in numbers], dtype=pl.Int16),
                    "large": pl.Series([(i * 7919 % 1000) << 50 for i in numbers], dtype=pl.UInt64),
                    "text": [TEXTS[i % 7] + str(i % 90) if i % 13 else None for i in numbers],
                    "list": [[i % 5, i % 3] if i % 17 else None for i in numbers],
                }
            )
        )
        start += rows
    return pl.concat(batches, rechunk=False)


@pytest.mark.parametrize("count", [1, 5, 6, 32, 33, 200])
@pytest.mark.parametrize(
    ("column", "engine"),
    # The core has no kernel for unsigned numbers among signed ones.
    [("small", "core"), ("small", "duckdb"), ("large", "duckdb"), ("text", "core"), ("text", "duckdb")],
)
def test_rows_among_many_constants_keep_their_order(column: str, engine: Literal["core", "duckdb"], count: int) -> None:
    frame = table()
    values = frame[column].drop_nulls().unique(maintain_order=True).to_list()[::-1][:count]
    for negated in (False, True):
        here, there = ps.col(column).is_in(values), pl.col(column).is_in(values)
        found = ps.from_arrow(frame).lazy().filter(~here if negated else here).collect(engine=engine)
        assert found.to_polars().equals(frame.filter(~there if negated else there))


@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_nulls_are_not_looked_up(engine: Literal["core", "duckdb"]) -> None:
    frame = table()
    values = [value for value in frame["small"].unique().to_list() if value is not None and value % 2]
    found = ps.from_arrow(frame).lazy().select(ps.col("small").is_in(values)).collect(engine=engine)
    assert found.to_polars().equals(frame.select(pl.col("small").is_in(values)))


def test_rows_whose_lists_contain_a_value_keep_their_order() -> None:
    frame = table()
    for value in (2, None):
        here = ps.col("list").list.contains(value, nulls_equal=False)
        there = pl.col("list").list.contains(value, nulls_equal=False)
        found = ps.from_arrow(frame).lazy().filter(here).collect(engine="duckdb")
        assert found.to_polars().equals(frame.filter(there))
