"""Windows along an index: `group_by_dynamic` and `rolling`, compared with Polars."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from support.same import assert_same
from support.windows import CLOSED, LABELS, STARTS, aggregations, sliding

import penstock as ps
from penstock import exceptions

if TYPE_CHECKING:
    from collections.abc import Callable

HALF_HOURS = [dt.datetime(2021, 12, 16) + dt.timedelta(minutes=30 * i) for i in range(7)]
UNEVEN = [
    dt.datetime(2020, 1, 1, 13, 45, 48),
    dt.datetime(2020, 1, 1, 16, 42, 13),
    dt.datetime(2020, 1, 1, 16, 45, 9),
    dt.datetime(2020, 1, 2, 18, 12, 48),
    dt.datetime(2020, 1, 3, 19, 45, 32),
    dt.datetime(2020, 1, 8, 23, 16, 43),
]


def half_hours(library: Any) -> Any:
    """The frame of Polars' documentation of group_by_dynamic, with its groups."""
    return library.LazyFrame({"time": HALF_HOURS, "n": range(7), "groups": list("aaabbaa")})


def uneven(library: Any) -> Any:
    """The frame of Polars' documentation of rolling."""
    return library.LazyFrame({"dt": UNEVEN, "a": [3, 7, 5, 9, 2, 1]})


def moments(library: Any, start: dt.datetime, hours: list[int], zone: str) -> Any:
    """Hours after a moment of UTC, by the clocks of a zone."""
    time = library.Series("t", [start + dt.timedelta(hours=h) for h in hours])
    frame = library.DataFrame({"t": time, "v": range(len(hours))})
    column = library.col("t").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return frame.with_columns(column)


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("label", LABELS)
def test_examples_of_closed_and_label(closed: Any, label: Any) -> None:
    def question(library: Any) -> Any:
        windows = half_hours(library).group_by_dynamic(
            "time", every="1h", closed=closed, label=label, include_boundaries=True
        )
        return windows.agg(library.col("n"), library.col("n").mean().alias("mean"))

    assert_same(question)


@pytest.mark.parametrize("closed", CLOSED)
def test_examples_of_groups(closed: Any) -> None:
    def question(library: Any) -> Any:
        windows = half_hours(library).group_by_dynamic(
            "time", every="1h", closed=closed, group_by="groups", include_boundaries=True
        )
        return windows.agg(library.len())

    assert_same(question)


def test_the_example_of_an_index_of_numbers() -> None:
    def question(library: Any) -> Any:
        frame = library.LazyFrame({"idx": range(6), "A": list("AABBBC")})
        windows = frame.group_by_dynamic("idx", every="2i", period="3i", include_boundaries=True, closed="right")
        return windows.agg(library.col("A").alias("A_agg_list"))

    assert_same(question)


@pytest.mark.parametrize("start_by", STARTS)
@pytest.mark.parametrize("every", ["1w", "2w", "1d", "1mo"])
@pytest.mark.parametrize("offset", [None, "5h", "-9d"])
def test_where_windows_start(start_by: Any, every: str, offset: str | None) -> None:
    days = [0, 0, 3, 4, 11, 30, 31, 59, 60, 90]

    def question(library: Any) -> Any:
        time = [dt.datetime(2020, 1, 31, 5) + dt.timedelta(days=d) for d in days]
        frame = library.DataFrame({"t": time, "v": range(len(days))})
        windows = frame.group_by_dynamic("t", every=every, offset=offset, start_by=start_by, include_boundaries=True)
        return windows.agg(library.col("v"))

    assert_same(question)


def test_days_of_the_week_mean_nothing_to_numbers() -> None:
    frame = ps.DataFrame({"i": [1, 2, 3]})
    friday = frame.group_by_dynamic("i", every="2i", start_by="friday").agg(ps.len())
    assert friday.equals(frame.group_by_dynamic("i", every="2i").agg(ps.len()))


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("offset", [None, "1d", "-3d", dt.timedelta(hours=1), "0d"])
def test_examples_of_rolling(closed: Any, offset: Any) -> None:
    def question(library: Any) -> Any:
        windows = uneven(library).rolling("dt", period="2d", offset=offset, closed=closed)
        return windows.agg(
            library.sum("a").alias("sum_a"),
            library.min("a").alias("min_a"),
            library.max("a").alias("max_a"),
            library.col("a").alias("all"),
            library.len(),
        )

    assert_same(question)


