"""Types of DuckDB that its Arrow does not carry: they travel in another form, and are themselves again in the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from penstock._convert.frame import frame
from penstock._convert.relations import form_of, quoted
from penstock.exceptions import ColumnNotFoundError

__all__ = ["Carried", "carried", "quoted", "restored"]

#: What values travel as. Whole numbers of 39 digits do not fit, and DuckDB says so.
_FORMS = {
    "hugeint": "DECIMAL(38,0)",
    "uhugeint": "DECIMAL(38,0)",
    "uuid": "VARCHAR",
    "bit": "VARCHAR",
    "time with time zone": "VARCHAR",
    "json": "VARCHAR",
    "enum": "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Carried:
    """A column that travels in another form: its type, and that form, as DuckDB names them."""

    type: str
    form: str


def carried(relation: Any) -> tuple[Any, dict[str, Carried]]:
    """The rows of a relation as a lazy frame, and the columns that were read in another form.

    Raises:
        SchemaError: If a column has a type that nothing carries.
    """
    parts, types = [], {}
    for name, type_ in zip(relation.columns, relation.types, strict=True):
        form = form_of(name, type_, _FORMS)
        column = quoted(name)
        if form == str(type_):
            parts.append(column)
        else:
            types[name] = Carried(str(type_), form)
            parts.append(f"CAST({column} AS {form}) AS {column}")
    return frame(relation.project(", ".join(parts)) if types else relation).lazy(), types


def restored(result: Any, session: Any, carried: dict[str, Carried], wanted: dict[str, str]) -> Any:
    """What a model returned, ready for DuckDB.

    Columns that still have the form in which they travelled have their type again; others have the type that is wanted.
    """
    if hasattr(result, "sql_query"):
        return result
    computed = frame(result)
    if hasattr(computed, "collect"):
        computed = computed.collect()
    unknown = [name for name in wanted if name not in computed.columns]
    if unknown:
        raise ColumnNotFoundError(f"types are given for {unknown}, and the model returned {computed.columns}")
    if not any(name in carried or name in wanted for name in computed.columns):
        return computed
    relation = session.from_arrow(computed)
    parts = []
    for name, type_ in zip(relation.columns, relation.types, strict=True):
        column, before = quoted(name), carried.get(name)
        target = wanted.get(name) or (before.type if before is not None and _is_form(before.form, type_) else None)
        parts.append(column if target is None else f"CAST({column} AS {target}) AS {column}")
    return relation.project(", ".join(parts))


def _is_form(form: str, type_: Any) -> bool:
    """Whether a type is the one that a form names; DuckDB quotes names in structs only where it must."""
    return form.replace('"', "") == str(type_).replace('"', "")
