"""Other rows than came in: filtered, sorted, cut, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase, as_node, as_nodes, flatten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penstock._expr.expr import Expr
    from penstock._typing import Flags


class Reshaping(ExprBase):
    """Functions that change the number or the order of values."""

    __slots__ = ()

    def filter(self, *predicates: Any, **constraints: Any) -> Expr:
        """The values on the rows for which all predicates are true.

        Args:
            *predicates: Boolean expressions.
            **constraints: Names of columns and the values that they must have.
        """
        return self._of(nodes.filtered(self._node, conjunction(predicates, constraints)))

    def sort(self, *, descending: bool = False, nulls_last: bool = False) -> Expr:
        """The values in their own order."""
        key = nodes.sort_key(self._node, descending=descending, nulls_last=nulls_last)
        return self._of(nodes.sorted_by(self._node, [key]))

    def sort_by(
        self,
        by: Any,
        *more_by: Any,
        descending: bool | Sequence[bool] = False,
        nulls_last: bool | Sequence[bool] = False,
        multithreaded: bool = True,  # noqa: ARG002
        maintain_order: bool = False,  # noqa: ARG002
    ) -> Expr:
        """The values in the order of other expressions.

        Args:
            by: What to sort by; strings name columns.
            *more_by: What to sort by next.
            descending: The direction, for all keys or for each.
            nulls_last: Whether nulls come last, for all keys or for each.
            multithreaded: Accepted for compatibility; the engine decides.
            maintain_order: Accepted for compatibility; the order of equal rows is always kept.
        """
        return self._of(
            nodes.sorted_by(self._node, sort_keys(by, more_by, descending=descending, nulls_last=nulls_last))
        )

    def top_k(self, k: int = 5) -> Expr:
        """The `k` largest values, the largest first; nulls only if there is nothing else."""
        return self.sort(descending=True, nulls_last=True).slice(0, k)

    def bottom_k(self, k: int = 5) -> Expr:
        """The `k` smallest values, the smallest first; nulls only if there is nothing else."""
        return self.sort(nulls_last=True).slice(0, k)

    def top_k_by(self, by: Any, k: int = 5, *, reverse: bool | Sequence[bool] = False) -> Expr:
        """The values on the `k` rows that are largest by other expressions, or smallest with `reverse`."""
        return self.sort_by(by, descending=_negated(reverse), nulls_last=True).slice(0, k)

    def bottom_k_by(self, by: Any, k: int = 5, *, reverse: bool | Sequence[bool] = False) -> Expr:
        """The values on the `k` rows that are smallest by other expressions, or largest with `reverse`."""
        return self.sort_by(by, descending=reverse, nulls_last=True).slice(0, k)

    def reverse(self) -> Expr:
        """The values from the last to the first."""
        return self._call("reverse")

    def slice(self, offset: int, length: int | None = None) -> Expr:
        """`length` values, or all, from `offset` on; a negative offset counts from the end."""
        return self._call("slice", offset=offset, length=length)

    def head(self, n: int = 10) -> Expr:
        """The first `n` values."""
        return self.slice(0, n)

    def limit(self, n: int = 10) -> Expr:
        """The first `n` values."""
        return self.slice(0, n)

    def tail(self, n: int = 10) -> Expr:
        """The last `n` values."""
        return self.slice(-n, n)

    def unique(self, *, maintain_order: bool = False) -> Expr:
        """Each value once; in the order of first appearance with `maintain_order`."""
        return self._call("unique", maintain_order=maintain_order)

    def drop_nulls(self) -> Expr:
        """The values that are not null."""
        return self._call("drop_nulls")

    def drop_nans(self) -> Expr:
        """The values that are not NaN; nulls stay."""
        return self._call("drop_nans")

    def explode(self, *, empty_as_null: bool = False, keep_nulls: bool = True) -> Expr:
        """One value for each element of the lists.

        Args:
            empty_as_null: Whether an empty list becomes a null, rather than nothing.
            keep_nulls: Whether a null becomes a null, rather than nothing.
        """
        return self._call("explode", empty_as_null=empty_as_null, keep_nulls=keep_nulls)

    def gather(self, indices: Any, *, null_on_oob: bool = False) -> Expr:
        """The values at positions; negative ones count from the end.

        Args:
            indices: A position, a list of them, or an expression; a string names a column.
            null_on_oob: Whether a position outside is null rather than an error.
        """
        if not isinstance(indices, (ExprBase, str, int)):
            from penstock._expr.logic import list_node

            indices = self._of(nodes.call("explode", [list_node(indices)]))
        return self._call_columns("gather", indices, null_on_oob=null_on_oob)

    def gather_every(self, n: int, offset: int = 0) -> Expr:
        """Every `n`-th value from `offset` on."""
        return self._call("gather_every", n=n, offset=offset)

    def arg_sort(self, *, descending: bool = False, nulls_last: bool = False) -> Expr:
        """The positions of the values in sorted order."""
        return self._call("arg_sort", descending=descending, nulls_last=nulls_last)

    def arg_true(self) -> Expr:
        """The positions of true."""
        return self._call("arg_true")

    def arg_unique(self) -> Expr:
        """The position of the first appearance of each value."""
        return self._call("arg_unique")

    def mode(self, *, maintain_order: bool = False) -> Expr:
        """The values that occur most often."""
        return self._call("mode", maintain_order=maintain_order)

    def value_counts(
        self,
        *,
        sort: bool = False,
        parallel: bool = False,  # noqa: ARG002
        name: str | None = None,
        normalize: bool = False,
    ) -> Expr:
        """Each value with how often it occurs, as structs.

        Args:
            sort: Whether the most frequent comes first.
            parallel: Accepted for compatibility; the engine decides.
            name: The name of the counts: ``count``, or ``proportion`` with `normalize`.
            normalize: Whether shares are given instead of counts.
        """
        name = name or ("proportion" if normalize else "count")
        return self._call("value_counts", sort=sort, name=name, normalize=normalize)

    def unique_counts(self) -> Expr:
        """How often each value occurs, in the order of first appearance."""
        return self._call("unique_counts")

    def sample(
        self,
        n: int | None = None,
        *,
        fraction: float | None = None,
        with_replacement: bool = False,
        shuffle: bool | None = None,
        seed: int | None = None,
    ) -> Expr:
        """Some values, drawn at random; the same seed draws the same ones.

        Args:
            n: How many, 1 unless `fraction` is given.
            fraction: Or which share of them.
            with_replacement: Whether a value may be drawn several times.
            shuffle: Whether the order is random too.
            seed: Where the generator starts; chosen at random unless given.
        """
        if n is not None and fraction is not None:
            raise ValueError("sample takes n or fraction, not both")
        return self._call(
            "sample", n=n, fraction=fraction, with_replacement=with_replacement, shuffle=shuffle, seed=seed
        )

    def shuffle(self, seed: int | None = None) -> Expr:
        """All values in random order; the same seed gives the same order."""
        return self._call("shuffle", seed=seed)


def sort_keys(
    by: Any, more_by: tuple[Any, ...], *, descending: Flags = False, nulls_last: Flags = False
) -> list[nodes.Node]:
    """Sort keys with one direction and one place for nulls each."""
    keys = as_nodes(flatten(by, *more_by))
    directions = _for_each(descending, len(keys), "descending")
    places = _for_each(nulls_last, len(keys), "nulls_last")
    return [
        nodes.sort_key(key, descending=down, nulls_last=last)
        for key, down, last in zip(keys, directions, places, strict=True)
    ]


def conjunction(predicates: tuple[Any, ...], constraints: dict[str, Any]) -> nodes.Node:
    """One predicate that is true where all are; constraints compare columns with constants."""
    parts = [as_node(one) for predicate in predicates for one in flatten(predicate)]
    for name, value in constraints.items():
        parts.append(nodes.call("eq", [nodes.column(name), as_node(value, strings="literals")]))
    if not parts:
        raise TypeError("filter needs at least one predicate")
    joined = parts[0]
    for part in parts[1:]:
        joined = nodes.call("and", [joined, part])
    return joined


def _for_each(flags: Flags, count: int, name: str) -> list[bool]:
    if isinstance(flags, bool):
        return [flags] * count
    if len(flags) != count:
        raise ValueError(f"{name} has {len(flags)} values for {count} keys")
    return list(flags)


def _negated(flags: Flags) -> bool | list[bool]:
    return (not flags) if isinstance(flags, bool) else [not flag for flag in flags]
