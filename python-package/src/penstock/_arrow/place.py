"""Where a value stands, for messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from penstock._dtypes.base import DataType


@dataclass(frozen=True, slots=True)
class Place:
    """A column, or a part of it."""

    column: str
    parts: tuple[str, ...] = ()

    def below(self, part: str) -> Place:
        """A part of this place."""
        return Place(self.column, (*self.parts, part))

    def misfit(self, row: int, value: Any, dtype: DataType) -> TypeError:
        """The error for a value that is not of the column's type."""
        text = repr(value)
        shown = text if len(text) <= 60 else f"{text[:59]}…"
        return TypeError(
            f"{self._name(row)} is {shown} ({type(value).__name__}), which does not fit {dtype!r}; "
            "give the column another type with schema_overrides, or pass strict=False"
        )

    def wrong(self, row: int, what: str) -> TypeError:
        """The error for a value of which `what` is the matter."""
        return TypeError(f"{self._name(row)} {what}")

    def _name(self, row: int) -> str:
        if not self.parts:
            return f"column {self.column!r}, row {row}"
        # Inside of lists the count is one of elements.
        return f"column {self.column!r}, {', '.join(self.parts)}, value {row}"
