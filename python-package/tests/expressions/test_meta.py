"""Questions about expressions as values."""

import copy
import pickle

import polars as pl
import pytest

import penstock as ps
from penstock._expr.meta import deserialize
from penstock.exceptions import ComputeError

SOURCES = """
c.a
c.a + c.b
(c.a + c.b).alias("c")
(1 + c.b).name.suffix("_x")
c.a.name.to_uppercase()
lib.when(c.p).then(c.a).otherwise(c.b)
c.a.sum().over("g")
lib.len()
lib.lit(1)
lib.struct("a", "b")
lib.coalesce("b", "a")
c.a.cast(lib.Int8).filter(c.b > 1)
""".strip().splitlines()


@pytest.mark.parametrize("source", SOURCES)
def test_names_are_those_of_polars(source: str) -> None:
    ours: ps.Expr = eval(source, {"lib": ps, "c": ps.col})
    theirs: pl.Expr = eval(source, {"lib": pl, "c": pl.col})
    assert ours.meta.output_name() == theirs.meta.output_name()
    assert sorted(ours.meta.root_names()) == sorted(theirs.meta.root_names())


def test_a_kept_name_is_that_of_the_first_column() -> None:
    assert ps.col("a").alias("z").sum().name.keep().meta.output_name() == "a"


def test_a_name_that_depends_on_the_frame_is_not_guessed() -> None:
    with pytest.raises(ComputeError, match="depends on the frame"):
        ps.all().meta.output_name()
    assert ps.all().meta.output_name(raise_if_undetermined=False) is None


def test_expressions_are_compared_as_values() -> None:
    assert (ps.col("a") + 1).meta.eq(ps.col("a") + 1)
    assert (ps.col("a") + 1).meta.ne(1 + ps.col("a"))


def test_an_expression_survives_serialising_pickling_and_copying() -> None:
    expression = ps.when(ps.col("a") > 1).then(ps.lit("x")).otherwise(ps.col("b").sum().over("c"))
    text = expression.meta.serialize()
    assert text is not None
    for again in (deserialize(text), pickle.loads(pickle.dumps(expression)), copy.deepcopy(expression)):
        assert again.meta.eq(expression)


def test_parts_are_taken_off() -> None:
    first, second = (ps.col("a") + ps.col("b")).meta.pop()
    assert (repr(first), repr(second)) == ('col("b")', 'col("a")')
    assert repr(ps.col("a").alias("x").meta.undo_aliases()) == 'col("a")'


def test_kinds_are_told_apart() -> None:
    assert ps.col("a").meta.is_column()
    assert ps.all().meta.has_multiple_outputs()
    assert ps.col("^a.*$").meta.is_regex_projection()
    assert ps.col("a", "b").meta.is_column_selection()
    assert not ps.col("a").alias("b").meta.is_column_selection()
    assert ps.col("a").alias("b").meta.is_column_selection(allow_aliasing=True)
    assert ps.lit(1).meta.is_literal()


def test_the_tree_is_indented() -> None:
    tree = (ps.col("a") + 1).alias("x").meta.tree_format(return_as_string=True)
    assert tree == "alias 'x'\n  add\n    col(\"a\")\n    lit(1)"
