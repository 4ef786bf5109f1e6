"""Values out of frames: as Polars hands them out."""

import datetime as dt
import pickle
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import penstock as ps

ROWS: dict[str, Any] = {
    "i": [1, None, 3],
    "f": [1.5, None, float("inf")],
    "s": ["x", None, "žluť"],
    "b": [True, None, False],
    "d": [dt.date(2024, 2, 29), None, dt.date(1969, 1, 1)],
    "t": [dt.datetime(2024, 2, 29, 1, 2, 3, 4), None, dt.datetime(1900, 1, 1)],
    "z": [dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC), None, None],
    "p": [dt.timedelta(days=-1, microseconds=3), None, dt.timedelta()],
    "c": [dt.time(1, 2, 3, 4), None, dt.time()],
    "n": [Decimal("1.50"), None, Decimal("-2.25")],
    "y": [b"x", None, b""],
    "l": [[1, None], None, []],
    "m": [[["a"], []], None, []],
    "r": [{"x": 1, "y": [2]}, None, {"x": None, "y": []}],
    "u": [None, None, None],
}

CALLS: dict[str, Callable[[Any], Any]] = {
    "rows": lambda f: f.rows(),
    "rows, named": lambda f: f.rows(named=True),
    "iter_rows": lambda f: list(f.iter_rows()),
    "iter_rows, named": lambda f: list(f.iter_rows(named=True, buffer_size=2)),
    "to_dicts": lambda f: f.to_dicts(),
    "to_dict of lists": lambda f: f.to_dict(as_series=False),
    "row": lambda f: f.row(0),
    "row from the end": lambda f: f.row(-1, named=True),
    "item": lambda f: f.item(0, "s"),
    "item by position": lambda f: f.item(2, 0),
    "the only item": lambda f: f.select("i").head(1).item(),
    "columns": lambda f: [column.to_list() for column in f.get_columns()],
    "to_series": lambda f: f.to_series(-2).to_list(),
    "get_column": lambda f: f.get_column("f").to_list(),
    "get_column, or a default": lambda f: f.get_column("zz", default=None),
    "get_column_index": lambda f: f.get_column_index("d"),
    "rows_by_key": lambda f: f.select("i", "s", "f").rows_by_key("i"),
    "rows_by_key, unique and named": lambda f: f.select("i", "s", "f").rows_by_key(["i", "s"], unique=True, named=True),
    "iter_slices": lambda f: [part.rows() for part in f.iter_slices(2)],
    "iter_columns": lambda f: [column.name for column in f.iter_columns()],
    "shape": lambda f: (f.shape, f.height, f.width, len(f), f.is_empty(), f.columns),
    "a column": lambda f: f["i"].to_list(),
    "a row": lambda f: f[1].rows(),
    "a row from the end": lambda f: f[-1].rows(),
    "a slice": lambda f: f[1:].rows(),
    "a slice from the end": lambda f: f[-2:-1].rows(),
    "every second row": lambda f: f[::2].rows(),
    "backwards": lambda f: f[::-1].rows(),
    "rows by number": lambda f: f[[2, 0]].rows(),
    "a cell": lambda f: f[0, "s"],
    "a cell by position": lambda f: f[2, 1],
    "a part": lambda f: f[:2, ["i", "s"]].rows(),
    "a part by positions": lambda f: f[1:, :2].rows(),
    "columns by slice": lambda f: f[:, slice("i", "s")].columns,
    "several columns": lambda f: f[["s", "i"]].columns,
    "contains": lambda f: ("i" in f, "zz" in f),
    "by a predicate": lambda f: f.row(by_predicate=column_of(f)("i") == 3),
}


def column_of(frame: Any) -> Any:
    return (pl if isinstance(frame, pl.DataFrame) else ps).col


@pytest.fixture(scope="module")
def frame() -> ps.DataFrame:
    return ps.DataFrame(ROWS)


@pytest.mark.parametrize("name", CALLS)
def test_values_are_those_that_polars_hands_out(name: str, frame: ps.DataFrame) -> None:
    assert CALLS[name](frame) == CALLS[name](pl.DataFrame(ROWS))


