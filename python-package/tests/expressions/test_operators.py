"""Operators on expressions: what they make, in which order, and what they refuse."""

import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import penstock as ps

a, b = ps.col("a"), ps.col("b")

# The same without its type: a checker sees through the traps below.
x: Any = a

BINARY = ["+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "==", "!=", "<", "<=", ">", ">="]

sources = st.recursive(
    st.sampled_from(['col("a")', 'col("b")']),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(BINARY), inner),
        st.builds("({} {} 1)".format, inner, st.sampled_from(BINARY)),
        st.builds("(1 {} {})".format, st.sampled_from(BINARY), inner),
        st.builds("(-{})".format, inner),
        st.builds("(~{})".format, inner),
        st.builds("({}).sum()".format, inner),
    ),
    max_leaves=12,
)


@given(sources)
def test_the_text_has_the_parentheses_that_it_needs(source: str) -> None:
    expression: ps.Expr = eval(source, {"col": ps.col})
    again: ps.Expr = eval(repr(expression), {"col": ps.col})
    assert again.meta.eq(expression)


@pytest.mark.parametrize("symbol", ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and_", "or_", "xor"])
def test_reflected_operators_keep_the_order_of_their_operands(symbol: str) -> None:
    function: Callable[[Any, Any], ps.Expr] = getattr(operator, symbol)
    assert function(2, a).meta.eq(function(ps.lit(2), a))


@pytest.mark.parametrize("method", ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "xor", "eq", "ge"])
def test_methods_mean_what_operators_mean(method: str) -> None:
    function: Callable[[Any, Any], ps.Expr] = getattr(operator, method)
    assert getattr(a, method)(b).meta.eq(function(a, b))


TRAPS: list[Callable[[], object]] = [
    lambda: bool(x),
    lambda: x and b,
    lambda: x or b,
    lambda: not x,
    lambda: 1 < x < 3,
    lambda: x in [b, b],
    lambda: 1 if x > 1 else 2,
    lambda: max(x, b),
]


@pytest.mark.parametrize("trap", TRAPS)
def test_the_truth_of_an_expression_is_refused_with_the_fix(trap: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="no truth value") as raised:
        trap()
    for fix in ("&", "is_in", "is_between", "ps.when", "max_horizontal"):
        assert fix in str(raised.value)


def test_a_row_lambda_is_an_expression_wherever_one_is_asked_for() -> None:
    frame = ps.DataFrame({"price": [1.0], "the name": [1]}).lazy()
    assert frame.select(lambda r: r.price * 2, x=lambda r: r["the name"]).collect_schema().names() == ["price", "x"]
    assert repr(ps.when(lambda r: r.a > 1).then(lambda r: r.b)) == 'when(col("a") > 1).then(col("b"))'


def test_an_expression_has_no_length_and_no_elements() -> None:
    with pytest.raises(TypeError):
        len(a)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        iter(a)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        hash(a)
    with pytest.raises(AttributeError):
        a.nonsense  # type: ignore[attr-defined]  # noqa: B018


def test_expressions_are_not_made_by_their_class() -> None:
    with pytest.raises(TypeError, match=r"ps\.col"):
        ps.Expr()


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: ps.col("a", 1), TypeError, "1"),  # type: ignore[arg-type]
        (lambda: ps.lit(object()), TypeError, "object"),
        (lambda: a.is_in(b"b c"), TypeError, "collection"),
        (lambda: a.fill_null(), ValueError, "one of the two"),
        (lambda: a.fill_null(1, "forward"), ValueError, "one of the two"),
        (lambda: a.fill_null(strategy="mean", limit=1), ValueError, "limit"),
        (lambda: x.fill_null(strategy="nearest"), ValueError, "strategy"),
        (lambda: a.replace([1, 2], [3, 4, 5]), ValueError, "2 old values and 3 new"),
        (lambda: a.replace([1, 2]), TypeError, "mapping"),
        (lambda: a.over(), ValueError, "partition_by"),
        (lambda: a.sort_by("b", descending=[True, False]), ValueError, "2 values for 1 keys"),
        (lambda: a.sample(1, fraction=0.5), ValueError, "not both"),
        (lambda: a.exclude("b"), TypeError, "several columns"),
        (lambda: ps.format("{} {}", "a"), ValueError, "2 places for 1"),
        (lambda: ps.count(), TypeError, r"ps\.len"),
    ],
)
def test_what_cannot_be_meant_is_refused(make: Callable[[], Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        make()
