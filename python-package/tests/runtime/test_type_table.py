"""Each row of the type table: what comes in and goes out, what kernels compute, and what DuckDB is handed.

The table is §6 of the specification. A row says what comes back of a column that is passed through, and for each engine
what `x == x`, a sort and a cast give; a refusal is an `UnsupportedType` that names the column.
"""

import datetime as dt
import decimal
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import penstock as ps
from penstock.exceptions import InvalidOperationError, PenstockError, UnsupportedType

D = decimal.Decimal
BIG = D(10**45)
LONG = "more than twelve bytes"
DAYS = [dt.date(2024, 2, 29), None, dt.date(1960, 1, 1)]
MOMENTS = [dt.datetime(2024, 2, 29, 12), None, dt.datetime(1960, 1, 1)]
PAIRS = [[1, None], None, [3, 4]]
ENGINES = ("core", "duckdb")


@dataclass
class Row:
    """A type, three values of it, the second null (save for unions), and what each engine does.

    Attributes:
        compares: the engines that answer `x == x`.
        sorts: the engines that sort.
        cast: a type to cast to, and what comes of the values.
        casts: the engines that do.
    """

    values: pa.Array
    compares: tuple[str, ...] = ENGINES
    sorts: tuple[str, ...] = ENGINES
    cast: tuple[Any, list[Any]] | None = None
    casts: tuple[str, ...] = ENGINES


def of(kind: pa.DataType, values: list[Any], **more: Any) -> Row:
    return Row(pa.array(values, kind), **more)


def extension(kind: pa.DataType, storage: pa.Array, **more: Any) -> Row:
    return Row(pa.ExtensionArray.from_storage(kind, storage), **more)


HALVES = [D("1.50"), None, D("-2.25")]
NUMBERS = (ps.Float64, [1.5, None, -2.25])
IDS, PLACES = pa.array([0, 1, 0], pa.int8()), pa.array([0, 0, 1], pa.int32())
NUMBER_OR_TEXT = [pa.array([1, 2, 3]), pa.array(["a", "b", "c"])]
CORE, DUCKDB = ("core",), ("duckdb",)

ROWS: dict[str, Row] = {
    "null": Row(pa.nulls(3), cast=(ps.Int64, [None] * 3)),
    "bool": of(pa.bool_(), [True, None, False], cast=(ps.Int64, [1, None, 0])),
    **{
        str(kind): of(kind, [1, None, 100], cast=(ps.Float64, [1.0, None, 100.0]))
        for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())
    },
    "uint64 beyond int64": of(
        pa.uint64(), [2**64 - 1, None, 2**63], cast=(ps.String, ["18446744073709551615", None, "9223372036854775808"])
    ),
    "float16": Row(pa.array(np.array([1.5, np.inf, -2.25], np.float16)), cast=(ps.Float32, [1.5, np.inf, -2.25])),
    "float32": of(pa.float32(), [1.5, None, -2.25], cast=NUMBERS),
    "float64": of(pa.float64(), [1.5, None, -2.25], cast=(ps.Int64, [1, None, -2])),
    **{
        str(kind): of(kind, HALVES, cast=NUMBERS)
        for kind in (pa.decimal32(5, 2), pa.decimal64(15, 2), pa.decimal128(38, 2), pa.decimal256(20, 2))
    },
    "decimal256 beyond 38 digits": of(
        pa.decimal256(50, 2),
        [BIG, None, D("-2.25")],
        compares=CORE,
        sorts=CORE,
        cast=(ps.Float64, [1e45, None, -2.25]),
        casts=CORE,
    ),
    **{
        str(kind): of(kind, ["a", None, LONG], cast=(ps.Binary, [b"a", None, LONG.encode()]))
        for kind in (pa.string(), pa.large_string(), pa.string_view())
    },
    **{
        str(kind): of(kind, [b"a", None, LONG.encode()], cast=(ps.String, ["a", None, LONG]), casts=DUCKDB)
        for kind in (pa.binary(), pa.large_binary(), pa.binary_view())
    },
    "fixed-size binary": of(pa.binary(2), [b"ab", None, b"xy"]),
    "date32": of(pa.date32(), DAYS, cast=(ps.Int32, [19_782, None, -3653])),
    "date64": of(pa.date64(), DAYS, cast=(ps.Int64, [19_782 * 86_400_000, None, -3653 * 86_400_000])),
    **{
        str(kind): of(kind, [1, None, 86_399], cast=(ps.Int64, [1, None, 86_399]))
        for kind in (pa.time32("s"), pa.time32("ms"), pa.time64("us"), pa.time64("ns"))
    },
    **{
        f"{pa.timestamp(unit, zone)}": of(pa.timestamp(unit, zone), MOMENTS, cast=(ps.Date, DAYS))
        for unit in ("s", "ms", "us", "ns")
        for zone in (None, "Europe/Berlin")
    },
    **{
        str(pa.duration(unit)): of(pa.duration(unit), [1, None, -2], cast=(ps.Int64, [1, None, -2]))
        for unit in ("s", "ms", "us", "ns")
    },
    "interval": of(
        pa.month_day_nano_interval(),
        [pa.MonthDayNano([1, 2, 3]), None, pa.MonthDayNano([0, 1, 0])],
        compares=(),
        sorts=(),
    ),
    **{
        str(kind): of(kind, PAIRS, compares=DUCKDB)
        for kind in (
            pa.list_(pa.int64()),
            pa.large_list(pa.int64()),
            pa.list_view(pa.int64()),
            pa.large_list_view(pa.int64()),
            pa.list_(pa.int64(), 2),
        )
    },
    "struct": of(
        pa.struct({"a": pa.int64(), "b": pa.string()}),
        [{"a": 1, "b": "x"}, None, {"a": None, "b": "y"}],
        compares=DUCKDB,
    ),
    "map": of(
        pa.map_(pa.string(), pa.int64()),
        [[("k", 1)], None, [("z", None), ("y", 3)]],
        compares=DUCKDB,
        sorts=DUCKDB,
    ),
    **{
        f"dictionary by {index}": Row(
            pa.DictionaryArray.from_arrays(pa.array([0, None, 1], index), pa.array(["a", "b"])),
            cast=(ps.String, ["a", None, "b"]),
        )
        for index in (pa.int8(), pa.uint8(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64())
    },
    "run-end encoded": Row(
        pa.RunEndEncodedArray.from_arrays(pa.array([1, 2, 3], pa.int32()), pa.array(["a", None, "b"])),
        cast=(ps.Binary, [b"a", None, b"b"]),
    ),
    "sparse union": Row(pa.UnionArray.from_sparse(IDS, NUMBER_OR_TEXT), compares=(), sorts=()),
    "dense union": Row(
        pa.UnionArray.from_dense(IDS, PLACES, [pa.array([1, 2]), pa.array(["a"])]), compares=(), sorts=()
    ),
    "uuid": extension(pa.uuid(), pa.array([b"0" * 16, None, b"1" * 16], pa.binary(16))),
    "json": extension(pa.json_(), pa.array(['{"a": 1}', None, "[]"])),
    "bool8": extension(pa.bool8(), pa.array([1, None, 0], pa.int8()), cast=(ps.Int64, [1, None, 0])),
    "tensor": extension(
        pa.fixed_shape_tensor(pa.int64(), [2]), pa.array(PAIRS, pa.list_(pa.int64(), 2)), compares=DUCKDB
    ),
}  # fmt: skip


