"""Expressions as source text and as JSON: `golden/expressions.txt` holds what each line of Python makes.

To add a case, add a line to `SOURCES` and run with `PENSTOCK_GOLDEN=rewrite`.
"""

import datetime as dt
import decimal
import json
from pathlib import Path
from typing import Any

import pytest
from support import golden

import penstock as ps
import penstock.selectors as cs

GOLDEN = Path(__file__).parent / "golden" / "expressions.txt"

NAMES: dict[str, Any] = {"ps": ps, "cs": cs, "dt": dt, "D": decimal.Decimal, "a": ps.col("a"), "b": ps.col("b")}

SOURCES = """
ps.col("a")
ps.col.a
ps.col("a", "b")
ps.col(["a", "b"])
ps.col("*")
ps.col("^a.*$")
ps.col("^a.*$", "b")
ps.col(ps.Int8, ps.String)
ps.col(ps.Datetime, ps.Int8)
ps.all()
ps.all().exclude("a", "^b.*$")
ps.exclude(ps.Int64)
ps.nth(0, -1)
ps.first()
ps.last("a")
ps.len()
ps.count("a", "b")
ps.element()
ps.lit(5)
ps.lit(-5) + a
ps.lit(2**63)
ps.lit(2**70)
ps.lit(1.5)
ps.lit(float("nan"))
ps.lit(float("-inf"))
ps.lit(True)
ps.lit(None)
ps.lit("text with \\"quotes\\" and ünïcode")
ps.lit(b"bytes")
ps.lit(dt.date(2020, 2, 29))
ps.lit(dt.datetime(2020, 1, 1, 12, 30))
ps.lit(dt.datetime(2020, 7, 1, tzinfo=dt.UTC))
ps.lit(dt.time(1, 2, 3, 4))
ps.lit(dt.timedelta(days=-1, microseconds=1))
ps.lit(D("1.50"))
ps.lit(5, ps.Int8)
ps.lit(dt.datetime(2020, 7, 1, 12), ps.Datetime("ms", "Europe/Vienna"))
ps.lit([1, None, 3])
ps.lit([1, 2.5])
ps.lit({"x": 1, "y": ["a"]})
a + 1
1 + a
a - b * 2
(a - b) * 2
a - (b - 1)
2 ** a ** b
(2 ** a) ** b
-(a + 1)
-a ** 2
a / b // 2 % 3
a & b | ~a ^ b
(a > 1) & (b <= 2)
(a == b) == (b != a)
a.eq_missing(None)
a.and_(b, a)
a == "text"
a.is_in([1, 2, None])
a.is_in(["x", "y"])
a.is_in("b", nulls_equal=True)
a.is_between("b", 3, closed="left")
a.is_close(b, abs_tol=0.1)
a.is_null() & b.is_not_nan()
a.fill_null(0)
a.fill_null("text")
a.fill_null(strategy="forward", limit=2)
a.fill_null(strategy="mean")
a.fill_null(strategy="one")
a.fill_nan(None)
a.replace(1, 2)
a.replace([1, 2], [3, 4])
a.replace({"x": "y", None: "z"})
a.replace_strict({1: "one"}, default="b", return_dtype=ps.String)
a.sum().over("b")
a.rank("dense").over(b, order_by="c", descending=True)
a.sort_by("b").over("c", mapping_strategy="join")
a.mean().over(order_by=[b, "c"], nulls_last=True)
a.filter(b > 1, c=2).sum()
a.sort(descending=True, nulls_last=True)
a.sort_by("b", a + b, descending=[True, False])
a.top_k(3)
a.bottom_k_by("b", 2)
a.head(3)
a.tail(2)
a.reverse().slice(1)
a.explode()
a.gather([0, -1])
a.gather("b", null_on_oob=True)
a.value_counts(sort=True)
a.sample(fraction=0.5, seed=1)
a.alias("x")
a.cast(int)
a.cast(ps.List(ps.Datetime("ns", "UTC")), strict=False)
a.cast(ps.Categorical, wrap_numerical=True)
a.name.suffix("_x").name.to_uppercase()
a.name.replace("^a", "b")
a.name.strip_prefix("a.")
a.shift(1, fill_value=0)
a.diff(2, null_behavior="drop")
a.cum_sum(reverse=True)
a.rolling_mean(3, min_samples=1, center=True)
a.rolling_quantile(0.9, "linear", 5)
a.std(0) + b.quantile(0.5, "linear")
a.log() + b.log(2) + a.log(b)
a.round(2, "half_away_from_zero").clip(0, "b")
a.str.contains("x", literal=True) | a.str.starts_with(b)
a.dt.year() * 100 + a.dt.month()
a.list.get(-1).struct.field("x")
a.arr.first()
a.arr.eval(ps.element() + 1)
a.arr.dot("b")
a.arr.to_list()
a.arr.to_struct()
a.arr.head(2, as_array=True)
a.cat.starts_with("x")
a.list.filter(ps.element() > 1)
a.list.agg(ps.element().sum() + ps.len())
a.list.eval(ps.element().rank())
a.list.diff(2, "drop")
a.list.sample(fraction=0.5, seed=1)
a.list.gather_every(2, "b")
a.list.std(0)
a.list.to_array(2)
a.struct.with_fields(ps.field("x") + 1, "b", y=ps.field("x"))
a.struct.eval(ps.field(["x", "y"]).is_null())
a.struct.field("x", "y")
a.struct.field("^x.*$")
a.struct.unnest()
a.struct.drop(["x"], strict=False)
a.struct.rename_fields(["u", "v"])
a.struct.json_encode()
a.bin.size("kb")
ps.when(a > 1).then(b).when(b).then("c").otherwise(None)
ps.when(a > 1, b=2).then(1)
ps.struct("a", x=b + 1)
ps.struct("a", schema={"a": ps.Int8})
ps.coalesce("a", b, 0)
ps.concat_str(["a", "b"], separator="-", ignore_nulls=True)
ps.format("{}: {}!", "a", b + 1)
ps.sum_horizontal("a", b, ignore_nulls=False)
ps.all_horizontal(ps.col("a", "b") > 0)
ps.corr("a", "b", method="spearman")
ps.cov(a, b, ddof=0)
ps.max("a", "b")
ps.quantile("a", 0.25)
cs.all() - cs.numeric()
(cs.integer() | cs.by_name("s")) & ~cs.first()
cs.starts_with("a", "b.c") ^ cs.ends_with("d")
cs.datetime("ms", "*")
cs.datetime(["us", "ns"], ["UTC", None])
cs.duration("ns")
cs.list(cs.numeric())
cs.array(width=3)
cs.by_index(0, range(2, 4), require_all=False)
cs.exclude("a", ps.Int8, cs.string())
cs.numeric() + 1
cs.alpha(ignore_spaces=True)
cs.by_dtype(ps.Enum, ps.Categorical, ps.Map, ps.Date)
""".strip().splitlines()


def evaluate(source: str) -> ps.Expr:
    made: ps.Expr = eval(source, NAMES)
    return made


def test_expressions_look_as_they_did() -> None:
    blocks = [f">>> {s}\n{evaluate(s)!r}\n{json.dumps(evaluate(s)._node)}\n" for s in SOURCES]
    golden.check(GOLDEN, "\n".join(blocks))


@pytest.mark.parametrize("source", SOURCES)
def test_the_json_is_what_the_core_reads(source: str) -> None:
    """The core takes the plan apart before it knows any column, so it may complain about columns and nothing else."""
    expression = evaluate(source)
    frame = ps.DataFrame({"other": [1]}).lazy().select(expression)
    try:
        frame.collect_schema()
    except ps.exceptions.PenstockError as error:
        assert error.code not in ("CONFIG", "PLAN_VERSION", "PLAN_TOO_LARGE", "INTERNAL"), error  # noqa: PT017
