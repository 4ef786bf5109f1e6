"""Arithmetic, mathematics, comparison and truth."""

from __future__ import annotations

from semantics.catalogue import INTEGERS
from semantics.running import Case

CASES: dict[str, Case] = {}

OPERATORS: dict[str, Case] = {
    "+": lambda pair: pair[0] + pair[1],
    "-": lambda pair: pair[0] - pair[1],
    "*": lambda pair: pair[0] * pair[1],
    "/": lambda pair: pair[0] / pair[1],
    "//": lambda pair: pair[0] // pair[1],
    "%": lambda pair: pair[0] % pair[1],
    "==": lambda pair: pair[0] == pair[1],
    "!=": lambda pair: pair[0] != pair[1],
    "<": lambda pair: pair[0] < pair[1],
    "<=": lambda pair: pair[0] <= pair[1],
    ">": lambda pair: pair[0] > pair[1],
    ">=": lambda pair: pair[0] >= pair[1],
    "eq_missing": lambda pair: pair[0].eq_missing(pair[1]),
    "ne_missing": lambda pair: pair[0].ne_missing(pair[1]),
}
_BITS: dict[str, Case] = {
    "&": lambda pair: pair[0] & pair[1],
    "|": lambda pair: pair[0] | pair[1],
    "^": lambda pair: pair[0] ^ pair[1],
}


def _pair(operator: Case, left: str, right: str) -> Case:
    return lambda m: operator((m.col(left), m.col(right)))


def _constant(operator: Case, left: str, right: object) -> Case:
    return lambda m: operator((m.col(left), m.lit(right)))


_PAIRS = [(name, name + "2") for name in INTEGERS] + [
    ("f64", "f642"),
    ("f32", "f642"),
    ("f32", "f32"),
    ("i8", "i162"),
    ("i64", "u642"),
    ("i32", "f642"),
    ("u8", "i82"),
    ("b", "b2"),
    ("i64", "b2"),
    ("dec", "dec2"),
    ("dec", "i82"),
    ("dec", "f642"),
    ("null", "i64"),
]
for _left, _right in _PAIRS:
    for _sign, _operator in OPERATORS.items():
        CASES[f"{_left} {_sign} {_right}"] = _pair(_operator, _left, _right)
for _left, _right in [("i8", "i82"), ("u64", "u642"), ("i64", "i162"), ("b", "b2"), ("null", "b2")]:
    for _sign, _operator in _BITS.items():
        CASES[f"{_left} {_sign} {_right}"] = _pair(_operator, _left, _right)
for _left in ("i8", "u8", "i64", "u64", "f32", "f64", "dec"):
    for _constant_value in (2, -3, 0, 1000, 1.5):
        for _sign in ("+", "-", "*", "/", "//", "%", "==", "<"):
            CASES[f"{_left} {_sign} {_constant_value}"] = _constant(OPERATORS[_sign], _left, _constant_value)
for _left, _right in [
    ("s", "s2"),
    ("bin", "bin"),
    ("cat", "s2"),
    ("date", "us"),
    ("us", "ns"),
    ("us", "us2"),
    ("date", "date2"),
    ("time", "time"),
    ("dur", "durms"),
    ("dur", "dur2"),
    ("list", "list2"),
    ("struct", "struct"),
]:
    for _sign in ("==", "!=", "<", ">=", "eq_missing", "ne_missing"):
        CASES[f"{_left} {_sign} {_right}"] = _pair(OPERATORS[_sign], _left, _right)

_UNARY = ["abs", "sqrt", "cbrt", "exp", "log1p", "sin", "cos", "tan", "cot", "arcsin", "arccos", "arctan", "sinh"]
_UNARY += ["cosh", "tanh", "arcsinh", "arccosh", "arctanh", "degrees", "radians", "floor", "ceil", "sign", "log10"]


def _method(name: str, method: str, *arguments: object, **options: object) -> Case:
    return lambda m: getattr(m.col(name), method)(*arguments, **options)


for _name in ("i8", "u8", "i64", "f32", "f64", "part", "dec", "b"):
    for _function in _UNARY:
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
for _name in ("i8", "u8", "i64", "u64", "f32", "f64", "dec", "dur"):
    CASES[f"-{_name}"] = lambda m, name=_name: -m.col(name)  # type: ignore[misc]