def table(row: Row) -> pa.Table:
    return pa.table({"x": row.values})


def answer(row: Row, engine: str, expression: ps.Expr) -> Any:
    made = ps.DataFrame(table(row)).lazy().select(expression.alias("x")).collect(engine=engine)  # type: ignore[arg-type]
    return [value for chunk in made.to_arrow().column(0).chunks for value in chunk.to_pylist()]


def refused(row: Row, engine: str, expression: ps.Expr) -> None:
    """By name, save for the core engine, which leaves it to the other one, and for what is not defined at all."""
    with pytest.raises(PenstockError) as raised:
        answer(row, engine, expression)
    left = "Leave the choice of the engine" in str(raised.value)
    assert isinstance(raised.value, UnsupportedType) or (engine == "core" and left), raised.value
    if not left:
        assert raised.value.column == "x"


@pytest.mark.parametrize("name", ROWS)
def test_a_column_comes_back_as_it_was(name: str) -> None:
    row = ROWS[name]
    frame = ps.DataFrame(table(row))
    assert frame.to_arrow() == table(row)
    for engine in ENGINES:
        rows = frame.lazy().with_row_index().filter(ps.col("index") != 1)
        kept = rows.select("x").collect(engine=engine).to_arrow()  # type: ignore[arg-type]
        assert kept.schema == table(row).schema
        values = [value for chunk in kept.column(0).chunks for value in chunk.to_pylist()]
        whole = row.values.to_pylist()
        assert values == [whole[0], whole[2]]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ROWS)
def test_kernels_and_duckdb_compute_or_refuse(name: str, engine: str) -> None:
    row = ROWS[name]
    equal, ordered = ps.col("x") == ps.col("x"), ps.col("x").sort()
    if engine in row.compares:
        assert answer(row, engine, equal) == [None if value is None else True for value in row.values.to_pylist()]
    else:
        refused(row, engine, equal)
    if engine in row.sorts:
        found = answer(row, engine, ordered)
        assert [value is None for value in found] == sorted((value is None for value in found), reverse=True)
        assert sorted(map(str, found)) == sorted(map(str, row.values.to_pylist()))
    else:
        refused(row, engine, ordered)
    if row.cast is not None:
        to, expected = row.cast
        if engine in row.casts:
            assert answer(row, engine, ps.col("x").cast(to)) == expected
        else:
            refused(row, engine, ps.col("x").cast(to))


@pytest.mark.parametrize("name", ["sparse union", "dense union"])
def test_unions_are_refused_by_every_expression(name: str) -> None:
    x = ps.col("x")
    for expression in (
        x.is_null(),
        x.is_not_null(),
        x.cast(ps.String),
        x + 1,
        x.hash(),
        x.fill_null(1),
        x.str.len_chars(),
    ):
        with pytest.raises(UnsupportedType, match=r"the column \"x\" of type .*_union") as raised:
            answer(ROWS[name], "auto", expression)
        assert raised.value.column == "x"


