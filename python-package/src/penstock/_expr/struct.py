"""Functions of structs: ``expr.struct``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from penstock._expr.expr import Expr


class StructNamespace(Namespace):
    """Functions of structs."""

    __slots__ = ()

    def __getitem__(self, item: str) -> Expr:
        return self.field(item)

    def field(self, name: str) -> Expr:
        """The part called `name`, under that name."""
        return self._call("struct.field", name=name).alias(name)