@pytest.mark.parametrize("period", ["1mo", "1q", "1mo2d", "1w", "36h"])
@pytest.mark.parametrize("offset", [None, "-1mo2d", "1d"])
def test_rolling_windows_of_the_calendar(period: str, offset: str | None) -> None:
    days = [0, 28, 29, 30, 58, 59, 60, 90, 91, 120, 366]

    def question(library: Any) -> Any:
        time = [dt.datetime(2020, 1, 31, 5) + dt.timedelta(days=d) for d in days]
        frame = library.DataFrame({"t": time, "v": range(len(days))})
        return frame.rolling("t", period=period, offset=offset, closed="both").agg(library.col("v"))

    assert_same(question)


@pytest.mark.parametrize(
    "start", [dt.datetime(2020, 3, 28, 20), dt.datetime(2020, 10, 24, 20)], ids=["spring", "autumn"]
)
@pytest.mark.parametrize("every", ["1h", "2h", "90m", "1d", "2d", "1w"])
@pytest.mark.parametrize("offset", [None, "2h", "-30m"])
def test_clocks_that_are_changed(start: dt.datetime, every: str, offset: str | None) -> None:
    hours = [0, 1, 3, 4, 4, 5, 6, 7, 8, 12, 27, 28, 30, 52]

    def question(library: Any) -> Any:
        frame = moments(library, start, hours, "Europe/Berlin")
        windows = frame.group_by_dynamic("t", every=every, offset=offset, include_boundaries=True)
        return windows.agg(library.col("v"))

    assert_same(question)
    assert_same(
        lambda library: (
            moments(library, start, hours, "America/New_York").rolling("t", period=every).agg(library.col("v"))
        )
    )


@pytest.mark.parametrize("every", ["1d", "2d", "1w", "1mo", "1q", "1y", "36h"])
def test_dates(every: str) -> None:
    days = [0, 0, 3, 4, 11, 30, 31, 59, 60, 90]

    def question(library: Any) -> Any:
        day = [dt.date(2020, 1, 31) + dt.timedelta(days=d) for d in days]
        frame = library.DataFrame({"d": day, "v": range(len(days))})
        windows = frame.group_by_dynamic("d", every=every, closed="right", label="right", include_boundaries=True)
        return windows.agg(library.col("v"))

    assert_same(question)
    assert_same(lambda library: question(library).clear())


def test_spans_may_be_timedeltas() -> None:
    hour = dt.timedelta(hours=1)

    def dynamic(library: Any) -> Any:
        windows = half_hours(library).group_by_dynamic("time", every=hour, period=2 * hour, offset=-hour / 2)
        return windows.agg(library.col("n"))

    assert_same(dynamic)
    assert_same(lambda library: half_hours(library).rolling("time", period=hour).agg(library.col("n").sum()))


@pytest.mark.parametrize("dtype", ["Int32", "Int64"])
def test_numbers_keep_their_type(dtype: str) -> None:
    def question(library: Any) -> Any:
        frame = library.DataFrame({"i": [-7, -1, 0, 0, 5]}).with_columns(library.col("i").cast(getattr(library, dtype)))
        return frame.group_by_dynamic("i", every="3i", include_boundaries=True).agg(library.len())

    assert_same(question)


@pytest.mark.parametrize("dtype", ["Int32", "Int64", "UInt32", "UInt64"])
def test_rolling_numbers_keep_their_type(dtype: str) -> None:
    def question(library: Any) -> Any:
        frame = library.DataFrame({"i": [0, 1, 1, 5, 6]}).with_columns(library.col("i").cast(getattr(library, dtype)))
        return frame.rolling("i", period="2i", closed="both").agg(library.len(), library.col("i").sum().alias("s"))

    assert_same(question)


@pytest.mark.parametrize("dtype", ["Int8", "UInt64", "Float32", "Float64"])
@pytest.mark.parametrize("offset", [None, "-1i", "2i"])
def test_what_slides_over_numbers_of_every_width(dtype: str, offset: str | None) -> None:
    def question(library: Any) -> Any:
        values = library.Series("v", [1, None, 7, 3, 100, None, None, 2, 5]).cast(getattr(library, dtype))
        frame = library.DataFrame({"i": [0, 1, 2, 3, 3, 9, 10, 11, 30]}).with_columns(values)
        return frame.rolling("i", period="3i", offset=offset).agg(*sliding(library, "i"))

    assert_same(question)


