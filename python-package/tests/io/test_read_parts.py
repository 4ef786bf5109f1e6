"""Of Parquet files no more is decoded than is asked for: fields of structs, and nothing to count rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
from support.same import assert_same

import penstock as ps

ROWS = 5000


def nested() -> pl.DataFrame:
    """Structs in structs, some of them null on every level, beside lists of structs."""
    numbers = range(ROWS)
    places = [
        None
        if n % 7 == 0
        else {
            "x": n,
            "name": None if n % 5 == 0 else f"name {n}",
            "at": None if n % 3 == 0 else {"zone": f"zone {n % 4}", "hour": n % 24},
            "tags": [n] * (n % 3),
        }
        for n in numbers
    ]
    return pl.DataFrame(
        {
            "id": list(numbers),
            "place": places,
            "items": [[{"a": n, "b": str(n)}] * (n % 2) for n in numbers],
        },
        schema_overrides={
            "place": pl.Struct(
                {
                    "x": pl.Int64,
                    "name": pl.String,
                    "at": pl.Struct({"zone": pl.String, "hour": pl.Int8}),
                    "tags": pl.List(pl.Int64),
                }
            )
        },
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows in several row groups."""
    path = tmp_path_factory.mktemp("nested") / "nested.parquet"
    nested().write_parquet(path, row_group_size=1000)
    return path


def broken(source: Path, target: Path, keep: Callable[[str], bool]) -> Path:
    """A copy of a file in which the chunks of some leaves are no pages any more."""
    data = bytearray(source.read_bytes())
    metadata = pq.ParquetFile(source).metadata
    for group in range(metadata.num_row_groups):
        for leaf in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(leaf)
            if not keep(chunk.path_in_schema):
                start = chunk.dictionary_page_offset or chunk.data_page_offset
                data[start : start + chunk.total_compressed_size] = b"\xff" * chunk.total_compressed_size
    target.write_bytes(data)
    return target


def place(m: Any, *path: str) -> Any:
    """A field of the struct, or a field of a field."""
    expression = m.col("place")
    for name in path:
        expression = expression.struct.field(name)
    return expression


Question = Callable[[Any, Any], Any]

READS: dict[str, tuple[set[str], Question]] = {
    "the first field": ({"place.x"}, lambda m, t: t.select(place(m, "x"))),
    "a field behind others": ({"place.name"}, lambda m, t: t.select(place(m, "name"))),
    "a field of a field": ({"place.at.hour"}, lambda m, t: t.select(place(m, "at", "hour"))),
    "two fields": (
        {"place.at.zone", "place.name"},
        lambda m, t: t.select(place(m, "at", "zone"), n=place(m, "name").str.len_bytes()),
    ),
    "what a filter reads": (
        {"place.x", "place.at.hour", "id"},
        lambda m, t: t.filter(place(m, "at", "hour") > 12).select("id", place(m, "x")),
    ),
    "the first rows": ({"place.name", "id"}, lambda m, t: t.head(1500).select(place(m, "name"), "id")),
    "groups": (
        {"place.at.zone", "place.x"},
        lambda m, t: t.group_by(place(m, "at", "zone")).agg(place(m, "x").sum()).sort("zone"),
    ),
    "how many rows there are": (set(), lambda m, t: t.select(m.len())),
    "how many rows of two files": (set(), lambda m, t: m.concat([t.select(m.len()), t.select(m.len())])),
}


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("threads", [1, 2])
def test_nothing_else_is_decoded(name: str, threads: int, file: Path, tmp_path: Path) -> None:
    leaves, question = READS[name]
    path = broken(file, tmp_path / "broken.parquet", leaves.__contains__)
    expected = question(pl, pl.scan_parquet(file)).collect()
    with ps.config(threads=threads):
        answer = question(ps, ps.scan_parquet(path)).collect(engine="core").to_polars()
    assert answer.equals(expected)
    if leaves:
        with pytest.raises(ps.exceptions.PenstockError):
            question(ps, ps.scan_parquet(path)).collect(optimizations=ps.QueryOptFlags(projection_pushdown=False))


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize("flag", [True, False])
def test_answers_are_the_same(name: str, engine: Any, flag: bool, file: Path) -> None:
    _, question = READS[name]
    expected = question(pl, pl.scan_parquet(file)).collect()
    lazy = question(ps, ps.scan_parquet(file))
    answer = lazy.collect(engine=engine, optimizations=ps.QueryOptFlags(projection_pushdown=flag)).to_polars()
    assert answer.sort(pl.all()).equals(expected.sort(pl.all())) if engine == "duckdb" else answer.equals(expected)


def test_structs_that_are_read_whole_are_whole(file: Path) -> None:
    for question in (
        lambda m: m.scan_parquet(file).select(place(m, "x"), p=m.col("place")),
        lambda m: m.scan_parquet(file).select(place(m, "x"), n=m.col("place").is_null()),
        lambda m: m.scan_parquet(file).unnest("place"),
        lambda m: m.scan_parquet(file).select(place(m, "tags"), place(m, "at")),
        lambda m: m.scan_parquet(file).select(m.col("items").list.eval(m.element().struct.field("b"))),
    ):
        assert_same(question)


def test_files_that_have_the_struct_otherwise_are_refused(tmp_path: Path) -> None:
    pl.DataFrame({"s": [{"a": 1, "b": 2}]}).write_parquet(tmp_path / "1.parquet")
    pl.DataFrame({"s": [{"a": 1, "c": 2}]}).write_parquet(tmp_path / "2.parquet")
    with pytest.raises(ps.exceptions.SchemaError, match='"s"'):
        ps.scan_parquet(tmp_path / "*.parquet").select(ps.col("s").struct.field("a")).collect()


def test_rows_are_counted_as_the_scan_limits_them(file: Path, tmp_path: Path) -> None:
    pl.DataFrame({"n": [], "s": []}, schema={"n": pl.Int64, "s": pl.String}).write_parquet(tmp_path / "none.parquet")
    for path, options in ((file, {"n_rows": 1234}), (file, {"row_index_name": "i"}), (tmp_path / "none.parquet", {})):
        assert_same(lambda m, path=path, options=options: m.scan_parquet(path, **options).select(m.len()))  # type: ignore[misc]
    assert ps.scan_parquet([file, file]).select(ps.len()).collect().item() == 2 * ROWS
    assert "SCAN PARQUET" in ps.scan_parquet(file).select(ps.len()).explain()


def test_the_rule_is_counted(file: Path) -> None:
    fields, columns = (
        ps.scan_parquet(file).select(expression).explain() for expression in (place(ps, "at", "hour"), ps.col("place"))
    )
    assert "projection_pushdown 2 times" in fields
    assert "projection_pushdown," in columns