REFUSALS: dict[str, tuple[Callable[[ps.DataFrame], Any], str]] = {
    "no such row": (lambda f: f.row(9), "OutOfBoundsError"),
    "no such row in brackets": (lambda f: f[9], "OutOfBoundsError"),
    "no such column": (lambda f: f.get_column("zz"), "ColumnNotFoundError"),
    "no such column in brackets": (lambda f: f["zz"], "ColumnNotFoundError"),
    "no such position": (lambda f: f.to_series(99), "OutOfBoundsError"),
    "no row": (lambda f: f.row(by_predicate=ps.col("i") == 99), "NoRowsReturnedError"),
    "several rows": (lambda f: f.row(by_predicate=ps.col("i") > 0), "TooManyRowsReturnedError"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_not_there_is_an_error_of_its_own(name: str, frame: ps.DataFrame) -> None:
    ask, kind = REFUSALS[name]
    with pytest.raises(getattr(ps.exceptions, kind)):
        ask(frame)
    assert hasattr(pl.exceptions, kind)


@pytest.mark.parametrize("ask", [lambda f: f.item(), lambda f: f.row(), lambda f: f.row(1, by_predicate=ps.col("b"))])
def test_questions_that_make_no_sense_are_refused(ask: Callable[[ps.DataFrame], Any], frame: ps.DataFrame) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        ask(frame)


@pytest.mark.parametrize("name", ["i", "f", "s", "b", "d", "t", "p"])
@pytest.mark.parametrize("with_nulls", [False, True])
def test_arrays_of_numpy_are_those_of_polars(name: str, with_nulls: bool) -> None:
    values = ROWS[name] if with_nulls else [value for value in ROWS[name] if value is not None]
    ours, theirs = ps.Series(name, values).to_numpy(), pl.Series(name, values).to_numpy()
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs)


def test_numbers_are_shared_with_numpy() -> None:
    column = ps.DataFrame({"a": [1, 2, 3]})["a"]
    shared = column.to_numpy(allow_copy=False)
    assert not shared.flags.writeable
    assert shared.tolist() == [1, 2, 3]
    own = column.to_numpy(writable=True)
    own[0] = 9
    assert column.to_list() == [1, 2, 3]
    del column
    assert shared.tolist() == [1, 2, 3]


def test_what_cannot_be_shared_is_not_copied_against_ones_will() -> None:
    with pytest.raises(RuntimeError, match="allow_copy=False"):
        ps.Series("a", [1, None]).to_numpy(allow_copy=False)
    with pytest.raises(RuntimeError, match="allow_copy=False"):
        ps.DataFrame({"a": [1], "b": [2]}).to_numpy(allow_copy=False)


@pytest.mark.parametrize("order", ["fortran", "c"])
def test_a_frame_is_an_array_of_two_dimensions(order: str) -> None:
    rows = {"a": [1, 2, 3], "b": [1.5, 2.5, None]}
    ours = ps.DataFrame(rows).to_numpy(order=order)
    theirs = pl.DataFrame(rows).to_numpy(order=order)  # type: ignore[call-overload]
    assert ours.dtype == theirs.dtype
    assert ours.flags.c_contiguous == theirs.flags.c_contiguous
    np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(np.asarray(ps.DataFrame(rows)), theirs)


def test_a_frame_is_an_array_with_named_fields() -> None:
    rows = {"a": [1, 2], "b": [1.5, 2.5]}
    ours, theirs = ps.DataFrame(rows).to_numpy(structured=True), pl.DataFrame(rows).to_numpy(structured=True)
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs)


def test_frames_of_pandas_are_those_of_polars(frame: ps.DataFrame) -> None:
    kept = ["i", "f", "s", "b", "d", "t"]
    pd.testing.assert_frame_equal(frame.select(kept).to_pandas(), pl.DataFrame(ROWS).select(kept).to_pandas())
    kept_types = frame.select(kept).to_pandas(use_pyarrow_extension_array=True)
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in kept_types.dtypes)
    assert frame["i"].to_pandas().tolist()[0] == 1


def test_series_go_to_other_libraries(frame: ps.DataFrame) -> None:
    assert frame["s"].to_arrow().to_pylist() == ["x", None, "žluť"]
    assert frame["s"].to_polars().to_list() == ["x", None, "žluť"]
    assert np.asarray(frame["f"])[0] == 1.5


def test_a_frame_is_pickled_with_its_types() -> None:
    frame = ps.DataFrame(ROWS, schema_overrides={"s": ps.Categorical})
    back = pickle.loads(pickle.dumps(frame))
    assert back.schema == frame.schema
    assert back.rows() == frame.rows()


def test_moments_beyond_the_years_of_python_are_named() -> None:
    far = ps.DataFrame({"t": [2**62]}, schema={"t": ps.Datetime("ms")})
    with pytest.raises(OverflowError, match="beyond the years of Python"):
        far.rows()
    assert "t" in repr(far)


def test_rows_of_a_large_frame_come_in_order() -> None:
    frame = ps.DataFrame({"a": range(100_000)})
    assert [row[0] for row in frame.iter_rows()] == list(range(100_000))


def test_equality_of_frames(frame: ps.DataFrame) -> None:
    assert frame.select("i", "f", "s").equals(ps.DataFrame(ROWS).select("i", "f", "s"))
    assert not frame.select("i").equals(frame.select("i"), null_equal=False)
    assert not frame.select("i").equals(frame.select("f"))
    assert not frame.select("i").equals(frame.select("i").head(1))


def test_size_is_told_in_units(frame: ps.DataFrame) -> None:
    size = frame.estimated_size()
    assert size > 0
    assert frame.estimated_size("kb") == size / 1024
    with pytest.raises(ValueError, match="unit must be one of"):
        frame.estimated_size("kilobytes")  # type: ignore[arg-type]
