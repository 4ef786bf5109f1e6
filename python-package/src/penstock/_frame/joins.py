"""Rows of several frames put together: joins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from penstock import _plans as plans
from penstock._expr.base import as_nodes, flatten
from penstock._frame.base import FrameBase, plan_of

if TYPE_CHECKING:
    from penstock._typing import JoinStrategy, JoinValidation, MaintainOrderJoin

_VALIDATIONS = {"m:m": "MANY_TO_MANY", "m:1": "MANY_TO_ONE", "1:m": "ONE_TO_MANY", "1:1": "ONE_TO_ONE"}
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
