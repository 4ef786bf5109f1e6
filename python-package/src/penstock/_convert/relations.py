"""Relations of DuckDB as Arrow carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock.exceptions import SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: DuckDB hands out the greatest UHUGEINT as -1 and BIT as bytes of its own: these are read as what holds the values.
#: A whole number of more than 38 digits is an error.
FORMS = {"hugeint": "DECIMAL(38,0)", "uhugeint": "DECIMAL(38,0)", "bit": "VARCHAR"}

#: Those that no form holds; of TIME WITH TIME ZONE the Arrow of DuckDB drops the zone.
_NEVER = ("bignum", "geometry", "variant")
_REFUSED = (*_NEVER, "time with time zone")


def is_relation(data: Any) -> bool:
    """Whether `data` is a relation of DuckDB."""
    return type(data).__name__ == "DuckDBPyRelation"


def readable(relation: Any) -> Any:
    """The relation in types that its Arrow carries: itself, wherever that can be.

    Args:
        relation: The relation.

    Raises:
        SchemaError: If a column, or a part of one, has a type that nothing carries.
    """
    parts, is_same = [], True
    for name, type_ in zip(relation.columns, relation.types, strict=True):
        form = form_of(name, type_, FORMS, _REFUSED)
        is_same = is_same and form == str(type_)
        column = quoted(name)
        parts.append(column if form == str(type_) else f"CAST({column} AS {form}) AS {column}")
    return relation if is_same else relation.project(", ".join(parts))


def form_of(name: str, type_: Any, forms: Mapping[str, str], refused: tuple[str, ...] = _NEVER) -> str:
    """The type in which values of a type travel: itself, unless it or a part of it has another form.

    Args:
        name: The column, for the error.
        type_: Its type.
        forms: Other forms, by the names of types.
        refused: Types that have none.

    Raises:
        SchemaError: For a type that is refused, or has a part that is.
    """
    kind = "json" if str(type_) == "JSON" else type_.id
    if kind in refused:
        raise SchemaError(
            f'column "{name}" is of the type {type_}',
            column=name,
            hint="cast it in the model that is read"
            if refused is _NEVER
            else "cast it in the query, to VARCHAR for one",
        )
    if kind in forms:
        return forms[kind]
    if kind in ("list", "array"):
        child, *size = [child for _, child in type_.children]
        return f"{form_of(name, child, forms, refused)}[{size[0] if size else ''}]"
    if kind == "map":
        key, value = [form_of(name, child, forms, refused) for _, child in type_.children]
        return f"MAP({key}, {value})"
    if kind == "struct":
        parts = [f"{quoted(field)} {form_of(name, child, forms, refused)}" for field, child in type_.children]
        return f"STRUCT({', '.join(parts)})"
    return str(type_)


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
