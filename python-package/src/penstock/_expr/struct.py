"""Functions of structs: ``expr.struct``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import Namespace, as_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from penstock._expr.expr import Expr
    from penstock._nodes import Node


class StructNamespace(Namespace):
    """Functions of structs. A field of a null struct is null, and what is made of a null struct is a null struct."""

    __slots__ = ()

    def __getitem__(self, item: str) -> Expr:
        return self.field(item)

    def field(self, name: str | list[str], *more_names: str) -> Expr:
        """Fields as columns, under their names.

        Args:
            name: A field, several of them, ``*`` for all, or a pattern from ``^`` to ``$``.
            more_names: More fields. Several come in the order of the struct.

        Raises:
            ColumnNotFoundError: If there is no such field.
        """
        names = [*([name] if isinstance(name, str) else name), *more_names]
        if len(names) != 1:
            return self._expr._of(nodes.unnest(self._expr._node, nodes.names(names)))
        only = names[0]
        if only == "*":
            return self.unnest()
        if only.startswith("^") and only.endswith("$"):
            return self._expr._of(nodes.unnest(self._expr._node, nodes.matching(only)))
        return self._call("struct.field", name=only).alias(only)

    def unnest(self) -> Expr:
        """All fields as columns, under their names."""
        return self._expr._of(nodes.unnest(self._expr._node, nodes.all_columns()))

    def with_fields(self, *exprs: Any, **named_exprs: Any) -> Expr:
        """The struct with more fields, or with others in the place of those of the same name.

        Args:
            exprs: The fields, under their names, with one value for each row: expressions of ``field(...)`` and of
                columns. Strings name columns.
            named_exprs: More fields, by their names.

        Raises:
            InvalidOperationError: If the expression is no struct.
            DuplicateError: If two of the new fields have one name.
        """
        return self._with(exprs, named_exprs, keep=True)

    def eval(self, *exprs: Any, **named_exprs: Any) -> Expr:
        """A struct of nothing but the expressions of the fields; see `with_fields`.

        Args:
            exprs: The fields, under their names.
            named_exprs: More fields, by their names.
        """
        return self._with(exprs, named_exprs, keep=False)

    def drop(self, names: Sequence[str], *, strict: bool = True) -> Expr:
        """The struct without some fields.

        Args:
            names: Which.
            strict: Whether it is an error if there is no such field.
        """
        if isinstance(names, str):
            raise TypeError(f"drop takes a list of names: [{names!r}]")
        return self._call("struct.drop", names=list(names), strict=strict)

    def rename_fields(self, names: Sequence[str]) -> Expr:
        """The struct with other names for all of its fields.

        Args:
            names: As many as there are fields.
        """
        return self._call("struct.rename_fields", names=list(names))

    def json_encode(self) -> Expr:
        """The struct as JSON text; ``null`` for null, NaN and infinities. Durations and bytes are refused."""
        return self._call("struct.json_encode")

    def _with(self, exprs: Iterable[Any], named_exprs: dict[str, Any], *, keep: bool) -> Expr:
        fields: list[Node] = as_nodes(*exprs) if exprs else []
        fields += [
            nodes.alias(node, name) for name, node in zip(named_exprs, as_nodes([*named_exprs.values()]), strict=True)
        ]
        return self._expr._of(nodes.with_fields(self._expr._node, fields, keep=keep))
