"""Functions of strings of bytes: ``expr.bin``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._typing import SizeUnit


class BinaryNamespace(Namespace):
    """Functions of strings of bytes."""

    __slots__ = ()

    def size(self, unit: SizeUnit = "b") -> Expr:
        """How large the value is, in bytes or in a larger unit: b, kb, mb, gb or tb."""
        return self._call("bin.size", unit=unit)