def test_what_left_a_window_leaves_no_trace() -> None:
    values = [1.0, float("nan"), 2.0, float("inf"), 1e17, 0.1, 0.2, float("-inf"), 0.4, -1e300, 0.5, 0.6]
    frame = pl.DataFrame({"i": range(len(values)), "v": values})
    answer = ps.DataFrame(frame).rolling("i", period="2i").agg(*sliding(ps, "i"))
    expected = [frame[max(0, i - 1) : i + 1].select(*sliding(pl, "i")) for i in range(len(values))]
    assert_frame_equal(answer.drop("i").to_polars(), pl.concat(expected), rel_tol=1e-9)


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize("group_by", [None, "g", ["g", "h"]])
def test_few_rows(rows: int, group_by: Any) -> None:
    def frame(library: Any) -> Any:
        whole = library.DataFrame({"i": [5, 5], "g": [None, "a"], "h": [1.5, None], "v": [1, None]})
        return whole.head(rows)

    def dynamic(library: Any) -> Any:
        windows = frame(library).group_by_dynamic("i", every="2i", group_by=group_by, include_boundaries=True)
        return windows.agg(*aggregations(library, "i"))

    def rolling(library: Any) -> Any:
        windows = frame(library).rolling("i", period="2i", closed="left", group_by=group_by)
        return windows.agg(*aggregations(library, "i"))

    assert_same(dynamic, any_row_order=True)
    assert_same(rolling, any_row_order=True)


def test_groups_come_in_the_order_of_their_keys() -> None:
    frame = ps.DataFrame({"i": [0, 1, 2, 3, 9], "g": ["b", None, "a", "b", "a"]})
    assert frame.rolling("i", period="2i", group_by="g").agg(ps.len()).rows() == [
        (None, 1, 1),
        ("a", 2, 1),
        ("a", 9, 1),
        ("b", 0, 1),
        ("b", 3, 1),
    ]
    assert frame.group_by_dynamic("i", every="5i", group_by=ps.col("g")).agg().rows() == [
        (None, 0),
        ("a", 0),
        ("a", 5),
        ("b", 0),
    ]


