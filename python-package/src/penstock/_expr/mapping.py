"""Functions of Python inside of expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from penstock._expr.base import ExprBase

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr
    from penstock._series.series import Series

P = ParamSpec("P")
T = TypeVar("T")


class Mapping(ExprBase):
    """Ways to call Python from a plan. Expressions are faster wherever they can say the same."""

    __slots__ = ()

    def map_elements(
        self,
        function: Callable[[Any], Any],
        return_dtype: IntoDataType | None = None,
        *,
        skip_nulls: bool = True,
        pass_name: bool = False,  # noqa: ARG002 - series always come with their names
        strategy: str = "thread_local",
    ) -> Expr:
        """What a function of Python makes of each value.

        Args:
            function: Gets a value, and returns one.
            return_dtype: The type of the answers. Without it the function is called with a made-up value to find out.
            skip_nulls: Whether nulls stay null without a call.
            pass_name: Accepted for compatibility.
            strategy: ``thread_local`` or ``threading``; functions of Python run one at a time either way.
        """
        if strategy not in ("thread_local", "threading"):
            raise ValueError(f"strategy {strategy!r} is not supported")
        from penstock._functions.python import elements

        return elements(self._of(self._node), function, return_dtype, skip_nulls=skip_nulls)

    def map_batches(
        self,
        function: Callable[[Series], Series | Any],
        return_dtype: IntoDataType | None = None,
        *,
        is_elementwise: bool = False,
        returns_scalar: bool = False,
    ) -> Expr:
        """What a function of Python makes of the whole column, or of the rows of each group.

        Args:
            function: Gets a series, and returns a series or, if it `returns_scalar`, a value.
            return_dtype: The type of the answer. Without it the function is called with made-up values to find out.
            is_elementwise: Whether each value of the answer depends on its own row alone; then the function may get
                any part of the rows.
            returns_scalar: Whether it returns one value for all rows.
        """
        from penstock._functions.python import batches

        return batches(
            [self._of(self._node)],
            function,
            return_dtype,
            several=False,
            is_elementwise=is_elementwise,
            returns_scalar=returns_scalar,
        )

    def pipe(self, function: Callable[Concatenate[Expr, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function makes of this expression: ``function(self, *args, **kwargs)``."""
        return function(self._of(self._node), *args, **kwargs)
