"""Functions of maps: ``expr.map``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from penstock._expr.expr import Expr


class MapNamespace(Namespace):
    """Functions of maps, which have values by their keys. A null map gives null."""

    __slots__ = ()

    def keys(self) -> Expr:
        """The keys as a list, in the order of the entries."""
        return self._call("map.keys")

    def values(self) -> Expr:
        """The values as a list, in the order of the entries."""
        return self._call("map.values")

    def entries(self) -> Expr:
        """The entries as a list of structs of ``key`` and ``value``, in their order."""
        return self._call("map.entries")

    def len(self) -> Expr:
        """How many entries there are."""
        return self._call("map.len")

    def get(self, key: Any) -> Expr:
        """The value of a key; null where there is no such key.

        Args:
            key: A constant or an expression; strings are constants. A number that the map's keys cannot be is no key.
        """
        return self._call("map.get", key)

    def contains_key(self, key: Any) -> Expr:
        """Whether there is an entry of a key; there is none of null.

        Args:
            key: A constant or an expression; strings are constants.
        """
        return self._call("map.contains_key", key)
