"""A case on both sides: the same call on Polars and on Penstock."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import polars as pl

import penstock as ps

#: An expression, made from either module: ``lambda m: m.col("i64") // m.col("i642")``.
Case = Callable[[Any], Any]

#: A lazy frame made from another: ``lambda m, frame: frame.group_by("g").agg(m.len())``.
Query = Callable[[Any, Any], Any]

_RELATIVE: dict[type[pl.DataType], float] = {pl.Float64: 1e-9, pl.Float32: 1e-5, pl.Float16: 1e-2}


class Raised:
    """What stands for the rows of a query that failed."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __repr__(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"


def named(*modules: ModuleType) -> dict[str, Case]:
    """The cases of modules, with the name of each module in front."""
    return {
        f"{module.__name__.rpartition('_')[2]}: {name}": case
        for module in modules
        for name, case in module.CASES.items()
    }


def expected(frame: pl.DataFrame, query: Query) -> pl.DataFrame | Raised:
    """The rows that Polars makes."""
    try:
        made: pl.DataFrame = query(pl, frame.lazy()).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, TypeError, ValueError) as error:
        return Raised(error)
    return made


def computed(frame: pl.DataFrame, query: Query, engine: str) -> pl.DataFrame | Raised:
    """The rows that Penstock makes."""
    try:
        made: pl.DataFrame = query(ps, ps.DataFrame(frame).lazy()).collect(engine=engine).to_polars()
    except ps.exceptions.PenstockError as error:
        return Raised(error)
    return made


def is_left_to_others(result: pl.DataFrame | Raised) -> bool:
    """Whether the engine that was asked for has no kernel for the query."""
    return isinstance(result, Raised) and "Leave the choice of the engine to Penstock" in str(result.error)


def differences(want: pl.DataFrame | Raised, got: pl.DataFrame | Raised) -> str | None:
    """In what two results differ; None if they do not."""
    if isinstance(want, Raised) or isinstance(got, Raised):
        both = isinstance(want, Raised) and isinstance(got, Raised)
        return None if both else f"expected {_shown(want)}, got {_shown(got)}"
    if want.columns != got.columns:
        return f"columns: expected {want.columns}, got {got.columns}"
    if pl.Int128 in want.dtypes:
        # Arrow has no integers of 128 bits; ours are decimals of the same digits.
        want = want.cast({pl.Int128: pl.Decimal(38, 0)})
    if want.height != got.height:
        return f"height: expected {want.height}, got {got.height}"
    for name in want.columns:
        if want[name].dtype != got[name].dtype:
            return f"type of {name}: expected {want[name].dtype}, got {got[name].dtype}"
        relative = _relative(want[name].dtype)
        left, right = _values(want[name]), _values(got[name])
        for row, (value, other) in enumerate(zip(left, right, strict=True)):
            if not same(value, other, relative):
                return f"{name}: expected {left}, got {right}, first different at row {row}"
    return None


def _shown(result: pl.DataFrame | Raised) -> str:
    return repr(result) if isinstance(result, Raised) else str({name: _values(result[name]) for name in result.columns})


def _values(series: pl.Series) -> list[Any]:
    """Values that Python can compare: not all dates are dates there."""
    return (series.to_physical() if series.dtype.is_temporal() else series).to_list()


def same(value: Any, other: Any, relative: float) -> bool:
    """Whether two values are equal; NaN equals NaN, and -0.0 is not 0.0."""
    if isinstance(value, float) and isinstance(other, float):
        if math.isnan(value) or math.isnan(other):
            return math.isnan(value) and math.isnan(other)
        if value == 0 and other == 0:
            return math.copysign(1, value) == math.copysign(1, other)
        return math.isclose(value, other, rel_tol=relative)
    if isinstance(value, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(value) == len(other) and all(map(same, value, other, [relative] * len(value)))
    if isinstance(value, dict) and isinstance(other, dict):
        return value.keys() == other.keys() and all(same(value[key], other[key], relative) for key in value)
    return bool(value == other)


def _relative(dtype: pl.DataType) -> float:
    inner = getattr(dtype, "inner", None)
    while inner is not None and not isinstance(inner, pl.DataType):
        inner = inner() if isinstance(inner, type) else None
    return _relative(inner) if inner is not None else _RELATIVE.get(type(dtype), 1e-9)
