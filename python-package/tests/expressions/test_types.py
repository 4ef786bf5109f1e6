"""Expressions have the names and types that they have in Polars, before anything runs."""

import datetime as dt
import decimal
from typing import Any

import polars as pl
import pytest

import penstock as ps

DATA: dict[str, list[Any]] = {
    "i": [1, 2],
    "f": [1.5, 2.5],
    "s": ["x", "y"],
    "b": [True, False],
    "d": [dt.date(2020, 1, 1), dt.date(2021, 1, 1)],
    "t": [dt.datetime(2020, 1, 1), dt.datetime(2021, 1, 1)],
    "u": [dt.timedelta(1), dt.timedelta(2)],
    "l": [[1], [2, 3]],
    "n": [decimal.Decimal("1.5"), decimal.Decimal("2.25")],
    "r": [{"x": 1}, {"x": 2}],
}

SOURCES = """
c.i + 1
c.i + 1.5
c.i / c.i
c.f // c.i
c.i ** 2
-c.f
c.s + "x"
c.d - c.d
c.t - c.u
c.u * 2
c.i.sum()
c.i.mean()
c.b.sum()
c.f.std()
c.i.cast(lib.Int8).sum()
c.i.cum_sum()
c.i.shift()
c.i.diff()
c.d.diff()
c.i.rank()
c.i.rank("dense")
c.i.n_unique()
c.i.implode()
c.i.is_in([1, 2])
c.i.is_between(1, 2.5)
c.s.str.len_chars()
c.s.str.contains("x")
c.d.dt.year()
c.t.dt.month()
c.l.list.len()
c.l.list.get(0)
c.r.struct.field("x")
c.n + c.n
c.n * 2
c.n.mean()
c.i.fill_null(1.5)
c.i.fill_null(strategy="mean")
c.s.replace({"x": "z"})
c.i.replace_strict({1: "one", 2: "two"})
c.f.round(1)
c.i.clip(0, 1)
c.i.log()
c.f.is_nan()
c.i.value_counts()
c.i.unique()
c.i.sort()
c.l.explode()
lib.len()
lib.lit(1)
lib.lit(2**40)
lib.lit(None)
lib.lit("x")
lib.lit(dt.date(2020, 1, 1))
lib.lit(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
lib.lit(dt.timedelta(1))
lib.lit(decimal.Decimal("1.50"))
lib.lit([1, 2])
lib.when(c.b).then(c.i).otherwise(c.f)
lib.when(c.b).then(1)
lib.when(c.b).then(lib.lit("x"))
lib.coalesce("i", "f", 0)
lib.struct("i", x=c.s)
lib.concat_str("i", "s", separator="-")
lib.sum_horizontal("i", "f")
lib.mean_horizontal("i", "f")
lib.any_horizontal("b")
lib.corr("i", "f")
c.i.sum().over("s")
c.i.rank().over("s")
c.i.sort_by("f")
c.i.filter(c.b)
c.i.rolling_mean(2)
c.i.quantile(0.5)
c.i.name.suffix("_x")
lib.col("i", "f") * 2
lib.all().null_count()
lib.selectors.numeric().max()
lib.selectors.by_dtype(lib.String) + "x"
lib.col(lib.Int64, lib.Float64).min()
lib.exclude("i", "l", "r").first()
lib.nth(0, -1)
""".strip().splitlines()


@pytest.mark.parametrize("source", SOURCES)
def test_names_and_types_are_those_of_polars(source: str) -> None:
    def schema(lib: Any) -> list[tuple[str, str]]:
        expression = eval(source, {"lib": lib, "c": lib.col, "dt": dt, "decimal": decimal})
        found = lib.DataFrame(DATA).lazy().select(expression).collect_schema()
        return [(name, repr(dtype)) for name, dtype in found.items()]

    assert schema(ps) == schema(pl)