for _name in ("f32", "f64", "part", "dec2", "i8", "i64"):
    for _decimals in (0, 1, 2, 5):
        CASES[f"{_name}.round({_decimals})"] = _method(_name, "round", _decimals)
        CASES[f"{_name}.round({_decimals}, away)"] = _method(_name, "round", _decimals, mode="half_away_from_zero")
        CASES[f"{_name}.truncate({_decimals})"] = _method(_name, "truncate", _decimals)
    for _digits in (1, 2, 4):
        CASES[f"{_name}.round_sig_figs({_digits})"] = _method(_name, "round_sig_figs", _digits)
for _name in ("f64", "i8", "u8", "part"):
    for _base in (2.0, 10.0, 2.718281828459045, 3.5):
        CASES[f"{_name}.log({_base})"] = _method(_name, "log", _base)
for _name in ("i8", "u8", "i32", "i64", "u64", "b"):
    for _end in ("count_ones", "count_zeros", "leading_ones", "leading_zeros", "trailing_ones", "trailing_zeros"):
        CASES[f"{_name}.bitwise_{_end}()"] = _method(_name, f"bitwise_{_end}")
for _name in ("i8", "u8", "i64", "f64", "f32"):
    for _exponent in (0, 1, 2, 3, 0.5):
        CASES[f"{_name} ** {_exponent}"] = lambda m, n=_name, e=_exponent: m.col(n) ** e  # type: ignore[misc]