def test_an_index_and_keys_may_be_computed() -> None:
    def question(library: Any) -> Any:
        frame = library.DataFrame({"i": [0, 1, 2, 5, 5, 9], "v": [1, 2, 3, 4, 5, 6]})
        index = (library.col("i") * 2).alias("twice")
        windows = frame.group_by_dynamic(index, every="3i", group_by=library.col("v") // 4)
        return windows.agg(library.all(), sum=library.col("twice").sum())

    assert_same(question)


def test_an_index_may_be_computed_in_its_own_place() -> None:
    def question(library: Any) -> Any:
        frame = library.DataFrame({"i": [0, 1, 2, 5], "v": [1, 2, 3, 4]})
        return frame.rolling(library.col("i") * 2, period="3i").agg(library.all(), s=library.col("i").sum())

    assert_same(question)


def test_windows_may_be_left_out() -> None:
    def question(library: Any) -> Any:
        windows = half_hours(library).group_by_dynamic("time", every="1h").having(library.len() > 1)
        return windows.having(library.col("n").sum() > 3).agg(library.col("n").max())

    assert_same(question)
    rolled = uneven(ps).rolling("dt", period="2d").having(ps.len() > 2).agg(ps.len())
    assert rolled.collect().rows() == [(UNEVEN[2], 3), (UNEVEN[3], 4)]


@pytest.mark.parametrize("method", ["all", "len", "sum", "min", "max", "mean", "median", "first", "last", "n_unique"])
def test_aggregates_of_every_column(method: str) -> None:
    def question(library: Any) -> Any:
        frame = half_hours(library).drop("groups")
        return getattr(frame.group_by_dynamic("time", every="1h", include_boundaries=True), method)()

    assert_same(question)
    assert_same(lambda library: getattr(uneven(library).rolling("dt", period="2d"), method)())


def test_first_rows_of_windows() -> None:
    # Polars explodes the index as well, which is an error.
    grouped = ps.DataFrame({"i": [0, 1, 2, 5], "v": [1, 2, 3, 4]}).group_by_dynamic("i", every="3i")
    assert grouped.head(2).rows() == [(0, 1), (0, 2), (3, 4)]
    assert grouped.tail(1).rows() == [(0, 3), (3, 4)]
    assert grouped.quantile(0.5).rows() == [(0, 2.0), (3, 4.0)]


def test_schemas_are_known_without_running() -> None:
    def question(library: Any) -> Any:
        windows = half_hours(library).group_by_dynamic("time", every="1h", group_by="groups", include_boundaries=True)
        return windows.agg(library.col("n"), library.len())

    expected = question(pl).collect_schema()
    answer = question(ps).collect_schema()
    assert answer.names() == expected.names()
    assert [str(dtype) for dtype in answer.dtypes()] == [str(dtype) for dtype in expected.dtypes()]


def test_windows_can_be_walked_through() -> None:
    def walked(library: Any, windows: Callable[[Any], Any]) -> list[Any]:
        frame = library.DataFrame({"i": [0, 1, 4, 9], "g": ["b", "a", "b", "b"]})
        return [(keys, rows.rows()) for keys, rows in windows(frame)]

    for windows in (
        lambda frame: frame.group_by_dynamic("i", every="3i", group_by="g"),
        lambda frame: frame.group_by_dynamic("i", every="3i", include_boundaries=True),
        lambda frame: frame.rolling("i", period="5i", closed="left"),
        lambda frame: (
            frame.rolling("i", period="5i", group_by="g").having(ps.len() > 0)
            if isinstance(frame, ps.DataFrame)
            else frame.rolling("i", period="5i", group_by="g")
        ),
    ):
        assert walked(ps, windows) == walked(pl, windows)


def test_functions_of_windows_are_called_for_each() -> None:
    def dynamic(library: Any) -> Any:
        frame = library.DataFrame({"i": [0, 1, 4, 9], "g": ["b", "a", "b", "b"]})
        windows = frame.group_by_dynamic("i", every="3i", group_by="g")
        return windows.map_groups(lambda rows: rows.tail(1), schema=None)

    def rolling(library: Any) -> Any:
        frame = library.LazyFrame({"i": [0, 1, 4, 9], "g": ["b", "a", "b", "b"]})
        schema = {"i": library.Int64, "g": library.String}
        return frame.rolling("i", period="5i").map_groups(lambda rows: rows.head(1), schema=schema)

    assert_same(dynamic)
    assert_same(rolling)
    none = ps.DataFrame({"i": [1]}).clear().rolling("i", period="5i").map_groups(lambda rows: rows, schema=None)
    assert none.height == 0
    assert none.columns == ["i"]


def test_user_functions_see_the_rows_of_their_window_alone() -> None:
    frame = ps.DataFrame({"i": [0, 1, 4, 9], "v": [1, 2, 3, 4]})
    seen = frame.rolling("i", period="5i", closed="left").agg(
        ps.col("v").map_batches(lambda values: values.len(), return_dtype=ps.Int64, returns_scalar=True).alias("n")
    )
    assert seen.rows() == [(0, 0), (1, 1), (4, 2), (9, 1)]


#: What goes wrong, the error of ours, and a part of its message.
WRONG: list[tuple[str, Callable[[Any], Any], type[Exception], str]] = [
    (
        "unsorted",
        lambda f: f.sort("i", descending=True).group_by_dynamic("i", every="3i").agg(),
        exceptions.SortRequiredError,
        "row 1 comes behind row 0",
    ),
    (
        "unsorted in a group",
        lambda f: f.with_columns(i=ps.Series([3, 1, 2, 0])).rolling("i", period="3i", group_by="g").agg(),
        exceptions.SortRequiredError,
        "row 2 comes behind row 0, both of one group",
    ),
    (
        "null",
        lambda f: f.with_columns(i=ps.Series([0, 1, None, 3])).rolling("i", period="3i").agg(),
        exceptions.ComputeError,
        "null in row 2",
    ),
    ("every is nothing", lambda f: f.group_by_dynamic("i", every="0i").agg(), exceptions.ComputeError, "positive"),
    ("every is negative", lambda f: f.group_by_dynamic("i", every="-2i").agg(), exceptions.ComputeError, "positive"),
    (
        "period is negative",
        lambda f: f.group_by_dynamic("i", every="2i", period="-2i").agg(),
        exceptions.ComputeError,
        "positive",
    ),
    ("period is nothing", lambda f: f.rolling("i", period="0i").agg(), exceptions.ComputeError, "positive"),
    ("unknown unit", lambda f: f.rolling("t", period="3x").agg(), exceptions.ComputeError, "no span of time"),
    (
        "mixed units",
        lambda f: f.group_by_dynamic("t", every="1mo2d").agg(),
        exceptions.ComputeError,
        "mixes months, weeks, days",
    ),
    (
        "time along numbers",
        lambda f: f.rolling("i", period="3h").agg(),
        exceptions.InvalidOperationError,
        "does not go together",
    ),
    (
        "numbers along time",
        lambda f: f.group_by_dynamic("t", every="3i").agg(),
        exceptions.InvalidOperationError,
        "does not go together",
    ),
    (
        "an index of text",
        lambda f: f.rolling("g", period="3i").agg(),
        exceptions.InvalidOperationError,
        "an index column cannot be",
    ),
    (
        "an index that is not there",
        lambda f: f.rolling("x", period="3i").agg(),
        exceptions.ColumnNotFoundError,
        "x",
    ),
    (
        "a name twice",
        lambda f: f.rolling("i", period="3i").agg(ps.col("i").sum()),
        exceptions.DuplicateError,
        "i",
    ),
    ("closed", lambda f: f.rolling("i", period="3i", closed="up"), ValueError, "closed must be one of left"),
    ("label", lambda f: f.group_by_dynamic("i", every="3i", label="up"), ValueError, "label must be one of left"),
    ("start", lambda f: f.group_by_dynamic("i", every="3i", start_by="noon"), ValueError, "start_by must be one of"),
    ("no span", lambda f: f.rolling("i", period=3), TypeError, "period must be a text"),
]


@pytest.mark.parametrize(("question", "error", "message"), [case[1:] for case in WRONG], ids=[c[0] for c in WRONG])
def test_what_makes_no_sense_is_refused(question: Callable[[Any], Any], error: type[Exception], message: str) -> None:
    time = [dt.datetime(2020, 1, 1) + dt.timedelta(hours=i) for i in range(4)]
    frame = ps.DataFrame({"i": [0, 1, 2, 3], "g": ["a", "b", "a", "b"], "t": time})
    with pytest.raises(error, match=message):
        question(frame)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda f: f.rolling("t", period="1d"), "clocks of a zone"),
        (lambda f: f.group_by_dynamic("t", every="1h"), "clocks of a zone"),
        (lambda f: f.group_by_dynamic("u", every="1h", period="1mo"), "start within days and last for months"),
        (lambda f: f.group_by_dynamic("i", every="9000000000000000000i"), "start so seldom"),
    ],
)
def test_windows_that_duckdb_does_not_have(question: Callable[[Any], Any], message: str) -> None:
    lazy = ps.LazyFrame({"i": [1, 2], "u": UNEVEN[:2]}).with_columns(
        t=ps.col("u").dt.replace_time_zone("Europe/Berlin")
    )
    asked = question(lazy).agg(ps.len())
    assert asked.collect().height > 0
    with pytest.raises(NotImplementedError, match=message):
        asked.collect(engine="duckdb")


