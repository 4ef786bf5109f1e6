"""Which rules of the optimiser run: ``ps.QueryOptFlags``."""

from __future__ import annotations

from typing import Self

_FLAGS = (
    "predicate_pushdown",
    "projection_pushdown",
    "simplify_expression",
    "slice_pushdown",
    "comm_subplan_elim",
    "comm_subexpr_elim",
    "cluster_with_columns",
    "check_order_observe",
    "fast_projection",
    "sort_collapse",
    "pre_partition_hive",
    "join_order",
    "row_estimate",
)


class QueryOptFlags:
    """Which rules of the optimiser run. A flag that is None has its default, which is on.

    Args:
        predicate_pushdown: Filters early.
        projection_pushdown: Read only the columns that are used.
        simplify_expression: Compute constants, and simplify logic and comparisons.
        slice_pushdown: Stop early.
        comm_subplan_elim: Run equal parts of a plan once.
        comm_subexpr_elim: Compute equal expressions once.
        cluster_with_columns: Put steps that add columns together.
        check_order_observe: Drop orders that nobody sees.
        fast_projection: Pick columns without copying.
        sort_collapse: Drop sorts that are undone.
        pre_partition_hive: Read only the partitions that are used.
        join_order: Choose the order of joins.
        row_estimate: Estimate how many rows there are.
    """

    __slots__ = tuple(f"_{flag}" for flag in _FLAGS)

    def __init__(
        self,
        *,
        predicate_pushdown: bool | None = None,
        projection_pushdown: bool | None = None,
        simplify_expression: bool | None = None,
        slice_pushdown: bool | None = None,
        comm_subplan_elim: bool | None = None,
        comm_subexpr_elim: bool | None = None,
        cluster_with_columns: bool | None = None,
        check_order_observe: bool | None = None,
        fast_projection: bool | None = None,
        sort_collapse: bool | None = None,
        pre_partition_hive: bool | None = None,
        join_order: bool | None = None,
        row_estimate: bool | None = None,
    ) -> None:
        given = locals()
        for flag in _FLAGS:
            setattr(self, f"_{flag}", given[flag])

    @classmethod
    def none(cls, **flags: bool) -> Self:
        """No rules but those named.

        Args:
            **flags: Flags that differ.
        """
        return cls(**{**dict.fromkeys(_FLAGS, False), **flags})

    def no_optimizations(self) -> Self:
        """No rules at all."""
        return type(self).none()

    def update(self, **flags: bool | None) -> Self:
        """The same flags but for some.

        Args:
            **flags: Flags that differ.
        """
        return type(self)(**{flag: flags.get(flag, getattr(self, f"_{flag}")) for flag in _FLAGS})

    def disabled(self) -> list[str]:
        """The names of the rules that are switched off; ``*`` when all are."""
        off = [flag for flag in _FLAGS if getattr(self, f"_{flag}") is False]
        return ["*"] if len(off) == len(_FLAGS) else off

    def __getattr__(self, name: str) -> bool:
        if name not in _FLAGS:
            raise AttributeError(name)
        return getattr(self, f"_{name}") is not False

    def __repr__(self) -> str:
        return f"QueryOptFlags({', '.join(f'{flag}={getattr(self, flag)}' for flag in _FLAGS)})"
