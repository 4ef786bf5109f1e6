"""Values that go to functions of Python and come back from them."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from penstock._dtypes.base import DataType
    from penstock._series.series import Series


def series_of(name: str, values: list[Any], dtype: DataType | None) -> Series:
    """A series of values."""
    from penstock._series.series import Series

    return Series(name, values, dtype=dtype)


def inferred(values: list[Any]) -> Series:
    """A series of values whose type they tell."""
    from penstock._series.series import Series

    if len(values) == 1 and isinstance(values[0], Series):
        from penstock._dtypes.nested import List

        return series_of("", [values[0].to_list()], List(values[0].dtype))
    return series_of("", values, None)


def strict(function: str, name: str, values: list[Any], dtype: DataType) -> Series:
    """Values of exactly that type."""
    from penstock._series.series import Series
    from penstock.exceptions import PenstockError, SchemaError

    plain = [value.to_list() if isinstance(value, Series) else value for value in values]
    expected = _PYTHON_TYPES.get(type(dtype).__name__)
    for value in plain:
        wrong = expected is not None and value is not None and not _is_a(value, expected)
        if wrong:
            raise SchemaError(
                f'unexpected value of the function "{function}": {value!r} of type {type(value).__name__}, '
                f"where {dtype} is due",
                hint="set return_dtype to the proper type",
            )
    try:
        return series_of(name, plain, dtype)
    except PenstockError:
        raise
    except (TypeError, ValueError, OverflowError) as error:
        raise SchemaError(f'unexpected value of the function "{function}", where {dtype} is due: {error}') from error


_WHOLE = ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64")
_PYTHON_TYPES: dict[str, str] = {
    **dict.fromkeys(_WHOLE, "int"),
    "Float32": "float",
    "Float64": "float",
    "String": "str",
    "Boolean": "bool",
}


def _is_a(value: Any, kind: str) -> bool:
    """Whether a value is of a kind, be it Python's or numpy's."""
    name = type(value).__name__
    if kind == "bool":
        return name in ("bool", "bool_")
    return name.startswith(kind) or (kind == "int" and name.startswith("uint")) or name == f"{kind}_"


def wrapped(value: Any, dtype: DataType) -> Any:
    """Lists come to functions as series."""
    inner = getattr(dtype, "inner", None)
    return series_of("", value, inner) if isinstance(value, list) and inner is not None else value


def made_up(dtype: DataType) -> Any:
    """A value of a type."""
    name = type(dtype).__name__
    simple = {
        "Boolean": True,
        "String": "a",
        "Binary": b"a",
        "Date": dt.date(2000, 1, 1),
        "Time": dt.time(1),
        "Datetime": dt.datetime(2000, 1, 1, tzinfo=getattr(dtype, "time_zone", None) and dt.UTC),
        "Duration": dt.timedelta(1),
        "Decimal": decimal.Decimal(1),
        "Null": None,
    }
    if name in simple:
        return simple[name]
    if name == "Struct":
        return {field.name: made_up(field.dtype) for field in dtype.fields}  # type: ignore[attr-defined]
    inner = getattr(dtype, "inner", None)
    if inner is not None:
        return [made_up(inner)] * (getattr(dtype, "size", None) or 1)
    if name in ("Categorical", "Enum"):
        return next(iter(getattr(dtype, "categories", ["a"])), None)
    return 1.0 if name.startswith("Float") else 1
