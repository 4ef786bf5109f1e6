"""Expressions: computations over columns that run when a frame is collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.aggregation import Aggregations
from penstock._expr.base import ExprBase
from penstock._expr.forms import Forms
from penstock._expr.logic import Logic
from penstock._expr.mapping import Mapping
from penstock._expr.mathematics import Mathematics
from penstock._expr.operators import Operators
from penstock._expr.ordered import Ordered
from penstock._expr.places import Places
from penstock._expr.placing import Placing
from penstock._expr.reshaping import Reshaping
from penstock._expr.rolling import Rolling

if TYPE_CHECKING:
    from penstock._expr.array import ArrayNamespace
    from penstock._expr.binary import BinaryNamespace
    from penstock._expr.categorical import CategoricalNamespace
    from penstock._expr.extension import ExtensionNamespace
    from penstock._expr.list import ListNamespace
    from penstock._expr.map import MapNamespace
    from penstock._expr.meta import MetaNamespace
    from penstock._expr.name import NameNamespace
    from penstock._expr.string import StringNamespace
    from penstock._expr.struct import StructNamespace
    from penstock._expr.temporal import TemporalNamespace
    from penstock._nodes import Node


class Expr(Operators, Aggregations, Mathematics, Logic, Ordered, Rolling, Reshaping, Placing, Mapping, Places, Forms):
    """A computation over columns. It describes what to compute; frames compute it.

    Expressions are made by `col`, `lit`, `when` and the other functions of the package, and from each other by
    operators and methods. They never change.
    """

    __slots__ = ()

    def __init__(self) -> None:
        raise TypeError("expressions are made by ps.col, ps.lit, ps.when and their like, not by Expr()")

    def __repr__(self) -> str:
        from penstock._expr.text import text_of

        return text_of(self._node)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Expr:
        from penstock._convert.numpy import apply_ufunc

        made: Expr = apply_ufunc(ufunc, method, inputs, options)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._node,)

    @property
    def str(self) -> StringNamespace:
        """Functions of text."""
        from penstock._expr.string import StringNamespace

        return StringNamespace(self)

    @property
    def dt(self) -> TemporalNamespace:
        """Functions of dates, times, timestamps and durations."""
        from penstock._expr.temporal import TemporalNamespace

        return TemporalNamespace(self)

    @property
    def list(self) -> ListNamespace:
        """Functions of lists."""
        from penstock._expr.list import ListNamespace

        return ListNamespace(self)

    @property
    def arr(self) -> ArrayNamespace:
        """Functions of lists of a fixed length."""
        from penstock._expr.array import ArrayNamespace

        return ArrayNamespace(self)

    @property
    def cat(self) -> CategoricalNamespace:
        """Functions of categories."""
        from penstock._expr.categorical import CategoricalNamespace

        return CategoricalNamespace(self)

    @property
    def struct(self) -> StructNamespace:
        """Functions of structs."""
        from penstock._expr.struct import StructNamespace

        return StructNamespace(self)

    @property
    def map(self) -> MapNamespace:
        """Functions of maps."""
        from penstock._expr.map import MapNamespace

        return MapNamespace(self)

    @property
    def bin(self) -> BinaryNamespace:
        """Functions of strings of bytes."""
        from penstock._expr.binary import BinaryNamespace

        return BinaryNamespace(self)

    @property
    def name(self) -> NameNamespace:
        """Other names for the result."""
        from penstock._expr.name import NameNamespace

        return NameNamespace(self)

    @property
    def ext(self) -> ExtensionNamespace:
        """Functions of columns of users' types."""
        from penstock._expr.extension import ExtensionNamespace

        return ExtensionNamespace(self)

    @property
    def meta(self) -> MetaNamespace:
        """What the expression itself is: its names, its parts, its JSON."""
        from penstock._expr.meta import MetaNamespace

        return MetaNamespace(self)


ExprBase._made = Expr


def _restored(node: Node) -> Expr:
    return Expr._of(node)
