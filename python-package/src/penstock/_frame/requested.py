"""Frames in the layout that the reader of a stream asked for, as far as that is only a layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._arrow.schemas import read_capsule
from penstock._dtypes.arrow import from_field
from penstock._frame import execution

if TYPE_CHECKING:
    from penstock._arrow.fields import ArrowField


def fitted(frame: Any, requested_schema: object) -> Any:
    """The frame with columns of the asked-for types, where these hold the same values as its own.

    The protocol lets a producer hand out its own types where it cannot do better. That is what happens for columns
    whose values would change.

    Raises:
        SchemaError: If other columns are asked for than there are.
    """
    asked = read_capsule(requested_schema).children
    own = execution.fields_of(frame.__arrow_c_schema__())
    if [field.name for field in asked] != [field.name for field in own]:
        from penstock.exceptions import SchemaError

        raise SchemaError(
            f"the reader asks for the columns {[f.name for f in asked]}, and the frame has {[f.name for f in own]}"
        )
    parts = [_cast(mine, wanted) for mine, wanted in zip(own, asked, strict=True)]
    if all(part["kind"] == "Column" for part in parts):
        return frame
    return frame._next(plans.project(frame._plan, parts))


def _cast(mine: ArrowField, wanted: ArrowField) -> nodes.Node:
    column = nodes.column(mine.name)
    if mine.type_json() == wanted.type_json() or not _holds_same(mine, wanted):
        return column
    return nodes.cast(column, wanted.type_json())


def _holds_same(mine: ArrowField, wanted: ArrowField) -> bool:
    """Whether two types differ in their layout only: offsets and views, or categories and plain text."""
    plain_mine = mine.dictionary or mine
    plain_wanted = wanted.dictionary or wanted
    return from_field(plain_mine) == from_field(plain_wanted)
