"""Whether rows are in an order."""

from __future__ import annotations

from typing import Any

from penstock._expr.col import col
from penstock._functions.literal import lit
from penstock.exceptions import ColumnNotFoundError, InvalidOperationError, ShapeError


def in_order(frame: Any, names: list[str], descending: Any, nulls_last: Any) -> bool:
    """Whether no row comes before the one before it, by the columns in their order."""
    if not names:
        raise InvalidOperationError("is_sorted needs at least one column")
    for name in names:
        if name not in frame.columns:
            raise ColumnNotFoundError(f'column "{name}" not found', column=name)
    down, last = _each(descending, names, "descending"), _each(nulls_last, names, "nulls_last")
    if frame.height < 2:
        return True
    # Each row beside the one before it. The first row has none, which is not the same as one of nulls.
    before = frame.lazy().select([col(name).alias(f"__{i}") for i, name in enumerate(names)]).head(frame.height - 1)
    here = frame.lazy().select([col(name).alias(f"_{i}") for i, name in enumerate(names)]).slice(1)
    from penstock._functions.concat import concat

    wrong, same = lit(value=False), lit(value=True)
    for i in range(len(names)):
        mine, other = col(f"_{i}"), col(f"__{i}")
        nulls = (mine.is_not_null() & other.is_null()) if last[i] else (mine.is_null() & other.is_not_null())
        values = (other < mine) if down[i] else (other > mine)
        wrong |= same & (nulls | values.fill_null(value=False))
        same &= mine.eq_missing(other)
    return not concat([before, here], how="horizontal").select(wrong.any().alias("wrong")).collect().item()


def _each(choice: Any, names: list[str], option: str) -> list[bool]:
    if isinstance(choice, bool):
        return [choice] * len(names)
    if len(choice) != len(names):
        raise ShapeError(f"{option} has {len(choice)} values for {len(names)} columns")
    return list(choice)
