"""Operators and small methods of frames mean what they mean in Polars."""

import asyncio
import copy
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.same import assert_same

import penstock as ps
from penstock.exceptions import ColumnNotFoundError, ComputeError, InvalidOperationError, SchemaError

NUMBERS = {"a": [1, 2, 3], "b": [4.5, None, 6.0]}
WHOLE = {"a": [1, 2, None], "b": [4, 5, 6]}
Question = Callable[[Any], Any]


def frame(m: Any) -> Any:
    """Integers and floats."""
    return m.DataFrame(NUMBERS)


OPERATIONS: dict[str, Question] = {
    "sum of frames": lambda m: frame(m) + frame(m),
    "sum of frames of other names": lambda m: frame(m) + m.DataFrame({"x": [1, 2, 3], "y": [1, 2, 3]}),
    "difference to fewer rows": lambda m: frame(m) - frame(m).head(1),
    "with a number": lambda m: frame(m) + 1,
    "a number with it": lambda m: 2 * frame(m),
    "numbers in small types": lambda m: m.DataFrame(WHOLE, schema={"a": m.Int8, "b": m.Int16}) * 3,
    "with a series": lambda m: frame(m) + m.Series([1, 2, 3]),
    "with a text": lambda m: m.DataFrame({"a": ["x", None]}) + "y",
    "a text with it": lambda m: "y" + m.DataFrame({"a": ["x", None]}),
    "quotients": lambda m: frame(m) / 2,
    "quotients of frames": lambda m: frame(m) / frame(m),
    "quotients by a series": lambda m: frame(m) / m.Series([1, 2, 3]),
    "whole quotients": lambda m: frame(m) // 2,
    "whole quotients of frames": lambda m: frame(m) // frame(m),
    "remainders": lambda m: frame(m) % 2,
    "of no columns": lambda m: m.DataFrame() + 1,
    "equal": lambda m: frame(m) == frame(m),
    "not equal": lambda m: frame(m) != 2,
    "greater": lambda m: frame(m) > 2,
    "at least": lambda m: frame(m) >= frame(m),
    "less": lambda m: frame(m) < 3.5,
    "at most": lambda m: frame(m) <= 2,
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operators(name: str) -> None:
    assert_same(OPERATIONS[name])


def test_frames_that_do_not_go_together_are_refused() -> None:
    one = frame(ps)
    with pytest.raises(InvalidOperationError, match=r"\(3, 2\) and \(3, 1\)"):
        _ = one + one.select("a")
    with pytest.raises(ValueError, match="cannot be compared"):
        _ = one == one.head(1)
    with pytest.raises(ValueError, match="cannot be compared"):
        _ = one == one.rename({"a": "x"})
    with pytest.raises(TypeError, match="list"):
        _ = one * [1, 2]
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    with pytest.raises(TypeError, match="not compared"):
        _ = one.lazy() == one.lazy()
    with pytest.raises(TypeError, match="not compared"):
        _ = one.lazy() < one.lazy()


KEYED = [
    {"k": [3, 1, None], "x": [3.5, 4.0, 1.0], "y": [1, 2, 3]},
    {"k": [2, 3, 1], "x": [8.0, 1.0, 3.5], "y": [4, 5, 6]},
    {"k": [3, 2], "x": [2.0, 5.0], "z": ["p", "q"]},
]
ALIGNMENTS: dict[str, dict[str, Any]] = {
    "all keys": {"on": "k"},
    "the first frame's keys": {"on": "k", "how": "left"},
    "some columns": {"on": "k", "select": "x", "how": "left"},
    "descending": {"on": ["k"], "descending": True},
    "two keys": {"on": ["k", "x"]},
}


@pytest.mark.parametrize("name", ALIGNMENTS)
@pytest.mark.parametrize("kind", ["DataFrame", "LazyFrame"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_frames_are_aligned(name: str, kind: str, place: int) -> None:
    assert_same(lambda m: m.align_frames(*(getattr(m, kind)(columns) for columns in KEYED), **ALIGNMENTS[name])[place])


def test_alignment_takes_frames_of_one_kind() -> None:
    assert ps.align_frames([], on="k") == []
    one = ps.DataFrame({"k": [1]})
    assert [aligned.rows() for aligned in ps.align_frames([one], on=ps.col("k"))] == [[(1,)]]
    with pytest.raises(TypeError, match="all eager or all lazy"):
        ps.align_frames(one, one.lazy(), on="k")


SMALL = {"a": [1, 2], "s": [{"x": 1, "y": "q"}, None]}


def small(m: Any, kind: str = "DataFrame") -> Any:
    """An integer and a struct."""
    struct = m.Struct({"x": m.Int32, "y": m.String})
    return getattr(m, kind)(SMALL, schema={"a": m.Int32, "s": struct})


def struct(m: Any) -> Any:
    """The type of the struct."""
    return m.Struct({"x": m.Int32, "y": m.String})


MATCHES: dict[str, Question] = {
    "reordered": lambda m: small(m).match_to_schema({"s": struct(m), "a": m.Int32}),
    "lazy": lambda m: small(m, "LazyFrame").match_to_schema(m.Schema({"s": struct(m), "a": m.Int32})),
    "inserted": lambda m: small(m).match_to_schema(
        {"s": struct(m), "a": m.Int32, "q": m.Int64}, missing_columns="insert"
    ),
    "computed": lambda m: small(m).match_to_schema(
        {"s": struct(m), "a": m.Int32, "q": m.Int64}, missing_columns={"q": m.col("a").cast(m.Int64) + 1}
    ),
    "left out": lambda m: small(m).match_to_schema({"a": m.Int32}, extra_columns="ignore"),
    "upcast": lambda m: small(m).match_to_schema({"a": m.Int64, "s": struct(m)}, integer_cast="upcast"),
    "upcast by name": lambda m: small(m).match_to_schema({"a": m.Int64, "s": struct(m)}, integer_cast={"a": "upcast"}),
    "unsigned": lambda m: m.DataFrame({"a": [1]}, schema={"a": m.UInt32}).match_to_schema(
        {"a": m.Int64}, integer_cast="upcast"
    ),
    "floats": lambda m: m.DataFrame({"a": [1.5]}, schema={"a": m.Float32}).match_to_schema(
        {"a": m.Float64}, float_cast="upcast"
    ),
    "fields inserted": lambda m: small(m).match_to_schema(
        {"a": m.Int32, "s": m.Struct({"z": m.Float64, "x": m.Int32, "y": m.String})}, missing_struct_fields="insert"
    ),
    "fields left out": lambda m: small(m).match_to_schema(
        {"a": m.Int32, "s": m.Struct({"x": m.Int32})}, extra_struct_fields={"s": "ignore"}
    ),
    "fields reordered and upcast": lambda m: small(m).match_to_schema(
        {"a": m.Int32, "s": m.Struct({"y": m.String, "x": m.Int64})}, integer_cast="upcast"
    ),
    "lists": lambda m: m.DataFrame({"l": [[1], None]}, schema={"l": m.List(m.Int32)}).match_to_schema(
        {"l": m.List(m.Int64)}, integer_cast="upcast"
    ),
    "nulls": lambda m: m.DataFrame({"a": [None]}).match_to_schema({"a": m.Int64}),
}


@pytest.mark.parametrize("name", MATCHES)
def test_schemas_are_matched(name: str) -> None:
    assert_same(MATCHES[name])


def test_what_does_not_match_is_refused_without_reading() -> None:
    lazy = small(ps, "LazyFrame")
    whole = {"a": ps.Int32, "s": struct(ps)}
    for schema, options, message in [
        ({**whole, "q": ps.Int8}, {}, "lacks the columns"),
        ({"a": ps.Int32}, {}, "the schema lacks"),
        ({**whole, "a": ps.String}, {"integer_cast": "upcast"}, '"a" is Int32 and not String'),
        ({**whole, "a": ps.Int64}, {}, "integer_cast"),
        ({**whole, "a": ps.Int8}, {"integer_cast": "upcast"}, "does not hold"),
        ({**whole, "a": ps.UInt64}, {"integer_cast": "upcast"}, "does not hold"),
        ({**whole, "a": ps.Float64}, {"float_cast": "upcast"}, "not Float64"),
        ({**whole, "s": ps.Struct({"x": ps.Int32})}, {}, "extra_struct_fields"),
        ({**whole, "s": ps.Struct({"x": ps.Int32, "y": ps.String, "z": ps.Int8})}, {}, "missing_struct_fields"),
    ]:
        with pytest.raises(SchemaError, match=message):
            lazy.match_to_schema(schema, **options)
    with pytest.raises(ColumnNotFoundError, match="z"):
        lazy.match_to_schema(whole, missing_columns={"z": "insert"})
    with pytest.raises(ValueError, match="extra_columns"):
        lazy.match_to_schema(whole, extra_columns="drop")
    with pytest.raises(ValueError, match="upcast"):
        lazy.match_to_schema(whole, integer_cast="down")


cells = st.none() | st.integers(0, 2)


@given(st.lists(st.tuples(cells, cells), max_size=5), st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=80, deadline=None)
def test_orders_are_seen_as_in_polars(rows: Any, down: bool, last: bool, sort: bool) -> None:
    def answer(m: Any) -> bool:
        one = m.DataFrame(rows, schema={"a": m.Int64, "b": m.Int64}, orient="row")
        one = one.sort("a", "b", descending=[down, False], nulls_last=last) if sort else one
        return bool(one.is_sorted("a", "b", descending=[down, False], nulls_last=last))

    assert answer(ps) == answer(pl)


def test_orders_of_other_types() -> None:
    nan = float("nan")
    assert ps.DataFrame({"a": [1.0, nan]}).is_sorted("a")
    assert not ps.DataFrame({"a": [nan, 1.0]}).is_sorted("a")
    assert ps.DataFrame({"a": ["a", "ä", None]}).is_sorted(["a"], nulls_last=True)
    with pytest.raises(InvalidOperationError, match="at least one"):
        frame(ps).is_sorted([])
    with pytest.raises(ColumnNotFoundError, match="zz"):
        frame(ps).is_sorted("zz")


MAPPED: dict[str, Question] = {
    "tuples": lambda m: frame(m).map_rows(lambda row: (row[0] * 2, "x")),
    "values": lambda m: frame(m).map_rows(lambda row: row[0] * 2),
    "nulls": lambda m: frame(m).map_rows(lambda row: row[1]),
    "a null row": lambda m: frame(m).map_rows(lambda row: None if row[0] == 1 else (row[0], 2)),
    "lists": lambda m: frame(m).map_rows(lambda row: [row[0], 2]),
    "folded": lambda m: frame(m).fold(lambda a, b: a + b).to_frame(),
    "correlated": lambda m: m.DataFrame({"a": [1, 2, 4], "b": [3, 1, 2]}).corr(),
    "correlated, with names": lambda m: m.DataFrame({"a": [1, 2, 4], "b": [3, 1, 2]}).corr(label="of"),
    "correlated with itself": lambda m: m.DataFrame({"a": [1, 2, 4]}).corr(),
    "combined names": lambda m: m.DataFrame({"k": [1, 1], "o": ["a", "b"], "v": [1, 2]}).pivot(
        "o", index="k", column_naming="combine"
    ),
    "combined names without an index": lambda m: m.DataFrame({"k": [1, 1], "o": ["a", "b"], "v": [1, 2]}).pivot(
        "o", values="v", column_naming="combine"
    ),
}


@pytest.mark.parametrize("name", MAPPED)
def test_functions_of_rows(name: str) -> None:
    assert_same(MAPPED[name])


def test_answers_without_a_type_are_refused() -> None:
    with pytest.raises(ComputeError, match="return_dtype"):
        frame(ps).map_rows(lambda _: None)
    assert frame(ps).map_rows(lambda _: None, ps.Int8).schema == {"map": ps.Int8}


def test_equal_rows_have_equal_hashes() -> None:
    hashes = ps.DataFrame({"a": [1, 1, 2, None], "b": ["x", "x", "x", None]}).hash_rows()
    assert hashes.dtype == ps.UInt64
    one, same, other, none = hashes.to_list()
    assert one == same
    assert len({one, other, none}) == 3
    assert ps.DataFrame({"a": [1]}).hash_rows(seed=1).item() != ps.DataFrame({"a": [1]}).hash_rows().item()


def test_columns_are_walked() -> None:
    one = frame(ps)
    assert [column.name for column in one] == ["a", "b"]
    assert [column.name for column in reversed(one)] == ["b", "a"]
    assert one.flags == frame(pl).flags
    assert (one.n_chunks(), one.n_chunks("all")) == (1, [1, 1])
    assert one.set_sorted("a").shrink_to_fit().equals(one)
    with pytest.raises(ColumnNotFoundError):
        one.set_sorted("x")


def test_copies_do_not_see_what_the_other_becomes() -> None:
    one = frame(ps)
    for other in (copy.copy(one), copy.deepcopy(one)):
        other[0, "a"] = 100
        assert other["a"].to_list() == [100, 2, 3]
        assert one["a"].to_list() == [1, 2, 3]
    assert copy.copy(one.lazy()).collect().equals(one)


SETS: dict[str, tuple[Any, Any]] = {
    "a row": ((0, "a"), 9),
    "the last row": ((-1, "b"), 0.5),
    "rows": (([0, 2], "a"), 9),
    "rows, each its own": (([0, 2], 0), [8, 9]),
}


@pytest.mark.parametrize("name", SETS)
def test_values_are_set(name: str) -> None:
    def changed(m: Any) -> Any:
        one = frame(m)
        place, value = SETS[name]
        one[place] = value
        return one

    assert_same(changed)


def test_matrices_are_set() -> None:
    def changed(m: Any) -> Any:
        one = frame(m)
        one[["a", "c"]] = np.array([[1, 2], [3, 4], [5, 6]])
        return one

    assert_same(changed)
    one = frame(ps)
    one[1:, "a"] = None
    assert one["a"].to_list() == [1, None, None]
    with pytest.raises(TypeError, match="with_columns"):
        one["a"] = ps.Series([1, 2, 3])
    with pytest.raises(ValueError, match="2 values for 1 rows"):
        one[[0], "a"] = [1, 2]
    with pytest.raises(ps.exceptions.OutOfBoundsError, match="no row 3"):
        one[3, "a"] = 1


def test_frames_become_bytes_and_text(tmp_path: Path) -> None:
    one = ps.DataFrame({"a": [1, None], "t": [dt.datetime(2020, 1, 1), None], "l": [[1], []]})
    assert ps.DataFrame.deserialize(one.serialize()).equals(one)
    assert ps.DataFrame.deserialize(one.serialize(format="json"), format="json").equals(one)
    one.serialize(tmp_path / "frame")
    assert ps.DataFrame.deserialize(tmp_path / "frame").equals(one)
    buffer = io.BytesIO()
    one.serialize(buffer)
    assert ps.DataFrame.deserialize(io.BytesIO(buffer.getvalue())).equals(one)
    with pytest.raises(ComputeError, match="serialize"):
        ps.DataFrame.deserialize("{}", format="json")
    with pytest.raises(ValueError, match="binary or json"):
        one.serialize(None, format="pickle")


def test_plans_become_bytes_with_their_rows(tmp_path: Path) -> None:
    kept = frame(ps)
    lazy = kept.lazy().filter(ps.col("a") > 1).join(kept.lazy().select("a"), on="a")
    written = lazy.serialize()
    assert isinstance(written, bytes)
    expected = lazy.collect()
    del kept, lazy
    assert ps.LazyFrame.deserialize(written).collect().equals(expected)
    ps.LazyFrame.deserialize(io.BytesIO(written)).serialize(tmp_path / "plan")
    assert ps.LazyFrame.deserialize(tmp_path / "plan").collect().equals(expected)
    with pytest.raises(ComputeError, match="serialize"):
        ps.LazyFrame.deserialize(b"{}")


def test_code_of_a_frame_makes_it() -> None:
    one = ps.DataFrame({"a": [1, None, 3], "s": ["x", "y", None]})
    assert eval(one.to_init_repr(), {"ps": ps}).equals(one)
    assert eval(one.to_init_repr(2), {"ps": ps}).equals(one.head(2))


def test_rows_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    numbers = {"n": list(range(20))}
    for limit in (2, None, -17):
        pl.DataFrame(numbers).show(limit)
        expected = capsys.readouterr().out
        ps.DataFrame(numbers).show(limit)
        assert capsys.readouterr().out == expected
    ps.LazyFrame(numbers).show(3, tbl_hide_column_names=True, ascii_tables=True)
    shown = capsys.readouterr().out
    pl.LazyFrame(numbers).show(3, tbl_hide_column_names=True, ascii_tables=True)
    assert shown == capsys.readouterr().out
    with pytest.raises(ValueError, match="collect"):
        ps.LazyFrame(numbers).show(None)


def test_rows_are_inspected_on_their_way(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ps.LazyFrame({"n": [1, 2]}).inspect("got {}").filter(ps.col("n") > 1).collect()
    assert answer.rows() == [(2,)]
    assert "got shape: (2, 1)" in capsys.readouterr().out


def test_plans_run_on_the_side() -> None:
    async def both() -> list[Any]:
        lazy = ps.LazyFrame({"n": [1, 2]})
        return list(await asyncio.gather(lazy.sum().collect_async(), lazy.max().collect_async()))

    assert [one.item() for one in asyncio.run(both())] == [3, 2]
    result = ps.LazyFrame({"n": list(range(30))}).execute()
    assert (result.n_rows_total(), result.head().height) == (30, 10)
    assert result.lazy().sum().collect().item() == sum(range(30))
    with pytest.raises(TypeError, match="frobnicate"):
        ps.LazyFrame({"n": [1]}).collect(frobnicate=1)


def test_plans_are_written_as_trees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lazy = ps.LazyFrame({"n": [1, 2]}).filter(ps.col("n") > 1)
    lazy.show_graph(output_path=tmp_path / "plan.txt", show=False)
    assert capsys.readouterr().out == ""
    assert (tmp_path / "plan.txt").read_text(encoding="utf-8") == lazy.show_graph(raw_output=True)
    with pytest.raises(ValueError, match="plan_stage"):
        lazy.show_graph(plan_stage="dot")


def test_arrays_mask_nulls() -> None:
    for options in ({}, {"structured": True}, {"order": "c"}):
        mine, other = (m.DataFrame(NUMBERS).to_numpy(masked=True, **options) for m in (ps, pl))
        assert mine.dtype == other.dtype
        assert mine.mask.tolist() == other.mask.tolist()
        assert mine.data.tolist() == other.data.tolist()
    assert ps.DataFrame({"a": [1]}).to_numpy(masked=True).mask is np.ma.nomask


def test_files_are_written_with_what_polars_takes(tmp_path: Path) -> None:
    one = frame(ps)
    one.write_csv(tmp_path / "a.csv", separator=";", batch_size=10, null_value="-")
    assert (tmp_path / "a.csv").read_text() == frame(pl).write_csv(separator=";", null_value="-")
    assert one.write_csv(separator=";") == frame(pl).write_csv(separator=";")
    one.write_parquet(tmp_path / "a.parquet", compression="snappy", statistics=False, row_group_size=2)
    assert pl.read_parquet(tmp_path / "a.parquet").equals(frame(pl))
    one.lazy().sink_parquet(tmp_path / "b.parquet", sync_on_close="all")
    assert ps.read_parquet(tmp_path / "b.parquet").equals(one)
    for name, compression, fits in [
        ("a.csv", "gzip", False),
        ("a.csv.gz", "gzip", True),
        ("a.csv.zst", "gzip", False),
        ("a.csv.gz", "uncompressed", False),
        ("a.csv.zst", "zstd", True),
        ("a", "gzip", True),
    ]:
        for m in (ps, pl):
            if fits:
                frame(m).write_csv(tmp_path / name, compression=compression)
            else:
                with pytest.raises(m.exceptions.InvalidOperationError, match="check_extension"):
                    frame(m).write_csv(tmp_path / name, compression=compression)
    with pytest.raises(InvalidOperationError, match="check_extension"):
        one.lazy().sink_ndjson(tmp_path / "a.ndjson.gz")
    with pytest.raises(NotImplementedError, match="storage_options"):
        one.write_ipc(tmp_path / "a.arrow", storage_options={"key": "x"})
    with pytest.raises(NotImplementedError, match="encryption"):
        one.write_parquet(tmp_path / "a.parquet", encryption={"footer": "x"})
    with pytest.raises(ValueError, match="sync_on_close"):
        one.lazy().sink_csv(tmp_path / "a.csv", sync_on_close="later")
