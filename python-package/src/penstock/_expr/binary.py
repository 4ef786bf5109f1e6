"""Functions of strings of bytes: ``expr.bin``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._typing import SizeUnit, TransferEncoding


class BinaryNamespace(Namespace):
    """Functions of strings of bytes."""

    __slots__ = ()

    def size(self, unit: SizeUnit = "b") -> Expr:
        """How large the value is, in bytes or in a larger unit: b, kb, mb, gb or tb."""
        return self._call("bin.size", unit=unit)

    def contains(self, literal: Any) -> Expr:
        """Whether other bytes occur."""
        return self._call("bin.contains", literal)

    def starts_with(self, prefix: Any) -> Expr:
        """Whether the value begins with other bytes."""
        return self._call("bin.starts_with", prefix)

    def ends_with(self, suffix: Any) -> Expr:
        """Whether the value ends with other bytes."""
        return self._call("bin.ends_with", suffix)

    def encode(self, encoding: TransferEncoding) -> Expr:
        """The bytes, written as ``hex`` or ``base64``."""
        return self._call("bin.encode", encoding=encoding)

    def decode(self, encoding: TransferEncoding, *, strict: bool = True) -> Expr:
        """The bytes that the value, read as ``hex`` or ``base64``, stands for.

        Args:
            encoding: How the bytes are written.
            strict: Whether what is not so written is an error rather than null.
        """
        return self._call("bin.decode", encoding=encoding, strict=strict)
