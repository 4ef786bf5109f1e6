"""CSV files, read as Polars reads them: the same text gives the same frame, or both refuse it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

if TYPE_CHECKING:
    from pathlib import Path

Case = tuple[str | bytes, dict[str, Any]]

ROWS: list[Case] = [
    *((text, {}) for text in ("a,b\n1,2\n\n3,4\n", "a,b\n\n1,2\n", "\na,b\n1,2\n", "a\n1\n\n2\n", "a\nx\n\ny\n")),
    *((text, {}) for text in ("a,b\n1,2\n3\n4,5\n", "a,b\n1,2\n3,4,5\n", "a,b\n1,2", "a,b\n1,\n,\n2,\n", "a,b\n")),
    *(
        (text, {})
        for text in ("", "\n", "a", "a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,\n", ",x,\n1,2,3\n", "a,a,b,a\n1,2,3,4\n")
    ),
    *((text, {}) for text in ('a,b\r\n1,2\r\n"x\r\ny",3\r\n', "\ufeffa,b\n1,2\n", "a,b\r\n1,2\r\n\r\n3,4")),
    ("a,b\n1,2\n3,4,5\n", {"truncate_ragged_lines": True}),
    ("a,b\r1,2\r", {"eol_char": "\r"}),
    ("", {"raise_if_empty": False}),
    ("1,2\n3,4\n", {"has_header": False}),
    ("1,2\n3\n", {"has_header": False}),
    ("1\n3,4\n", {"has_header": False}),
    ("", {"has_header": False}),
    ("1,2\n3,4\n", {"has_header": False, "n_rows": 1}),
]

QUOTES: list[Case] = [
    *(
        (text, {})
        for text in ('a,b\n"",x\n,y\n', 'a,b\n1,x\n"",y\n,z\n', 'a,b\n"1",x\n"2",y\n', 'a\n"q""q"\n"a""b""c"\n')
    ),
    *(
        (text, {})
        for text in ('a,b\n"x"y,1\n', 'a,b\nx"y"z,1\n', 'a,b\n"x,1\ny,2\n', 'a,b\n1,"x\ny"\n2,"z"\n', '"a,b",c\n1,2\n')
    ),
    ('a,b\n"",x\n,y\n', {"empty_string_is_null": False}),
    ("a,b\nx,'y,z'\n", {"quote_char": "'"}),
    ('a,b\n"x,1\n', {"quote_char": None}),
    ("a\t b\n1\t2\n", {"separator": "\t"}),
]

TYPES: list[Case] = [
    *(
        (f"a\n{text}\n", {})
        for text in ("true\nfalse", "True\nFALSE", "+1\n-2", "1e5\n1E-3", ".5\n5.", "NaN\ninf\n-inf")
    ),
    *(
        (f"a\n{text}\n", {})
        for text in ("nan\n1.5", "01\n002", "1_000", "1\n2.5", "1\ntrue", "0x1F", "--1", "-", "1.5.2")
    ),
    *((f"a\n{text}\n", {}) for text in ("Infinity", "1,5", "9223372036854775807\n-9223372036854775808", " 1\n2 ")),
    *((f"a\n{text}\n", {}) for text in ("0.1\n1e-320\n123456789.123456789\n1e400\n0.000001234567890123456789",)),
    ("a\n1\n2\nx\n", {"infer_schema_length": 2}),
    ("a\n1\n2\n3.5\n", {"infer_schema_length": 2}),
    ("a\n1\n2\nx\n", {"infer_schema_length": 2, "ignore_errors": True}),
    ("a\n1\n2\nx\n", {"infer_schema_length": None}),
    ("a\n1\nx\n", {"infer_schema": False}),
    ("a\n1\nx\n", {"infer_schema_length": 0}),
    ("a\n" + "1\n" * 100 + "x\n", {}),
    ("a\n" + "1\n" * 99 + "1.5\n", {}),
    ("a\n1\n300\n", {"schema_overrides": {"a": "UInt8"}}),
    ("a\n1.5\n", {"schema_overrides": {"a": "Int64"}}),
    ("a\n1\n-5\n", {"schema_overrides": {"a": "UInt64"}}),
    ("a\n18446744073709551615\n", {"schema_overrides": {"a": "UInt64"}}),
    ("a\n1.9999999\n", {"schema_overrides": {"a": "Float32"}}),
    ("a\n1\n", {"schema_overrides": {"a": "String"}}),
    ("a\n1\n", {"schema_overrides": {"z": "Int8"}}),
    ("a\nx\n", {"schema_overrides": {"a": "Boolean"}}),
    ("a,b\n1,2\n", {"schema": {"a": "Float64", "b": "String"}}),
    ("a,b\n1,2\n", {"schema": {"x": "Int64", "y": "String"}}),
    ("a;b\n1.000,5;2\n", {"separator": ";", "decimal_comma": True}),
    ("a;b\n'x;y';1,5\n", {"separator": ";", "quote_char": "'", "decimal_comma": True}),
    ('a\n"1,5"\n', {"decimal_comma": True}),
]

DATES: list[Case] = [
    ("a\n2024-01-01\n", {}),
    *(
        (f"a\n{text}\n", {"try_parse_dates": True})
        for text in (
            *("2024-01-01", "01/02/2024", "2024/01/02", "2024-01-01 01:02:03", "2024-01-01T01:02:03.5"),
            *("2024-01-01T01:02:03Z", "2024-01-01T01:02:03+02:00", "01:02:03", "2024-01-01 01:02", "31.12.2024"),
            *("20240101", "2024-01-01\n2024-01-01 00:00:00", "2024-01-01\nx", "31/12/2024 10:11:12", "12/31/2024"),
            *("2024-1-5", "2024-13-45"),
        )
    ),
    ("a,b\n2024-01-01,2024-01-01T00:00:00\n", {"schema_overrides": {"a": "Date", "b": "Datetime"}}),
    ("a\nx\n", {"schema_overrides": {"a": "Date"}}),
    ("a\n01:02:03\n", {"schema_overrides": {"a": "Time"}}),
]

OPTIONS: list[Case] = [
    ("#c\na,b\n#d\n1,2\n3,#4\n#e\n", {"comment_prefix": "#"}),
    ("//c\na,b\n//\n1,2\n", {"comment_prefix": "//"}),
    ("a,b\n1,NA\nNA,2\n", {"null_values": "NA"}),
    ("a,b\n1,NA\n-,2\n", {"null_values": ["NA", "-"]}),
    ("a,b\n1,NA\nNA,x\n", {"null_values": {"a": "NA"}}),
    ('a,b\nx,"NA"\n', {"null_values": "NA"}),
    ("a,b\n1,null\n2,3\n", {}),
    ('j1\n"j\n2"\na,b\n1,2\n', {"skip_rows": 2}),
    ("j1\nj2\na,b\n1,2\n", {"skip_lines": 2}),
    ('"j\n2"\na,b\n1,2\n', {"skip_lines": 2}),
    ("a,b\nskip,me\n1,2\n", {"skip_rows_after_header": 1}),
    ("a\n1\n2\n3\n", {"n_rows": 2}),
    ("a\n1\n2\n3\n", {"n_rows": 0}),
    ("a\n1\n2\n", {"row_index_name": "i", "row_index_offset": 3}),
    (b"a\n\xff\xfe\n", {}),
    (b"a\n\xff\xfex\n", {"encoding": "utf8-lossy"}),
    ("a,b\n1,2\n3,4", {"columns": ["b"]}),
]


def _types(options: dict[str, Any], module: Any) -> dict[str, Any]:
    made = dict(options)
    for name in ("schema", "schema_overrides"):
        if name in made:
            made[name] = {column: getattr(module, dtype) for column, dtype in made[name].items()}
    return made


@pytest.mark.parametrize(("text", "options"), [*ROWS, *QUOTES, *TYPES, *DATES, *OPTIONS], ids=str)
def test_the_same_text_gives_the_same_frame(text: str | bytes, options: dict[str, Any]) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    try:
        expected = pl.read_csv(data, **_types(options, pl))
    except Exception:  # noqa: BLE001 - whatever it refuses
        with pytest.raises((ps.exceptions.PenstockError, OSError)):
            ps.read_csv(data, **_types(options, ps))
        return
    assert_frame_equal(ps.read_csv(data, **_types(options, ps)).to_polars(), expected)


def test_errors_name_file_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text('a,b\n1,"x\ny"\n2,z\n3x,w\n')
    with pytest.raises(ps.exceptions.ComputeError, match=r'bad\.csv, line 5, column "a".*"3x" as int64'):
        ps.read_csv(path, infer_schema_length=2)
    path.write_text("a,b\n1,2\n3,4,5\n")
    with pytest.raises(ps.exceptions.ComputeError, match=r"bad\.csv, line 3: found 3 fields"):
        ps.read_csv(path)
    path.write_text('a,b\n1,2\n"3,4\n')
    with pytest.raises(ps.exceptions.ComputeError, match=r"bad\.csv, line 3: a quote"):
        ps.read_csv(path)
    with pytest.raises(FileNotFoundError, match="bed"):
        ps.scan_csv(tmp_path / "bed.csv").collect()


def test_many_rows_of_all_lengths(tmp_path: Path) -> None:
    import random

    source = random.Random(5)
    words = ["", "x", '"', ",", "\n", "é", "long " * 40, "\r\n"]
    frame = pl.DataFrame(
        {
            "i": [source.choice([None, source.randint(-(10**12), 10**12)]) for _ in range(20_000)],
            "f": [
                source.choice([None, source.uniform(-1e6, 1e6), source.uniform(-1, 1) * 1e-9]) for _ in range(20_000)
            ],
            "s": ["".join(source.choices(words, k=source.randint(0, 6))) for _ in range(20_000)],
            "b": [source.choice([None, True, False]) for _ in range(20_000)],
        }
    )
    path = tmp_path / "many.csv"
    frame.write_csv(path)
    assert_frame_equal(ps.read_csv(path).to_polars(), frame)
    assert_frame_equal(ps.scan_csv(path, n_rows=777).collect().to_polars(), frame.head(777))


def test_a_row_longer_than_any_buffer(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n1," + "x" * 3_000_000 + "\n2,y\n")
    read = ps.read_csv(path).to_polars()
    assert read["b"].str.len_bytes().to_list() == [3_000_000, 1]


def test_several_files(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("a,b\n1,x\n2,y\n")
    (tmp_path / "2.csv").write_text("a,b\n3.5,z\n")
    for source in (tmp_path / "*.csv", tmp_path, [tmp_path / "1.csv", tmp_path / "2.csv"]):
        expected = pl.scan_csv(source, include_file_paths="p", row_index_name="i").collect()
        assert_frame_equal(
            ps.scan_csv(source, include_file_paths="p", row_index_name="i").collect().to_polars(), expected
        )
    (tmp_path / "3.csv").write_text("z\n1\n")
    with pytest.raises(ps.exceptions.SchemaError, match=r"3\.csv"):
        ps.scan_csv(tmp_path).collect()


def test_compressed_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(gzip.compress(b"a\n1\n2\n"))
    assert ps.read_csv(tmp_path / "a.csv").to_dicts() == [{"a": 1}, {"a": 2}]
    ps.DataFrame({"a": [1, 2]}).write_csv(tmp_path / "b.csv.zst", compression="zstd")
    assert ps.read_csv(tmp_path / "b.csv.zst").to_dicts() == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("dtype", ["Categorical", "Date", "Decimal(10, 2)", "Int128"])
def test_other_types_are_read(dtype: str) -> None:
    text = {"Categorical": "x", "Date": "2024-02-29", "Decimal(10, 2)": "1.25", "Int128": "7"}[dtype].encode()
    kind = {
        "Categorical": pl.Categorical(),
        "Date": pl.Date(),
        "Decimal(10, 2)": pl.Decimal(10, 2),
        "Int128": pl.Int128(),
    }
    if dtype == "Int128":
        pytest.skip("Penstock keeps integers of 128 bits as decimals")
    expected = pl.read_csv(b"a\n" + text + b"\n", schema_overrides={"a": kind[dtype]})
    ours = {"Categorical": ps.Categorical, "Date": ps.Date, "Decimal(10, 2)": ps.Decimal(10, 2)}[dtype]
    assert_frame_equal(ps.read_csv(b"a\n" + text + b"\n", schema_overrides={"a": ours}).to_polars(), expected)
