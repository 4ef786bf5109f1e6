"""What difference-in-differences says without failing, as warnings of Python."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HERE: Final = str(Path(__file__).parents[1])


class DidWarning(UserWarning):
    """What was done with a table, or could not be done, without failing.

    Attributes:
        code: The stable name, such as ``DID-W01``.
        message: What it is about.
        group: The first treated period of the cell that it is about, if it is about one.
        time: The cell's period.
        count: Rows, units or cells that it is about.
    """

    def __init__(
        self, code: str, message: str, *, group: int | None = None, time: int | None = None, count: int = 0
    ) -> None:
        super().__init__(code, message, group, time, count)
        self.code = code
        self.message = message
        self.group = group
        self.time = time
        self.count = count

    def __str__(self) -> str:
        return f"[{self.code}] {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_made, (self.code, self.message, self.group, self.time, self.count))


def _made(code: str, message: str, group: int | None, time: int | None, count: int) -> DidWarning:
    return DidWarning(code, message, group=group, time=time, count=count)


def warn(rows: Iterable[Mapping[str, Any]]) -> None:
    """Raises each row of a table of warnings where the user's own code called Penstock."""
    level = _level()
    for row in rows:
        warning = DidWarning(row["code"], row["message"], group=row["group"], time=row["time"], count=row["count"])
        warnings.warn(warning, stacklevel=level)


def _level() -> int:
    """How many calls up the first one outside of this package is, counted from `warn`."""
    frame = sys._getframe(1)
    level = 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
        level += 1
    return level
