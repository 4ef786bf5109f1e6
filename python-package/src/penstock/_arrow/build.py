"""Arrow columns out of Python values, without any other library."""

from __future__ import annotations

import array
import dataclasses
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from penstock._arrow.coerce import Coercion, coercion
from penstock._dtypes import arrow, nested, plain
from penstock._dtypes.extension import BaseExtension

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from penstock._arrow.fields import ArrowField
    from penstock._arrow.place import Place
    from penstock._dtypes.base import DataType

#: More bytes of text than 32-bit offsets can count.
_MOST_BYTES = 2**31 - 1

_CODES = {"c": "b", "C": "B", "s": "h", "S": "H", "i": "i", "I": "I", "l": "q", "L": "Q", "f": "f", "g": "d"}


@dataclasses.dataclass(slots=True)
class Column:
    """A column in memory that Python owns: the parts of an Arrow array."""

    field: ArrowField
    length: int
    null_count: int
    buffers: list[bytes | array.array[Any] | None]
    children: list[Column] = dataclasses.field(default_factory=list)
    dictionary: Column | None = None


def build_column(values: Sequence[Any], field: ArrowField, dtype: DataType, place: Place, *, strict: bool) -> Column:
    """A column of a type out of Python values.

    Args:
        values: One for each row; None is null.
        field: The Arrow field of the type.
        dtype: The type.
        place: Where the values stand, for messages.
        strict: Whether a value that does not fit is an error rather than null.

    Raises:
        TypeError: If a value does not fit, naming column and row.
    """
    if isinstance(dtype, BaseExtension):
        dtype = arrow.from_field(field)
    to_fit = coercion(dtype)
    if field.dictionary is not None:
        return _dictionary(values, field, dtype, to_fit, place, strict=strict)
    if isinstance(dtype, plain.Null):
        for row, value in enumerate(values):
            if value is not None and strict:
                raise place.misfit(row, value, dtype)
        return Column(field, len(values), len(values), [])
    if isinstance(dtype, (nested.List, nested.Array, nested.Map)):
        return _lists(values, field, dtype, to_fit, place, strict=strict)
    if isinstance(dtype, nested.Struct):
        return _structs(values, field, to_fit, place, strict=strict)
    fast = _numbers(values, field.format)
    if fast is not None:
        return Column(field, len(values), 0, [None, fast])
    fitted = fit(values, dtype, to_fit, place, strict=strict)
    return _flat(fitted, field, dtype)


def fit(values: Iterable[Any], dtype: DataType, to_fit: Coercion, place: Place, *, strict: bool) -> list[Any]:
    """The values as the type wants them.

    Raises:
        TypeError: If one does not fit, unless it may become null.
    """
    fitted: list[Any] = []
    for row, value in enumerate(values):
        if value is None:
            fitted.append(None)
            continue
        try:
            fitted.append(to_fit(value, strict))
        except (TypeError, ValueError, ArithmeticError, AttributeError):
            if strict:
                raise place.misfit(row, value, dtype) from None
            fitted.append(None)
    return fitted


def _numbers(values: Sequence[Any], format_: str) -> array.array[Any] | None:
    """Numbers without nulls, all of which fit, in one go; nothing for anything else."""
    code = _CODES.get(format_)
    if code is None:
        return None
    kinds = set(map(type, values))
    if not kinds <= ({int, bool} if code not in "fd" else {int, bool, float}):
        return None
    try:
        return array.array(code, values)
    except OverflowError:
        return None


def _flat(values: list[Any], field: ArrowField, dtype: DataType) -> Column:
    """A column without children out of values that fit."""
    validity, nulls = bitmap(values)
    if isinstance(dtype, plain.Boolean):
        data, _ = bits([value is True for value in values])
        return Column(field, len(values), nulls, [validity, data])
    if isinstance(dtype, (plain.String, plain.Binary)):
        pieces = [b"" if value is None else value for value in values]
        return _bytes(pieces, field, validity, nulls)
    if isinstance(dtype, plain.Decimal):
        width = 32 if field.format.endswith(",256") else 16
        numbers = [(value or 0).to_bytes(width, "little", signed=True) for value in values]
        return Column(field, len(values), nulls, [validity, b"".join(numbers)])
    if isinstance(dtype, plain.Float16):
        import struct

        return Column(
            field, len(values), nulls, [validity, struct.pack(f"={len(values)}e", *(v or 0.0 for v in values))]
        )
    code = _CODES.get(field.format) or ("i" if field.format == "tdD" else "q")
    return Column(field, len(values), nulls, [validity, array.array(code, [value or 0 for value in values])])


