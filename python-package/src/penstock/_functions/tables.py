"""Functions from tables to a table: ``ps.table_function``."""

from __future__ import annotations

from typing import Any

from penstock import _plans as plans
from penstock._frame.base import FrameBase, plan_of
from penstock._frame.lazyframe import LazyFrame
from penstock._functions.calls import settings
from penstock.exceptions import ConfigError


def table_function(name: str, *frames: Any, **config: Any) -> LazyFrame:
    """What a function of the engine makes of frames.

    A function of several tables knows them by name: frames that are given by keyword become inputs of that name.

    Args:
        name: The function, such as ``benefits.eligibility_flags``.
        *frames: Its inputs: frames, or anything that a frame can be made of.
        **config: Its settings; the function says what belongs in it. Frames among them are inputs.

    Raises:
        ConfigError: When inputs are given both with and without names.
    """
    named = {key: value for key, value in config.items() if isinstance(value, FrameBase)}
    options = {key: value for key, value in config.items() if key not in named}
    if named and (frames or "inputs" in options):
        message = f"{name} was given inputs with names ({', '.join(named)}) and without: give all of them names"
        raise ConfigError(message)
    if named:
        options["inputs"] = list(named)
    inputs = [plan_of(frame) for frame in (*frames, *named.values())]
    return LazyFrame._of(plans.table_call(name, settings(options), inputs))


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
