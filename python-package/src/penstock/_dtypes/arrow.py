"""Data types and Arrow types: which stands for which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._arrow.fields import ArrowField
from penstock._dtypes import extension, nested, plain
from penstock._dtypes.parse import complete_dtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._dtypes.base import DataType
    from penstock._nodes import Node

#: Where Polars keeps the categories of an Enum, in the field's metadata: each as its length, ";" and its text.
ENUM_METADATA = b"_PL_ENUM_VALUES2"

EXTENSION_NAME = b"ARROW:extension:name"
EXTENSION_METADATA = b"ARROW:extension:metadata"

_FORMATS: dict[type[DataType], str] = {
    plain.Null: "n",
    plain.Boolean: "b",
    plain.Int8: "c",
    plain.UInt8: "C",
    plain.Int16: "s",
    plain.UInt16: "S",
    plain.Int32: "i",
    plain.UInt32: "I",
    plain.Int64: "l",
    plain.UInt64: "L",
    plain.Int128: "d:38,0",
    plain.UInt128: "d:38,0",
    plain.Float16: "e",
    plain.Float32: "f",
    plain.Float64: "g",
    plain.String: "u",
    plain.Binary: "z",
    plain.Date: "tdD",
    plain.Time: "ttn",
}

_DTYPES: dict[str, Callable[[], DataType]] = {
    "n": plain.Null,
    "b": plain.Boolean,
    "c": plain.Int8,
    "C": plain.UInt8,
    "s": plain.Int16,
    "S": plain.UInt16,
    "i": plain.Int32,
    "I": plain.UInt32,
    "l": plain.Int64,
    "L": plain.UInt64,
    "e": plain.Float16,
    "f": plain.Float32,
    "g": plain.Float64,
    "u": plain.String,
    "U": plain.String,
    "vu": plain.String,
    "z": plain.Binary,
    "Z": plain.Binary,
    "vz": plain.Binary,
    "tdD": plain.Date,
    "tdm": plain.Date,
    "tts": plain.Time,
    "ttm": plain.Time,
    "ttu": plain.Time,
    "ttn": plain.Time,
    "_pli128": lambda: plain.Decimal(38, 0),
    "_plu128": lambda: plain.Decimal(38, 0),
}

_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}
_LETTERS = {unit: letter for letter, unit in _UNITS.items()}

_OTHERS = {
    "tiM": "interval[months]",
    "tiD": "interval[days]",
    "tin": "interval[months, days, ns]",
}


def to_field(name: str, dtype: Any, *, nullable: bool = True) -> ArrowField:
    """The Arrow field for a data type.

    Raises:
        TypeError: If the type lacks parameters, or Arrow has no such type.
    """
    dtype = complete_dtype(dtype, where=repr(name) if name else "the data type")
    known = _FORMATS.get(type(dtype))
    if known is not None:
        return ArrowField(name, known, nullable)
    if isinstance(dtype, plain.Decimal):
        width = "" if dtype.precision <= 38 else ",256"
        return ArrowField(name, f"d:{dtype.precision},{dtype.scale}{width}", nullable)
    if isinstance(dtype, plain.Datetime):
        return ArrowField(name, f"ts{_LETTERS[dtype.time_unit]}:{dtype.time_zone or ''}", nullable)
    if isinstance(dtype, plain.Duration):
        return ArrowField(name, f"tD{_LETTERS[dtype.time_unit]}", nullable)
    if isinstance(dtype, nested.List):
        return ArrowField(name, "+l", nullable, children=(to_field("item", dtype.inner),))
    if isinstance(dtype, nested.Array):
        return ArrowField(name, f"+w:{dtype.size}", nullable, children=(to_field("item", dtype.inner),))
    if isinstance(dtype, nested.Struct):
        return ArrowField(name, "+s", nullable, children=tuple(to_field(f.name, f.dtype) for f in dtype.fields))
    if isinstance(dtype, nested.Map):
        pair = (to_field("key", dtype.key, nullable=False), to_field("value", dtype.value))
        return ArrowField(name, "+m", nullable, children=(ArrowField("entries", "+s", nullable=False, children=pair),))
    if isinstance(dtype, nested.Categorical):
        return ArrowField(name, "I", nullable, dictionary=ArrowField("", "u"))
    if isinstance(dtype, nested.Enum):
        return _enum_field(name, dtype, nullable=nullable)
    if isinstance(dtype, extension.BaseExtension):
        metadata = {EXTENSION_NAME: dtype.ext_name().encode()}
        metadata[EXTENSION_METADATA] = (dtype.ext_metadata() or "").encode()
        return to_field(name, dtype.ext_storage(), nullable=nullable)._replace(metadata=metadata)
    if isinstance(dtype, plain.Object):
        raise TypeError("no engine holds Python objects; use a Struct for records and Binary for serialised values")
    raise TypeError(f"a column of type {dtype!r} cannot be asked for")


def type_json(dtype: Any) -> str | Node:
    """The Arrow type for a data type, as plans name it.

    Raises:
        TypeError: If the type lacks parameters, or Arrow has no such type.
    """
    if isinstance(dtype, nested.Enum):
        raise TypeError("an Enum cannot be cast to yet; cast to String, or build the column with its Enum type")
    if isinstance(dtype, extension.BaseExtension):
        raise TypeError("there is no cast to an extension type; ext.to makes one of its storage")
    return to_field("", dtype).type_json()


def dtype_of(field: ArrowField) -> DataType:
    """The data type of a column: an extension type, if the field is of one."""
    storage = from_field(field)
    name = field.metadata.get(EXTENSION_NAME)
    # Nor does Polars know a type whose storage is of a fixed size.
    if name is None or field.format.startswith("w:"):
        return storage
    return extension.extension_of(name.decode(), storage, field.metadata.get(EXTENSION_METADATA, b"").decode())


def from_field(field: ArrowField) -> DataType:
    """The data type of an Arrow field; of an extension type, that in which the values are kept."""
    format_ = field.format
    if field.dictionary is not None:
        return _from_dictionary(field)
    known = _DTYPES.get(format_)
    if known is not None:
        return known()
    if format_.startswith("d:"):
        precision, scale = format_[2:].split(",")[:2]
        return plain.Decimal(int(precision), int(scale))
    if format_.startswith("ts"):
        return plain.Datetime(_UNITS[format_[2]], format_[4:] or None)  # type: ignore[arg-type]
    if format_.startswith("tD"):
        return plain.Duration(_UNITS[format_[2]])  # type: ignore[arg-type]
    if format_.startswith("w:"):
        return plain.Binary()
    if format_ in ("+l", "+L", "+vl", "+vL"):
        return nested.List(from_field(field.children[0]))
    if format_.startswith("+w:"):
        return nested.Array(from_field(field.children[0]), int(format_[3:]))
    if format_ == "+s":
        return nested.Struct([nested.Field(child.name, from_field(child)) for child in field.children])
    if format_ == "+m":
        key, value = field.children[0].children
        return nested.Map(from_field(key), from_field(value))
    if format_ == "+r":
        return from_field(field.children[1])
    if format_.startswith("+u"):
        return nested.Other("union")
    return nested.Other(_OTHERS.get(format_, format_))


def _from_dictionary(field: ArrowField) -> DataType:
    encoded = field.metadata.get(ENUM_METADATA)
    if encoded is not None:
        return nested.Enum(decode_categories(encoded))
    assert field.dictionary is not None
    values = from_field(field.dictionary)
    return nested.Categorical() if isinstance(values, plain.String) else values


def _enum_field(name: str, dtype: nested.Enum, *, nullable: bool) -> ArrowField:
    count = len(dtype.categories)
    index = "C" if count <= 0xFF else "S" if count <= 0xFFFF else "I"
    metadata = {ENUM_METADATA: encode_categories(dtype.categories)}
    return ArrowField(name, index, nullable, metadata, dictionary=ArrowField("", "u"), ordered=True)


def encode_categories(categories: list[str]) -> bytes:
    """The categories of an Enum as one text."""
    return b"".join(b"%d;%s" % (len(text), text) for text in (category.encode() for category in categories))


def decode_categories(encoded: bytes) -> list[str]:
    """The categories in such a text."""
    categories = []
    at = 0
    while at < len(encoded):
        colon = encoded.index(b";", at)
        size = int(encoded[at:colon])
        categories.append(encoded[colon + 1 : colon + 1 + size].decode())
        at = colon + 1 + size
    return categories
