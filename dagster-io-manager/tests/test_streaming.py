"""What is lazy is written as it is computed, and never there as a whole."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import dagster as dg
import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

import penstock as ps
from dagster_penstock import PenstockParquetIOManager

ROWS = 4_000_000
COLUMNS = 8
WHOLE = ROWS * COLUMNS * 8
ROW_GROUP = 122_880 * COLUMNS * 8
MOST = 2 * ROW_GROUP + (64 << 20)


class OwnMemory:
    """The most memory of its own that the process has meanwhile: the pages of files that libraries map do not count."""

    def __init__(self) -> None:
        self.before = self.most = self._now()
        self._is_over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    @staticmethod
    def _now() -> int:
        status = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("RssAnon"))

    def _watch(self) -> None:
        while not self._is_over.wait(0.01):
            self.most = max(self.most, self._now())

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._watcher.join()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Numbers that compress badly."""
    path = tmp_path_factory.mktemp("source") / "numbers.parquet"
    columns = ", ".join(f"hash(i + {n}) as c{n}" for n in range(COLUMNS))
    duckdb.sql(f"copy (select {columns} from range({ROWS}) t(i)) to '{path}'")
    return path


MAKERS: dict[str, Callable[[Path], Any]] = {
    "penstock": lambda path: ps.scan_parquet(path).with_columns(c0=ps.col("c0") ^ 1),
    "polars": lambda path: pl.scan_parquet(path).with_columns(c0=pl.col("c0") ^ 1),
    "duckdb": lambda path: duckdb.connect().sql(f"select * replace (xor(c0, 1) as c0) from '{path}'"),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much memory is a process's own")
@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_lazy_is_never_there_as_a_whole(kind: str, source: Path, tmp_path: Path) -> None:
    small = tmp_path / "small.parquet"
    duckdb.sql(f"copy (from '{source}' limit 300000) to '{small}'")

    @dg.asset
    def numbers(context: dg.AssetExecutionContext) -> Any:
        return MAKERS[kind](small if context.run.tags.get("warm") else source)

    def materialize(**tags: str) -> dict[str, Any]:
        manager = PenstockParquetIOManager(base_uri=str(tmp_path / "stored"))
        result = dg.materialize([numbers], resources={"io_manager": manager}, tags=tags)
        (stored,) = result.asset_materializations_for_node("numbers")
        return {name: value.value for name, value in stored.metadata.items()}

    materialize(warm="yes")  # libraries, threads and compiled code come to more than what is measured
    with OwnMemory() as memory:
        told = materialize()
    assert told["dagster/row_count"] == ROWS
    assert told["penstock/peak_arrow_bytes"] < MOST
    if kind == "penstock":  # the others have caches of their own
        assert memory.most - memory.before < WHOLE // 2
    stored = pq.ParquetFile(tmp_path / "stored" / "numbers.parquet").metadata
    assert stored.num_rows == ROWS
    assert max(stored.row_group(i).num_rows for i in range(stored.num_row_groups)) <= 122_880
