"""What lazy and eager frames have in common: a plan, and the step from one plan to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._dtypes.schema import Schema
    from penstock._nodes import Node

P = ParamSpec("P")
T = TypeVar("T")


class FrameBase:
    """A frame: rows that a plan describes.

    The methods of frames stand in one mixin for each kind of operation and are written once: a lazy frame takes the new
    plan as it is, an eager one runs it.
    """

    __slots__ = ()

    @property
    def _plan(self) -> Any:
        """The plan, or the source that stands for it."""
        raise NotImplementedError

    def _next(self, plan: Node) -> Self:
        """The frame that `plan`, which is made from this one's, describes."""
        raise NotImplementedError

    def collect_schema(self) -> Schema:
        """The names and types of the columns. Reads no rows."""
        raise NotImplementedError

    def pipe(self, function: Callable[Concatenate[Self, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function makes of this frame: ``function(self, *args, **kwargs)``."""
        return function(self, *args, **kwargs)

    def clone(self) -> Self:
        """The same frame; frames never change, so this costs nothing."""
        return self


def plan_of(frame: Any) -> Any:
    """The plan of a frame, or of anything that a frame can be made of."""
    if isinstance(frame, FrameBase):
        return frame._plan
    from penstock._convert.frame import frame as to_frame

    return to_frame(frame)._plan
