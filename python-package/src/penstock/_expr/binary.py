"""Functions of strings of bytes: ``expr.bin``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr
    from penstock._typing import Endianness, SizeUnit, TransferEncoding


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

    def get(self, index: Any, *, null_on_oob: bool = False) -> Expr:
        """The byte at a place, as a UInt8.

        Args:
            index: The place; a negative one counts from the end, a string names a column.
            null_on_oob: Whether a place outside is null rather than an error.
        """
        return self._call_columns("bin.get", index, null_on_oob=null_on_oob)

    def slice(self, offset: Any, length: Any = None) -> Expr:
        """Some bytes.

        Args:
            offset: Where they start; negative ones count from the end, a string names a column.
            length: How many; all of them unless given.
        """
        return self._call_columns("bin.slice", offset, length)

    def head(self, n: Any = 5) -> Expr:
        """The first `n` bytes, or all but the last ones for a negative count."""
        return self._call_columns("bin.head", n)

    def tail(self, n: Any = 5) -> Expr:
        """The last `n` bytes, or all but the first ones for a negative count."""
        return self._call_columns("bin.tail", n)

    def reinterpret(self, *, dtype: IntoDataType, endianness: Endianness = "little") -> Expr:
        """The value that the bytes are in memory; null for another number of bytes.

        Args:
            dtype: The type of the value: a number, a date, a time, or an array of these.
            endianness: Whether the lowest byte comes first (``little``) or the highest (``big``).
        """
        from penstock._expr.forms import typed_null

        return self._call("bin.reinterpret", typed_null(dtype), endianness=endianness)
