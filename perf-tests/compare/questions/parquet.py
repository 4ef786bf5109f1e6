"""How fast is Parquet read and written?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from compare.question import Question, Size, Tables

CODECS = ("zstd", "snappy", "uncompressed")


def table(rows: int) -> pl.DataFrame:
    """24 bytes a row: two columns that do not compress, one of few values."""
    random = np.random.default_rng(1)
    return pl.DataFrame({"a": random.random(rows), "b": random.random(rows), "n": random.integers(0, 1000, rows)})


def file(rows: int, path: Path, codec: Any) -> Tables:
    """The table in a file, which is written when it is not there."""
    if not path.exists():
        table(rows).write_parquet(path, compression=codec)
    return {"t": path}


def questions(size: Size) -> list[Question]:
    """All questions, about a file for each codec."""
    target = size.folder / "written.parquet"
    memory = partial(_in_memory, size.rows)
    reading: list[Question] = []
    writing: list[Question] = []
    for codec in CODECS:
        tables = partial(file, size.rows, size.folder / f"{codec}-{size.rows}.parquet", codec)
        reading += [
            Question(
                f"filter-aggregate-{codec}",
                tables,
                lambda lib, f: f.filter(lib.col("a") > 0.5).select(
                    lib.col("b").sum(), lib.col("n").mean(), lib.len().alias("rows")
                ),
                "select sum(b), avg(n), count(*) from t where a > 0.5",
                must=1.0,
                aim=0.7,
            ),
            Question(
                f"one-column-{codec}",
                tables,
                lambda lib, f: f.select(lib.col("n").sum()),
                "select sum(n) from t",
                must=1.2,
                aim=0.9,
            ),
            Question(f"read-{codec}", tables, lambda _, f: f, "select * from t", must=1.2, aim=0.9, ordered=True),
        ]
        writing.append(
            Question(
                f"write-{codec}",
                memory,
                lambda _, f: f,
                f"copy t to '{target}' (format parquet, compression {codec})",
                must=1.2,
                aim=1.0,
                run=_sink(target, codec),
            )
        )
    schema = Question("schema", reading[0].tables, lambda _, f: f, run=lambda lazy: lazy.collect_schema())
    return [*reading, schema, *writing]


def _in_memory(rows: int) -> Tables:
    return {"t": table(rows)}


def _sink(target: Path, codec: str) -> Callable[[Any], Any]:
    return lambda lazy: lazy.sink_parquet(target, compression=codec)
