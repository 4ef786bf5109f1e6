"""JSON files, read as Polars reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

if TYPE_CHECKING:
    from pathlib import Path

LINES = [
    '{"a":1,"b":"x"}\n{"a":2,"b":null}\n',
    '{"a":1}\n{"a":2.5}\n',
    '{"a":1}\n\n{"a":2}',
    '{"a":1}\n{"b":"y"}\n',
    '{"a":true}\n{"a":null}\n',
    '{"a":[1,2]}\n{"a":[]}\n{"a":null}\n',
    '{"a":[1,2.5]}\n',
    '{"a":{"x":1,"y":[{"z":"q"}]}}\n{"a":{"x":2,"w":true}}\n',
    '{"a":"2024-01-01"}\n',
    '{"a":"\\u00e9\\n\\"q\\""}\n',
    '{"a":1e300,"b":-0.0}\n',
    '{"a":9223372036854775807}\n',
    '{"é":1}\n',
]


@pytest.mark.parametrize("text", LINES)
def test_lines_give_the_same_frame(text: str) -> None:
    assert_frame_equal(ps.read_ndjson(text.encode()).to_polars(), pl.read_ndjson(text.encode()))


@pytest.mark.parametrize("text", LINES)
def test_lists_give_the_same_frame(text: str) -> None:
    listed = "[" + ",".join(line for line in text.splitlines() if line) + "]"
    assert_frame_equal(ps.read_json(listed.encode()).to_polars(), pl.read_json(listed.encode()))


def test_types_are_as_given() -> None:
    text = b'{"a":1,"b":"2024-01-01","c":"x"}\n{"a":null,"b":null}\n'
    schema = {"a": "Float32", "b": "Date", "c": "String", "d": "Int64"}
    expected = pl.read_ndjson(text, schema={name: getattr(pl, dtype) for name, dtype in schema.items()})
    read = ps.read_ndjson(text, schema={name: getattr(ps, dtype) for name, dtype in schema.items()})
    assert_frame_equal(read.to_polars(), expected)
    read = ps.read_ndjson(text, schema_overrides={"a": ps.Int8})
    assert read.schema["a"] == ps.Int8
    assert read["a"].to_list() == [1, None]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    frame = pl.DataFrame({"i": [1, None], "s": ["é", 'q"\n'], "l": [[1, None], []], "r": [{"x": 1.5}, {"x": None}]})
    ps.from_arrow(frame).write_ndjson(tmp_path / "a.ndjson")
    ps.from_arrow(frame).write_json(tmp_path / "a.json")
    assert_frame_equal(ps.read_ndjson(tmp_path / "a.ndjson").to_polars(), frame)
    assert_frame_equal(ps.read_json(tmp_path / "a.json").to_polars(), frame)


def test_errors_name_file_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "bad.ndjson"
    path.write_text('{"a":1}\n{"a":\n')
    with pytest.raises(ps.exceptions.ComputeError, match=r"bad\.ndjson, line 2, column"):
        ps.read_ndjson(path)
    assert ps.read_ndjson(path, ignore_errors=True).to_dicts() == [{"a": 1}]
    path.write_text('{"a":1}\n{"a":"x"}\n')
    with pytest.raises(ps.exceptions.ComputeError, match=r'bad\.ndjson, line 2: column "a"'):
        ps.read_ndjson(path, infer_schema_length=1)
    path.write_text("[1, 2]")
    with pytest.raises(ps.exceptions.ComputeError, match=r"bad\.ndjson"):
        ps.read_json(path)
    with pytest.raises(FileNotFoundError):
        ps.read_ndjson(tmp_path / "none.ndjson")
