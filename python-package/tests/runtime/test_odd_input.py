"""What `make fuzz` has found, kept: input that makes no sense is refused with an error that says so."""

from typing import Any

import pyarrow as pa
import pytest

import penstock as ps
from penstock.exceptions import ComputeError, InvalidOperationError, SQLInterfaceError, UnsupportedType


@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize(
    ("size", "least"), [(0, None), (-1, None), (-(2**63), None), (3, 4), (3, -1)], ids=lambda value: str(value)
)
def test_a_window_has_rows(size: int, least: int | None, engine: Any) -> None:
    frame = ps.DataFrame({"a": [1, 2, 3]}).lazy()
    for name in ("max", "sum", "mean", "median", "std"):
        window = getattr(ps.col("a"), f"rolling_{name}")(size, min_samples=least)
        with pytest.raises(InvalidOperationError, match="over a window of"):
            frame.select(window).collect(engine=engine)


@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize("size", [2**31, 2**62, 2**63 - 1])
def test_a_window_may_be_larger_than_any_frame(size: int, engine: Any) -> None:
    rows = ps.DataFrame({"a": [1, 3, 2]}).lazy()
    for center in (False, True):
        wide = ps.col("a").rolling_max(size, min_samples=1, center=center)
        found = rows.select(wide).collect(engine=engine)
        assert found.to_dict(as_series=False) == {"a": [3, 3, 3] if center else [1, 3, 3]}


def test_sql_with_parameters_is_refused() -> None:
    for text in ("select ?", "select $1"):
        with pytest.raises(SQLInterfaceError, match="parameters"):
            ps.sql(text, eager=True)


@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_parentheses_that_nobody_opened_are_no_internal_error(engine: Any) -> None:
    frame = ps.DataFrame({"s": ["a"]}).lazy()
    with pytest.raises(ComputeError, match="unexpected"):
        frame.select(ps.col("s").str.contains(") ")).collect(engine=engine)
    with pytest.raises(InvalidOperationError, match="unexpected"):
        frame.select(ps.col("^)$")).collect(engine=engine)


def test_numbers_beyond_what_a_function_can_do_are_refused() -> None:
    frame = ps.DataFrame({"s": ["a"]}).lazy()
    for expression in (
        ps.col("s").str.extract("(a)", -1),
        ps.col("s").str.to_decimal(scale=39),
        ps.col("s").str.to_integer(base=1),
    ):
        with pytest.raises(InvalidOperationError, match=r"[iI]t is from"):
            frame.select(expression).collect()


def test_a_unit_that_nobody_knows_is_refused() -> None:
    frame = ps.DataFrame({"y": [b"a"], "e": [None]})
    for name in ("y", "e"):
        with pytest.raises(InvalidOperationError, match="unit"):
            frame.select(ps.col(name).bin.size("t"))  # type: ignore[arg-type]


def test_an_option_that_is_an_expression_is_refused() -> None:
    frame = ps.DataFrame({"a": [1]})
    with pytest.raises(InvalidOperationError, match="a value of type Expr is no option"):
        frame.select(ps.col("a").rolling_sum(ps.col("a")))  # type: ignore[arg-type]
    with pytest.raises(InvalidOperationError, match="Int8 is no option"):
        frame["a"].rename(ps.Int8)


@pytest.mark.parametrize("expression", [ps.struct(), ps.struct("u"), ps.col("u") == ps.col("u")])
def test_duckdb_does_not_compute_with_the_numbers_of_values_that_it_cannot_hold(expression: ps.Expr) -> None:
    union = pa.UnionArray.from_sparse(pa.array([0, 0], pa.int8()), [pa.array([7, 7])])
    frame = ps.DataFrame(pa.table({"u": union})).lazy()
    with pytest.raises(UnsupportedType):
        frame.select(expression).collect(engine="duckdb")
