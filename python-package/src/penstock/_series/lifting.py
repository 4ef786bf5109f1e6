"""Methods of expressions as methods of series: the same parameters, run at once on one column."""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from penstock._expr.col import col

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._expr.expr import Expr
    from penstock._series.series import Series

P = ParamSpec("P")


def column(method: Callable[Concatenate[Any, P], Expr]) -> Callable[Concatenate[Any, P], Series]:
    """The method of a series that gives the values of an expression's method."""

    def lifted(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> Series:
        series: Series = self._series
        expression = method(self._lift(col(series.name)), *args, **kwargs)
        return series._selected(series._frame, expression)

    update_wrapper(lifted, method)
    return lifted


def aligned(method: Callable[Concatenate[Any, P], Expr]) -> Callable[Concatenate[Any, P], Series]:
    """Like `column`, where other series among the arguments are taken row by row. One of one value is repeated."""

    def lifted(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> Series:
        series: Series = self._series
        frame, others = beside(series, args)
        expression: Any = method(self._lift(col(series.name)), *others, **kwargs)
        return series._selected(frame, expression)

    update_wrapper(lifted, method)
    return lifted


def scalar(method: Callable[Concatenate[Any, P], Expr]) -> Callable[Concatenate[Any, P], Any]:
    """The method of a series that gives the one value of an expression's method."""

    def lifted(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> Any:
        series: Series = self._series
        return series._frame.select(method(self._lift(col(series.name)), *args, **kwargs)).item()

    update_wrapper(lifted, method)
    return lifted


def aligned_scalar(method: Callable[Concatenate[Any, P], Expr]) -> Callable[Concatenate[Any, P], Any]:
    """Like `scalar`, where other series among the arguments are taken row by row."""

    def lifted(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> Any:
        series: Series = self._series
        frame, others = beside(series, args)
        expression: Any = method(self._lift(col(series.name)), *others, **kwargs)
        return frame.select(expression).item()

    update_wrapper(lifted, method)
    return lifted


def beside(series: Series, arguments: tuple[Any, ...]) -> tuple[Any, list[Any]]:
    """The series' frame with the series among some arguments as further columns, and the arguments with these."""
    from penstock._functions.concat import concat
    from penstock._functions.literal import lit
    from penstock._series.series import Series

    frames, others = [series._frame], []
    for number, argument in enumerate(arguments):
        if not isinstance(argument, Series):
            others.append(argument)
        elif len(argument) == 1 != len(series):
            others.append(lit(argument.item(), dtype=argument.dtype))
        else:
            name = f"{series.name}__{number}"
            frames.append(argument.to_frame(name))
            others.append(col(name))
    return (frames[0] if len(frames) == 1 else concat(frames, how="horizontal")), others
