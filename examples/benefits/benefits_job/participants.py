"""A table of participants that is the same on every machine."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benefits_job.planted import AS_OF, CASES

if TYPE_CHECKING:
    from pathlib import Path

PLANS = ("401k", "403b", "457(b)/union")
STATUSES = ("active", "terminated", "leave", "retired")
LEVELS = 5

SCHEMA = pa.schema(
    [
        pa.field("employee_id", pa.int64(), nullable=False),
        pa.field("plan_id", pa.string(), nullable=False),
        pa.field("employment_status", pa.string()),
        pa.field("birth_date", pa.date32()),
        pa.field("hire_date", pa.date32()),
        pa.field("hours_ytd", pa.decimal128(10, 2)),
        pa.field("hours_period_end", pa.date32()),
        pa.field("level", pa.int8()),
        pa.field("annual_pay", pa.decimal128(12, 2)),
    ]
)

_SEED = 20_250_228
_EPOCH = dt.date(1970, 1, 1)
_YOUNGEST_DAYS = 16 * 366


def write_participants(path: Path, count: int) -> bool:
    """Write a table of `count` participants, the planted ones first. Says whether there was something to do.

    Args:
        path: The Parquet file; one that has so many rows is left alone.
        count: How many there are to be, the planted ones included.
    """
    if path.exists() and pq.read_metadata(path).num_rows == count:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    pq.write_table(pa.concat_tables([_planted(), _random(count - len(CASES))]), unfinished)
    unfinished.replace(path)
    return True


def _planted() -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "employee_id": number,
                "plan_id": PLANS[number % len(PLANS)],
                "employment_status": case.status,
                "birth_date": case.born,
                "hire_date": case.hired,
                "hours_ytd": case.hours_ytd,
                "hours_period_end": dt.date(2024, 12, 31) if case.hours else None,
                "level": 1 + number % LEVELS,
                "annual_pay": Decimal(60_000),
            }
            for number, case in enumerate(CASES, start=1)
        ],
        SCHEMA,
    )


def _random(count: int) -> pa.Table:
    """Whole numbers only: their stream is the same in every version of numpy."""
    random = np.random.Generator(np.random.PCG64(_SEED))
    born = _days(random, dt.date(1955, 1, 1), dt.date(2007, 12, 31), count)
    hired = np.maximum(_days(random, dt.date(1995, 1, 1), AS_OF, count), born + _YOUNGEST_DAYS)
    levels = random.integers(1, LEVELS + 1, count)
    # Those of higher levels work more hours.
    hours = random.integers(0, 2_400_00, count) * (levels + 5) // (LEVELS + 4)
    period_end = np.minimum(hired + 365, _day(AS_OF))
    columns = [
        pa.array(np.arange(len(CASES) + 1, len(CASES) + 1 + count)),
        _words(random, PLANS, (60, 30, 10), count),
        _with_nulls(random, _words(random, STATUSES, (86, 9, 3, 2), count)),
        _with_nulls(random, _dates(born)),
        _with_nulls(random, _dates(hired)),
        _with_nulls(random, _decimals(hours, 10)),
        pa.array(period_end.astype(np.int32), mask=hours < 1_000_00).view(pa.date32()),
        pa.array(levels.astype(np.int8)),
        _with_nulls(random, _decimals(random.integers(30_000_00, 250_000_00, count), 12)),
    ]
    return pa.table(columns, SCHEMA)


def _day(date: dt.date) -> int:
    return (date - _EPOCH).days


def _days(random: np.random.Generator, first: dt.date, last: dt.date, count: int) -> Any:
    return random.integers(_day(first), _day(last) + 1, count)


def _dates(days: Any) -> pa.Array:
    return pa.array(days.astype(np.int32)).view(pa.date32())


def _decimals(cents: Any, precision: int) -> pa.Array:
    """Cents as decimals with two places: the same numbers, read at another scale."""
    wide = np.zeros((len(cents), 2), dtype=np.int64)
    wide[:, 0] = cents
    return pa.Array.from_buffers(pa.decimal128(precision, 2), len(cents), [None, pa.py_buffer(wide)])


def _words(random: np.random.Generator, words: tuple[str, ...], shares: tuple[int, ...], count: int) -> pa.Array:
    """Words, drawn as often as their shares of a hundred say."""
    picked = np.searchsorted(np.cumsum(shares), random.integers(0, 100, count), side="right")
    return pa.array(words).take(pa.array(picked))


def _with_nulls(random: np.random.Generator, values: pa.Array) -> pa.Array:
    """The values, one in a hundred of them lost."""
    lost = pa.array(random.integers(0, 100, len(values)) == 0)
    return pa.compute.if_else(lost, pa.scalar(None, values.type), values)