def _bytes(pieces: list[bytes], field: ArrowField, validity: bytes | None, nulls: int) -> Column:
    data = b"".join(pieces)
    wide = len(data) > _MOST_BYTES
    offsets = array.array("q" if wide else "i", accumulate(map(len, pieces), initial=0))
    shaped = field._replace(format=field.format.upper()) if wide else field
    return Column(shaped, len(pieces), nulls, [validity, offsets, data])


def _lists(
    values: Sequence[Any], field: ArrowField, dtype: Any, to_fit: Coercion, place: Place, *, strict: bool
) -> Column:
    lists = fit(values, dtype, to_fit, place, strict=strict)
    validity, nulls = bitmap(lists)
    size = dtype.size if isinstance(dtype, nested.Array) else None
    flat: list[Any] = []
    if size is None:
        for one in lists:
            flat += one or ()
    else:
        for row, one in enumerate(lists):
            if one is not None and len(one) != size:
                raise place.wrong(row, f"has {len(one)} elements where {dtype!r} has {size}")
            flat += [None] * size if one is None else one
    child = field.children[0]
    below = build_column(flat, child, arrow.from_field(child), place.below("elements"), strict=strict)
    if size is not None:
        return Column(field, len(lists), nulls, [validity], [below])
    lengths = (0 if one is None else len(one) for one in lists)
    offsets = array.array("i", accumulate(lengths, initial=0))
    return Column(field, len(lists), nulls, [validity, offsets], [below])


def _structs(values: Sequence[Any], field: ArrowField, to_fit: Coercion, place: Place, *, strict: bool) -> Column:
    structs = fit(values, arrow.from_field(field), to_fit, place, strict=strict)
    validity, nulls = bitmap(structs)
    children = []
    for child in field.children:
        part = [None if one is None else one.get(child.name) for one in structs]
        children.append(
            build_column(part, child, arrow.from_field(child), place.below(f"field {child.name!r}"), strict=strict)
        )
    return Column(field, len(structs), nulls, [validity], children)


def _dictionary(
    values: Sequence[Any], field: ArrowField, dtype: DataType, to_fit: Coercion, place: Place, *, strict: bool
) -> Column:
    """Categories: each text once, and its number for each row. Those of an Enum are fixed."""
    assert field.dictionary is not None
    texts = fit(values, dtype, to_fit, place, strict=strict)
    known = list(dtype.categories) if isinstance(dtype, nested.Enum) else []
    numbers: dict[bytes, int] = {text.encode(): number for number, text in enumerate(known)}
    indices: list[int | None] = []
    for row, text in enumerate(texts):
        if text is None:
            indices.append(None)
            continue
        if text not in numbers and isinstance(dtype, nested.Enum):
            if strict:
                raise place.wrong(row, f"is {text.decode()!r}, which is none of the categories {known}")
            indices.append(None)
            continue
        indices.append(numbers.setdefault(text, len(numbers)))
    validity, nulls = bitmap(indices)
    index_buffer = array.array(_CODES[field.format], [index or 0 for index in indices])
    dictionary = _bytes(list(numbers), field.dictionary, None, 0)
    return Column(field, len(indices), nulls, [validity, index_buffer], dictionary=dictionary)


def bitmap(values: Sequence[Any]) -> tuple[bytes | None, int]:
    """A bit for each value that is not None, and how many are None; no bits if none is."""
    if not any(value is None for value in values):
        return None, 0
    packed, ones = bits([value is not None for value in values])
    return packed, len(values) - ones


def bits(flags: list[bool]) -> tuple[bytes, int]:
    """Flags as bits, the first the least significant, and how many are set."""
    if not flags:
        return b"", 0
    digits = "".join(["1" if flag else "0" for flag in reversed(flags)])
    return int(digits, 2).to_bytes((len(flags) + 7) // 8, "little"), sum(flags)
