"""CSV and JSON, byte for byte as Polars writes them."""

from __future__ import annotations

import datetime as dt
import decimal
import io
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import penstock as ps

if TYPE_CHECKING:
    from pathlib import Path

D = decimal.Decimal
MOMENT = dt.datetime(2024, 1, 2, 3, 4, 5, 678901)
FLOATS = [
    *(10.0**i for i in range(-8, 19)),
    *(1.2345678 * 10.0**i for i in range(-8, 19)),
    *(9.999999999999999 * 10.0**i for i in range(-8, 19)),
    *(-0.0, 0.0, 1 / 3, 5e-324, 1.7976931348623157e308, float("nan"), float("inf"), float("-inf"), 0.125, 2.5, None),
]
TEXTS = ["x", "", "a,b", 'q"q', "l\nn", "c\rr", " s ", None, "é🙂", "#c", "a;b", "1", "null", "'", "\\", "\t\x01\x7f"]

COLUMNS = {
    "float64": pl.Series(FLOATS),
    "float32": pl.Series([None if f is None else f for f in FLOATS], dtype=pl.Float32, strict=False),
    "text": pl.Series(TEXTS),
    "bool": pl.Series([True, None, False]),
    **{str(t): pl.Series([0, None, 1, 100], dtype=t) for t in (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16)},
    "uint32": pl.Series([2**32 - 1, 0], dtype=pl.UInt32),
    "int64": pl.Series([-(2**63), 2**63 - 1, None]),
    "uint64": pl.Series([2**64 - 1, 0], dtype=pl.UInt64),
    "date": pl.Series([-800000, 3000000, -719529, 2932897, 0, None], dtype=pl.Int32).cast(pl.Date),
    **{
        f"datetime {unit} {zone}": pl.Series(
            [MOMENT, dt.datetime(1969, 12, 31, 23, 59, 59, 999999), MOMENT.replace(microsecond=0), None],
            dtype=pl.Datetime(unit, zone),  # type: ignore[arg-type]
        )
        for unit in ("ms", "us", "ns")
        for zone in (None, "UTC", "Asia/Tokyo", "America/New_York")
    },
    "time": pl.Series([dt.time(1, 2, 3, 4), dt.time(0), None, dt.time(23, 59, 59)]),
    "decimal": pl.Series([D("1.50"), D("-2.25"), None, D("0.05")], dtype=pl.Decimal(10, 2)),
    "categorical": pl.Series(["x", None, "a,b"], dtype=pl.Categorical),
    "enum": pl.Series(["x", None, "y"], dtype=pl.Enum(["x", "y"])),
    "null": pl.Series([None, None]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_each_type_is_written_as_polars_writes_it(name: str) -> None:
    frame = COLUMNS[name].to_frame("a")
    assert ps.from_arrow(frame).write_csv() == frame.write_csv()
    assert ps.from_arrow(frame).write_ndjson() == frame.write_ndjson()
    assert ps.from_arrow(frame).write_json() == frame.write_json()


MIXED = pl.DataFrame(
    {
        "a": ["x", "", "a,b", 'q"q', None],
        "b": [1, None, 3, 4, 5],
        "c,d": [1.5, 2.25, 0.125, 1e22, 2.5e-8],
        "e": [True, None, True, False, True],
        "f": [dt.date(2024, 1, 1)] * 5,
        'g"': [MOMENT] * 5,
        "h": [dt.time(1, 2, 3, 4)] * 5,
        "i": [D("1.50")] * 5,
    }
)


@pytest.mark.parametrize(
    "options",
    [
        {},
        *({"quote_style": style} for style in ("always", "non_numeric", "never", "necessary")),
        *({"quote_style": style, "null_value": "NA"} for style in ("always", "non_numeric", "never", "necessary")),
        {"null_value": "a,b"},
        {"separator": ";", "quote_char": "'", "line_terminator": "\r\n"},
        {"separator": "\t", "include_header": False},
        {"include_bom": True},
        {"decimal_comma": True},
        {"decimal_comma": True, "separator": ";"},
        {"float_precision": 2},
        {"float_precision": 0},
        {"float_scientific": True},
        {"float_scientific": False},
        {"float_scientific": True, "float_precision": 3},
        {"datetime_format": "%d/%m/%Y %H:%M", "date_format": "%d.%m.%y", "time_format": "%H-%M-%S%.3f"},
        {"datetime_format": "%Y-%m-%d %H:%M:%S%.3f %A %a %B %b %e %j %p %I %y %C %s %f %.f %6f %3f %9f %D %F %T %R"},
        {"datetime_format": "%u %w %G %V %k %l %n%t%% %-d %-m %.6f %h, %x"},
    ],
    ids=str,
)
def test_options_mean_what_they_mean_in_polars(options: dict[str, Any]) -> None:
    assert ps.from_arrow(MIXED).write_csv(**options) == MIXED.write_csv(**options)


def test_zones_are_formatted() -> None:
    frame = pl.DataFrame({"a": pl.Series([MOMENT], dtype=pl.Datetime("us", "Asia/Tokyo"))})
    for pattern in ("%Y %z", "%:z", "%Z"):
        assert ps.from_arrow(frame).write_csv(datetime_format=pattern) == frame.write_csv(datetime_format=pattern)


NESTED = pl.DataFrame(
    {
        "l": [[1, None], None, []],
        "s": [{"x": 1, "y": "q"}, None, {"x": None, "y": None}],
        "d": [dt.timedelta(days=1, seconds=3661, microseconds=5), dt.timedelta(seconds=-5), dt.timedelta(0)],
        "m": pl.Series([dt.timedelta(milliseconds=1500), None, dt.timedelta(days=-1)], dtype=pl.Duration("ms")),
        "a": pl.Series([[1, 2], [3, 4], None], dtype=pl.Array(pl.Int8, 2)),
        "n": [[["x"], None], [], [[None, 'q"']]],
        'q"\n': [1, 2, 3],
    }
)


def test_nested_values_are_json() -> None:
    for rows in (NESTED, NESTED.slice(1, 2), NESTED.head(0)):
        assert ps.from_arrow(rows).write_ndjson() == rows.write_ndjson()
        assert ps.from_arrow(rows).write_json() == rows.write_json()


@pytest.mark.parametrize("name", ["l", "s", "d", "a"])
def test_what_csv_cannot_hold_is_named(name: str) -> None:
    with pytest.raises(ps.exceptions.ComputeError, match=f'"{name}"'):
        ps.from_arrow(NESTED.select(name)).write_csv()


def test_binary_is_refused() -> None:
    for write in (ps.DataFrame.write_csv, ps.DataFrame.write_ndjson, ps.DataFrame.write_json):
        with pytest.raises(ps.exceptions.ComputeError, match='"b"'):
            write(ps.from_arrow(pl.DataFrame({"b": [b"x"]})))


@pytest.mark.parametrize("options", [{"datetime_format": "%Q"}, {"datetime_format": "%z"}, {"time_format": "%"}])
def test_patterns_that_are_not_known_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ps.exceptions.ComputeError, match="format"):
        ps.from_arrow(MIXED).write_csv(**options)


def test_random_floats_agree() -> None:
    import random

    source = random.Random(4)
    values = [source.uniform(-1, 1) * 10.0 ** source.randint(-30, 30) for _ in range(5_000)]
    for dtype in (pl.Float64, pl.Float32):
        frame = pl.DataFrame({"a": pl.Series(values, dtype=dtype, strict=False)})
        assert ps.from_arrow(frame).write_csv() == frame.write_csv()
        assert ps.from_arrow(frame).write_csv(float_precision=4) == frame.write_csv(float_precision=4)


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_compressed_text_is_read_by_polars(tmp_path: Path, compression: str) -> None:
    frame = pl.DataFrame({"a": range(10_000)})
    path = tmp_path / "rows.csv"
    ps.from_arrow(frame).write_csv(path, compression=compression, check_extension=False)
    assert path.stat().st_size < len(frame.write_csv())
    assert pl.read_csv(path.read_bytes()).equals(frame)


def test_open_files_are_written() -> None:
    frame = pl.DataFrame({"a": [1, 2]})
    text, data = io.StringIO(), io.BytesIO()
    ps.from_arrow(frame).write_csv(text)
    ps.from_arrow(frame).write_csv(data)
    assert text.getvalue() == data.getvalue().decode() == frame.write_csv()
