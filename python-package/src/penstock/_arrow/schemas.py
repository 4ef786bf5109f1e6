"""Schema structs, read."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from penstock._arrow import structs
from penstock._arrow.fields import FLAG_DICTIONARY_ORDERED, FLAG_NULLABLE, ArrowField

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_field(schema: structs.ArrowSchema) -> ArrowField:
    """The field that a schema struct describes; the struct stays as it is."""
    return ArrowField(
        name=(schema.name or b"").decode("utf-8", "replace"),
        format=schema.format.decode(),
        nullable=bool(schema.flags & FLAG_NULLABLE),
        metadata=_read_metadata(schema.metadata),
        children=tuple(read_field(schema.children[i].contents) for i in range(schema.n_children)),
        dictionary=read_field(schema.dictionary.contents) if schema.dictionary else None,
        ordered=bool(schema.flags & FLAG_DICTIONARY_ORDERED),
    )


def read_capsule(capsule: object) -> ArrowField:
    """The field in a schema capsule; the struct stays the capsule's.

    Raises:
        TypeError: If `capsule` is no schema capsule.
    """
    address = structs.capsule_address(capsule, structs.SCHEMA_CAPSULE)
    return read_field(structs.ArrowSchema.from_address(address))


def _read_metadata(address: int | None) -> dict[bytes, bytes]:
    """Pairs of texts, each behind its length, the number of pairs in front of all."""
    if not address:
        return {}

    def number() -> int:
        nonlocal address
        value = ctypes.c_int32.from_address(address or 0).value
        address = (address or 0) + 4
        return value

    def text() -> bytes:
        nonlocal address
        size = number()
        value = ctypes.string_at(address or 0, size)
        address = (address or 0) + size
        return value

    pairs: dict[bytes, bytes] = {}
    for _ in range(number()):
        key = text()
        pairs[key] = text()
    return pairs


def write_metadata(pairs: Mapping[bytes, bytes]) -> bytes | None:
    """The same pairs as a schema struct wants them; nothing for no pairs."""
    if not pairs:
        return None
    parts = [_size(len(pairs))]
    for key, value in pairs.items():
        parts += [_size(len(key)), key, _size(len(value)), value]
    return b"".join(parts)


def _size(value: int) -> bytes:
    return bytes(ctypes.c_int32(value))
