"""Functions of one kind of values: ``series.str`` and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from penstock._expr.binary import BinaryNamespace
from penstock._expr.list import ListNamespace
from penstock._expr.string import StringNamespace
from penstock._expr.struct import StructNamespace
from penstock._expr.temporal import TemporalNamespace
from penstock._series.lifting import column

if TYPE_CHECKING:
    from penstock._series.series import Series


class SeriesNamespace:
    """The functions of a namespace of expressions, run at once."""

    __slots__ = ("_series",)

    _lift: ClassVar[Any]

    def __init__(self, series: Series) -> None:
        self._series = series


class SeriesStrings(SeriesNamespace):
    """Functions of text."""

    __slots__ = ()

    _lift = StringNamespace

    contains = column(StringNamespace.contains)
    starts_with = column(StringNamespace.starts_with)
    ends_with = column(StringNamespace.ends_with)
    len_bytes = column(StringNamespace.len_bytes)
    len_chars = column(StringNamespace.len_chars)
    to_uppercase = column(StringNamespace.to_uppercase)
    to_lowercase = column(StringNamespace.to_lowercase)


class SeriesMoments(SeriesNamespace):
    """Functions of dates, times, timestamps and durations."""

    __slots__ = ()

    _lift = TemporalNamespace

    year = column(TemporalNamespace.year)
    month = column(TemporalNamespace.month)
    day = column(TemporalNamespace.day)


class SeriesLists(SeriesNamespace):
    """Functions of lists."""

    __slots__ = ()

    _lift = ListNamespace

    __getitem__ = column(ListNamespace.__getitem__)
    len = column(ListNamespace.len)
    get = column(ListNamespace.get)
    first = column(ListNamespace.first)
    last = column(ListNamespace.last)
    explode = column(ListNamespace.explode)


class SeriesStructs(SeriesNamespace):
    """Functions of structs."""

    __slots__ = ()

    _lift = StructNamespace

    __getitem__ = column(StructNamespace.__getitem__)
    field = column(StructNamespace.field)

    @property
    def fields(self) -> list[str]:
        """The names of the fields."""
        return [name for name, _ in self._series.dtype]  # type: ignore[attr-defined]

    def unnest(self) -> Any:
        """The fields as the columns of a frame."""
        return self._series.to_frame().unnest(self._series.name)


class SeriesBytes(SeriesNamespace):
    """Functions of strings of bytes."""

    __slots__ = ()

    _lift = BinaryNamespace

    size = column(BinaryNamespace.size)