def test_fixed_spans_need_no_clocks_of_a_zone() -> None:
    lazy = ps.LazyFrame({"u": UNEVEN, "v": range(6)}).with_columns(t=ps.col("u").dt.replace_time_zone("Europe/Berlin"))
    asked = lazy.rolling("t", period="36h").agg(*aggregations(ps, "t"))
    assert asked.collect(engine="duckdb").equals(asked.collect(engine="core"))


def test_other_engines_take_part() -> None:
    lazy = ps.LazyFrame({"i": [3, 1, 2], "v": [1, 2, 3]})
    sql = lazy.sql("select * from self order by i").rolling("i", period="2i").agg(ps.col("v").sum())
    assert sql.sql("select sum(v) as s from self").collect().rows() == [(2 + 5 + 4,)]
    # DuckDB could run the windows as well, but takes many times as long.
    physical = sql.explain(level="physical")
    assert physical.index("on core") < physical.index("WINDOW ROWS") < physical.index("on duckdb")


def test_plans_read_well() -> None:
    lazy = half_hours(ps).group_by_dynamic("time", every="1h", closed="right", group_by="groups").agg(ps.len())
    assert 'group_by_dynamic (col("time"), every=1h, closed=right, group_by=[col("groups")]): len()' in lazy.explain(
        level="logical"
    )
    optimized = lazy.explain()
    assert "WINDOW ROWS over time by groups: group_by_dynamic(every=1h, closed=right)" in optimized
    assert "windows every 1h over" in repr(lazy)


def test_plans_survive_being_written() -> None:
    lazy = half_hours(ps).rolling("time", period="1h", offset="-2h", closed="both").agg(ps.len())
    assert '"kind": "WindowAggregate"' in lazy.serialize(format="json")
