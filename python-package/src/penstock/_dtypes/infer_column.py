"""The data type of a column of Python values."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from penstock._dtypes import nested, plain
from penstock._dtypes.infer import infer_dtype, merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penstock._arrow.place import Place
    from penstock._dtypes.base import DataType

#: Text is what holds everything that has a text.
_PLAIN = (bool, int, float, str, dt.date, dt.time, dt.timedelta)


def infer_column(values: Sequence[Any], place: Place, *, strict: bool) -> DataType:
    """The type of a column.

    The first value that is not null decides; whether the others fit is found out when the column is built. Integers
    take the narrowest of Int64, UInt64 and Decimal(38, 0) that holds them all, decimals the largest scale, structs all
    fields of all values. Without `strict`, the type is one that holds all values.

    Raises:
        TypeError: If no type holds the values.
    """
    kinds = set(map(type, values))
    kinds.discard(type(None))
    if not kinds:
        return plain.Null()
    first = next(value for value in values if value is not None)
    if not strict and len(kinds) > 1:
        return _common(values, kinds)
    if isinstance(first, bool):
        return plain.Boolean()
    if isinstance(first, int):
        return _integers(values)
    if isinstance(first, (list, tuple, range)) or hasattr(first, "tolist") or hasattr(first, "to_list"):
        return _lists(values, first, place, strict=strict)
    if isinstance(first, dict) or hasattr(first, "__dataclass_fields__"):
        return _structs(values, place, strict=strict)
    if type(first).__module__ == "decimal":
        return _decimals(values)
    try:
        return infer_dtype(first)
    except TypeError:
        row = next(i for i, value in enumerate(values) if value is first)
        kind = type(first).__name__
        raise place.wrong(row, f"is a {kind}, and no column holds such values") from None


def _integers(values: Sequence[Any]) -> DataType:
    whole = [value for value in values if isinstance(value, int)]
    low, high = min(whole), max(whole)
    if low >= -(2**63) and high < 2**63:
        return plain.Int64()
    return plain.UInt64() if low >= 0 and high < 2**64 else plain.Decimal(38, 0)


def _decimals(values: Sequence[Any]) -> DataType:
    exponents = [value.as_tuple().exponent for value in values if type(value).__module__ == "decimal"]
    return plain.Decimal(38, max(0, *(-exponent for exponent in exponents if isinstance(exponent, int)), 0))


def _lists(values: Sequence[Any], first: Any, place: Place, *, strict: bool) -> DataType:
    dtype = getattr(first, "dtype", None)
    if dtype is not None:
        from penstock._convert.numpy import dtype_of

        return nested.List(dtype_of(dtype))
    flat: list[Any] = []
    for value in values:
        if isinstance(value, (list, tuple, range)):
            flat += value
        elif hasattr(value, "tolist"):
            flat += value.tolist()
    return nested.List(infer_column(flat, place.below("elements"), strict=strict))


def _structs(values: Sequence[Any], place: Place, *, strict: bool) -> DataType:
    parts: dict[str, list[Any]] = {}
    for value in values:
        if value is not None:
            items = (
                value.items()
                if isinstance(value, dict)
                else ((n, getattr(value, n)) for n in value.__dataclass_fields__)
            )
            for name, part in items:
                parts.setdefault(str(name), []).append(part)
    fields = {name: infer_column(part, place.below(f"field {name!r}"), strict=strict) for name, part in parts.items()}
    return nested.Struct(fields)


def _common(values: Sequence[Any], kinds: set[type]) -> DataType:
    """The type that holds values of several kinds; text if nothing else does."""
    common: DataType = plain.Null()
    try:
        for value in values:
            common = merge(common, infer_dtype(value))
    except TypeError:
        if all(issubclass(kind, _PLAIN) for kind in kinds):
            return plain.String()
        raise
    return common
