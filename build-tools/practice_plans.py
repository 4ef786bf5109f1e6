"""The plans that an AOT cache is recorded over, written down as the queries that they are.

    python build-tools/practice_plans.py            writes practice.json, where the JVM's rehearsal finds it

The JVM keeps in the cache what it learnt about the methods that these plans keep busy, and compiles them in later
processes as soon as they are used, instead of learning it again. So there is one query for each family of kernels.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import penstock as ps
from penstock import _plans
from penstock._frame.lazyframe import LazyFrame

TARGET = Path(__file__).parents[1] / "c-data-bridge/src/main/resources/dev/penstock/bridge/practice.json"

# The columns that `Practice.java` fills.
ROWS = {
    "a": ps.Float64,
    "b": ps.Float64,
    "x": ps.Float64,
    "n": ps.Int64,
    "m": ps.Int64,
    "far": ps.Int64,
    "i": ps.Int32,
    "flag": ps.Boolean,
    "day": ps.Date,
    "price": ps.Decimal(12, 2),
    "s": ps.String,
    "t": ps.String,
}
FILE = "$file"


def plans() -> list[Any]:
    """All plans, with `$rows` in place of the frame's handle and `$file` in that of a path."""
    rows = ps.DataFrame(schema=ROWS).lazy()
    handle = _plan(rows)["handle"]
    families = (numbers, texts, groups, order, windows, joins, files)
    found = [_plan(query) for family in families for query in family(rows)]
    found.insert(0, _plans.sink(_plan(rows), "PARQUET", FILE, {}))
    kept: list[Any] = json.loads(json.dumps(found).replace(f'"handle": "{handle}"', '"handle": "$rows"'))
    return kept


def numbers(f: ps.LazyFrame) -> list[ps.LazyFrame]:
    """Filters and computed columns."""
    c = ps.col
    return [
        f.filter(c("a") > 0.5).select((c("a") * c("b") + c("a")).alias("p"), (c("n") * 2 - 1).alias("q")),
        f.filter((c("a") > 0.9) & (c("b") < 0.5)),
        f.filter(c("x").is_not_null() & (c("n") != 3)).select("x", "i", "flag"),
        f.select((c("a") * c("b") + c("x")).alias("p"), (c("i") + 1).alias("q"), (c("n") // 7).alias("r")),
        f.select(
            ps.when(c("a") > 0.5).then(c("b")).otherwise(c("a")).alias("p"),
            ps.when(c("n") < 100).then(c("a")).when(c("n") < 500).then(c("b")).otherwise(0.0).alias("q"),
            c("n").is_between(10, 500).alias("r"),
            c("x").fill_null(0.0).alias("z"),
        ),
        f.select(
            c("n").is_in([1, 5, 9]).alias("p"), c("i").cast(ps.Float64).alias("q"), c("a").cast(ps.Int64).alias("r")
        ),
        f.filter(c("day") >= date(1994, 1, 1)).select(c("day").dt.year().alias("p"), "price"),
        f.filter(c("price") < 500).select((c("price") * c("price")).alias("p"), (c("price") + 1).alias("q")),
    ]


def texts(f: ps.LazyFrame) -> list[ps.LazyFrame]:
    """Questions about text."""
    c = ps.col
    return [
        f.filter(c("s") == "key7").select("n", "s"),
        f.filter(c("t").str.starts_with("customer number 77")).select("n", "t"),
        f.filter(c("t").str.contains("ber 77", literal=True)).select("n", "t"),
        f.select(ps.when(c("s") == "key3").then(ps.lit("three")).otherwise(c("s")).alias("p")),
        f.select(c("t").str.to_uppercase().alias("p"), c("t").str.len_chars().alias("q"), (c("s") + c("t")).alias("r")),
    ]


def groups(f: ps.LazyFrame) -> list[ps.LazyFrame]:
    """Groups of all sizes, by keys of all kinds."""
    c = ps.col
    sums = [c("a").sum().alias("p"), c("a").mean().alias("q"), c("n").max().alias("r")]
    return [
        *(f.group_by(*keys).agg(*sums) for keys in (["n"], ["m"], ["far"], ["s"], ["t"], ["n", "s"], ["day"])),
        f.group_by("n").agg(
            c("price").sum().alias("p"),
            c("x").min().alias("q"),
            c("x").std().alias("r"),
            c("x").count().alias("u"),
            ps.len().alias("v"),
        ),
        f.group_by("n").agg(c("a").median().alias("p"), c("m").n_unique().alias("q"), c("a").first().alias("r")),
        f.select(c("a").sum(), c("b").mean(), c("n").max(), c("price").sum(), c("x").min()),
        f.unique(subset=["m"]),
        f.select("s", "n").unique(),
        f.select("t").unique(),
    ]


def order(f: ps.LazyFrame) -> list[ps.LazyFrame]:
    """Sorts and the rows that come first."""
    return [
        f.select("a", "n", "b").sort("a"),
        f.select("n", "a", "b").sort("n", "a", descending=[True, False]),
        f.select("t", "n").sort("t"),
        f.top_k(100, by="a"),
    ]


def windows(f: ps.LazyFrame) -> list[ps.LazyFrame]:
    """Windows with and without an order."""
    c = ps.col
    return [
        f.select(c("a").sum().over("n").alias("p")),
        f.select((c("a") / c("a").sum().over("n")).alias("p")),
        f.select(c("a").shift(1).over("n", order_by="m").alias("p")),
        f.select(c("a").cum_sum().over("n", order_by="m").alias("p")),
        f.select(c("a").rank().over("n").alias("p")),
        f.select(
            c("a").rolling_mean(100).alias("p"), c("a").rolling_max(100).alias("q"), c("a").rolling_std(100).alias("r")
        ),
        f.select(c("a").diff().alias("p"), c("n").cum_sum().alias("q")),
    ]


def joins(f: ps.LazyFrame) -> list[ps.LazyFrame]:
    """Joins with close and far keys and with text."""
    few = f.head(20_000)
    return [
        f.select("n", "a").join(few.unique(subset=["n"]).select("n", "b"), on="n"),
        f.select("far", "a").join(few.unique(subset=["far"]).select("far", "b"), on="far", how="left"),
        f.select("far", "a").join(few.select("far"), on="far", how="semi"),
        f.select("far", "a").join(few.select("far"), on="far", how="anti"),
        f.select("t", "a").join(few.unique(subset=["t"]).select("t", "b"), on="t"),
        f.select("n", "s", "a").join(few.unique(subset=["n", "s"]).select("n", "s", "b"), on=["n", "s"]),
    ]


def files(_: ps.LazyFrame) -> list[ps.LazyFrame]:
    """Rows of the file that the first plan writes."""
    c = ps.col
    f = LazyFrame._of(  # noqa: SLF001 - there is no file whose columns a scan could ask for
        _plans.scan("PARQUET", [FILE], None, {}, {})
    )
    return [
        f,
        f.filter(c("a") > 0.5).group_by("s").agg(c("b").sum(), c("n").max()),
        f.filter(c("day") < date(1994, 1, 1)).select((c("price") * (1 - c("price"))).sum()),
        f.filter(c("t").str.contains("77", literal=True)).select("t", "price", "x"),
    ]


def _plan(query: ps.LazyFrame) -> Any:
    return json.loads(query.serialize())["plan"]


if __name__ == "__main__":
    TARGET.write_text(json.dumps(plans(), indent=1) + "\n")
