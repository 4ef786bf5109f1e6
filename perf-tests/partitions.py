"""What does our I/O manager add to each partition of an asset that has a thousand of them?

One run of Dagster materialises all partitions of a small table, with our I/O manager and with one of ten lines that
writes the same with pyarrow, and one run reads them all. The difference, for each partition, is ours.

    python perf-tests/partitions.py [--partitions 1000] [--rows 100] [--runs 3] [--profile]
"""

import argparse
import cProfile
import pstats
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq

import penstock as ps
from dagster_penstock import PenstockParquetIOManager

warnings.filterwarnings("ignore", category=dg.BetaWarning)


class PlainIOManager(dg.ConfigurableIOManager):
    """What one would write in ten lines: a file for each partition, no metadata, nothing atomic."""

    folder: str

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        place = Path(self.folder, *context.asset_key.path)
        place.mkdir(parents=True, exist_ok=True)
        for key, table in obj.items():
            pq.write_table(table.collect().to_arrow(), place / f"{key}.parquet", compression="zstd")

    def load_input(self, context: dg.InputContext) -> Any:
        place = Path(self.folder, *context.asset_key.path)
        return ps.scan_parquet([place / f"{key}.parquet" for key in context.asset_partition_keys])


def assets(partitions: int, rows: int) -> tuple[list[dg.AssetsDefinition], dict[str, str]]:
    """An asset of so many partitions, one that reads them all, and the tags of a run of all of them."""
    keys = [f"part-{number:05}" for number in range(partitions)]
    table = ps.from_arrow(pa.table({"id": range(rows), "amount": [float(i) for i in range(rows)]})).lazy()

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(keys), backfill_policy=dg.BackfillPolicy.single_run())
    def parts(context: dg.AssetExecutionContext) -> dict[str, ps.LazyFrame]:
        return dict.fromkeys(context.partition_keys, table)

    @dg.asset
    def total(parts: ps.LazyFrame) -> None:
        found = parts.select(ps.len()).collect().item()
        assert found == partitions * rows, found

    return [parts, total], {
        "dagster/asset_partition_range_start": keys[0],
        "dagster/asset_partition_range_end": keys[-1],
    }


def run(manager: Any, partitions: int, rows: int) -> tuple[float, float, float]:
    """Seconds by the clock and of processors to write all partitions, and by the clock to read them."""
    both, tags = assets(partitions, rows)
    config = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
    with dg.DagsterInstance.ephemeral() as instance:
        started, worked = time.perf_counter(), time.process_time()
        for selection, marked in ((["parts"], tags), (["total"], {})):
            done = dg.materialize(
                both,
                selection=selection,
                instance=instance,
                resources={"io_manager": manager},
                tags=marked,
                run_config=config,
            )
            assert done.success
            if selection == ["parts"]:
                written, worked = time.perf_counter() - started, time.process_time() - worked
        return written, worked, time.perf_counter() - started - written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--partitions", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    chosen = parser.parse_args()
    best: dict[str, list[float]] = {}
    for attempt in range(chosen.runs + 1):  # the first one is to get warm
        for name in ("plain", "ours"):
            with tempfile.TemporaryDirectory() as folder:
                manager = (
                    PlainIOManager(folder=folder) if name == "plain" else PenstockParquetIOManager(base_uri=folder)
                )
                found = run(manager, chosen.partitions if attempt else 50, chosen.rows)
                if attempt:
                    best[name] = [min(pair) for pair in zip(best.get(name, found), found, strict=True)]
    print(f"{'ms for each partition':24} {'write':>8} {'cpu':>8} {'read':>8}")
    best["added"] = [ours - plain for ours, plain in zip(best["ours"], best["plain"], strict=True)]
    for name, times in best.items():
        print(f"{name:24} " + " ".join(f"{1000 * one / chosen.partitions:8.2f}" for one in times))
    if chosen.profile:
        with tempfile.TemporaryDirectory() as folder, cProfile.Profile() as profile:
            run(PenstockParquetIOManager(base_uri=folder), chosen.partitions, chosen.rows)
        pstats.Stats(profile).sort_stats("cumulative").print_stats("penstock|posix|_thread|pyarrow", 60)


if __name__ == "__main__":
    main()
