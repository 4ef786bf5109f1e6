"""Charts are those that Polars makes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import altair as alt
import polars as pl
import pytest

import penstock as ps

COLUMNS = {
    "a": [1, 2],
    "b": [1.5, None],
    "s": ["x", "y"],
    "t": [dt.date(2020, 1, 1), dt.date(2020, 1, 2)],
    "m": [dt.datetime(2020, 1, 1, 3), None],
    "o": [True, False],
}

CHARTS: dict[str, Callable[[Any], Any]] = {
    "points": lambda plot: plot.point("a", "b", "s", "a"),
    "points by name": lambda plot: plot.scatter(x="a", y="b", color="s"),
    "lines": lambda plot: plot.line("t", "b", "s", "a"),
    "bars": lambda plot: plot.bar(x="s", y="mean(b)", column="o"),
    "moments": lambda plot: plot.bar(x="o", y="m"),
    "types that are said": lambda plot: plot.bar(x="a:N", y="b"),
    "channels": lambda plot: plot.line(x=alt.X("t", title="day"), y=alt.Y("b"), tooltip=["a", "s"]),
    "another mark": lambda plot: plot.area(x="t", y="a"),
    "nothing": lambda plot: plot.point(),
}


@pytest.mark.parametrize("name", CHARTS)
def test_charts(name: str) -> None:
    mine, other = (CHARTS[name](m.DataFrame(COLUMNS).plot).to_dict() for m in (ps, pl))
    assert mine["mark"] == other["mark"]
    assert mine.get("encoding") == other.get("encoding")
    (rows,) = other["datasets"].values()
    assert mine["data"]["values"] == rows


def test_marks_that_altair_lacks_are_refused() -> None:
    with pytest.raises(AttributeError, match="mark_pie_in_the_sky"):
        ps.DataFrame(COLUMNS).plot.pie_in_the_sky()
