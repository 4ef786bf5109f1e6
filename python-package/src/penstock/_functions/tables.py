"""Functions from tables to a table: ``ps.table_function``."""

from __future__ import annotations

from typing import Any

from penstock import _plans as plans
from penstock._frame.base import plan_of
from penstock._frame.lazyframe import LazyFrame
from penstock._functions.calls import settings


def table_function(name: str, *frames: Any, **config: Any) -> LazyFrame:
    """What a function of the engine makes of frames.

    Args:
        name: The function, such as ``benefits.eligibility_flags``.
        *frames: Its inputs: frames, or anything that a frame can be made of.
        **config: Its settings; the function says what belongs in it.
    """
    return LazyFrame._of(plans.table_call(name, settings(config), [plan_of(frame) for frame in frames]))


def select(*exprs: Any, eager: bool = True, **named_exprs: Any) -> Any:
    """A frame of expressions that need no columns.

    Args:
        *exprs: The expressions.
        eager: Whether the frame is eager.
        **named_exprs: Expressions and the names they get.
    """
    from penstock._frame.dataframe import DataFrame

    lazy = DataFrame().lazy().select(*exprs, **named_exprs)
    return lazy.collect() if eager else lazy
