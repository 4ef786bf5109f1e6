"""Functions of lists and structs."""

from __future__ import annotations

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
    "array sum": lambda m: m.col("array").arr.sum(),
    "array get": lambda m: m.col("array").arr.get(1),
    "array max": lambda m: m.col("array").arr.max(),
    "array contains": lambda m: m.col("array").arr.contains(5),
    "struct field": lambda m: m.col("struct").struct.field("x"),
    "struct field of a field": lambda m: m.col("struct").struct["y"].str.len_bytes(),
}
