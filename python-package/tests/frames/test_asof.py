"""As-of joins give what Polars gives, on both engines, and say what is wrong where it refuses."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from support.same import assert_same

import penstock as ps

pytestmark = pytest.mark.filterwarnings("ignore:Sortedness of columns cannot be checked")

LEFT: dict[str, Any] = {"t": [1, 5, 10], "g": ["a", "b", "a"], "v": [7, 8, 9]}
RIGHT: dict[str, Any] = {"t": [1, 3, 6, 9], "g": ["a", "b", "a", "b"], "v": [10, 30, 60, 90], "w": [1, 2, 3, 4]}
DAYS: dict[str, Any] = {"t": [dt.date(2024, 1, day) for day in (1, 5, 10)]}
OTHER_DAYS: dict[str, Any] = {"t": [dt.date(2024, 1, day) for day in (2, 3, 9)], "v": [2, 3, 9]}

Strategy = Literal["backward", "forward", "nearest"]
STRATEGIES: tuple[Strategy, ...] = ("backward", "forward", "nearest")

JOINS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "as it is": lambda m, a, b: a.join_asof(b, on="t"),
    "not coalesced": lambda m, a, b: a.join_asof(b, on="t", coalesce=False),
    "another suffix": lambda m, a, b: a.join_asof(b, on="t", suffix="_b"),
    "other names": lambda m, a, b: a.join_asof(b.rename({"t": "s"}), left_on="t", right_on="s"),
    "by": lambda m, a, b: a.join_asof(b, on="t", by="g"),
    "by, not coalesced": lambda m, a, b: a.join_asof(b, on="t", by="g", coalesce=False),
    "by other names": lambda m, a, b: a.join_asof(b.rename({"g": "h"}), on="t", by_left="g", by_right="h"),
    "by several": lambda m, a, b: a.join_asof(b.with_columns(v=m.col("w") + 6), on="t", by=["g", "v"]),
    "by the key": lambda m, a, b: a.join_asof(b, on="t", by="t"),
    "by categories": lambda m, a, b: a.with_columns(m.col("g").cast(m.Categorical)).join_asof(
        b.with_columns(m.col("g").cast(m.Categorical)), on="t", by="g"
    ),
    "expressions": lambda m, a, b: a.join_asof(b, left_on=m.col("t") + 0, right_on=m.col("t")),
    "a narrower key": lambda m, a, b: a.with_columns(m.col("t").cast(m.Int16)).join_asof(b, on="t"),
    "unsigned": lambda m, a, b: a.with_columns(m.col("t").cast(m.UInt64)).join_asof(
        b.with_columns(m.col("t").cast(m.UInt64)), on="t", strategy="nearest"
    ),
    "no rows at the left": lambda m, a, b: a.head(0).join_asof(b, on="t", by="g"),
    "no rows at the right": lambda m, a, b: a.join_asof(b.head(0), on="t", by="g"),
    "no rows at the right, without groups": lambda m, a, b: a.join_asof(b.head(0), on="t"),
    "no rows": lambda m, a, b: a.head(0).join_asof(b.head(0), on="t"),
    "slices": lambda m, a, b: a.slice(1).join_asof(b.slice(1, 2), on="t", by="g", strategy="nearest"),
    "only some columns": lambda m, a, b: a.join_asof(b, on="t", by="g").select("w"),
    "no column of the right": lambda m, a, b: a.join_asof(b, on="t", by="g").select(m.len()),
    "filtered": lambda m, a, b: a.join_asof(b, on="t", by="g").filter(m.col("g") == "a", m.col("w") > 1),
    "with itself": lambda m, a, b: a.join_asof(a, on="t", allow_exact_matches=False),
    "unsorted, unchecked": lambda m, a, b: a.reverse().join_asof(b, on="t", by="g", check_sortedness=False),
    "nulls": lambda m, a, b: m.concat([a.head(1).with_columns(t=m.lit(None, dtype=m.Int64)), a]).join_asof(
        m.concat([b.head(1).with_columns(t=m.lit(None, dtype=m.Int64)), b]), on="t"
    ),
    "nulls in by": lambda m, a, b: a.with_columns(g=m.lit(None, dtype=m.String)).join_asof(
        b.with_columns(g=m.lit(None, dtype=m.String)), on="t", by="g"
    ),
}


@pytest.mark.parametrize("name", JOINS)
def test_joins(name: str) -> None:
    assert_same(lambda m: JOINS[name](m, m.DataFrame(LEFT), m.DataFrame(RIGHT)))


@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("tolerance", [None, 1, 1.5, 0, -1])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_strategies_and_tolerances(strategy: Strategy, tolerance: float | None, exact: bool, engine: Any) -> None:
    expected = pl.DataFrame(LEFT).join_asof(
        pl.DataFrame(RIGHT), on="t", strategy=strategy, tolerance=tolerance, allow_exact_matches=exact
    )
    joined = ps.LazyFrame(LEFT).join_asof(
        ps.LazyFrame(RIGHT), on="t", strategy=strategy, tolerance=tolerance, allow_exact_matches=exact
    )
    assert_frame_equal(joined.collect(engine=engine).to_polars(), expected)


@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize(
    ("strategy", "exact", "expected"),
    [
        ("backward", True, ["y", "y", "z"]),
        ("backward", False, [None, "y", "y"]),
        ("forward", True, ["x", "z", "z"]),
        ("forward", False, ["z", "z", None]),
        ("nearest", True, ["y", "w", "w"]),
        ("nearest", False, ["w", "w", "y"]),
    ],
)
def test_which_of_several_equal_rows_is_taken(strategy: Strategy, exact: bool, expected: Any, engine: Any) -> None:
    """The last one, but forward takes the first; and of two sides that are equally near the later."""
    left = ps.LazyFrame({"t": [4, 5, 6]})
    right = ps.LazyFrame({"t": [4, 4, 6, 6], "v": ["x", "y", "z", "w"]})
    joined = left.join_asof(right, on="t", strategy=strategy, allow_exact_matches=exact)
    if strategy == "backward":
        expected = [value if value != "z" else "w" for value in expected]
    assert joined.collect(engine=engine)["v"].to_list() == expected


@pytest.mark.parametrize("tolerance", ["1d", "23h", "25h", "4w", "1d12h", "0d", "-1d", dt.timedelta(days=1), 1, 2])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_tolerances_of_days(strategy: Strategy, tolerance: Any) -> None:
    assert_same(
        lambda m: m.DataFrame(DAYS).join_asof(m.DataFrame(OTHER_DAYS), on="t", strategy=strategy, tolerance=tolerance)
    )


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("tolerance", ["24h", "23h59m59s", "1d1ns", dt.timedelta(hours=24), 86_400_000])
def test_tolerances_of_moments(unit: Any, tolerance: Any) -> None:
    assert_same(
        lambda m: (
            m.DataFrame(DAYS)
            .with_columns(m.col("t").cast(m.Datetime(unit, "UTC")))
            .join_asof(
                m.DataFrame(OTHER_DAYS).with_columns(m.col("t").cast(m.Datetime(unit, "UTC"))),
                on="t",
                tolerance=tolerance,
            )
        )
    )


def test_times_of_day_and_durations() -> None:
    times = {"t": [dt.time(1), dt.time(3)], "d": [dt.timedelta(days=1), dt.timedelta(days=3)]}
    others = {"t": [dt.time(0, 30), dt.time(1)], "d": [dt.timedelta(hours=12), dt.timedelta(days=2)], "v": [1, 2]}
    for on, tolerance in (("t", "1h"), ("d", "1d")):
        assert_same(
            lambda m, on=on, tolerance=tolerance: m.DataFrame(times).join_asof(  # type: ignore[misc]
                m.DataFrame(others), on=on, tolerance=tolerance
            )
        )


@pytest.mark.parametrize("strategy", ["backward", "forward"])
def test_texts(strategy: Strategy) -> None:
    left = {"t": ["a", "bb", "bc", "größe", "z"], "n": [b"", b"\x00", b"\x01", b"\x80", b"\xff"]}
    right = {"t": ["ab", "bb", "bb", "größe"], "n": [b"\x00", b"\x00\x00", b"\x7f", b"\x80"], "v": [1, 2, 3, 4]}
    for on in ("t", "n"):
        assert_same(
            lambda m, on=on: m.DataFrame(left).join_asof(m.DataFrame(right), on=on, strategy=strategy)  # type: ignore[misc]
        )


@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_a_tolerance_of_decimals_is_a_decimal(engine: Any) -> None:
    """Polars takes it for a count of the last digit."""
    left = ps.LazyFrame({"t": [Decimal("5.00"), Decimal("9.00"), Decimal("20.01")]})
    right = ps.LazyFrame({"t": [Decimal("2.00"), Decimal("8.00"), Decimal("20.00")], "v": [2, 8, 20]})
    for tolerance, expected in (
        (1, [None, 8, 20]),
        (0.01, [None, None, 20]),
        (0.29, [None, None, 20]),
        (Decimal("3.00"), [8, 8, 20]),
    ):
        joined = left.join_asof(right, on="t", tolerance=tolerance, strategy="nearest")  # type: ignore[arg-type]
        assert joined.collect(engine=engine)["v"].to_list() == expected


@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_what_is_not_a_number_is_the_greatest_and_at_no_distance(engine: Any) -> None:
    nan, inf = float("nan"), float("inf")
    left = ps.LazyFrame({"t": [-inf, 0.0, 10.0, inf, nan]})
    right = ps.LazyFrame({"t": [-inf, -0.0, 9.0, nan], "v": [1, 2, 3, 4]})

    def found(**options: Any) -> list[Any]:
        values: list[Any] = left.join_asof(right, on="t", **options).collect(engine=engine)["v"].to_list()
        return values

    assert found() == [1, 2, 3, 3, 4]
    assert found(strategy="forward") == [1, 2, 4, 4, 4]
    assert found(strategy="nearest") == [1, 2, 4, 4, 4]
    assert found(allow_exact_matches=False) == [None, 1, 3, 3, 3]
    assert found(tolerance=1) == [None, 2, 3, None, None]
    assert found(tolerance=inf) == [None, 2, 3, 3, None]


@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize("by", [None, "g"])
def test_rows_that_are_not_in_order_are_named(engine: Any, by: str | None) -> None:
    rows = ps.LazyFrame({"t": [1, 4, 3, 5], "g": ["a", "a", "a", "a"]})
    ordered = rows.sort("t")
    with pytest.raises(ps.exceptions.SortRequiredError, match=r"sort the left one.* row 2$"):
        rows.join_asof(ordered, on="t", by=by).collect(engine=engine)
    with pytest.raises(ps.exceptions.InvalidOperationError, match=r"sort the right one.* row 2$"):
        ordered.join_asof(rows, on="t", by=by).collect(engine=engine)


@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_the_order_counts_within_groups_that_both_have(engine: Any) -> None:
    left = ps.LazyFrame({"t": [5, 1, 6, 2, 9, 8], "g": ["a", "b", "a", "b", "c", "c"]})
    right = ps.LazyFrame({"t": [3, 0, 4, 1], "g": ["a", "b", "a", "b"], "v": [3, 0, 4, 1]})
    joined = left.join_asof(right, on="t", by="g").collect(engine=engine)
    assert joined["v"].to_list() == [4, 1, 4, 1, None, None]


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda a, b: a.join_asof(b), ValueError, "needs on"),
        (lambda a, b: a.join_asof(b, on="t", left_on="t"), ValueError, "not all of them"),
        (lambda a, b: a.join_asof(b, on="t", by="g", by_left="g"), ValueError, "not all of them"),
        (lambda a, b: a.join_asof(b, on="t", by_left="g"), ValueError, "together"),
        (lambda a, b: a.join_asof(b, on="t", strategy="sideways"), ValueError, "strategy must be one of"),
        (lambda a, b: a.join_asof(b, on="x"), ps.exceptions.ColumnNotFoundError, "x"),
        (lambda a, b: a.join_asof(b, on=ps.all()), ps.exceptions.InvalidOperationError, "one key of each side"),
        (lambda a, b: a.join_asof(b, on="t", by=["g", "x"]), ps.exceptions.ColumnNotFoundError, "x"),
        (
            lambda a, b: a.join_asof(b, on="t", by_left=["g", "v"], by_right="g"),
            ps.exceptions.InvalidOperationError,
            "by 2 left and 1 right",
        ),
        (lambda a, b: a.join_asof(b, left_on="t", right_on="g"), ps.exceptions.SchemaError, "compares"),
        (
            lambda a, b: a.join_asof(b.with_columns(ps.col("t").cast(ps.Float64)), on="t"),
            ps.exceptions.SchemaError,
            "Cast one of them",
        ),
        (lambda a, b: a.join_asof(b, on="g", strategy="nearest"), ps.exceptions.InvalidOperationError, "distance"),
        (lambda a, b: a.join_asof(b, on="g", tolerance=1), ps.exceptions.InvalidOperationError, "tolerance"),
        (lambda a, b: a.join_asof(b, on="t", tolerance="1d"), ps.exceptions.InvalidOperationError, "no tolerance"),
        (lambda a, b: a.join_asof(b, on="t", tolerance="soon"), ps.exceptions.ComputeError, "no span of time"),
        (
            lambda a, b: a.with_columns(v_right=1).join_asof(b, on="t"),
            ps.exceptions.DuplicateError,
            "v_right",
        ),
        (
            lambda a, b: a.select(ps.struct("t")).join_asof(b.select(ps.struct("t")), on="t"),
            ps.exceptions.InvalidOperationError,
            "cannot be on",
        ),
    ],
)
def test_what_cannot_be_joined_is_refused_before_it_runs(
    ask: Callable[[Any, Any], ps.LazyFrame], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        ask(ps.LazyFrame(LEFT), ps.LazyFrame(RIGHT)).collect_schema()


def test_groups_may_be_told_apart_by_lists() -> None:
    """Which the core engine leaves to DuckDB."""
    left = ps.LazyFrame({"t": [2, 4, 6], "g": [[1], [2], [1]]})
    right = ps.LazyFrame({"t": [1, 3, 5], "g": [[1], [2], [1]], "v": [1, 3, 5]})
    joined = left.join_asof(right, on="t", by="g")
    assert "duckdb" in joined.explain(level="physical").lower()
    assert joined.collect()["v"].to_list() == [1, 3, 5]


def test_rows_may_be_wanted_no_more() -> None:
    rows = ps.LazyFrame({"t": list(range(200_000))})
    other = ps.LazyFrame({"t": list(range(0, 200_000, 3)), "v": list(range(0, 200_000, 3))})
    assert rows.join_asof(other, on="t").slice(100_000, 3).collect()["v"].to_list() == [99_999, 99_999, 100_002]
    assert rows.join_asof(other, on="t").head(2).collect()["v"].to_list() == [0, 0]


def test_months_are_no_tolerance() -> None:
    with pytest.raises(ps.exceptions.ComputeError, match="Write days or weeks"):
        ps.LazyFrame(DAYS).join_asof(ps.LazyFrame(OTHER_DAYS), on="t", tolerance="1mo").collect_schema()


def test_the_plan_says_what_is_compared() -> None:
    joined = ps.LazyFrame(LEFT).join_asof(
        ps.LazyFrame(RIGHT), on="t", by="g", strategy="nearest", tolerance=2, check_sortedness=False
    )
    assert "join_asof nearest on" in repr(joined)
    assert "ASOF JOIN nearest: g == __right1, t ~ __right0, within 2" in joined.explain()
    written = joined.explain(optimized=False)
    for item in ("join_asof", "strategy=nearest", "tolerance=2", 'by=[col("g")]', "check_sortedness=false"):
        assert item in written


KEYS: dict[str, Callable[[Any, Any], Any]] = {
    "int64": lambda m, rows: rows,
    "int8": lambda m, rows: rows.with_columns(m.col("t").cast(m.Int8)),
    "uint32": lambda m, rows: rows.with_columns((m.col("t") + 50).cast(m.UInt32)),
    "float64": lambda m, rows: rows.with_columns(m.col("t") / 4),
    "float32": lambda m, rows: rows.with_columns((m.col("t") / 4).cast(m.Float32)),
    "date": lambda m, rows: rows.with_columns(m.col("t").cast(m.Int32).cast(m.Date)),
    "datetime": lambda m, rows: rows.with_columns(m.col("t").cast(m.Datetime("us"))),
    "duration": lambda m, rows: rows.with_columns(m.col("t").cast(m.Duration("ms"))),
}

rows_of = st.lists(
    st.tuples(st.none() | st.integers(-30, 30), st.none() | st.sampled_from(["a", "b", "ccccccccccccccccc"])),
    max_size=40,
)


@given(
    rows_of,
    rows_of,
    st.sampled_from(sorted(KEYS)),
    st.sampled_from(STRATEGIES),
    st.none() | st.integers(0, 12),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=120, deadline=None)
def test_random_rows_find_what_they_find_in_polars(
    left: Any, right: Any, key: str, strategy: Strategy, tolerance: int | None, exact: bool, grouped: bool
) -> None:
    def ask(m: Any) -> Any:
        sides = []
        for rows in (left, right):
            columns = {"t": [t for t, _ in rows], "g": [g for _, g in rows], "n": list(range(len(rows)))}
            frame = m.DataFrame(columns, schema={"t": m.Int64, "g": m.String, "n": m.Int64})
            sides.append(KEYS[key](m, frame).sort("t", maintain_order=True))
        return sides[0].join_asof(
            sides[1],
            on="t",
            by="g" if grouped else None,
            strategy=strategy,
            tolerance=tolerance,
            allow_exact_matches=exact,
        )

    assert_same(ask)


@pytest.mark.parametrize("grouped", [True, False])
def test_many_rows_find_what_they_find_in_polars(grouped: bool) -> None:
    """More rows than a batch, in several batches, read by several workers."""
    height, seed = 150_000, 7

    def side(m: Any, factor: int) -> Any:
        rows = m.DataFrame({"n": list(range(height // factor))})
        draw = (m.col("n") * 7919 * factor + seed) % 1_000_003
        return rows.with_columns(t=m.col("n") * 3 * factor + draw % 5, g=draw % 97).sort("t", maintain_order=True)

    by = "g" if grouped else None
    assert_same(lambda m: side(m, 1).join_asof(side(m, 4), on="t", by=by, strategy="nearest", tolerance=400))
