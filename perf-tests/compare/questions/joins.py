"""How fast are joins of two tables?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl

from compare.question import Question, Size, Tables

#: Makes the left and the right table.
Pair = Callable[[int], tuple[pl.DataFrame, pl.DataFrame]]


def keyed(share: float, matched: float = 1.0) -> Pair:
    """Rows with random keys, and a table of unique keys that has `share` as many rows, of which `matched` are found."""

    def tables(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        random = np.random.default_rng(1)
        count = max(1, int(rows * share))
        left = pl.DataFrame({"k": random.integers(0, int(count / matched), rows), "v": random.random(rows)})
        return left, pl.DataFrame({"k": random.permutation(int(count / matched))[:count], "w": random.random(count)})

    return tables


def changed(tables: Pair, *columns: pl.Expr) -> Pair:
    """The same tables with other columns."""
    return lambda rows: tuple(table.with_columns(*columns) for table in tables(rows))  # type: ignore[return-value]


def skewed(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Half of the left rows have one key."""
    left, right = keyed(0.1)(rows)
    return left.with_columns(k=pl.when(pl.col("v") < 0.5).then(7).otherwise(pl.col("k"))), right


def repeated(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each right key comes about four times, a quarter of the left rows is there."""
    random = np.random.default_rng(1)
    count = rows // 10
    left = pl.DataFrame({"k": random.integers(0, count, rows // 4), "v": random.random(rows // 4)})
    return left, pl.DataFrame({"k": random.integers(0, count // 4, count) * 4, "w": random.random(count)})


def ticks(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Trades and a tenth as many quotes of a thousand symbols, in the order of time; no two quotes are of one time."""
    random = np.random.default_rng(1)
    count = rows // 10
    trades = np.sort(random.integers(0, count * 1000, rows))
    quotes = np.arange(count) * 1000 + random.integers(0, 1000, count)

    def side(times: np.ndarray, value: str) -> pl.DataFrame:
        symbols = random.integers(0, 1000, len(times)).astype(np.int32)
        return pl.DataFrame({"t": times, "symbol": symbols, value: random.random(len(times))})

    return side(trades, "price"), side(quotes, "bid")


def db_benchmark(right: str) -> Pair:
    """The tables of the db-benchmark's join task: three keys as integers and as text, nine of ten in both tables."""

    def tables(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        random = np.random.default_rng(108)
        sizes = {"id1": max(rows // 1_000_000, 10), "id2": max(rows // 1000, 10), "id3": rows}
        halves = {}
        for name, size in sizes.items():
            keys = random.permutation(int(size * 1.1)) + 1
            common, rest = keys[: int(size * 0.9)], keys[int(size * 0.9) :]
            half = size - len(common)
            halves[name] = np.concatenate([common, rest[:half]]), np.concatenate([common, rest[half : 2 * half]])

        def table(count: int, names: list[str], side: int, value: str) -> pl.DataFrame:
            columns = {}
            for name in names:
                keys = halves[name][side]
                more = random.choice(keys, max(0, count - len(keys)))
                columns[name] = random.permutation(np.concatenate([keys[:count], more]))
            texts = [pl.format("id{}", name).alias(f"id{int(name[2]) + 3}") for name in names]
            return pl.DataFrame(columns).with_columns(*texts, pl.Series(value, np.round(random.random(count) * 100, 6)))

        left = table(rows, ["id1", "id2", "id3"], 0, "v1")
        names = {"small": ["id1"], "medium": ["id1", "id2"], "big": ["id1", "id2", "id3"]}[right]
        return left, table({"small": sizes["id1"], "medium": sizes["id2"], "big": rows}[right], names, 1, "v2")

    return tables


FAR = pl.col("k") * 1_000_003
TEXT = pl.format("customer number {}", pl.col("k")).alias("k")
SECOND = (pl.col("k") % 1000).alias("j")


def questions(size: Size) -> list[Question]:
    """All questions, each about tables of its own, which are called l and r."""

    def joined(name: str, pair: Pair, how: str, *on: str) -> Question:
        """A join by columns that have the same names on both sides."""
        using = ", ".join(on)
        return Question(
            name,
            partial(_named, pair, size.rows),
            lambda _, left, right: left.join(right, on=list(on), how=how),
            f"select * from l {how} join r using ({using})",
            must=1.0,
            aim=0.7,
        )

    return [
        joined("inner-1m", keyed(0.1), "inner", "k"),
        joined("inner-1m-far", changed(keyed(0.1), FAR), "inner", "k"),
        joined("inner-1m-some", changed(keyed(0.1, matched=0.5), FAR), "inner", "k"),
        joined("left-1m", keyed(0.1, matched=0.5), "left", "k"),
        joined("left-1m-far", changed(keyed(0.1, matched=0.5), FAR), "left", "k"),
        joined("semi-1m", keyed(0.1, matched=0.5), "semi", "k"),
        joined("semi-1m-far", changed(keyed(0.1, matched=0.5), FAR), "semi", "k"),
        joined("anti-1m-far", changed(keyed(0.1, matched=0.5), FAR), "anti", "k"),
        joined("inner-1m-text", changed(keyed(0.1), TEXT), "inner", "k"),
        joined("inner-1m-two", changed(keyed(0.1), SECOND), "inner", "k", "j"),
        joined("inner-1m-two-far", changed(keyed(0.1), SECOND, FAR * 1_000_003), "inner", "k", "j"),
        joined("inner-1m-text-two", changed(keyed(0.1), SECOND, TEXT), "inner", "k", "j"),
        joined("inner-1m-skew", skewed, "inner", "k"),
        joined("inner-1m-repeated", repeated, "inner", "k"),
        joined("inner-1k", keyed(0.0001), "inner", "k"),
        joined("inner-10m", keyed(1), "inner", "k"),
        joined("inner-10m-far", changed(keyed(1), FAR), "inner", "k"),
        joined("inner-10m-text", changed(keyed(1), TEXT), "inner", "k"),
        joined("db-q1", db_benchmark("small"), "inner", "id1"),
        joined("db-q2", db_benchmark("medium"), "inner", "id2"),
        joined("db-q3", db_benchmark("medium"), "left", "id2"),
        joined("db-q4", db_benchmark("medium"), "inner", "id5"),
        joined("db-q5", db_benchmark("big"), "inner", "id3"),
        *_ordered(size),
    ]


def _ordered(size: Size) -> list[Question]:
    """Questions about rows that are in order already."""
    tables = partial(_named, ticks, size.rows)
    return [
        Question(
            "join-asof",
            tables,
            lambda _, left, right: left.join_asof(right, on="t", by="symbol"),
            "select l.*, r.bid from l asof left join r on l.symbol = r.symbol and l.t >= r.t",
            must=1.0,
            aim=0.7,
        ),
        Question(
            "join-asof-whole",
            tables,
            lambda _, left, right: left.join_asof(right.drop("symbol"), on="t", strategy="nearest", tolerance=500),
            must=1.0,
            aim=0.7,
        ),
        Question(
            "merge-sorted",
            tables,
            lambda _, left, right: left.select("t", "symbol").merge_sorted(right.select("t", "symbol"), key="t"),
            "select t, symbol from l union all select t, symbol from r order by t",
            must=1.0,
            aim=0.7,
        ),
    ]


def _named(pair: Pair, rows: int) -> Tables:
    left, right = pair(rows)
    return {"l": left, "r": right}
