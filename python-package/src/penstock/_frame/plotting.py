"""Charts of frames, drawn by Altair."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from typing import TYPE_CHECKING, Any

from penstock._require import require

if TYPE_CHECKING:
    from collections.abc import Callable


class DataFramePlot:
    """What ``frame.plot`` is: a method for each kind of mark that Altair has.

    Each takes what Altair's ``encode`` takes, by name; columns have the kinds of measure that their types say. Charts
    hold all rows, and Altair refuses more than 5000 of them unless it is told otherwise.
    """

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def bar(self, x: Any = None, y: Any = None, color: Any = None, /, **kwargs: Any) -> Any:
        """Bars.

        Args:
            x: The column along the horizontal axis.
            y: The column along the vertical axis.
            color: The column that colours them.
            **kwargs: What else Altair encodes.
        """
        return self._drawn("bar", {"x": x, "y": y, "color": color}, kwargs)

    def line(self, x: Any = None, y: Any = None, color: Any = None, order: Any = None, /, **kwargs: Any) -> Any:
        """Lines.

        Args:
            x: The column along the horizontal axis.
            y: The column along the vertical axis.
            color: The column that tells lines apart.
            order: The column in whose order points are joined.
            **kwargs: What else Altair encodes.
        """
        return self._drawn("line", {"x": x, "y": y, "color": color, "order": order}, kwargs)

    def point(self, x: Any = None, y: Any = None, color: Any = None, size: Any = None, /, **kwargs: Any) -> Any:
        """Points.

        Args:
            x: The column along the horizontal axis.
            y: The column along the vertical axis.
            color: The column that colours them.
            size: The column that says how large they are.
            **kwargs: What else Altair encodes.
        """
        return self._drawn("point", {"x": x, "y": y, "color": color, "size": size}, kwargs)

    #: Points.
    scatter = point

    def __getattr__(self, attr: str) -> Callable[..., Any]:
        altair = require("altair", extra="plot")
        if attr.startswith("_") or not hasattr(altair.Chart, f"mark_{attr}"):
            raise AttributeError(f"Altair has no method mark_{attr}")
        return lambda **kwargs: self._drawn(attr, {}, kwargs)

    def _drawn(self, mark: str, positions: dict[str, Any], kwargs: dict[str, Any]) -> Any:
        altair = require("altair", extra="plot")
        chart = altair.Chart(altair.Data(values=[_plain(row) for row in self._frame.to_dicts()]))
        draw = getattr(chart, f"mark_{mark}")
        marked = draw(tooltip=True) if "tooltip" in inspect.signature(draw).parameters else draw()
        given = {name: value for name, value in positions.items() if value is not None}
        return marked.encode(**{name: self._typed(value) for name, value in {**given, **kwargs}.items()}).interactive()

    def _typed(self, encoding: Any) -> Any:
        """A column with its kind of measure, which Altair does not see in rows of Python."""
        if isinstance(encoding, str):
            aggregated = re.fullmatch(r"\w+\((.+)\)", encoding)
            name = encoding if aggregated is None else aggregated.group(1)
            return f"{encoding}:{self._measure(name)}" if name in self._frame.columns else encoding
        if isinstance(encoding, (list, tuple)):
            return [self._typed(one) for one in encoding]
        shorthand = getattr(encoding, "shorthand", None)
        if isinstance(shorthand, str):
            typed = encoding.copy()
            typed.shorthand = self._typed(shorthand)
            return typed
        return encoding

    def _measure(self, name: str) -> str:
        dtype = self._frame.collect_schema()[name]
        if dtype.is_numeric():
            return "Q"
        return "T" if type(dtype).__name__ in ("Date", "Datetime") else "N"


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row of values that JSON has: moments as text."""
    return {name: _text(value) for name, value in row.items()}


def _text(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.date):
        return f"{value.isoformat()}T00:00:00"
    return value if value is None or isinstance(value, (bool, int, float, str, list, dict)) else str(value)
