"""Functions of extension types: ``expr.ext``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from penstock._expr.expr import Expr


class ExtensionNamespace(Namespace):
    """Functions of columns of users' types."""

    __slots__ = ()

    def storage(self) -> Expr:
        """The values as they are kept; what is of no extension type stays what it is."""
        return self._call("ext.storage")

    def to(self, dtype: Any) -> Expr:
        """The values as those of an extension type, whose storage they are.

        It holds for the columns of a frame: put it last in what is selected.

        Args:
            dtype: The extension type.

        Raises:
            TypeError: If it is none.
        """
        from penstock._dtypes.extension import BaseExtension
        from penstock._expr.forms import typed_null

        if not isinstance(dtype, BaseExtension):
            raise TypeError(f"ext.to needs an extension type, such as ps.Extension('name', ps.Int64), not {dtype!r}")
        storage = typed_null(dtype.ext_storage())
        return self._call("ext.to", storage, name=dtype.ext_name(), metadata=dtype.ext_metadata())
