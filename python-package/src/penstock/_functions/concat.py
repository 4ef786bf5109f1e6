"""Several frames as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from penstock import _plans as plans
from penstock._expr.base import as_nodes
from penstock._expr.col import col
from penstock._frame.base import FrameBase
from penstock._frame.lazyframe import LazyFrame

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from penstock._typing import ConcatMethod

F = TypeVar("F", bound=FrameBase)

_KINDS = ("vertical", "vertical_relaxed", "diagonal", "diagonal_relaxed", "horizontal", "horizontal_extend")
_ALIGNED = {"align": "full", "align_full": "full", "align_inner": "inner", "align_left": "left", "align_right": "right"}


def concat(
    items: Iterable[F],
    *,
    how: ConcatMethod = "vertical",
    rechunk: bool = False,  # noqa: ARG001
    parallel: bool = True,  # noqa: ARG001
    strict: bool | None = None,
) -> F:
    """Frames below or beside each other.

    Args:
        items: The frames; eager ones give an eager frame, and a lazy one among them a lazy frame.
        how: ``vertical`` puts frames of equal schemas below each other, ``vertical_relaxed`` also where types differ;
            ``diagonal`` fills columns that a frame lacks with nulls, ``diagonal_relaxed`` also where types differ;
            ``horizontal`` puts frames of equal heights beside each other, ``horizontal_extend`` fills shorter ones with
            nulls; ``align``, ``align_left``, ``align_right``, ``align_inner`` and ``align_full`` join them on the
            columns that all have.
        rechunk: Accepted for compatibility; the engine decides.
        parallel: Accepted for compatibility; the engine decides.
        strict: For ``horizontal``: only True, which is what it does.
    """
    frames: list[Any] = list(items)
    if not frames:
        raise ValueError("there is nothing to put together")
    if strict is False:
        raise ValueError("strict=False is how='horizontal_extend'")
    if type(frames[0]).__name__ == "Series":
        return _concat_series(frames)  # type: ignore[no-any-return]
    if len(frames) == 1 and isinstance(frames[0], FrameBase) and how in (*_KINDS, *_ALIGNED):
        return frames[0]  # type: ignore[return-value]
    if how in _ALIGNED:
        made = _aligned(frames, _ALIGNED[how])
    elif how in _KINDS:
        made = LazyFrame._of(plans.concat([frame._plan for frame in frames], how.upper()))
    else:
        raise ValueError(f"how must be one of {', '.join((*_KINDS, *_ALIGNED))}, not {how!r}")
    is_lazy = any(isinstance(frame, LazyFrame) for frame in frames)
    return made if is_lazy else made.collect()  # type: ignore[return-value]


def union(items: Iterable[F], *, how: ConcatMethod = "vertical", strict: bool | None = None) -> F:
    """Like `concat`, but the rows may come in any order.

    Args:
        items: The frames.
        how: How they are put together.
        strict: For ``horizontal``: only True, which is what it does.
    """
    return concat(items, how=how, strict=strict)


def merge_sorted(items: Iterable[F], key: str | Sequence[str], *, maintain_order: bool = False) -> F:  # noqa: ARG001
    """The rows of several sorted frames in the order that they have in common.

    Args:
        items: The frames, of equal schemas, each in ascending order of the keys, nulls first; eager ones give an eager
            frame, and a lazy one among them a lazy frame.
        key: The columns that they are sorted by.
        maintain_order: Accepted for compatibility: rows with equal keys always come in the order of the frames.
    """
    frames: list[Any] = list(items)
    if not frames:
        raise ValueError("there is nothing to merge")
    for frame in frames:
        if not isinstance(frame, FrameBase):
            raise TypeError(f"merge_sorted merges frames, and {frame!r} is none")
    made = LazyFrame._of(plans.merge_sorted([frame._plan for frame in frames], as_nodes(key)))
    is_lazy = any(isinstance(frame, LazyFrame) for frame in frames)
    return made if is_lazy else made.collect()  # type: ignore[return-value]


def _aligned(frames: list[Any], how: str) -> LazyFrame:
    """Frames joined on the columns that all have, in the order of these."""
    lazies = [frame.lazy() for frame in frames]
    schemas = [lazy.collect_schema() for lazy in lazies]
    keys = [name for name in schemas[0] if all(name in schema for schema in schemas)]
    if not keys:
        from penstock.exceptions import InvalidOperationError

        raise InvalidOperationError("how='align' needs columns that all frames have, and there are none")
    joined = lazies[0]
    for other in lazies[1:]:
        joined = joined.join(other, on=keys, how=how, coalesce=True, maintain_order="right_left")
    names = list(dict.fromkeys(name for schema in schemas for name in schema))
    aligned: LazyFrame = joined.sort(keys, maintain_order=True).select(names)
    return aligned


def align_frames(
    *frames: Any, on: Any, how: str = "full", select: Any = None, descending: bool | Sequence[bool] = False
) -> list[Any]:
    """Frames with the same keys on the same rows, each in its own columns, in the order of the keys.

    A frame that lacks a key has a row of nulls for it. Keys that occur several times are joined, so that all frames
    have as many rows.

    Args:
        *frames: The frames, all eager or all lazy; or one iterable of them.
        on: The keys: names, or expressions that are called so.
        how: Which keys there are: how the frames are joined, ``full``, ``left``, ``inner`` or ``right``.
        select: Which columns are left in the end; all unless given.
        descending: Whether the order is descending; for all keys, or for each.
    """
    several: list[Any] = list(frames)
    if len(several) == 1 and not isinstance(several[0], FrameBase):
        several = list(several[0])
    if not several:
        return []
    kinds = {isinstance(frame, LazyFrame) for frame in several}
    if len(kinds) != 1 or not all(isinstance(frame, FrameBase) for frame in several):
        raise TypeError("align_frames takes frames that are all eager or all lazy")
    given = [on] if isinstance(on, str) or not hasattr(on, "__iter__") else list(on)
    keys = [key if isinstance(key, str) else key.meta.output_name() for key in given]
    lazies = [frame.lazy() for frame in several]
    joined: Any = lazies[0]
    for place, other in enumerate(lazies[1:], start=1):
        joined = joined.join(
            other,
            on=keys,
            how=how,
            suffix=f":{place}",
            nulls_equal=True,
            coalesce=True,
            maintain_order="right_left",
        )
    master = joined.sort(keys, descending=descending, maintain_order=True)
    if not next(iter(kinds)):
        # All of the frames read these rows.
        master = master.collect().lazy()
    known = master.collect_schema()
    aligned = []
    for place, lazy in enumerate(lazies):
        columns = [
            col(f"{name}:{place}").alias(name) if f"{name}:{place}" in known else col(name)
            for name in lazy.collect_schema()
        ]
        one = master.select(columns)
        aligned.append(one if select is None else one.select(select))
    return aligned if next(iter(kinds)) else [one.collect() for one in aligned]


def _concat_series(several: list[Any]) -> Any:
    from penstock._series.series import Series

    name = several[0].name
    frames = [one.alias(name).to_frame() for one in several]
    return Series._of(concat(frames), name)


def collect_all(lazy_frames: Iterable[LazyFrame], *, engine: str = "auto", optimizations: Any = None) -> list[Any]:
    """All of several lazy frames, collected.

    Args:
        lazy_frames: The frames.
        engine: Which engine runs the plans.
        optimizations: Rules of the optimiser that are switched off: a `QueryOptFlags`.
    """
    return [frame.collect(engine=engine, optimizations=optimizations) for frame in lazy_frames]  # type: ignore[arg-type]
