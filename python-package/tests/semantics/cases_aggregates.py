"""Aggregates: over all rows, in groups, and over partitions."""

from __future__ import annotations

from semantics.catalogue import INTEGERS
from semantics.running import Case

CASES: dict[str, Case] = {}


def _method(name: str, method: str, *arguments: object, **options: object) -> Case:
    return lambda m: getattr(m.col(name), method)(*arguments, **options)


_NUMBERS = [*INTEGERS, "f32", "f64", "f642", "b", "dec"]
_ALL = [*_NUMBERS, "s", "bin", "date", "time", "us", "ns", "zoned", "dur", "cat", "null", "list", "struct"]
_ORDERED = [name for name in _ALL if name not in ("list", "struct")]
for _name in _ALL:
    for _function in ("count", "len", "null_count", "has_nulls", "first", "last", "implode", "n_unique"):
        if _function != "n_unique" or _name not in ("list", "struct"):
            CASES[f"{_name}.{_function}()"] = _method(_name, _function)
    CASES[f"{_name}.first(ignore_nulls)"] = _method(_name, "first", ignore_nulls=True)
    CASES[f"{_name}.last(ignore_nulls)"] = _method(_name, "last", ignore_nulls=True)
for _name in _ORDERED:
    for _function in ("min", "max", "arg_min", "arg_max"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
for _name in [*_NUMBERS, "dur", "null"]:
    CASES[f"{_name}.sum()"] = _method(_name, "sum")
for _name in [*_NUMBERS, "dur", "us", "date", "time", "zoned", "null"]:
    CASES[f"{_name}.mean()"] = _method(_name, "mean")
    CASES[f"{_name}.median()"] = _method(_name, "median")
for _name in [*INTEGERS, "f64", "b"]:
    CASES[f"{_name}.product()"] = _method(_name, "product")
for _name in ("i8", "i64", "u8", "f32", "f64", "f642", "dec", "b", "part"):
    for _function in ("std", "var"):
        for _ddof in (0, 1, 2, 8):
            CASES[f"{_name}.{_function}({_ddof})"] = _method(_name, _function, _ddof)
for _name in ("i8", "i64", "f64", "f642", "part", "dec", "us", "dur", "date"):
    for _interpolation in ("nearest", "lower", "higher", "midpoint", "linear", "equiprobable"):
        for _share in (0.0, 0.25, 0.5, 0.7, 1.0):
            CASES[f"{_name}.quantile({_share}, {_interpolation})"] = _method(_name, "quantile", _share, _interpolation)
for _name in ("i8", "f64", "f642", "k", "u8"):
    CASES[f"{_name}.skew()"] = _method(_name, "skew")
    CASES[f"{_name}.skew(bias=False)"] = _method(_name, "skew", bias=False)
    for _fisher in (True, False):
        for _bias in (True, False):
            CASES[f"{_name}.kurtosis({_fisher}, {_bias})"] = _method(_name, "kurtosis", fisher=_fisher, bias=_bias)
for _name in ("i8", "u64", "i64", "b"):
    for _function in ("bitwise_and", "bitwise_or", "bitwise_xor"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
for _name in ("b", "b2", "null"):
    for _function in ("any", "all"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
        CASES[f"{_name}.{_function}(ignore_nulls=False)"] = _method(_name, _function, ignore_nulls=False)

CASES |= {
    "f64.nan_min()": lambda m: m.col("f64").nan_min(),
    "f64.nan_max()": lambda m: m.col("f64").nan_max(),
    "f64 without NaN.nan_max()": lambda m: m.col("f64").fill_nan(None).nan_max(),
    "only NaN.max()": lambda m: m.col("f64").filter(m.col("f64").is_nan()).max(),
    "none.sum()": lambda m: m.col("i8").filter(m.lit(value=False)).sum(),
    "none.mean()": lambda m: m.col("i8").filter(m.lit(value=False)).mean(),
    "none.any()": lambda m: m.col("b").filter(m.lit(value=False)).any(),
    "none.all()": lambda m: m.col("b").filter(m.lit(value=False)).all(),
    "none.first()": lambda m: m.col("s").filter(m.lit(value=False)).first(),
    "none.product()": lambda m: m.col("i64").filter(m.lit(value=False)).product(),
    "filtered sum": lambda m: m.col("i64").filter(m.col("b")).sum(),
    "filtered last": lambda m: m.col("s").filter(m.col("b2")).last(),
    "sorted first": lambda m: m.col("s").sort_by("k").first(),
    "sorted last": lambda m: m.col("s").sort_by("k", descending=True, nulls_last=True).last(),
    "sorted implode": lambda m: m.col("s").sort_by("k", nulls_last=True).implode(),
    "item": lambda m: m.col("s").filter(m.col("k") == 9).item(),
    "item none": lambda m: m.col("s").filter(m.col("k") == 77).item(),
    "item several": lambda m: m.col("s").item(),
    "item allow_empty": lambda m: m.col("s").filter(m.col("k") == 77).item(allow_empty=True),
    "min_by": lambda m: m.col("s").min_by("k"),
    "max_by": lambda m: m.col("s").max_by("f64"),
    "max_by numbers": lambda m: m.col("i64").max_by(m.col("i642")),
    "min_by ties": lambda m: m.col("s").min_by(m.col("i8") % 2),
    "corr": lambda m: m.corr("k", "i8"),
    "corr floats": lambda m: m.corr("f642", "part"),
    "corr constant": lambda m: m.corr("k", m.col("k") * 0),
    "cov": lambda m: m.cov("k", "i8"),
    "cov ddof": lambda m: m.cov("k", "i8", ddof=0),
    "len": lambda m: m.len(),
    "weighted": lambda m: (m.col("k") * m.col("i8")).sum() / m.col("k").sum(),
    "of an expression": lambda m: (m.col("i64") // 3).max() - m.col("i64").min(),
    "quantile of strings": lambda m: m.col("s").quantile(0.5),
    "sum of strings": lambda m: m.col("s").sum(),
}
