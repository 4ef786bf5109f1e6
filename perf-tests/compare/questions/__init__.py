"""All questions: a module for each family of them."""

from __future__ import annotations

from compare.question import Question, Size
from compare.questions import db_benchmark, expressions, index_windows, joins, ordering, parquet, tpch, windows

FAMILIES = (expressions, ordering, windows, index_windows, joins, parquet, db_benchmark, tpch)


def chosen(size: Size, names: list[str]) -> list[Question]:
    """The questions whose names begin with one of the given ones; all, if none is given."""
    found = [question for family in FAMILIES for question in family.questions(size)]
    return [question for question in found if not names or question.name.startswith(tuple(names))]