for _name in ("i64", "f64", "dec", "us", "date", "dur", "s", "b", "list", "null", "cat", "struct"):
    for _function in ("is_null", "is_not_null"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
for _name in ("i64", "f64", "f32", "null"):
    for _function in ("is_nan", "is_not_nan", "is_finite", "is_infinite"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)

CASES |= {
    "f64 ** f642": lambda m: m.col("f64") ** m.col("f642"),
    "i64 ** f642": lambda m: m.col("i64") ** m.col("f642"),
    "i8 ** u82 % 5": lambda m: m.col("i8") ** (m.col("u82") % 5),
    "not b": lambda m: ~m.col("b"),
    "not i8": lambda m: ~m.col("i8"),
    "not u64": lambda m: ~m.col("u64"),
    "arctan2": lambda m: m.arctan2(m.col("f64"), m.col("f642")),
    "clip": lambda m: m.col("f64").clip(-1.0, 2.0),
    "clip below": lambda m: m.col("f64").clip(lower_bound=0),
    "clip above": lambda m: m.col("i8").clip(upper_bound=5),
    "clip columns": lambda m: m.col("f64").clip(m.col("f642"), m.col("i64")),
    "clip integers": lambda m: m.col("i64").clip(-5, 50),
    "is_between": lambda m: m.col("i64").is_between(0, 7),
    "is_between left": lambda m: m.col("i64").is_between(0, 7, closed="left"),
    "is_between right": lambda m: m.col("f64").is_between(0, 1.5, closed="right"),
    "is_between none": lambda m: m.col("f64").is_between(m.col("f642"), 2, closed="none"),
    "is_in": lambda m: m.col("i64").is_in([7, 0]),
    "is_in null": lambda m: m.col("i64").is_in([7, None]),
    "is_in nulls_equal": lambda m: m.col("i64").is_in([7, None], nulls_equal=True),
    "is_in nulls_equal without": lambda m: m.col("i64").is_in([7], nulls_equal=True),
    "is_in floats": lambda m: m.col("f64").is_in([1.5, float("nan")]),
    "is_in strings": lambda m: m.col("s").is_in(["abc", ""]),
    "is_in nothing": lambda m: m.col("i64").is_in([]),
    "is_in lists": lambda m: m.lit(7).is_in(m.col("list")),
    "is_in list column": lambda m: m.col("i64").is_in(m.col("list")),
    "is_close": lambda m: m.col("f64").is_close(m.col("f642")),
    "is_close abs": lambda m: m.col("f64").is_close(m.col("f642"), abs_tol=1.0),
    "is_close rel": lambda m: m.col("f64").is_close(1.6, rel_tol=0.1, nans_equal=True),
    "coalesce": lambda m: m.coalesce("i64", "i642", m.lit(9)),
    "coalesce mixed": lambda m: m.coalesce("i8", "f64"),
    "fill_null": lambda m: m.col("i8").fill_null(1),
    "fill_null wide": lambda m: m.col("i8").fill_null(1000),
    "fill_null column": lambda m: m.col("f64").fill_null(m.col("f642")),
    "fill_null text": lambda m: m.col("s").fill_null("none"),
    "fill_nan": lambda m: m.col("f64").fill_nan(0.0),
    "fill_nan none": lambda m: m.col("f64").fill_nan(None),
    "min_horizontal": lambda m: m.min_horizontal("f64", "f642"),
    "max_horizontal": lambda m: m.max_horizontal("f64", "f642", "i64"),
    "max_horizontal ints": lambda m: m.max_horizontal("i8", "i16"),
    "min_horizontal text": lambda m: m.min_horizontal("s", "s2"),
    "sum_horizontal": lambda m: m.sum_horizontal("i8", "i82"),
    "sum_horizontal floats": lambda m: m.sum_horizontal("f64", "f642", "i8"),
    "sum_horizontal strict": lambda m: m.sum_horizontal("i64", "i8", ignore_nulls=False),
    "sum_horizontal bools": lambda m: m.sum_horizontal("b", "b2"),
    "sum_horizontal decimals": lambda m: m.sum_horizontal("dec", "dec2"),
    "mean_horizontal": lambda m: m.mean_horizontal("i8", "i82"),
    "mean_horizontal strict": lambda m: m.mean_horizontal("f64", "i8", ignore_nulls=False),
    "all_horizontal": lambda m: m.all_horizontal("b", "b2"),
    "any_horizontal": lambda m: m.any_horizontal("b", "b2"),
    "when": lambda m: m.when(m.col("i64") > 0).then(m.lit("plus")).when(m.col("i64") < 0).then(m.lit("minus")),
    "when otherwise": lambda m: m.when(m.col("b")).then(m.col("i8")).otherwise(m.col("f64")),
    "when null": lambda m: m.when(m.col("b")).then(m.col("s")).otherwise(None),
    "when cat": lambda m: m.when(m.col("b")).then(m.col("cat")).otherwise(m.lit("a")),
    "replace": lambda m: m.col("i64").replace({7: 70, 0: None}),
    "replace null": lambda m: m.col("i64").replace([None, 3], [1, 2]),
    "replace one": lambda m: m.col("i64").replace([7, 3], 5),
    "replace text": lambda m: m.col("s").replace({"abc": "xyz"}),
    "replace_strict default": lambda m: m.col("i64").replace_strict({7: "seven"}, default="other"),
    "replace_strict error": lambda m: m.col("i64").replace_strict({7: "seven"}),
    "replace_strict all": lambda m: m.col("b").replace_strict({True: 1, False: 0}),
    "replace_strict dtype": lambda m: m.col("b").replace_strict({True: 1, False: 0}, return_dtype=m.Int8),
    "literals": lambda m: m.struct(
        m.lit(1).alias("i"), m.lit(1.5).alias("f"), m.lit("x").alias("s"), m.lit(True).alias("b")
    ),
    "literal null": lambda m: m.lit(None),
    "literal bytes": lambda m: m.lit(b"\x00\xffa"),
    "literal quotes": lambda m: m.lit('it\'s "q" \\ \n ü'),
    "literal nan": lambda m: m.lit(float("nan")),
    "literal big": lambda m: m.lit(2**40),
    "literal -0.0": lambda m: m.lit(-0.0),
    "literal list": lambda m: m.lit([1, 2, None]),
    "struct": lambda m: m.struct("i8", "s"),
    "three levels": lambda m: ((m.col("i8") + 100) * m.col("i8")) // (m.col("i82") % 5),
    "and kleene": lambda m: m.col("b") & m.lit(None, dtype=m.Boolean),
    "or kleene": lambda m: m.col("b") | m.lit(None, dtype=m.Boolean),
}
