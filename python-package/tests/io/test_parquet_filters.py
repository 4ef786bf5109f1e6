"""Filters of Parquet scans find what Polars finds, however the columns are stored: what is asked of one column alone is
asked of its dictionary where there is one."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import penstock as ps

ROWS = 6_000

#: How the same rows are written. In small pages a dictionary overflows, and the pages behind that have plain values.
STORED: dict[str, dict[str, Any]] = {
    "dictionaries": {},
    "no dictionaries": {"use_dictionary": False},
    "dictionaries that overflow": {"dictionary_pagesize_limit": 500, "data_page_size": 700},
    "small groups, second pages": {"row_group_size": 900, "data_page_version": "2.0", "data_page_size": 600},
    "some dictionaries": {"use_dictionary": ["day", "code", "flag_text"], "compression": "zstd"},
}


def rows(seed: int, nulls: float) -> pa.Table:
    """Columns of few values, in runs and mixed, and some of many."""
    drawn = random.Random(seed)

    def column(value: Callable[[int], Any], kind: pa.DataType) -> pa.Array:
        return pa.array([None if drawn.random() < nulls else value(i) for i in range(ROWS)], kind)

    first = date(1994, 1, 1)
    return pa.table(
        {
            "i": pa.array(range(ROWS), pa.int64()),
            "day": column(lambda i: first + timedelta(drawn.randrange(200) + i // 100), pa.date32()),
            "later": column(lambda _: first + timedelta(drawn.randrange(260)), pa.date32()),
            "price": column(lambda _: Decimal(drawn.randrange(-400, 400)).scaleb(-2), pa.decimal128(15, 2)),
            "code": column(
                lambda _: drawn.choice(["AIR", "MAIL", "", "REG AIR", "STANDARD BRASS", "Ünïcode"]), pa.string()
            ),
            "flag_text": column(lambda i: "yes" if i // 40 % 3 else "no", pa.large_string()),
            "many": column(lambda _: f"text {drawn.randrange(5_000)}", pa.string()),
            "number": column(
                lambda _: drawn.choice([float("nan"), -0.0, 0.0, 1.5, 2.5e300, float("-inf")]), pa.float64()
            ),
            "small": column(lambda _: drawn.randrange(-3, 4), pa.int8()),
            "truth": column(lambda _: drawn.random() < 0.5, pa.bool_()),
        }
    )


def parts(lib: Any) -> list[Any]:
    """What may be asked: of one column, and of several."""
    col = lib.col
    return [
        col("day") >= date(1994, 3, 1),
        col("day") < date(1994, 6, 1),
        col("day").is_between(date(1994, 2, 1), date(1994, 7, 1)),
        col("day") != date(1994, 4, 4),
        col("price") > Decimal("1.25"),
        col("price").is_between(Decimal("-3.00"), Decimal("3.00")),
        col("code") == "MAIL",
        col("code") != "",
        col("code").is_in(["AIR", "REG AIR", "nothing"]),
        col("code").str.starts_with("S") | (col("code") == "Ünïcode"),
        col("code").str.ends_with("BRASS"),
        col("code").str.contains("A.R"),
        col("code") > "B",
        col("flag_text") == "yes",
        ~col("flag_text").str.starts_with("y"),
        col("many").str.ends_with("7"),
        col("many") < "text 4",
        col("number") > 0.0,
        col("number").is_nan(),
        col("number") == 0.0,
        col("small") * 2 > 1,
        col("small").is_in([1, 2, -3]),
        col("truth"),
        col("code").is_null(),
        col("day").is_not_null(),
        col("price").is_null() | (col("price") < Decimal(1)),
        col("day") < col("later"),
        (col("code") == "AIR") | (col("small") == 0),
        col("i") >= 1_000,
        col("code") == "not there",
        col("small") < 100,
    ]


@pytest.fixture(scope="module", params=[0.0, 0.15], ids=["no nulls", "nulls"])
def table(request: pytest.FixtureRequest) -> pa.Table:
    return rows(5, request.param)


@pytest.mark.parametrize("stored", STORED)
def test_filters_find_what_polars_finds(stored: str, table: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(table, path, **STORED[stored])
    drawn = random.Random(stored)
    ours, theirs = parts(ps), parts(pl)
    inputs = ps.scan_parquet(path), pl.from_arrow(table)
    assert isinstance(inputs[1], pl.DataFrame)
    chosen = [[i] for i in range(len(ours))]
    chosen += [drawn.sample(range(len(ours)), drawn.randrange(2, 6)) for _ in range(25)]
    for numbers in chosen:
        # What is asked of columns that nobody wants, and of ones that are wanted.
        wanted = drawn.sample(table.column_names, drawn.randrange(1, 5))
        found = inputs[0]
        expected = inputs[1].lazy()
        together = drawn.random() < 0.5
        for number in numbers:
            found = found.filter(ours[number])
            expected = expected.filter(theirs[number])
        if together:
            found = inputs[0].filter(*(ours[number] for number in numbers))
        actual = found.select(*wanted).collect(engine="core").to_polars()
        assert actual.equals(expected.select(*wanted).collect(), null_equal=True), (numbers, wanted)


def test_only_rows_that_are_there_can_fail(tmp_path: Path) -> None:
    """A dictionary may have values that no row has that is asked."""
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"s": ["1", "2", "x"] * 100, "keep": [True, True, False] * 100}), path)
    number = ps.col("s").cast(ps.Int64)
    found = ps.scan_parquet(path).filter(ps.col("keep")).filter(number > 1).collect(engine="core")
    assert found.to_dicts() == [{"s": "2", "keep": True}] * 100
    with pytest.raises(ps.exceptions.CastError, match="x"):
        ps.scan_parquet(path).filter(number > 1).collect(engine="core")
