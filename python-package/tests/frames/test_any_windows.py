"""Windows along an index come to what Polars says, whatever they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from support.same import eager
from support.windows import CLOSED, LABELS, STARTS, aggregations, sliding

import penstock as ps


def spans(units: list[str]) -> st.SearchStrategy[str]:
    """Spans of one unit."""
    return st.builds(lambda count, unit: f"{count}{unit}", st.integers(1, 3), st.sampled_from(units))


@st.composite
def windows_over(draw: st.DrawFn) -> tuple[pl.DataFrame, str, dict[str, Any]]:
    """A frame with a sorted index `i`, groups `g` and values `v`; a method; and its settings."""
    kind = draw(st.sampled_from(["numbers", "dates", "moments"]))
    steps = draw(st.lists(st.integers(0, 30), max_size=25))
    at, index = 0, []
    for step in steps:
        at += step
        index.append(at)
    if kind == "numbers":
        series = pl.Series("i", [i - 40 for i in index], dtype=draw(st.sampled_from([pl.Int64, pl.Int32])))
        units = ["i"]
    elif kind == "dates":
        start = draw(st.dates(dt.date(1960, 1, 1), dt.date(2040, 1, 1)))
        series = pl.Series("i", [start + dt.timedelta(days=i) for i in index], dtype=pl.Date)
        units = ["d", "w", "mo", "q", "y"]
    else:
        begin = draw(st.sampled_from([(2020, 3, 28), (2020, 10, 24), (2019, 12, 30), (1969, 12, 28)]))
        hours = draw(st.sampled_from([1, 24]))
        time = [dt.datetime(*begin, 5, 7) + dt.timedelta(hours=i * hours) for i in index]
        series = pl.Series("i", time, dtype=pl.Datetime(draw(st.sampled_from(["ms", "us", "ns"]))))
        zone = draw(st.sampled_from([None, "UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]))
        if zone is not None:
            series = series.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        units = ["h", "d", "w"] if hours == 1 else ["d", "w", "mo", "q"]
    rows = len(index)
    frame = pl.DataFrame(
        {
            "i": series,
            "g": pl.Series(
                draw(st.lists(st.sampled_from(["a", "b", None]), min_size=rows, max_size=rows)), dtype=pl.String
            ),
            "v": pl.Series(
                draw(st.lists(st.none() | st.integers(-9, 9), min_size=rows, max_size=rows)), dtype=pl.Int64
            ),
        }
    )
    settings: dict[str, Any] = {"closed": draw(st.sampled_from(CLOSED)), "group_by": draw(st.sampled_from([None, "g"]))}
    offset = draw(st.none() | spans(units) | spans(units).map(lambda span: "-" + span))
    if draw(st.booleans()):
        return frame, "rolling", settings | {"period": draw(spans(units)), "offset": offset}
    return (
        frame,
        "group_by_dynamic",
        settings
        | {
            "every": draw(spans(units)),
            "period": draw(st.none() | spans(units)),
            "offset": offset,
            "label": draw(st.sampled_from(LABELS)),
            # Polars counts weeks of numbers in nanoseconds.
            "start_by": draw(st.sampled_from(STARTS[:2] if kind == "numbers" else STARTS)),
            "include_boundaries": draw(st.booleans()),
        },
    )


@pytest.mark.parametrize("asked", [aggregations, sliding])
@settings(max_examples=50, deadline=None)
@given(case=windows_over())
def test_any_windows_come_to_what_polars_says(asked: Any, case: tuple[pl.DataFrame, str, dict[str, Any]]) -> None:
    frame, method, options = case
    expected = getattr(frame.lazy(), method)("i", **options).agg(*asked(pl, "i"))
    lazy = getattr(ps.LazyFrame(frame), method)("i", **options).agg(*asked(ps, "i"))
    for engine in ("auto", "core", "duckdb"):
        try:
            answer = lazy.collect(engine=engine).to_polars()
        except NotImplementedError:
            # It has no windows by the clocks of a zone, and says so.
            assert engine == "duckdb"
            continue
        # Polars puts null behind other texts, and before numbers.
        by = ["g"] if options["group_by"] else []
        same = [f.sort(by, nulls_last=True, maintain_order=True) if by else f for f in (answer, eager(expected))]
        assert_frame_equal(*same, rel_tol=1e-9, abs_tol=1e-12)
