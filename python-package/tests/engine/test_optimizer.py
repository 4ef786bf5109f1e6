"""Plans give the same rows whichever rules of the optimiser are on."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

import penstock as ps

FLAGS = [
    "predicate_pushdown",
    "projection_pushdown",
    "simplify_expression",
    "slice_pushdown",
    "sort_collapse",
    "cluster_with_columns",
    "fast_projection",
    "comm_subplan_elim",
    "join_order",
    "check_order_observe",
]


def trades() -> pl.DataFrame:
    draw = random.Random(7)
    count = 200
    return pl.DataFrame(
        {
            "id": [draw.choice([None, *range(12)]) for _ in range(count)],
            "city": [draw.choice(["Rome", "Bern", "Zürich", "", None]) for _ in range(count)],
            "price": [draw.choice([None, float("nan"), -0.0, 0.0, draw.uniform(-5, 5)]) for _ in range(count)],
            "n": pl.Series([draw.choice([None, -128, 127, 0, 1, 5]) for _ in range(count)], dtype=pl.Int8),
        }
    )


def rates() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "key": [1, 2, 2, 3, None, 40],
            "city": ["Rome", "Bern", None, "x", "y", "z"],
            "rate": [0.1, 0.7, 0.9, None, 1, 2],
        }
    )


Plan = Callable[[Any, Any, Any], Any]

PLANS: dict[str, Plan] = {
    "two filters": lambda m, t, _: t.filter(m.col("price") > 0).filter(m.col("n").is_not_null()),
    "a filter on renamed and computed columns": lambda m, t, _: t.select(p=m.col("price"), q=m.col("n") * 2).filter(
        (m.col("p") > 1) & (m.col("q") != 0)
    ),
    "filters on constants": lambda m, t, _: t.filter(m.lit(True) & (m.col("n") > 0) | m.lit(False)),
    "a filter above a sort": lambda m, t, _: t.sort("price", maintain_order=True).filter(m.col("city") != "Rome"),
    "the first rows of a stable sort": lambda m, t, _: t.sort("city", maintain_order=True).slice(3, 90),
    "groups of a merge": lambda m, t, _: (
        t.sort("id", maintain_order=True)
        .merge_sorted(t.sort("id", maintain_order=True).filter(m.col("n") > 0), key="id")
        .group_by("city")
        .agg(m.len(), m.col("n").max())
    ),
    "some rows of a merge": lambda m, t, _: (
        t.sort("id", maintain_order=True)
        .merge_sorted(t.sort("id", maintain_order=True), key="id", maintain_order=True)
        .filter(m.col("n").is_not_null())
        .select("city", "n")
        .slice(2, 50)
    ),
    "a filter above a union": lambda m, t, _: m.concat([t, t.filter(m.col("n") == 1)]).filter(m.col("price") < 2),
    "a filter above an inner join": lambda m, t, u: t.join(u, left_on="id", right_on="key").filter(
        (m.col("price") > 0) & (m.col("rate") > 0.5)
    ),
    "a filter above a left join": lambda m, t, u: t.join(u, left_on="id", right_on="key", how="left").filter(
        (m.col("price") > 0) & m.col("rate").is_null()
    ),
    "a filter above a right join": lambda m, t, u: t.join(u, left_on="id", right_on="key", how="right").filter(
        m.col("price").is_null() | (m.col("rate") > 0.5)
    ),
    "a filter above a full join": lambda m, t, u: t.join(u, left_on="id", right_on="key", how="full").filter(
        m.col("price").is_null() | (m.col("rate") > 0.5)
    ),
    "a filter above a semi join": lambda m, t, u: t.join(u, left_on="id", right_on="key", how="semi").filter(
        m.col("price") > 0
    ),
    "a filter above an anti join": lambda m, t, u: t.join(u, left_on="id", right_on="key", how="anti").filter(
        m.col("price") > 0
    ),
    "a filter above groups": lambda m, t, _: (
        t.group_by("city").agg(m.col("price").sum(), m.len()).filter((m.col("city") != "Rome") & (m.col("len") > 3))
    ),
    "a filter above an aggregate of all": lambda m, t, _: t.select(m.col("n").sum()).filter(m.lit(False)),
    "a filter above a window": lambda m, t, _: t.with_columns(all=m.col("n").sum().over("city")).filter(
        (m.col("city") == "Rome") & (m.col("all") > 0)
    ),
    "a filter above distinct rows": lambda m, t, _: t.select("city", "n").unique().filter(m.col("n") > 0),
    "slices of slices": lambda _, t, __: t.slice(3, 50).slice(10, 100).slice(0, 7),
    "a slice of a union": lambda m, t, _: m.concat([t, t]).slice(190, 20),
    "a slice of a projection": lambda m, t, _: t.with_columns(x=m.col("price") * 2).slice(5, 3),
    "a slice from the end": lambda m, t, _: t.with_columns(x=m.col("price") * 2).slice(-5, 3),
    "the first of a sort": lambda _, t, __: t.select("id").sort("id", descending=True, nulls_last=True).head(6),
    "sorts of sorts": lambda m, t, _: t.sort("price").sort("n", "city", "price", "id"),
    "columns on columns": lambda m, t, _: (
        t.with_columns(a=m.col("n") + 1).with_columns(b=m.col("a") * 2).with_columns(a=m.col("b") - m.col("a"))
    ),
    "few columns of many": lambda m, t, u: (
        t.with_columns(w=m.col("price").mean().over("id"))
        .join(u, left_on="id", right_on="key", how="left")
        .sort("price", "n", "id", "rate")
        .select(m.len(), m.col("rate").max())
    ),
    "the same groups twice": lambda m, t, _: (groups := t.group_by("city").agg(m.col("n").cast(m.Int64).sum())).join(
        groups.select(m.col("n").max()), on="n"
    ),
    "a join beside itself": lambda m, t, u: m.concat(
        [(both := t.join(u, left_on="id", right_on="key")).filter(m.col("rate") > 0.5), both]
    ),
    "three joins": lambda m, t, u: (
        t.join(u, left_on="id", right_on="key")
        .join(u.select("key", again="rate"), left_on="id", right_on="key")
        .filter(m.col("again") != m.col("rate"))
        .join(t.select("n", other="id").filter(m.col("other") == 3), on="n")
    ),
    "filters in branches": lambda m, t, u: t.join(u, left_on="id", right_on="key").filter(
        ((m.col("n") == 1) & (m.col("rate") > 0.5)) | ((m.col("n") == 127) & (m.col("rate") < 0.5))
    ),
    "how many rows a join has": lambda m, t, u: (
        t.select("city", "n", key="id").join(u.select("rate", "key"), on="key").select(m.len())
    ),
    "a sort below groups": lambda m, t, _: t.sort("price").group_by("city").agg(m.col("n").max(), m.len()),
    "groups that are distinct": lambda m, t, _: t.group_by("city").agg(m.col("n").max()).unique().unique("city"),
    "constants": lambda m, t, _: t.filter((m.lit(2) < 1) | ~(m.col("n") > 0) | ((m.col("n") == 5) == m.lit(True))),
    "a filter on a key": lambda m, t, u: t.join(u, left_on="id", right_on="key", how="left").filter(m.col("id") > 1),
    "numbered rows": lambda m, t, _: t.with_row_index("row").filter(m.col("n") == 5).select("row"),
}


def rows(frame: pl.DataFrame) -> list[str]:
    return sorted(str(row) for row in frame.rows())


@pytest.mark.parametrize("name", PLANS)
def test_rules_change_no_rows(name: str) -> None:
    plan = PLANS[name]
    expected = plan(pl, trades().lazy(), rates().lazy()).collect()
    lazy = plan(ps, ps.from_arrow(trades()).lazy(), ps.from_arrow(rates()).lazy())
    options = {"all": ps.QueryOptFlags(), "none": ps.QueryOptFlags.none()}
    options |= {f"not {flag}": ps.QueryOptFlags(**{flag: False}) for flag in FLAGS}
    options |= {f"only {flag}": ps.QueryOptFlags.none(**{flag: True}) for flag in FLAGS}
    for which, flags in options.items():
        answer = lazy.collect(optimizations=flags).to_polars()
        assert answer.schema == expected.schema, which
        assert rows(answer) == rows(expected), which


@pytest.mark.parametrize("kind", [pl.Int64, pl.UInt8, pl.Date, pl.Duration("us"), pl.Float64, pl.String])
@pytest.mark.parametrize("nulls", [False, True])
def test_whether_a_group_has_several_values_is_what_their_count_says(kind: Any, nulls: bool) -> None:
    """Groups of one value, of several, of nulls alone, and of both."""
    random = np.random.default_rng(3)
    values = pl.Series(random.integers(0, 3, 3_000)).cast(pl.Int64)
    groups = pl.Series(random.integers(0, 1_500, 3_000))
    table = pl.DataFrame({"g": groups, "x": values})
    table = table.with_columns(
        pl.when(pl.lit(nulls) & (pl.Series(random.random(3_000)) < 0.4)).then(None).otherwise("x").alias("x")
    ).with_columns(pl.col("x").cast(kind))
    assert (table["x"].null_count() > 0) == nulls
    ours = ps.from_arrow(table).lazy().group_by("g").agg(ps.col("x").n_unique().alias("d"), ps.len().alias("rows"))
    theirs = table.group_by("g").agg(pl.col("x").n_unique().alias("d"), pl.len().alias("rows"))
    asked: list[Callable[[Any], Any]] = [
        lambda lib: lib.col("d") > 1,
        lambda lib: lib.col("d") != 1,
        lambda lib: lib.col("d") >= 2,
        lambda lib: (lib.col("d") == 1) & (lib.col("rows") > 1),
        lambda lib: lib.col("d") <= 1,
        lambda lib: lib.col("d") < 2,
        lambda lib: lib.col("d") > 2,
        lambda lib: lib.col("d") >= 1,
    ]
    for ask in asked:
        expected = theirs.filter(ask(pl)).select("g", "rows").sort("g")
        assert expected.height > 0
        for flags in (ps.QueryOptFlags(), ps.QueryOptFlags(simplify_expression=False)):
            found = ours.filter(ask(ps)).select("g", "rows").sort("g").collect(optimizations=flags)
            assert found.to_polars().equals(expected)


@pytest.mark.parametrize("flags", ["none", "all"])
@pytest.mark.parametrize("engine", ["auto", "core", "duckdb"])
def test_columns_side_by_side_are_of_the_same_rows_if_these_have_no_order(engine: Any, flags: str) -> None:
    """Groups come in another order in each run of many threads, so both columns must come from one."""
    chance = np.random.default_rng(3)
    keys, values = chance.integers(0, 100_000, 200_000), chance.integers(0, 10**9, 200_000)
    groups = ps.LazyFrame({"k": keys, "x": values}).group_by("k").agg(ps.col("x").sum().alias("s"))
    plan = groups.select("k", "s", ps.col("s").reverse().reverse().alias("again"))
    rules = ps.QueryOptFlags.none() if flags == "none" else ps.QueryOptFlags()
    wanted = pl.DataFrame({"k": keys, "x": values}).group_by("k").agg(s=pl.col("x").sum()).sort("k")
    for _ in range(3):
        rows = plan.collect(engine=engine, optimizations=rules).to_polars()
        assert (rows["s"] == rows["again"]).all()
        assert rows.select("k", "s").sort("k").equals(wanted)


def test_lists_computed_from_computed_lists_take_no_time_for_each_reader() -> None:
    lists = ps.col("a")
    for _ in range(8):
        lists = lists.list.eval(ps.element().rank() * 1.0)
    plan = ps.LazyFrame({"a": [[3, 1, 2], [5, 4], None]}).select(lists)
    assert plan.explain(level="physical").count("WINDOW") == 8
    assert plan.collect().rows() == [([3.0, 1.0, 2.0],), ([2.0, 1.0],), (None,)]
