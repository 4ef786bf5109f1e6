"""One value for each row of an eager frame, out of all its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase
from penstock._frame.base import FrameBase

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._series.series import Series


class Across(FrameBase):
    """Series with a value for each row."""

    __slots__ = ()

    def sum_horizontal(self, *, ignore_nulls: bool = True) -> Series:
        """The sum of each row's numbers; with `ignore_nulls=False`, a null makes it null."""
        return self._across(nodes.call("sum_horizontal", _every(), {"ignore_nulls": ignore_nulls}))

    def mean_horizontal(self, *, ignore_nulls: bool = True) -> Series:
        """The mean of each row's numbers; with `ignore_nulls=False`, a null makes it null."""
        return self._across(nodes.call("mean_horizontal", _every(), {"ignore_nulls": ignore_nulls}), "mean")

    def min_horizontal(self) -> Series:
        """The smallest value of each row."""
        return self._across(nodes.call("min_horizontal", _every()), "min")

    def max_horizontal(self) -> Series:
        """The largest value of each row."""
        return self._across(nodes.call("max_horizontal", _every()), "max")

    def is_duplicated(self) -> Series:
        """Whether there is another row like it."""
        return self._across(_row().is_duplicated()._node, "")

    def is_unique(self) -> Series:
        """Whether there is no other row like it."""
        return self._across(_row().is_unique()._node, "")

    def _across(self, node: nodes.Node, name: str = "sum") -> Series:
        from penstock._series.series import Series

        frame: Any = self
        return Series._of(frame.select(ExprBase._of(nodes.alias(node, name))), name)


def _every() -> list[nodes.Node]:
    return [nodes.columns(nodes.all_columns())]


def _row() -> Expr:
    """The whole row as a struct."""
    return ExprBase._of(nodes.struct_of(_every()))
