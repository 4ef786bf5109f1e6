"""Functions of one kind of values: ``series.str`` and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from penstock._expr.binary import BinaryNamespace
from penstock._expr.categorical import CategoricalNamespace
from penstock._expr.extension import ExtensionNamespace
from penstock._expr.list import ListNamespace
from penstock._expr.map import MapNamespace
from penstock._expr.string import StringNamespace
from penstock._expr.struct import StructNamespace
from penstock._expr.temporal import TemporalNamespace
from penstock._series.lifting import aligned, column

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
    contains_any = column(StringNamespace.contains_any)
    count_matches = column(StringNamespace.count_matches)
    decode = column(StringNamespace.decode)
    encode = column(StringNamespace.encode)
    ends_with = column(StringNamespace.ends_with)
    escape_regex = column(StringNamespace.escape_regex)
    extract = column(StringNamespace.extract)
    extract_all = column(StringNamespace.extract_all)
    extract_groups = column(StringNamespace.extract_groups)
    extract_many = column(StringNamespace.extract_many)
    find = column(StringNamespace.find)
    find_many = column(StringNamespace.find_many)
    head = column(StringNamespace.head)
    join = column(StringNamespace.join)
    json_decode = column(StringNamespace.json_decode)
    json_path_match = aligned(StringNamespace.json_path_match)
    len_bytes = column(StringNamespace.len_bytes)
    len_chars = column(StringNamespace.len_chars)
    normalize = column(StringNamespace.normalize)
    pad_end = column(StringNamespace.pad_end)
    pad_start = column(StringNamespace.pad_start)
    replace = column(StringNamespace.replace)
    replace_all = column(StringNamespace.replace_all)
    replace_many = column(StringNamespace.replace_many)
    reverse = column(StringNamespace.reverse)
    slice = column(StringNamespace.slice)
    split = column(StringNamespace.split)
    split_exact = aligned(StringNamespace.split_exact)
    splitn = aligned(StringNamespace.splitn)
    starts_with = column(StringNamespace.starts_with)
    strip_chars = column(StringNamespace.strip_chars)
    strip_chars_end = column(StringNamespace.strip_chars_end)
    strip_chars_start = column(StringNamespace.strip_chars_start)
    strip_prefix = column(StringNamespace.strip_prefix)
    strip_suffix = column(StringNamespace.strip_suffix)
    strptime = column(StringNamespace.strptime)
    tail = column(StringNamespace.tail)
    to_date = column(StringNamespace.to_date)
    to_datetime = column(StringNamespace.to_datetime)
    to_decimal = column(StringNamespace.to_decimal)
    to_integer = column(StringNamespace.to_integer)
    to_lowercase = column(StringNamespace.to_lowercase)
    to_time = column(StringNamespace.to_time)
    to_titlecase = column(StringNamespace.to_titlecase)
    to_uppercase = column(StringNamespace.to_uppercase)
    zfill = column(StringNamespace.zfill)


class SeriesMoments(SeriesNamespace):
    """Functions of dates, times, timestamps and durations."""

    __slots__ = ()

    _lift = TemporalNamespace

    year = column(TemporalNamespace.year)
    month = column(TemporalNamespace.month)
    day = column(TemporalNamespace.day)
    quarter = column(TemporalNamespace.quarter)
    week = column(TemporalNamespace.week)
    iso_year = column(TemporalNamespace.iso_year)
    weekday = column(TemporalNamespace.weekday)
    ordinal_day = column(TemporalNamespace.ordinal_day)
    hour = column(TemporalNamespace.hour)
    minute = column(TemporalNamespace.minute)
    second = column(TemporalNamespace.second)
    millisecond = column(TemporalNamespace.millisecond)
    microsecond = column(TemporalNamespace.microsecond)
    nanosecond = column(TemporalNamespace.nanosecond)
    date = column(TemporalNamespace.date)
    time = column(TemporalNamespace.time)
    is_leap_year = column(TemporalNamespace.is_leap_year)
    century = column(TemporalNamespace.century)
    millennium = column(TemporalNamespace.millennium)
    days_in_month = column(TemporalNamespace.days_in_month)
    total_days = column(TemporalNamespace.total_days)
    total_hours = column(TemporalNamespace.total_hours)
    total_minutes = column(TemporalNamespace.total_minutes)
    total_seconds = column(TemporalNamespace.total_seconds)
    total_milliseconds = column(TemporalNamespace.total_milliseconds)
    total_microseconds = column(TemporalNamespace.total_microseconds)
    total_nanoseconds = column(TemporalNamespace.total_nanoseconds)
    epoch = column(TemporalNamespace.epoch)
    timestamp = column(TemporalNamespace.timestamp)
    cast_time_unit = column(TemporalNamespace.cast_time_unit)
    convert_time_zone = column(TemporalNamespace.convert_time_zone)
    replace_time_zone = column(TemporalNamespace.replace_time_zone)
    base_utc_offset = column(TemporalNamespace.base_utc_offset)
    dst_offset = column(TemporalNamespace.dst_offset)
    month_start = column(TemporalNamespace.month_start)
    month_end = column(TemporalNamespace.month_end)
    truncate = column(TemporalNamespace.truncate)
    combine = aligned(TemporalNamespace.combine)
    replace = column(TemporalNamespace.replace)
    round = column(TemporalNamespace.round)
    offset_by = column(TemporalNamespace.offset_by)
    to_string = column(TemporalNamespace.to_string)
    strftime = column(TemporalNamespace.strftime)


class SeriesLists(SeriesNamespace):
    """Functions of lists."""

    __slots__ = ()

    _lift = ListNamespace

    __getitem__ = column(ListNamespace.__getitem__)
    agg = column(ListNamespace.agg)
    all = column(ListNamespace.all)
    any = column(ListNamespace.any)
    arg_max = column(ListNamespace.arg_max)
    arg_min = column(ListNamespace.arg_min)
    concat = aligned(ListNamespace.concat)
    contains = column(ListNamespace.contains)
    count_matches = column(ListNamespace.count_matches)
    diff = column(ListNamespace.diff)
    drop_nulls = column(ListNamespace.drop_nulls)
    eval = column(ListNamespace.eval)
    explode = column(ListNamespace.explode)
    filter = column(ListNamespace.filter)
    first = column(ListNamespace.first)
    gather = column(ListNamespace.gather)
    gather_every = column(ListNamespace.gather_every)
    get = column(ListNamespace.get)
    head = column(ListNamespace.head)
    item = column(ListNamespace.item)
    join = column(ListNamespace.join)
    last = column(ListNamespace.last)
    len = column(ListNamespace.len)
    max = column(ListNamespace.max)
    mean = column(ListNamespace.mean)
    median = column(ListNamespace.median)
    min = column(ListNamespace.min)
    n_unique = column(ListNamespace.n_unique)
    reverse = column(ListNamespace.reverse)
    sample = column(ListNamespace.sample)
    set_difference = aligned(ListNamespace.set_difference)
    set_intersection = aligned(ListNamespace.set_intersection)
    set_symmetric_difference = aligned(ListNamespace.set_symmetric_difference)
    set_union = aligned(ListNamespace.set_union)
    shift = column(ListNamespace.shift)
    slice = column(ListNamespace.slice)
    sort = column(ListNamespace.sort)
    std = column(ListNamespace.std)
    sum = column(ListNamespace.sum)
    tail = column(ListNamespace.tail)
    to_array = column(ListNamespace.to_array)
    to_map = column(ListNamespace.to_map)
    to_struct = column(ListNamespace.to_struct)
    unique = column(ListNamespace.unique)
    var = column(ListNamespace.var)


class SeriesStructs(SeriesNamespace):
    """Functions of structs."""

    __slots__ = ()

    _lift = StructNamespace

    __getitem__ = column(StructNamespace.__getitem__)
    drop = column(StructNamespace.drop)
    eval = column(StructNamespace.eval)
    field = column(StructNamespace.field)
    json_encode = column(StructNamespace.json_encode)
    rename_fields = column(StructNamespace.rename_fields)
    with_fields = column(StructNamespace.with_fields)

    @property
    def fields(self) -> list[str]:
        """The names of the fields."""
        return [name for name, _ in self._series.dtype]  # type: ignore[attr-defined]

    def unnest(self) -> Any:
        """The fields as the columns of a frame."""
        return self._series.to_frame().unnest(self._series.name)


class SeriesMaps(SeriesNamespace):
    """Functions of maps."""

    __slots__ = ()

    _lift = MapNamespace

    contains_key = aligned(MapNamespace.contains_key)
    entries = column(MapNamespace.entries)
    get = aligned(MapNamespace.get)
    keys = column(MapNamespace.keys)
    len = column(MapNamespace.len)
    values = column(MapNamespace.values)


class SeriesBytes(SeriesNamespace):
    """Functions of strings of bytes."""

    __slots__ = ()

    _lift = BinaryNamespace

    contains = column(BinaryNamespace.contains)
    decode = column(BinaryNamespace.decode)
    encode = column(BinaryNamespace.encode)
    ends_with = column(BinaryNamespace.ends_with)
    size = column(BinaryNamespace.size)
    get = aligned(BinaryNamespace.get)
    head = aligned(BinaryNamespace.head)
    reinterpret = column(BinaryNamespace.reinterpret)
    slice = aligned(BinaryNamespace.slice)
    tail = aligned(BinaryNamespace.tail)
    starts_with = column(BinaryNamespace.starts_with)


class SeriesCategories(SeriesNamespace):
    """Functions of categories."""

    __slots__ = ()

    _lift = CategoricalNamespace

    ends_with = column(CategoricalNamespace.ends_with)
    len_bytes = column(CategoricalNamespace.len_bytes)
    len_chars = column(CategoricalNamespace.len_chars)
    physical = column(CategoricalNamespace.physical)
    slice = column(CategoricalNamespace.slice)
    starts_with = column(CategoricalNamespace.starts_with)
    to = column(CategoricalNamespace.to)


class SeriesExtensions(SeriesNamespace):
    """Functions of columns of users' types."""

    __slots__ = ()

    _lift = ExtensionNamespace

    storage = column(ExtensionNamespace.storage)
    to = column(ExtensionNamespace.to)
