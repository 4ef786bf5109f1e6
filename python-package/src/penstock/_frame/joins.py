"""Rows of several frames put together: joins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from penstock import _plans as plans
from penstock._expr.base import as_node, as_nodes, flatten
from penstock._frame.base import FrameBase, plan_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from penstock._nodes import Node
    from penstock._typing import AsofJoinStrategy, JoinStrategy, JoinValidation, MaintainOrderJoin

_VALIDATIONS = {"m:m": "MANY_TO_MANY", "m:1": "MANY_TO_ONE", "1:m": "ONE_TO_MANY", "1:1": "ONE_TO_ONE"}
_ASOF = ("backward", "forward", "nearest")
_KINDS = ("inner", "left", "right", "full", "semi", "anti", "cross")


class Joins(FrameBase):
    """Joins with another frame."""

    __slots__ = ()

    def join(
        self,
        other: Any,
        on: Any = None,
        how: JoinStrategy = "inner",
        *,
        left_on: Any = None,
        right_on: Any = None,
        suffix: str = "_right",
        validate: JoinValidation = "m:m",
        nulls_equal: bool = False,
        coalesce: bool | None = None,
        maintain_order: MaintainOrderJoin | None = None,
        build_side: str = "auto",  # noqa: ARG002
        allow_parallel: bool = True,  # noqa: ARG002
        force_parallel: bool = False,  # noqa: ARG002
    ) -> Self:
        """Rows of this frame and of another one that match on their keys.

        Args:
            other: The other frame, or anything that a frame can be made of.
            on: The keys, where both sides call them the same; strings name columns.
            how: ``inner`` keeps the matches; ``left``, ``right`` and ``full`` also the rows of a side without a match;
                ``semi`` keeps the rows of this frame that have a match, ``anti`` those that have none; ``cross`` makes
                all pairs.
            left_on: The keys of this frame.
            right_on: The keys of the other frame.
            suffix: What columns of the other frame get behind their name if this frame has one of that name too.
            validate: How many rows of a side a key may have: ``m:m``, ``m:1``, ``1:m`` or ``1:1``.
            nulls_equal: Whether null matches null.
            coalesce: Whether the keys of both sides become one column; the usual thing for the kind unless given.
            maintain_order: Whose order of rows is kept: none, left, right, left_right or right_left.
            build_side: Accepted for compatibility; the engine decides.
            allow_parallel: Accepted for compatibility; the engine decides.
            force_parallel: Accepted for compatibility; the engine decides.
        """
        if how not in _KINDS:
            raise ValueError(f"how must be one of {', '.join(_KINDS)}, not {how!r}")
        if validate not in _VALIDATIONS:
            raise ValueError(f"validate must be one of {', '.join(_VALIDATIONS)}, not {validate!r}")
        left, right = _keys(on, left_on, right_on, how)
        return self._next(
            plans.join(
                self._plan,
                plan_of(other),
                how.upper(),
                left,
                right,
                suffix=suffix,
                validate=_VALIDATIONS[validate],
                nulls_equal=nulls_equal,
                coalesce=coalesce,
                maintain_order=(maintain_order or "none").upper(),
            )
        )

    def join_where(self, other: Any, *predicates: Any, how: str = "inner", suffix: str = "_right") -> Self:
        """Pairs of rows of this frame and of another one for which all predicates are true.

        Args:
            other: The other frame, or anything that a frame can be made of.
            *predicates: Comparisons over the columns of both; those of the other frame whose name this one has too
                are called with the suffix.
            how: Only ``inner``.
            suffix: What such columns get behind their name.
        """
        if how != "inner":
            raise ValueError(f"join_where knows only how='inner', not {how!r}")
        tests = [node for predicate in predicates for node in as_nodes(flatten(predicate))]
        if not tests:
            raise ValueError("join_where needs at least one predicate")
        return self._next(plans.join_where(self._plan, plan_of(other), tests, suffix))

    def join_asof(
        self,
        other: Any,
        *,
        left_on: Any = None,
        right_on: Any = None,
        on: Any = None,
        by_left: str | Sequence[str] | None = None,
        by_right: str | Sequence[str] | None = None,
        by: str | Sequence[str] | None = None,
        strategy: AsofJoinStrategy = "backward",
        suffix: str = "_right",
        tolerance: str | float | dt.timedelta | None = None,
        allow_parallel: bool = True,  # noqa: ARG002
        force_parallel: bool = False,  # noqa: ARG002
        coalesce: bool = True,
        allow_exact_matches: bool = True,
        check_sortedness: bool = True,
    ) -> Self:
        """The rows of this frame in their order, each beside the row of another one that comes nearest in an order.

        Both frames are in ascending order of the key, or at least the rows that agree in ``by`` are. A null, in the key
        or in ``by``, has no partner, and what has none gets nulls. NaN is the greatest number.

        Args:
            other: The other frame, or anything that a frame can be made of.
            left_on: The ordered key of this frame: a column or an expression. Numbers, dates, times, durations, and
                where no distance matters also booleans and strings.
            right_on: The ordered key of the other frame, which must be of a type that compares without rounding.
            on: The ordered key, where both sides call it the same.
            by_left: Columns of this frame that must equal ``by_right`` pair by pair.
            by_right: Such columns of the other frame, which the result leaves out.
            by: Such columns, where both sides call them the same.
            strategy: ``backward`` takes the last row whose key is not greater, ``forward`` the first one whose key is
                not less, ``nearest`` the last one of those nearest; of two sides equally near the later one.
            suffix: What columns of the other frame get behind their name if this frame has one of that name too.
            tolerance: How far the keys may be apart, both ends included: a number in the key's own units, or for
                temporal keys a timedelta or a text such as ``1d12h``. Units finer than the key's are cut off.
            allow_parallel: Accepted for compatibility; the engine decides.
            force_parallel: Accepted for compatibility; the engine decides.
            coalesce: Whether the key of the other frame is left out if both are columns of the same name.
            allow_exact_matches: Whether an equal key will do.
            check_sortedness: Whether rows that are not in order are an error. Unlike Polars this is checked within
                ``by`` as well, in the groups that both frames have.

        Raises:
            SortRequiredError: When the query runs, if a frame is not in order; names the frame and the first such row.
        """
        if strategy not in _ASOF:
            raise ValueError(f"strategy must be one of {', '.join(_ASOF)}, not {strategy!r}")
        left, right = _asof_keys(on, left_on, right_on)
        return self._next(
            plans.join_asof(
                self._plan,
                plan_of(other),
                (left, right),
                _by(by, by_left, by_right),
                strategy.upper(),
                tolerance=None if tolerance is None else as_node(tolerance, strings="literals"),
                suffix=suffix,
                coalesce=coalesce,
                allow_exact_matches=allow_exact_matches,
                check_sortedness=check_sortedness,
            )
        )

    def merge_sorted(self, other: Any, key: str | Sequence[str], *, maintain_order: bool = False) -> Self:  # noqa: ARG002
        """The rows of this frame and of another one, both sorted, in the order that they have in common.

        Args:
            other: A frame of the same schema, or anything that one can be made of.
            key: The columns in whose ascending order, nulls first, both frames are.
            maintain_order: Accepted for compatibility: of rows with equal keys those of this frame always come first.
        """
        return self._next(plans.merge_sorted([self._plan, plan_of(other)], as_nodes(key)))

    def update(
        self,
        other: Any,
        on: Any = None,
        how: str = "left",
        *,
        left_on: Any = None,
        right_on: Any = None,
        include_nulls: bool = False,
        maintain_order: MaintainOrderJoin | None = "left",
    ) -> Self:
        """The rows of this frame with the values of another one in columns of the same name.

        Args:
            other: The other frame, or anything that a frame can be made of.
            on: The keys by which rows belong together; without any, their numbers do.
            how: ``left`` keeps the rows of this frame, ``inner`` those that both have, ``full`` all.
            left_on: The keys of this frame.
            right_on: The keys of the other frame.
            include_nulls: Whether nulls of the other frame are values too.
            maintain_order: Whose order of rows is kept.
        """
        from penstock._frame.updating import updated

        if how not in ("left", "inner", "full"):
            raise ValueError(f"how must be left, inner or full, not {how!r}")
        left, right = (left_on, right_on) if on is None else (on, on)
        if (left is None) != (right is None):
            raise ValueError("update needs on, or left_on and right_on, or none of them")
        keys = None if left is None else (_names(left), _names(right))
        return updated(self, other, keys, how, include_nulls=include_nulls, maintain_order=maintain_order)


def _names(keys: Any) -> list[str]:
    return [keys] if isinstance(keys, str) else list(keys)


def _asof_keys(on: Any, left_on: Any, right_on: Any) -> tuple[Node, Node]:
    if on is not None:
        if left_on is not None or right_on is not None:
            raise ValueError("an as-of join takes on, or left_on and right_on, not all of them")
        left_on = right_on = on
    if left_on is None or right_on is None:
        raise ValueError("an as-of join needs on, or left_on and right_on")
    return as_node(left_on), as_node(right_on)


def _by(by: Any, by_left: Any, by_right: Any) -> tuple[list[Node], list[Node]]:
    if by is not None:
        if by_left is not None or by_right is not None:
            raise ValueError("an as-of join takes by, or by_left and by_right, not all of them")
        by_left = by_right = by
    if (by_left is None) != (by_right is None):
        raise ValueError("an as-of join takes by_left and by_right together")
    return as_nodes(by_left), as_nodes(by_right)


def _keys(on: Any, left_on: Any, right_on: Any, how: str) -> tuple[list[Any], list[Any]]:
    if how == "cross":
        if on is not None or left_on is not None or right_on is not None:
            raise ValueError("a cross join has no keys")
        return [], []
    if on is not None:
        if left_on is not None or right_on is not None:
            raise ValueError("a join takes on, or left_on and right_on, not all of them")
        keys = as_nodes(on)
        return keys, keys
    if left_on is None or right_on is None:
        raise ValueError("a join needs on, or left_on and right_on")
    left, right = as_nodes(left_on), as_nodes(right_on)
    if len(left) != len(right):
        raise ValueError(f"left_on has {len(left)} keys and right_on has {len(right)}")
    return left, right
