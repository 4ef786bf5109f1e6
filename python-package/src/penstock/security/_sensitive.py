"""Columns whose values are never shown. The core knows which they are: `dev.penstock.type.Sensitive`.

Whatever shows values asks here: tables and HTML, expressions and plans, differences of frames, the errors of models,
and the metadata and checks of Dagster.
"""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from penstock.security._keys import running

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from penstock._arrow.fields import ArrowField

#: The key in a field's metadata; any value but ``false`` means yes.
KEY: Final = "penstock.sensitive"

#: What stands in the place of a value.
MASK: Final = "•••"

_VARIABLE: Final = "PENSTOCK_SENSITIVE_COLUMNS"

_added: set[str] = set()


def hide_columns(*names: str) -> None:
    """Never show the values of columns of these names again, in this process.

    Previews, plans, error messages and checks show ``•••`` instead; constants that are compared with such a column are
    not shown either. Values that a program asks for are its own affair: rows, files, numpy.

    Columns whose Arrow field has the metadata ``penstock.sensitive`` are hidden without this, as are those that
    ``PENSTOCK_SENSITIVE_COLUMNS`` names, with commas between them.

    Args:
        *names: Names, perhaps with ``*`` for any characters. Case does not count.
    """
    _added.update(name.lower() for name in names)


def names_listed() -> list[str]:
    """All names that somebody listed, for an engine to know before it runs something."""
    return [*sorted(_added), *_of_environment()]


def is_sensitive(name: str, metadata: Mapping[bytes, bytes] | None = None) -> bool:
    """Whether the values of a column are not shown.

    Args:
        name: The column's name.
        metadata: The metadata of its Arrow field.
    """
    said = (metadata or {}).get(KEY.encode())
    if said is not None and said.lower() != b"false":
        return True
    return _has(name, _known())


def hidden_fields(fields: Iterable[ArrowField]) -> list[bool]:
    """Which of some columns are not shown. A column of structs or lists is hidden with any of its parts."""
    known = _known()
    return [_is_hidden(field, known) for field in fields]


def mentions_sensitive(node: Any) -> bool:
    """Whether a written expression reads a sensitive column, or columns that are not known yet."""
    known = _known()
    return bool(known) and _mentions(node, known)


def mentioned(text: str) -> bool:
    """Whether a text, such as SQL, has the name of a sensitive column as a word."""
    known = _known()
    words = re.findall(r"\w+", text)
    return any(_has(word, known) for word in words) or any(name in text.lower() for name in known)


def without_constants(text: str) -> str:
    """A text, such as SQL or an error of DuckDB, without what stands in quotes, and without numbers."""
    return re.sub(r"(?<![\w$])\d[\d.,:-]*", MASK, re.sub(r"'(?:[^']|'')*'", f"'{MASK}'", text))


def redacted(text: str) -> str:
    """An error of another library as it may be shown: it may have values of columns that it does not name."""
    return without_constants(re.sub(r'"[^"]*"', f'"{MASK}"', text)) if _known() else text


def _of_environment() -> list[str]:
    return [name.strip().lower() for name in os.environ.get(_VARIABLE, "").split(",") if name.strip()]


def _known() -> set[str]:
    engine = running()
    found = _added.union(_of_environment())
    # An engine has seen more, in the metadata of fields.
    return found if engine is None else found.union(engine.sensitive_columns())


def _has(name: str, known: Iterable[str]) -> bool:
    lower = name.lower()
    return any(
        lower == one or ("*" in one and fnmatchcase(lower, one.replace("[", "[[]").replace("?", "[?]")))
        for one in known
    )


def _is_hidden(field: ArrowField, known: set[str]) -> bool:
    said = field.metadata.get(KEY.encode())
    return (
        (said is not None and said.lower() != b"false")
        or _has(field.name, known)
        or any(_is_hidden(child, known) for child in field.children)
        or (field.dictionary is not None and _is_hidden(field.dictionary, known))
    )


def _mentions(node: Any, known: set[str]) -> bool:
    if isinstance(node, dict):
        if node.get("kind") in ("Columns", "Selector"):
            return True
        name = node.get("name")
        if node.get("kind") == "Column" and isinstance(name, str) and _has(name, known):
            return True
        return any(_mentions(part, known) for part in node.values())
    return isinstance(node, list) and any(_mentions(part, known) for part in node)
