"""Times of day of all units meet each other, and literals, without a loss."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import penstock as ps

UNITS = {"s": pa.time32("s"), "ms": pa.time32("ms"), "us": pa.time64("us"), "ns": pa.time64("ns")}

#: For each unit the first and last time it has, null, and times that the coarser units lack.
_TIMES = {
    "s": [dt.time(0), dt.time(12), None, dt.time(23, 59, 59)],
    "ms": [dt.time(0), dt.time(12, 0, 0, 1_000), None, dt.time(23, 59, 59, 999_000)],
    "us": [dt.time(0), dt.time(12, 0, 0, 1), None, dt.time(23, 59, 59, 999_999)],
    "ns": [dt.time(0), dt.time(12, 0, 0, 1), None, dt.time(23, 59, 59, 999_999)],
}
LITERALS = [dt.time(0), dt.time(12), dt.time(12, 0, 0, 1), dt.time(12, 0, 0, 1_000), dt.time(23, 59, 59, 999_999)]

COMPARISONS: list[Callable[[Any, Any], Any]] = [
    operator.eq,
    operator.ne,
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
    lambda left, right: left.eq_missing(right),
    lambda left, right: left.ne_missing(right),
]

ENGINES = ("core", "duckdb")


def _table(rows: int = 4) -> pa.Table:
    return pa.table({unit: pa.array(_TIMES[unit], type_)[:rows] for unit, type_ in UNITS.items()})


def _both(question: Callable[[Any, Any], Any], engine: str, table: pa.Table | None = None) -> None:
    """The same rows as Polars', whose times are all of nanoseconds."""
    table = _table() if table is None else table
    want = question(pl, pl.DataFrame(pl.from_arrow(table)).lazy()).collect()
    assert question(ps, ps.from_arrow(table).lazy()).collect(engine=engine).rows() == want.rows()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("rows", [0, 4])
def test_a_column_is_compared_with_a_literal(unit: str, rows: int, engine: str) -> None:
    def question(m: Any, frame: Any) -> Any:
        pairs = [(compare, literal) for compare in COMPARISONS for literal in LITERALS]
        column = m.col(unit)
        left = [compare(column, m.lit(literal)).alias(f"l{i}") for i, (compare, literal) in enumerate(pairs)]
        right = [compare(m.lit(literal), column).alias(f"r{i}") for i, (compare, literal) in enumerate(pairs)]
        return frame.select(*left, *right)

    _both(question, engine, _table(rows))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("unit", UNITS)
def test_columns_of_two_units_are_compared(unit: str, engine: str) -> None:
    def question(m: Any, frame: Any) -> Any:
        pairs = [(compare, other) for compare in COMPARISONS for other in UNITS]
        return frame.select(
            compare(m.col(unit), m.col(other)).alias(str(i)) for i, (compare, other) in enumerate(pairs)
        )

    _both(question, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("unit", UNITS)
def test_a_filter_and_a_choice_know_a_literal(unit: str, engine: str) -> None:
    noon = dt.time(12, 0, 0, 1)

    def question(m: Any, frame: Any) -> Any:
        time = m.col(unit)
        return frame.filter(time.is_between(dt.time(0), noon) | time.is_null()).select(
            time.fill_null(noon).alias("filled"),
            m.coalesce(time, m.lit(noon)).alias("coalesced"),
            m.when(time == dt.time(0)).then(m.lit(noon)).otherwise(time).alias("chosen"),
            time.is_in([dt.time(0), noon]).alias("in"),
        )

    _both(question, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("unit", UNITS)
def test_keys_of_two_units_are_joined(unit: str, engine: str) -> None:
    def question(_: Any, frame: Any) -> Any:
        return frame.join(frame.select("us"), left_on=unit, right_on="us").sort("ns")

    _both(question, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("unit", UNITS)
def test_a_filter_of_a_file_knows_a_literal(tmp_path: Path, unit: str, engine: str) -> None:
    pq.write_table(_table(), tmp_path / "times.parquet")

    def question(m: Any, _: Any) -> Any:
        return m.scan_parquet(tmp_path / "times.parquet").filter(m.col(unit) < dt.time(12, 0, 0, 1))

    _both(question, engine)


@pytest.mark.parametrize("unit", UNITS)
def test_the_finer_unit_is_that_of_both(unit: str) -> None:
    order = list(UNITS)
    frame = ps.from_arrow(_table()).lazy()
    for other in order:
        made = pa.table(frame.select(ps.coalesce(unit, other).alias("out")).collect())
        assert made.schema.field("out").type == UNITS[order[max(order.index(unit), order.index(other))]]


@pytest.mark.parametrize("engine", ENGINES)
def test_frames_of_two_units_are_put_together(engine: str) -> None:
    parts = [ps.from_arrow(_table().select([unit]).rename_columns(["t"])).lazy() for unit in UNITS]
    rows = ps.concat(parts, how="vertical_relaxed").collect(engine=engine)
    assert rows["t"].to_list() == [time for times in _TIMES.values() for time in times]


def test_a_time_and_a_date_have_no_type_in_common() -> None:
    frame = ps.from_arrow(_table()).lazy()
    with pytest.raises(ps.exceptions.SchemaError, match=r"time64\[us\]"):
        frame.select(ps.col("us") == dt.date(2024, 1, 1)).collect()
