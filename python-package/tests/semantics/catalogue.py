"""The frame that every case runs over: nulls, extremes, NaN, -0.0, empty values, in columns of every type.

Names say the type; columns whose names end in 2 are second operands. `g` groups the rows, `k` orders them.
"""

from __future__ import annotations

import datetime as dt
import decimal

import polars as pl

NAN = float("nan")
INF = float("inf")

#: Bits of the integer types.
INTEGERS: dict[str, type[pl.DataType]] = {"i8": pl.Int8, "i16": pl.Int16, "i32": pl.Int32, "i64": pl.Int64}
INTEGERS |= {"u8": pl.UInt8, "u16": pl.UInt16, "u32": pl.UInt32, "u64": pl.UInt64}

_MOMENT = dt.datetime(2024, 2, 29, 12, 30, 15, 123456)
_MOMENTS = [
    _MOMENT,
    dt.datetime(1969, 12, 31, 23, 59, 59, 999999),
    None,
    dt.datetime(2000, 1, 1),
    dt.datetime(2021, 3, 28, 1, 30),
    dt.datetime(2021, 10, 31, 0, 30),
    _MOMENT,
    None,
    dt.datetime(1999, 12, 31, 6),
]
_SPANS = [
    dt.timedelta(days=1, microseconds=5),
    dt.timedelta(microseconds=-1500),
    None,
    dt.timedelta(0),
    dt.timedelta(hours=36),
    dt.timedelta(seconds=-1),
    dt.timedelta(days=400),
    dt.timedelta(milliseconds=7),
    None,
]


def _integers(dtype: pl.DataType | type[pl.DataType]) -> tuple[list[int | None], list[int | None]]:
    bits = int(str(dtype).removeprefix("U").removeprefix("Int"))
    signed = not str(dtype).startswith("U")
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    minus = -7 if signed else 7
    return [7, minus, None, 0, low, high, 7, 3, 100], [3, 3, 5, 0, high, 2, None, low, 7]


def _decimals(*texts: str | None) -> list[decimal.Decimal | None]:
    return [None if text is None else decimal.Decimal(text) for text in texts]


def columns() -> dict[str, pl.Series]:
    """The catalogue's columns."""
    made: dict[str, pl.Series] = {
        "g": pl.Series(["x", "y", "x", None, "y", "x", None, "x", "z"]),
        "k": pl.Series([5, 3, 3, None, 1, 9, 2, 7, 4], dtype=pl.Int32),
        "f32": pl.Series([1.5, -7.5, None, -0.0, NAN, INF, 0.1, -2.5, 100.0], dtype=pl.Float32),
        "f64": pl.Series([1.5, -7.5, None, -0.0, NAN, -INF, 0.1, -2.5, 2.675]),
        "f642": pl.Series([2.0, 2.0, 1.0, 0.0, 3.0, 1.0, None, -2.0, NAN]),
        "part": pl.Series([0.5, -0.25, None, 0.0, NAN, 1.0, -1.0, 2.0, 1e-20]),
        "b": pl.Series([True, False, None, True, False, None, True, None, False]),
        "b2": pl.Series([True, True, True, False, False, False, None, None, None]),
        "s": pl.Series(["abc", "", None, "größer", "Zeppelin über Rio", "aXbXc", " pad ", "日本語 text", "12"]),
        "s2": pl.Series(["b", "", "x", "ö", "in", "X", " ", None, "1"]),
        "bin": pl.Series([b"abc", b"", None, b"\x00\xff", b"longer than twelve bytes", b"a", b"abc", None, b"z"]),
        "cat": pl.Series(["a", "b", None, "a", "c", "b", "a", None, "c"], dtype=pl.Categorical),
        "date": pl.Series([None if m is None else m.date() for m in _MOMENTS]),
        "time": pl.Series([None if m is None else m.time() for m in _MOMENTS]),
        "ms": pl.Series(_MOMENTS, dtype=pl.Datetime("ms")),
        "us": pl.Series(_MOMENTS, dtype=pl.Datetime("us")),
        "ns": pl.Series(_MOMENTS, dtype=pl.Datetime("ns")),
        "zoned": pl.Series(_MOMENTS, dtype=pl.Datetime("us", "UTC")).dt.convert_time_zone("Europe/Berlin"),
        "us2": pl.Series(_MOMENTS[::-1], dtype=pl.Datetime("us")),
        "date2": pl.Series([None if m is None else m.date() for m in _MOMENTS[::-1]]),
        "dur": pl.Series(_SPANS, dtype=pl.Duration("us")),
        "durms": pl.Series(_SPANS, dtype=pl.Duration("ms")),
        "dur2": pl.Series(_SPANS[::-1], dtype=pl.Duration("us")),
        "dec": pl.Series(
            _decimals("1.5", "-1.5", None, "0.0", "2.5", "-99.9", "1.5", "0.1", "10.0"), dtype=pl.Decimal(10, 1)
        ),
        "dec2": pl.Series(
            _decimals("1.25", "0.40", "1.00", "3.33", "-0.05", "7.00", None, "0.15", "-2.50"), dtype=pl.Decimal(10, 2)
        ),
        "list": pl.Series([[1, 2, 3], [], None, [None, 4], [5], [3, 1, 2, 3], [7, None, 7], [0], [-1, -2]]),
        "list2": pl.Series([[1], [2], [3], None, [5, 6], [3], [7], [None], []], dtype=pl.List(pl.Int64)),
        "floats": pl.Series([[1.5, NAN], [], None, [None, -0.0], [INF, 1.0], [2.5], [0.1, 0.2], [NAN], [3.0, -1.0]]),
        "texts": pl.Series([["a", "b"], [], None, [None, "c"], ["ä", "", "z"], ["x"], ["b", "a"], [""], ["q"]]),
        "array": pl.Series(
            [[1, 2], [3, 4], None, [None, 5], [6, 6], [7, 8], [9, 0], [1, 1], [2, 3]], dtype=pl.Array(pl.Int64, 2)
        ),
        "struct": pl.Series(
            [{"x": 1, "y": "a"}, {"x": None, "y": "b"}, {"x": 3, "y": None}, {"x": None, "y": None}] * 2
            + [{"x": 5, "y": "e"}]
        ),
        "null": pl.Series([None] * 9, dtype=pl.Null),
        "digits": pl.Series(["1", " 1", "+1", "-1", "1.0", "", None, "300", "1e3"]),
        "numbers": pl.Series(["1.5", "nan", "inf", "-.5", "5.", "x", None, "-0", "1e3"]),
    }
    for name, dtype in INTEGERS.items():
        first, second = _integers(dtype)
        made[name] = pl.Series(first, dtype=dtype)
        made[name + "2"] = pl.Series(second, dtype=dtype)
    return made


def frame() -> pl.DataFrame:
    """All columns, nine rows."""
    return pl.DataFrame(columns())


def sliced() -> pl.DataFrame:
    """Rows 2 to 7, which do not start where their buffers do."""
    return frame().slice(2, 6)


def empty() -> pl.DataFrame:
    """No rows."""
    return frame().slice(4, 0)
