"""Whether two engines have given the same answer."""

from __future__ import annotations

from typing import Any

import polars as pl
import polars.selectors as cs
import pyarrow as pa
from polars.testing import assert_frame_equal

#: Larger answers are compared by sums of hashes, because it takes long to sort them.
_SORTED = 100_000


def difference(one: Any, other: Any, *, ordered: bool) -> str | None:
    """None if two answers have the same rows, or else what differs.

    Names of columns do not count, nor the width of a number: engines have their own customs. Floats may differ by a
    part in a billion, because sums are added up in any order.
    """
    left, right = _plain(one), _plain(other)
    if left.shape != right.shape:
        return f"{left.shape} rows and columns, not {right.shape}"
    mixed = [name for name in left.columns if left[name].dtype != right[name].dtype and left[name].dtype.is_numeric()]
    left, right = (frame.with_columns(pl.col(mixed).cast(pl.Float64)) for frame in (left, right))
    if not ordered and left.height > _SORTED:
        return None if _digest(left) == _digest(right) else "other rows"
    if not ordered:
        left, right = _sorted(left), _sorted(right)
    try:
        assert_frame_equal(left, right, rel_tol=1e-9, abs_tol=1e-9)
    except AssertionError as error:
        return str(error)
    return None


def _plain(answer: Any) -> pl.DataFrame:
    """Columns by place, of the widest types."""
    if isinstance(answer, pa.Table):  # DuckDB gives both sides of a join the same names, which Polars refuses
        answer = answer.rename_columns([f"c{place}" for place in range(answer.num_columns)])
    frame = answer if isinstance(answer, pl.DataFrame) else pl.DataFrame(answer)
    frame = frame.rename({name: f"c{place}" for place, name in enumerate(frame.columns)})
    whole = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Decimal) and dtype.scale == 0]
    return frame.with_columns(
        pl.col(whole).cast(pl.Int64),
        (cs.decimal() - cs.by_name(whole)).cast(pl.Float64),
        cs.float().cast(pl.Float64),
        cs.integer().cast(pl.Int64),
        cs.datetime().cast(pl.Datetime("us")),
    )


def _rounded(frame: pl.DataFrame, digits: int) -> pl.DataFrame:
    return frame.with_columns(cs.float().round_sig_figs(digits))


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in an order that the last digits of floats do not change: by all else first, and by rounded floats."""
    keys = _rounded(frame, 9).select(~cs.float(), cs.float())
    return frame[keys.select(pl.arg_sort_by(*keys.columns, nulls_last=True)).to_series()]


def _digest(frame: pl.DataFrame) -> int:
    """The same for the same rows in any order."""
    # Six digits, so that hardly any float lies so near to where two ways of rounding part that its last bits matter.
    return int(_rounded(frame, 6).hash_rows().sum())
