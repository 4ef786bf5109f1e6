"""How large frames are, and how large plans are about to be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from penstock._frame.execution import explain

if TYPE_CHECKING:
    from penstock._typing import SizeUnit

_UNITS = {"b": 1, "kb": 2**10, "mb": 2**20, "gb": 2**30, "tb": 2**40}


class Estimate(NamedTuple):
    """What the optimiser guesses of a plan: rows and bytes, if it knows what is read, and how wide the columns are."""

    rows: int | None
    nbytes: int | None
    bytes_per_row: list[float]


def in_unit(size: int, unit: SizeUnit) -> int | float:
    """A number of bytes in a unit."""
    if unit not in _UNITS:
        raise ValueError(f"unit must be one of {', '.join(_UNITS)}, not {unit!r}")
    return size if unit == "b" else size / _UNITS[unit]


def estimate(plan: Any) -> Estimate:
    """How large a plan's rows will be. Looks at frames and at the footers of files, and reads no rows."""
    shown = json.loads(explain(plan, None, level="optimized", form="json", analyze=False))
    return Estimate(shown.get("estimated_rows"), shown.get("estimated_bytes"), shown["bytes_per_row"])
