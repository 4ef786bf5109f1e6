"""Functions of lists and structs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from semantics.running import Case

CASES: dict[str, Case] = {}


def _method(name: str, method: str, *arguments: object, **options: object) -> Case:
    return lambda m: getattr(m.col(name).list, method)(*arguments, **options)


for _name in ("list", "floats"):
    for _function in ("sum", "min", "max", "mean", "median", "arg_min", "arg_max"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
for _name in ("list", "floats", "texts"):
    for _function in ("len", "first", "last", "reverse", "n_unique", "drop_nulls"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
    for _descending in (False, True):
        for _nulls_last in (False, True):
            CASES[f"{_name}.sort({_descending}, {_nulls_last})"] = _method(
                _name, "sort", descending=_descending, nulls_last=_nulls_last
            )
    CASES[f"{_name}.unique()"] = _method(_name, "unique", maintain_order=True)
    for _n in (1, -1, 0, 9):
        CASES[f"{_name}.shift({_n})"] = _method(_name, "shift", _n)
    for _offset in (0, 1, -2, 7, -7):
        CASES[f"{_name}.slice({_offset})"] = _method(_name, "slice", _offset)
        CASES[f"{_name}.slice({_offset}, 2)"] = _method(_name, "slice", _offset, 2)
    CASES[f"{_name}.head(2)"] = _method(_name, "head", 2)
    CASES[f"{_name}.tail(2)"] = _method(_name, "tail", 2)
    CASES[f"{_name}.get(1)"] = _method(_name, "get", 1, null_on_oob=True)
    CASES[f"{_name}.get(-1)"] = _method(_name, "get", -1, null_on_oob=True)
    CASES[f"{_name}.get(5) strict"] = _method(_name, "get", 5)
    CASES[f"{_name}.gather"] = _method(_name, "gather", [0, -1], null_on_oob=True)
    CASES[f"{_name}.gather strict"] = _method(_name, "gather", [0, -1])

for _name in ("list", "floats"):
    for _ddof in (0, 1, 2):
        CASES[f"{_name}.std({_ddof})"] = _method(_name, "std", _ddof)
        CASES[f"{_name}.var({_ddof})"] = _method(_name, "var", _ddof)
    for _n in (1, 2, -1, 0):
        CASES[f"{_name}.diff({_n})"] = _method(_name, "diff", _n)
        CASES[f"{_name}.diff({_n}) drop"] = _method(_name, "diff", _n, "drop")
for _name in ("list", "floats", "texts"):
    for _n, _offset in ((1, 0), (2, 0), (2, 1), (3, 5)):
        CASES[f"{_name}.gather_every({_n}, {_offset})"] = _method(_name, "gather_every", _n, _offset)

#: What may stand in `list.eval` and `list.agg`, of numbers.
_BODIES: dict[str, Callable[[Any, Any], Any]] = {
    "sum": lambda e, _: e.sum(),
    "mean": lambda e, _: e.mean(),
    "std": lambda e, _: e.std(),
    "quantile": lambda e, _: e.quantile(0.5),
    "first": lambda e, _: e.first(),
    "last": lambda e, _: e.last(),
    "arg_max": lambda e, _: e.arg_max(),
    "n_unique": lambda e, _: e.n_unique(),
    "count": lambda e, _: e.count(),
    "null_count": lambda e, _: e.null_count(),
    "len": lambda _, m: m.len(),
    "implode": lambda e, _: e.implode(),
    "range": lambda e, _: e.max() - e.min(),
    "sum of products": lambda e, _: (e * 2).sum(),
    "sum and len": lambda e, _: e.sum() + e.len(),
    "any": lambda e, _: (e > 2).any(),
    "any of numbers": lambda e, _: e.cast(bool).any(),
    "cast of a sum": lambda e, m: e.count().cast(m.Int8),
    "sum of ranks": lambda e, _: e.rank().sum(),
    "sum of those": lambda e, _: e.filter(e > 1).sum(),
    "sum of the unique": lambda e, _: e.unique().count(),
    "rank": lambda e, _: e.rank(),
    "dense": lambda e, _: e.rank("dense", descending=True),
    "ordinal": lambda e, _: e.rank("ordinal"),
    "sort": lambda e, _: e.sort(),
    "sort down": lambda e, _: e.sort(descending=True, nulls_last=True),
    "sort_by": lambda e, _: e.sort_by(-e),
    "arg_sort": lambda e, _: e.arg_sort(),
    "reverse": lambda e, _: e.reverse(),
    "unique": lambda e, _: e.unique(maintain_order=True),
    "drop_nulls": lambda e, _: e.drop_nulls(),
    "filter": lambda e, _: e.filter(e > 1),
    "above the mean": lambda e, _: e.filter(e > e.mean()),
    "head": lambda e, _: e.head(2),
    "tail": lambda e, _: e.tail(2),
    "slice": lambda e, _: e.slice(1, 1),
    "centred": lambda e, _: e - e.mean(),
    "shift": lambda e, _: e.shift(1),
    "change": lambda e, _: e - e.shift(1),
    "pct_change": lambda e, _: e.pct_change(),
    "cum_sum": lambda e, _: e.cum_sum(),
    "cum_sum back": lambda e, _: e.cum_sum(reverse=True),
    "cum_count": lambda e, _: e.cum_count(),
    "share": lambda e, _: e.cum_sum() / e.sum(),
    "rolling": lambda e, _: e.rolling_mean(2),
    "filled": lambda e, _: e.fill_null(e.mean()),
    "forward": lambda e, _: e.forward_fill(),
    "is_duplicated": lambda e, _: e.is_duplicated(),
    "over itself": lambda e, _: e.count().over(e),
    "when": lambda e, m: m.when(e > e.mean()).then(e).otherwise(0),
    "struct": lambda e, m: m.struct(e.alias("x"), (e * 2).alias("y")),
    "alias": lambda e, _: e.alias("other"),
    "column": lambda e, m: e + m.col("k"),
}


def _small(m: Any) -> Any:
    """Arrays of numbers whose products do not fit their type."""
    return m.col("array").arr.eval(m.element().clip(99, 100).cast(m.Int8))


def _body(name: str, method: str, body: Callable[[Any, Any], Any]) -> Case:
    return lambda m: getattr(m.col(name).list, method)(body(m.element(), m))


for _name in ("list", "floats"):
    for _title, _expression in _BODIES.items():
        for _use in ("eval", "agg"):
            CASES[f"{_name}.{_use}({_title})"] = _body(_name, _use, _expression)

CASES |= {
    "contains": lambda m: m.col("list").list.contains(3),
    "contains null": lambda m: m.col("list").list.contains(None),
    "contains null, not equal": lambda m: m.col("list").list.contains(None, nulls_equal=False),
    "contains column": lambda m: m.col("list").list.contains(m.col("i64")),
    "contains text": lambda m: m.col("texts").list.contains("b"),
    "count_matches": lambda m: m.col("list").list.count_matches(3),
    "join": lambda m: m.col("texts").list.join("-"),
    "join strict": lambda m: m.col("texts").list.join("-", ignore_nulls=False),
    "concat": lambda m: m.col("list").list.concat(m.col("list2")),
    "set_union": lambda m: m.col("list").list.set_union(m.col("list2")).list.sort(),
    "set_intersection": lambda m: m.col("list").list.set_intersection(m.col("list2")).list.sort(),
    "set_difference": lambda m: m.col("list").list.set_difference(m.col("list2")).list.sort(),
    "set_symmetric_difference": lambda m: m.col("list").list.set_symmetric_difference(m.col("list2")).list.sort(),
    "slice by columns": lambda m: m.col("list").list.slice(m.col("k") - 4, m.col("k")),
    "get by a column": lambda m: m.col("list").list.get(m.col("k") - 3, null_on_oob=True),
    "to_struct": lambda m: m.col("list").list.to_struct(["a", "b"]),
    "eval": lambda m: m.col("list").list.eval(m.element() * 2 + 1),
    "eval floats": lambda m: m.col("floats").list.eval(m.element().is_nan()),
    "any": lambda m: m.col("list").list.eval(m.element() > 2).list.any(),
    "all": lambda m: m.col("list").list.eval(m.element() > 2).list.all(),
    "any, nulls count": lambda m: m.col("list").list.eval(m.element() > 2).list.any(ignore_nulls=False),
    "all, nulls count": lambda m: m.col("list").list.eval(m.element() > 2).list.all(ignore_nulls=False),
    "shift by a column": lambda m: m.col("list").list.shift("k"),
    "array reverse": lambda m: m.col("array").arr.reverse(),
    "array sort": lambda m: m.col("array").arr.sort(descending=True, nulls_last=True),
    "array unique": lambda m: m.col("array").arr.unique(maintain_order=True),
    "array shift": lambda m: m.col("array").arr.shift(1),
    "array shift by a column": lambda m: m.col("array").arr.shift("k"),
    "array slice": lambda m: m.col("array").arr.slice(1, 1),
    "array head": lambda m: m.col("array").arr.head(1),
    "array tail": lambda m: m.col("array").arr.tail(1),
    "array to_list": lambda m: m.col("array").arr.to_list(),
    "array to_struct": lambda m: m.col("array").arr.to_struct(),
    "array to_struct named": lambda m: m.col("array").arr.to_struct(["a", "b"]),
    "array to_struct few": lambda m: m.col("array").arr.to_struct(["a"]),
    "array std": lambda m: m.col("array").arr.std(),
    "array var": lambda m: m.col("array").arr.var(0),
    "array n_unique": lambda m: m.col("array").arr.n_unique(),
    "array dot": lambda m: m.col("array").arr.dot("array"),
    "array dot constant": lambda m: m.col("array").arr.dot([3, 4]),
    "array dot floats": lambda m: m.col("array").arr.dot([0.5, 1.5]),
    "array dot wider": lambda m: m.col("array").arr.dot([1, 2, 3]),
    "array dot small": lambda m: _small(m).arr.dot(_small(m)),
    "array dot texts": lambda m: m.col("array").arr.eval(m.element().cast(m.String)).arr.dot(["a", "b"]),
    "array eval": lambda m: m.col("array").arr.eval(m.element() + 1),
    "array eval rank": lambda m: m.col("array").arr.eval(m.element().rank()),
    "array eval sort": lambda m: m.col("array").arr.eval(m.element().sort()),
    "array eval sum": lambda m: m.col("array").arr.eval(m.element().sum()),
    "array eval sum as a list": lambda m: m.col("array").arr.eval(m.element().sum(), as_list=True),
    "array eval as a list": lambda m: m.col("array").arr.eval(m.element() + 1, as_list=True),
    "array agg": lambda m: m.col("array").arr.agg(m.element().sum()),
    "array agg rank": lambda m: m.col("array").arr.agg(m.element().rank()),
    "array get beyond": lambda m: m.col("array").arr.get(2),
    "cat len_bytes": lambda m: m.col("cat").cat.len_bytes(),
    "cat len_chars": lambda m: m.col("cat").cat.len_chars(),
    "cat starts_with": lambda m: m.col("cat").cat.starts_with("a"),
    "cat ends_with": lambda m: m.col("cat").cat.ends_with("b"),
    "cat slice": lambda m: m.col("cat").cat.slice(0, 1),
    "cat slice from the end": lambda m: m.col("cat").cat.slice(-1),
    "cat of a number": lambda m: m.col("k").cat.len_bytes(),
    "array sum": lambda m: m.col("array").arr.sum(),
    "array get": lambda m: m.col("array").arr.get(1),
    "array max": lambda m: m.col("array").arr.max(),
    "array contains": lambda m: m.col("array").arr.contains(5),
    "struct field": lambda m: m.col("struct").struct.field("x"),
    "filter": lambda m: m.col("list").list.filter(m.element() > 1),
    "filter all": lambda m: m.col("list").list.filter(m.lit(True)),
    "filter nulls": lambda m: m.col("list").list.filter(m.element().is_null()),
    "filter texts": lambda m: m.col("texts").list.filter(m.element() != "a"),
    "filter by the mean": lambda m: m.col("list").list.filter(m.element() > m.element().mean()),
    "filter by one value": lambda m: m.col("list").list.filter(m.element().sum() > 3),
    "filter by a number": lambda m: m.col("list").list.filter(m.element()),
    "filter by a column": lambda m: m.col("list").list.filter(m.element() > m.col("k")),
    "filter twice": lambda m: m.col("list").list.filter(m.element() > 1).list.filter(m.element() < m.element().max()),
    "eval a constant": lambda m: m.col("list").list.eval(m.lit(7)),
    "eval thrice": lambda m: (
        m.col("list").list.eval(m.element().rank()).list.eval(m.element().cum_sum()).list.eval(m.element().shift(1))
    ),
    "eval of a window": lambda m: m.col("list").shift(1).list.eval(m.element().rank()),
    "window of an agg": lambda m: m.col("list").list.agg(m.element().rank().sum()).cum_sum(),
    "diff of texts": lambda m: m.col("texts").list.diff(),
    "gather_every by columns": lambda m: m.col("list").list.gather_every(m.col("k") + 1, "k"),
    "gather_every 0": lambda m: m.col("list").list.gather_every(0),
    "gather_every -1": lambda m: m.col("list").list.gather_every(-1),
    "gather_every from -1": lambda m: m.col("list").list.gather_every(2, -1),
    "sample none": lambda m: m.col("list").list.sample(0),
    "sample all": lambda m: m.col("list").list.sample(fraction=1.0, seed=1, shuffle=False).list.sort(),
    "sample too many": lambda m: m.col("list").list.sample(9),
    "sample a column of them": lambda m: m.col("list").list.sample(m.col("list").list.len()).list.sort(),
    "sample -1": lambda m: m.col("list").list.sample(-1),
    "sample too large a share": lambda m: m.col("list").list.sample(fraction=1.5),
    "sample a null": lambda m: m.col("list").list.sample(m.lit(None)),
    "to_array": lambda m: m.col("list").list.head(0).list.concat([1, 2]).list.to_array(2),
    "to_array of another length": lambda m: m.col("list").list.to_array(2),
    "to_array of no list": lambda m: m.col("k").list.to_array(2),
    "with_fields": lambda m: m.col("struct").struct.with_fields(z=m.field("x") * 2),
    "with_fields over": lambda m: m.col("struct").struct.with_fields(m.field("x") + m.col("k")),
    "with_fields constant": lambda m: m.col("struct").struct.with_fields(m.lit(1)),
    "with_fields column": lambda m: m.col("struct").struct.with_fields("k", y=m.lit("q")),
    "with_fields several": lambda m: m.col("struct").struct.with_fields(m.field(["x", "y"]).is_null()),
    "with_fields sum": lambda m: m.col("struct").struct.with_fields(z=m.field("x").sum()),
    "with_fields cum_sum": lambda m: m.col("struct").struct.with_fields(z=m.field("x").cum_sum()),
    "with_fields named": lambda m: m.col("struct").struct.with_fields(m.field("x").name.suffix("_2")),
    "with_fields nothing": lambda m: m.col("struct").struct.with_fields(),
    "with_fields twice": lambda m: m.col("struct").struct.with_fields(m.field("x"), m.field("x")),
    "with_fields of none": lambda m: m.col("struct").struct.with_fields(m.field("no")),
    "with_fields fewer": lambda m: m.col("struct").struct.with_fields(m.field("x").filter(m.field("x") > 1)),
    "with_fields of no struct": lambda m: m.col("k").struct.with_fields(m.field("x")),
    "with_fields in a struct": lambda m: m.struct(s="struct", k="k").struct.with_fields(
        s=m.field("s").struct.with_fields(x=m.field("x") + 1)
    ),
    "with_fields of elements": lambda m: m.col("list").list.eval(
        m.struct(x=m.element()).struct.with_fields(y=m.field("x") + 1)
    ),
    "struct eval": lambda m: m.col("struct").struct.eval(m.field("y"), z=m.field("x") + m.col("k")),
    "struct eval constant": lambda m: m.col("struct").struct.eval(m.lit(7)),
    "field alone": lambda m: m.field("x"),
    "struct drop": lambda m: m.col("struct").struct.drop(["x"]),
    "struct drop none": lambda m: m.col("struct").struct.drop([]),
    "struct drop unknown": lambda m: m.col("struct").struct.drop(["no"]),
    "struct drop perhaps": lambda m: m.col("struct").struct.drop(["no"], strict=False),
    "rename_fields": lambda m: m.col("struct").struct.rename_fields(["a", "b"]),
    "rename_fields few": lambda m: m.col("struct").struct.rename_fields(["a"]),
    "rename_fields twice": lambda m: m.col("struct").struct.rename_fields(["a", "a"]),
    "json_encode": lambda m: m.col("struct").struct.json_encode(),
    "json_encode lists": lambda m: m.struct("list", "floats", "texts", "array", "struct").struct.json_encode(),
    "json_encode numbers": lambda m: m.struct("i8", "i64", "u64", "f32", "f64", "b").struct.json_encode(),
    "json_encode moments": lambda m: m.struct("date", "us", "ms", "ns", "zoned").struct.json_encode(),
    "json_encode a text": lambda m: m.struct(m.lit('é"\n\\/\u0001').alias('a"b')).struct.json_encode(),
    "struct field of a field": lambda m: m.col("struct").struct["y"].str.len_bytes(),
}
