"""Functions of the rows around a row."""

from __future__ import annotations

from semantics.catalogue import INTEGERS
from semantics.running import Case

CASES: dict[str, Case] = {}


def _method(name: str, method: str, *arguments: object, **options: object) -> Case:
    return lambda m: getattr(m.col(name), method)(*arguments, **options)


_NUMBERS = [*INTEGERS, "f32", "f64", "f642", "part", "b", "dec"]
_ALL = [*_NUMBERS, "s", "date", "us", "dur", "time", "cat", "null"]
for _name in [*_ALL, "list", "struct"]:
    for _n in (1, -2, 0, 20):
        CASES[f"{_name}.shift({_n})"] = _method(_name, "shift", _n)
    for _function in ("forward_fill", "backward_fill"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
        CASES[f"{_name}.{_function}(1)"] = _method(_name, _function, 1)
for _name in [*INTEGERS, "f32", "f64", "dec", "date", "us", "ns", "dur", "time"]:
    for _n in (1, 3, -1):
        CASES[f"{_name}.diff({_n})"] = _method(_name, "diff", _n)
for _name in ("i8", "u8", "i64", "f64", "f642", "f32"):
    for _n in (1, 2, -1):
        CASES[f"{_name}.pct_change({_n})"] = _method(_name, "pct_change", _n)
for _name in _NUMBERS:
    for _function in ("cum_sum", "cum_prod", "cum_min", "cum_max", "cum_count"):
        if (_function, _name) != ("cum_prod", "dec"):
            CASES[f"{_name}.{_function}()"] = _method(_name, _function)
            CASES[f"{_name}.{_function}(reverse)"] = _method(_name, _function, reverse=True)
for _name in ("s", "date", "us", "dur"):
    for _function in ("cum_count", "cum_min", "cum_max"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
CASES["dur.cum_sum()"] = _method("dur", "cum_sum")
for _name in ("i8", "f64", "f642", "s", "us", "b", "cat", "k"):
    for _rank in ("average", "min", "max", "dense", "ordinal"):
        CASES[f"{_name}.rank({_rank})"] = _method(_name, "rank", _rank)
        CASES[f"{_name}.rank({_rank}, descending)"] = _method(_name, "rank", _rank, descending=True)
for _name in ("i8", "f64", "f642", "s", "us", "b", "cat", "null", "struct", "list"):
    for _function in ("is_duplicated", "is_unique", "is_first_distinct", "is_last_distinct", "rle_id"):
        if _name not in ("struct", "list") or _function != "rle_id":
            CASES[f"{_name}.{_function}()"] = _method(_name, _function)
for _name in ("i8", "u8", "f64", "f642", "f32", "us", "date", "dur", "dec", "time"):
    for _how in ("linear", "nearest"):
        CASES[f"{_name}.interpolate({_how})"] = _method(_name, "interpolate", _how)
_ROLLING = ["rolling_sum", "rolling_mean", "rolling_min", "rolling_max", "rolling_std", "rolling_var", "rolling_median"]
for _name in ("i8", "i64", "u8", "f32", "part", "k", "b"):
    for _function in _ROLLING:
        CASES[f"{_name}.{_function}(2)"] = _method(_name, _function, 2)
        CASES[f"{_name}.{_function}(3, min_samples=1)"] = _method(_name, _function, 3, min_samples=1)
        CASES[f"{_name}.{_function}(4, center)"] = _method(_name, _function, 4, center=True, min_samples=2)
        CASES[f"{_name}.{_function}(3, center)"] = _method(_name, _function, 3, center=True, min_samples=1)
for _name in ("k", "part"):
    for _how in ("nearest", "lower", "higher", "midpoint", "linear"):
        CASES[f"{_name}.rolling_quantile({_how})"] = _method(
            _name, "rolling_quantile", 0.3, _how, window_size=3, min_samples=1
        )
for _function in ("rolling_std", "rolling_var"):
    CASES[f"k.{_function}(ddof=0)"] = _method("k", _function, 3, ddof=0, min_samples=1)
for _function in ("rolling_sum", "rolling_mean", "rolling_min", "rolling_max"):
    CASES[f"k filled.{_function}(weights)"] = lambda m, f=_function: getattr(m.col("k").fill_null(0), f)(  # type: ignore[misc]
        3, weights=[0.25, 0.5, 0.25]
    )

CASES |= {
    "shift filled": lambda m: m.col("i8").shift(2, fill_value=9),
    "shift filled by a column": lambda m: m.col("k").shift(1, fill_value=m.col("k").max()),
    "sum over": lambda m: m.col("i64").sum().over("g"),
    "several keys": lambda m: m.col("i64").sum().over("g", "b"),
    "max over floats": lambda m: m.col("i8").max().over("f64"),
    "mean over": lambda m: m.col("f642").mean().over("g"),
    "first over": lambda m: m.col("s").first().over("g"),
    "last over, ordered": lambda m: m.col("s").last().over("g", order_by="k"),
    "first over, ignoring nulls": lambda m: m.col("k").first(ignore_nulls=True).over("g"),
    "filtered first over": lambda m: m.col("s").filter(m.col("b2")).first().over("g"),
    "filtered sum over": lambda m: m.col("i8").filter(m.col("b2")).sum().over("g"),
    "n_unique over": lambda m: m.col("b").n_unique().over("g"),
    "median over": lambda m: m.col("k").median().over("g"),
    "quantile over": lambda m: m.col("k").quantile(0.3).over("g"),
    "std over": lambda m: m.col("k").std().over("g"),
    "arg_max over": lambda m: m.col("k").arg_max().over("g"),
    "len over": lambda m: m.len().over("g"),
    "implode over": lambda m: m.col("k").over("g", mapping_strategy="join"),
    "cum_sum over": lambda m: m.col("k").cum_sum().over("g"),
    "cum_sum over, ordered": lambda m: m.col("k").cum_sum().over("g", order_by="i8"),
    "cum_sum over, descending": lambda m: m.col("k").cum_sum().over("g", order_by="i8", descending=True),
    "shift over": lambda m: m.col("s").shift(1).over("g"),
    "shift over, ordered": lambda m: m.col("s").shift(-1).over("g", order_by="k"),
    "rank over": lambda m: m.col("k").rank("dense").over("g"),
    "diff over": lambda m: m.col("k").diff().over("g"),
    "forward_fill over": lambda m: m.col("k").forward_fill().over("g"),
    "rle_id over": lambda m: m.col("b").rle_id().over("g"),
    "interpolate over": lambda m: m.col("f64").interpolate().over("g"),
    "rolling over": lambda m: m.col("k").rolling_sum(2, min_samples=1).over("g"),
    "share of a group": lambda m: m.col("k") / m.col("k").sum().over("g"),
    "over an expression": lambda m: m.col("k").max().over(m.col("i8") % 2),
    "is_first_distinct over": lambda m: m.col("b").is_first_distinct().over("g"),
}
