"""Columns as other libraries take them for what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock.exceptions import SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._arrow.fields import ArrowField

_INTERVALS = ("tiM", "tiD", "tin")
_LISTS = {"+vl": "+l", "+vL": "+L"}
_MOST_DIGITS = 38


def for_polars(frame: Any) -> Any:
    """The frame with columns that Polars takes for what they are.

    Decimals of 32 and 64 bits become such of 128, dates in milliseconds become dates, lists that are views become
    lists, and runs become their values: Polars refuses these, makes something else of them, or ends the process later.

    Args:
        frame: An eager frame.

    Raises:
        SchemaError: If there is a column of which Polars has no type: an interval, a union, a struct without fields, or
            decimals of more than 38 digits.
    """
    return _as(frame, _taken)


def without_views(frame: Any) -> Any:
    """The frame with lists that are views as plain ones: pyarrow ends the process when it makes such of pandas.

    Args:
        frame: An eager frame.
    """
    return _as(frame, _without_views)


def _as(frame: Any, target: Callable[[ArrowField, str], ArrowField]) -> Any:
    """The frame with the types that its columns are to have."""
    from penstock import _nodes as nodes
    from penstock import _plans as plans
    from penstock._frame import execution
    from penstock._frame.dataframe import DataFrame
    from penstock._frame.sources import FrameSource

    fields = execution.fields_of(frame._handle.schema_capsule())
    taken = [target(field, field.name) for field in fields]
    if taken == list(fields):
        return frame
    parts = []
    for field, wanted in zip(fields, taken, strict=True):
        column = nodes.column(field.name)
        if wanted != field:
            column = nodes.alias(nodes.cast(column, wanted.type_json(), strict=True), field.name)
        parts.append(column)
    return DataFrame._of(execution.run(plans.project(FrameSource(frame._handle), parts)))


def _without_views(field: ArrowField, column: str) -> ArrowField:
    plain = _LISTS.get(field.format, field.format)
    children = tuple(_without_views(child, column) for child in field.children)
    return field if (plain, children) == (field.format, field.children) else _made(field, plain, children)


def _made(field: ArrowField, format_: str, children: tuple[ArrowField, ...]) -> ArrowField:
    return field._replace(format=format_, children=children)


def _taken(field: ArrowField, column: str) -> ArrowField:
    """The field that Polars takes: the same one wherever possible."""
    format_ = field.format
    if format_.startswith("d:"):
        precision, scale, *width = format_[2:].split(",")
        if int(precision) > _MOST_DIGITS or int(scale) < 0:
            raise _refused(column, "decimals of more than 38 digits", "cast it to Decimal(38, ...) or Float64")
        return field._replace(format=f"d:{precision},{scale}") if width and width[0] != "128" else field
    if format_ in _INTERVALS:
        raise _refused(column, "intervals", "split it, or leave it out")
    if format_.startswith("+u"):
        raise _refused(column, "unions", "leave it out")
    if format_ == "+s" and not field.children:
        raise _refused(column, "structs without fields", "leave it out")
    if format_ == "+r":
        return _taken(field.children[1], column)._replace(name=field.name, nullable=field.nullable)
    plain = {"tdm": "tdD", **_LISTS}.get(format_, format_)
    children = tuple(_taken(child, column) for child in field.children)
    if plain == format_ and children == field.children:
        return field
    return _made(field, plain, children)


def _refused(column: str, what: str, hint: str) -> SchemaError:
    return SchemaError(f'the column "{column}" has {what}, which Polars has not', column=column, hint=hint)
