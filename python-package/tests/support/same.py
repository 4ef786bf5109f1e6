"""The same call on Penstock and on Polars, and the same answer of both."""

from collections.abc import Callable
from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

import penstock as ps

#: What both libraries are asked: a function of the module, which makes a frame.
Question = Callable[[Any], Any]


def eager(frame: Any) -> Any:
    """The rows of a frame of either library."""
    return frame.collect() if hasattr(frame, "collect") else frame


def assert_same(question: Question, *, any_row_order: bool = False) -> None:
    """Both libraries give the same columns of the same types with the same rows, floats up to 1e-9."""
    expected = eager(question(pl))
    answer = eager(question(ps))
    assert_frame_equal(
        answer.to_polars(),
        expected,
        check_row_order=not any_row_order,
        rel_tol=1e-9,
        abs_tol=1e-12,
        categorical_as_str=True,
    )
