"""What Polars sends, and what it makes of what it gets."""

import datetime as dt
import decimal
from typing import Any, Literal

import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal
from runtime.plans import Exported, collect

from penstock._runtime import Engine
from penstock.exceptions import CastError, UnsupportedType

ROWS = 10
UNITS: tuple[Literal["ms", "us", "ns"], ...] = ("ms", "us", "ns")
MOMENT = dt.datetime(2024, 2, 29, 12, 30, 15, 123456)

COLUMNS: dict[str, pl.Series] = {
    "null": pl.Series([None] * ROWS, dtype=pl.Null),
    "bool": pl.Series([True, None] * 5),
    **{str(kind): pl.Series([1, None] * 5, dtype=kind) for kind in (pl.Int8, pl.Int16, pl.Int32, pl.Int64)},
    **{str(kind): pl.Series([255, None] * 5, dtype=kind) for kind in (pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)},
    "float32": pl.Series([0.5, None] * 5, dtype=pl.Float32),
    "float64": pl.Series([float("nan"), -0.0] * 5),
    "string": pl.Series(["a", None, "longer than twelve bytes", "größer", ""] * 2),
    "binary": pl.Series([b"a", None, b"longer than twelve bytes", b"\0", b""] * 2),
    "date": pl.Series([MOMENT.date(), None] * 5),
    "time": pl.Series([MOMENT.time(), None] * 5),
    **{f"datetime {unit}": pl.Series([MOMENT, None] * 5, dtype=pl.Datetime(unit)) for unit in UNITS},
    "zoned": pl.Series([MOMENT, None] * 5, dtype=pl.Datetime("us", "Europe/Berlin")),
    **{f"duration {unit}": pl.Series([1, None] * 5, dtype=pl.Duration(unit)) for unit in UNITS},
    "decimal": pl.Series([decimal.Decimal("1.25"), None] * 5, dtype=pl.Decimal(38, 2)),
    "categorical": pl.Series(["a", None, "b", "a", "c"] * 2, dtype=pl.Categorical),
    "enum": pl.Series(["a", None, "b", "a", "b"] * 2, dtype=pl.Enum(["b", "a", "unused"])),
    "list": pl.Series([[1, 2], [], None, [None], [3]] * 2),
    "list of strings": pl.Series([["a", "longer than twelve bytes"], [], None, [None], ["b"]] * 2),
    "array": pl.Series([[1, 2], None] * 5, dtype=pl.Array(pl.Int64, 2)),
    "array of arrays": pl.Series([[[1, 2], [3, 4]], None] * 5, dtype=pl.Array(pl.Int16, (2, 2))),
    "struct": pl.Series([{"x": 1, "y": "a"}, {"x": None, "y": None}] * 5),
    "list of structs": pl.Series([[{"x": 1}], None] * 5),
}
every_column = pytest.mark.parametrize("series", COLUMNS.values(), ids=COLUMNS.keys())


def travelled(engine: Engine, data: object) -> pl.DataFrame:
    return pl.DataFrame(Exported(collect(engine, data).stream_capsule()))


@every_column
def test_every_type_comes_back(engine: Engine, series: pl.Series) -> None:
    frame = pl.DataFrame({"before": range(ROWS), "column": series})
    assert_frame_equal(travelled(engine, frame), frame)


@every_column
@pytest.mark.parametrize(("offset", "rows"), [(3, 4), (9, 1), (4, 0)])
def test_every_type_comes_back_sliced(engine: Engine, series: pl.Series, offset: int, rows: int) -> None:
    frame = pl.DataFrame({"before": range(ROWS), "column": series})
    assert_frame_equal(travelled(engine, frame.slice(offset, rows)), frame.slice(offset, rows))
    ours = collect(engine, frame).slice(offset, rows)
    assert_frame_equal(pl.DataFrame(Exported(ours.stream_capsule())), frame.slice(offset, rows))