def test_decimals_of_more_than_38_digits_compare_and_are_cast() -> None:
    values = pa.table(
        {
            "h": pa.array([D("1.50"), None, BIG, -BIG], pa.decimal256(50, 2)),
            "q": pa.array([D("1.5"), D(3), D("0.1"), D(0)], pa.decimal256(60, 1)),
        }
    )
    h, q = ps.col("h"), ps.col("q")
    frame = ps.DataFrame(values).lazy()

    def column(expression: ps.Expr) -> Any:
        return frame.select(expression.alias("x")).collect().to_arrow().column(0).to_pylist()

    assert column(h == q) == [True, None, False, False]
    assert column(h < q) == [False, None, False, True]
    assert column(h > D("1.49")) == [True, None, True, False]
    assert column(h.cast(ps.String)) == ["1.50", None, f"{BIG}.00", f"-{BIG}.00"]
    assert column(h.cast(ps.Int8, strict=False)) == [1, None, None, None]
    assert column(h.cast(ps.Decimal(38, 1), strict=False)) == [D("1.5"), None, None, None]
    assert column(h.max()) == [BIG]
    assert column(ps.when(h > 0).then(h).otherwise(q)) == [D("1.50"), D("3.00"), BIG, D("0.00")]
    with pytest.raises(PenstockError, match="decimal256"):
        column(h.cast(ps.Decimal(38, 1)))
    with pytest.raises(UnsupportedType, match="38 digits"):
        frame.select(h == q).collect(engine="duckdb")


def test_intervals_move_dates_and_timestamps_by_the_calendar() -> None:
    moments = pa.array([dt.datetime(2024, 1, 31, 10), dt.datetime(2024, 2, 29), None], pa.timestamp("us"))
    spans = pa.array([pa.MonthDayNano([1, 0, 0]), pa.MonthDayNano([12, 1, 10**9]), pa.MonthDayNano([1, 1, 1])])
    t, d, z, i = ps.col("t"), ps.col("d"), ps.col("z"), ps.col("i")
    # The clocks go forward in the night of 31 March: 12 o'clock the day after is 23 hours later.
    berlin = pa.array(
        [dt.datetime(2024, 2, 29, 11), dt.datetime(2024, 3, 29, 11), None], pa.timestamp("ns", "Europe/Berlin")
    )
    frame = ps.DataFrame(pa.table({"t": moments, "d": moments.cast(pa.date32()), "z": berlin, "i": spans})).lazy()
    made = frame.select(
        plus=t + i,
        turned=i + t,
        minus=t - i,
        days=d + i,
        zoned=(z + i).dt.convert_time_zone("UTC").dt.replace_time_zone(None),
    )
    assert made.collect().to_dict(as_series=False) == {
        "plus": [dt.datetime(2024, 2, 29, 10), dt.datetime(2025, 3, 1, 0, 0, 1), None],
        "turned": [dt.datetime(2024, 2, 29, 10), dt.datetime(2025, 3, 1, 0, 0, 1), None],
        "minus": [dt.datetime(2023, 12, 31, 10), dt.datetime(2023, 2, 26, 23, 59, 59), None],
        "days": [dt.date(2024, 2, 29), dt.date(2025, 3, 1), None],
        "zoned": [dt.datetime(2024, 3, 29, 11), dt.datetime(2025, 3, 30, 10, 0, 1), None],
    }
    for refusal in (i + i, i * 2, i - t):
        with pytest.raises(InvalidOperationError, match="interval"):
            frame.select(refusal).collect()


def test_a_date64_that_is_not_midnight_is_refused() -> None:
    odd = pa.table({"x": pa.array([0, None, 86_400_001], pa.int64()).view(pa.date64())})
    with pytest.raises(InvalidOperationError, match="not midnight") as raised:
        ps.DataFrame(odd)
    assert raised.value.column == "x"
    assert ps.DataFrame(odd[:2]).height == 2


@pytest.mark.parametrize("kind", [pl.Int128, pl.UInt128])
def test_integers_of_128_bits_are_decimals_of_38_digits(kind: Any) -> None:
    values = [10**38 - 1, None, 7]
    column = ps.DataFrame(pl.DataFrame({"x": pl.Series(values, dtype=kind)}))
    assert column.to_arrow().column(0).type == pa.decimal128(38, 0)
    for engine in ENGINES:
        lazy = column.lazy().select(same=ps.col("x") == 7, twice=ps.col("x") - 1)
        found = lazy.collect(engine=engine).to_dict(as_series=False)  # type: ignore[arg-type]
        assert found == {"same": [False, None, True], "twice": [D(10**38 - 2), None, D(6)]}
    with pytest.raises(InvalidOperationError, match="too many digits"):
        ps.DataFrame(pl.DataFrame({"x": pl.Series([10**38], dtype=kind)}))
