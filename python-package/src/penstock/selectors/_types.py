"""Selectors by the types of columns."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._dtypes.arrow import type_json
from penstock._dtypes.plain import Datetime, Duration
from penstock._expr.base import flatten
from penstock._expr.col import type_selector
from penstock.selectors._selector import Selector

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from penstock._dtypes.parse import IntoDataType
    from penstock._dtypes.plain import TimeUnit

_UNITS = ("ns", "us", "ms", "s")


def _of_class(*classes: str) -> Selector:
    return Selector._picking(nodes.of_class(*classes))


def by_dtype(*dtypes: IntoDataType | Iterable[IntoDataType]) -> Selector:
    """The columns of these data types; a bare class with parameters means all of its instances.

    Args:
        *dtypes: Data types, or Python types that mean one.
    """
    return Selector._picking(type_selector(one for dtype in dtypes for one in flatten(dtype)))


def numeric() -> Selector:
    """The columns of integers, floats and decimals."""
    return _of_class("NUMERIC")


def integer() -> Selector:
    """The columns of integers."""
    return _of_class("INTEGER")


def signed_integer() -> Selector:
    """The columns of integers that may be negative."""
    return _of_class("SIGNED_INTEGER")


def unsigned_integer() -> Selector:
    """The columns of integers that are never negative."""
    return _of_class("UNSIGNED_INTEGER")


def float() -> Selector:  # noqa: A001
    """The columns of floating-point numbers."""
    return _of_class("FLOAT")


def decimal() -> Selector:
    """The columns of decimals."""
    return _of_class("DECIMAL")


def boolean() -> Selector:
    """The columns of true and false."""
    return _of_class("BOOLEAN")


def string(*, include_categorical: bool = False) -> Selector:
    """The columns of text; with `include_categorical`, also those of categories."""
    return _of_class("STRING", "CATEGORICAL") if include_categorical else _of_class("STRING")


def binary() -> Selector:
    """The columns of bytes."""
    return _of_class("BINARY")


def categorical() -> Selector:
    """The columns of categories without a fixed list."""
    return _of_class("CATEGORICAL")


def enum() -> Selector:
    """The columns of categories out of a fixed list."""
    return _of_class("ENUM")


def date() -> Selector:
    """The columns of dates."""
    return _of_class("DATE")


def time() -> Selector:
    """The columns of times of day."""
    return _of_class("TIME")


def temporal() -> Selector:
    """The columns of dates, times, timestamps and durations."""
    return _of_class("TEMPORAL")


def datetime(
    time_unit: TimeUnit | Collection[TimeUnit] | None = None,
    time_zone: str | tzinfo | Collection[str | tzinfo | None] | None = ("*", None),
) -> Selector:
    """The columns of timestamps.

    Args:
        time_unit: Only those in these units.
        time_zone: Only those of these zones: names, ``*`` for any zone, None for none.
    """
    units: Any = _UNITS if time_unit is None else flatten([time_unit] if isinstance(time_unit, str) else time_unit)
    zones = [time_zone] if time_zone is None or isinstance(time_zone, (str, tzinfo)) else [*time_zone]
    without_zone = nodes.of_type(type_json(Datetime(unit)) for unit in units)
    any_zone = nodes.of_class(*(f"DATETIME_{unit.upper()}" for unit in units))
    if "*" in zones:
        rule = any_zone if None in zones else nodes.intersection(any_zone, nodes.complement(without_zone))
    else:
        rule = nodes.of_type(type_json(Datetime(unit, zone)) for unit in units for zone in zones)
    return Selector._picking(rule)


def duration(time_unit: TimeUnit | Collection[TimeUnit] | None = None) -> Selector:
    """The columns of durations.

    Args:
        time_unit: Only those in these units.
    """
    if time_unit is None:
        return _of_class("DURATION")
    units = [time_unit] if isinstance(time_unit, str) else time_unit
    return Selector._picking(nodes.of_type(type_json(Duration(unit)) for unit in units))


def list(inner: Selector | None = None) -> Selector:  # noqa: A001
    """The columns of lists.

    Args:
        inner: Only those whose elements this selector picks.
    """
    return _of_class("LIST") if inner is None else Selector._picking(nodes.lists_of(inner._rule))


def array(inner: Selector | None = None, *, width: int | None = None) -> Selector:
    """The columns of lists of a fixed length.

    Args:
        inner: Only those whose elements this selector picks.
        width: Only those of this length.
    """
    if inner is None and width is None:
        return _of_class("ARRAY")
    rule = nodes.all_columns() if inner is None else inner._rule
    return Selector._picking(nodes.arrays_of(rule, width))


def struct() -> Selector:
    """The columns of structs."""
    return _of_class("STRUCT")


def map() -> Selector:  # noqa: A001
    """The columns of maps."""
    return _of_class("MAP")


def nested() -> Selector:
    """The columns of lists, structs and maps."""
    return _of_class("NESTED")
