"""Python types as data types, and back."""

from __future__ import annotations

import datetime as dt
import types
import typing
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from penstock._dtypes import plain
from penstock._dtypes.base import DataType, DataTypeLike

if TYPE_CHECKING:
    from collections.abc import Callable

#: What is accepted where a data type is asked for: a data type, or a Python type that means one.
IntoDataType: TypeAlias = DataType | type[DataType] | type[Any] | types.UnionType | types.GenericAlias

_SIMPLE: dict[type, Callable[[], DataTypeLike]] = {
    int: plain.Int64,
    float: plain.Float64,
    bool: plain.Boolean,
    str: plain.String,
    bytes: plain.Binary,
    dt.date: plain.Date,
    dt.time: plain.Time,
    dt.datetime: plain.Datetime,
    dt.timedelta: plain.Duration,
    types.NoneType: plain.Null,
    object: plain.Object,
}


def is_dtype(value: object) -> bool:
    """Whether `value` is a data type, as a class or as an instance."""
    return isinstance(value, DataType) or (isinstance(value, type) and issubclass(value, DataType))


def parse_dtype(value: Any) -> DataTypeLike:
    """The data type that `value` means.

    Raises:
        TypeError: If it means none.
    """
    if is_dtype(value):
        return typing.cast("DataTypeLike", value() if _is_plain(value) else value)
    origin = typing.get_origin(value)
    if origin in (list, tuple):
        from penstock._dtypes.nested import List

        return List(typing.get_args(value)[0])
    if origin in (Union, types.UnionType):
        others = [part for part in typing.get_args(value) if part is not types.NoneType]
        if len(others) == 1:
            return parse_dtype(others[0])
    if origin is None and isinstance(value, type):
        return _parse_class(value)
    raise TypeError(f"{value!r} is no data type")


def complete_dtype(value: Any, *, where: str) -> DataType:
    """The data type that `value` means, with all its parameters.

    Raises:
        TypeError: If it means none, or lacks parameters that have no default.
    """
    dtype = parse_dtype(value)
    if isinstance(dtype, DataType):
        return dtype
    if dtype in (plain.Datetime, plain.Duration, plain.Decimal):
        return dtype()
    from penstock._dtypes import nested

    if dtype is nested.Categorical:
        return dtype()
    raise TypeError(f"{where}: {dtype!r} needs its parameters, as in {_EXAMPLES.get(dtype.__name__, dtype.__name__)}")


def python_type(dtype: DataTypeLike) -> type:
    """The Python type of the values of a data type."""
    cls = dtype if isinstance(dtype, type) else type(dtype)
    if cls.is_integer():
        return int
    if cls.is_float():
        return float
    if cls.is_decimal():
        from decimal import Decimal

        return Decimal
    return _PYTHON.get(cls.__name__, object)


_PYTHON: dict[str, type] = {
    "Boolean": bool,
    "String": str,
    "Categorical": str,
    "Enum": str,
    "Binary": bytes,
    "Date": dt.date,
    "Time": dt.time,
    "Datetime": dt.datetime,
    "Duration": dt.timedelta,
    "List": list,
    "Array": list,
    "Struct": dict,
    "Map": dict,
    "Null": types.NoneType,
}

_EXAMPLES = {
    "List": "List(Int64)",
    "Array": "Array(Int64, 3)",
    "Struct": 'Struct({"a": Int64})',
    "Map": "Map(String, Int64)",
    "Enum": 'Enum(["a", "b"])',
}


def _is_plain(value: Any) -> bool:
    """Whether a class has no parameters, so that it can be replaced by its only instance."""
    return isinstance(value, type) and value.__init__ is object.__init__  # type: ignore[misc]


def _parse_class(value: type) -> DataTypeLike:
    import enum

    simple = _SIMPLE.get(value)
    if simple is not None:
        return simple()
    from penstock._dtypes import nested

    if value in (list, tuple):
        return nested.List
    if issubclass(value, enum.Enum):
        return nested.Enum(value)
    if value.__module__ == "decimal" and value.__name__ == "Decimal":
        return plain.Decimal
    raise TypeError(f"{value!r} is no data type")
