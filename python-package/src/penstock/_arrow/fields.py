"""Arrow fields as values, and as plans name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from penstock._nodes import Node

FLAG_DICTIONARY_ORDERED = 1
FLAG_NULLABLE = 2


class ArrowField(NamedTuple):
    """A named Arrow type, as a schema struct describes it."""

    name: str
    format: str
    nullable: bool = True
    metadata: Mapping[bytes, bytes] = {}
    children: tuple[ArrowField, ...] = ()
    #: The type of the values, where `format` is the type of indices into them.
    dictionary: ArrowField | None = None
    ordered: bool = False

    def type_json(self) -> str | Node:
        """The type as plans name it."""
        if not self.children and self.dictionary is None and self.format != "+s":
            return self.format
        if self.dictionary is not None:
            flags = FLAG_DICTIONARY_ORDERED if self.ordered else 0
            return {"format": self.format, "dictionary": self.dictionary.type_json(), "flags": flags}
        return {"format": self.format, "children": [child.json() for child in self.children]}

    def json(self) -> Node:
        """The field as plans name it."""
        return {"name": self.name, "type": self.type_json(), "nullable": self.nullable}


def struct_of(fields: list[ArrowField], metadata: Mapping[bytes, bytes] | None = None) -> ArrowField:
    """The field of a whole table."""
    return ArrowField("", "+s", nullable=False, children=tuple(fields), metadata=metadata or {})


def field_of_json(type_json: str | Node) -> ArrowField:
    """The nameless field whose type a plan names."""
    if isinstance(type_json, str):
        return ArrowField("", type_json)
    dictionary = type_json.get("dictionary")
    return ArrowField(
        "",
        type_json["format"],
        children=tuple(
            field_of_json(child["type"])._replace(name=child["name"]) for child in type_json.get("children", ())
        ),
        dictionary=None if dictionary is None else field_of_json(dictionary),
        ordered=bool(type_json.get("flags", 0) & FLAG_DICTIONARY_ORDERED),
    )