@every_column
def test_an_empty_column_of_every_type_comes_back(engine: Engine, series: pl.Series) -> None:
    frame = pl.DataFrame({"column": series}).clear()
    assert_frame_equal(travelled(engine, frame), frame)


@every_column
def test_chunks_of_every_type_come_back(engine: Engine, series: pl.Series) -> None:
    frame = pl.DataFrame({"column": series})
    frame = pl.concat([frame.slice(1, 3), frame.slice(7), frame.slice(0, 0), frame], rechunk=False)
    assert frame.n_chunks() > 1
    assert_frame_equal(travelled(engine, frame), frame)


def test_the_rows_of_a_slice_are_those_of_the_slice(engine: Engine) -> None:
    assert travelled(engine, pl.DataFrame({"a": range(10)}).slice(3, 4))["a"].to_list() == [3, 4, 5, 6]


@pytest.mark.parametrize("series", [series for series in COLUMNS.values() if series.dtype != pl.Struct], ids=str)
def test_a_series_becomes_a_frame_of_one_column(engine: Engine, series: pl.Series) -> None:
    named = series.alias("s").slice(2, 5)
    assert_frame_equal(travelled(engine, named), named.to_frame())


def test_frames_without_rows_or_columns_come_back(engine: Engine) -> None:
    assert travelled(engine, pl.DataFrame()).shape == (0, 0)
    assert travelled(engine, pl.DataFrame({"a": []}, schema={"a": pl.String})).shape == (0, 1)


MOST = 10**38 - 1


@pytest.mark.parametrize(("kind", "values"), [(pl.Int128, [MOST, -MOST, None, 0, -1]), (pl.UInt128, [MOST, 0, None])])
def test_wide_integers_arrive_as_decimals(engine: Engine, kind: Any, values: list[int | None]) -> None:
    table = pa.table(Exported(collect(engine, pl.DataFrame({"a": pl.Series(values, dtype=kind)})).stream_capsule()))
    assert table.schema.field("a").type == pa.decimal128(38, 0)
    assert table["a"].to_pylist() == [None if value is None else decimal.Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("kind", "value"),
    [(pl.Int128, MOST + 1), (pl.Int128, -MOST - 1), (pl.UInt128, MOST + 1), (pl.UInt128, 2**128 - 1)],
)
def test_wide_integers_that_do_not_fit_are_refused(engine: Engine, kind: Any, value: int) -> None:
    frame = pl.DataFrame({"fine": range(3), "wide": pl.Series([1, None, value], dtype=kind)})
    with pytest.raises(CastError, match=rf"{value} in row 2") as raised:
        collect(engine, frame)
    assert raised.value.column == "wide"
    # Below a slice the value is not there.
    assert collect(engine, frame.slice(0, 2)).rows == 2


def test_wide_integers_are_found_inside_of_other_types(engine: Engine) -> None:
    series = pl.Series([[{"x": 1}, {"x": MOST + 1}]], dtype=pl.List(pl.Struct({"x": pl.Int128})))
    with pytest.raises(CastError, match="too many digits"):
        collect(engine, pl.DataFrame({"a": series}))


def test_objects_are_refused(engine: Engine) -> None:
    frame = pl.DataFrame({"a": pl.Series([object()], dtype=pl.Object)})
    for data in (frame, frame["a"]):
        with pytest.raises(UnsupportedType, match=r'column "a"'):
            collect(engine, data)


def test_nothing_is_copied_on_the_way_in_or_out(engine: Engine) -> None:
    frame = pl.DataFrame({"a": range(1000), "b": [float(n) for n in range(1000)]})
    back = travelled(engine, frame)
    for name in frame.columns:
        assert back[name].to_numpy(allow_copy=False).ctypes.data == frame[name].to_numpy(allow_copy=False).ctypes.data


def test_a_lazy_frame_is_read_batch_by_batch(engine: Engine) -> None:
    frame = pl.DataFrame({"a": range(100_000)})
    batches = frame.lazy().collect_batches(chunk_size=10_000, maintain_order=True)
    assert_frame_equal(travelled(engine, batches), frame)
