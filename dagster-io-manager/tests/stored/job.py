"""A job that several processes run: they find it by the name of its function."""

import os

import dagster as dg
import polars as pl
import pyarrow as pa

import penstock as ps
from dagster_penstock import PenstockParquetIOManager


@dg.asset
def numbers() -> pa.Table:
    return pa.table({"a": list(range(1000)), "process": [os.getpid()] * 1000})


@dg.asset
def copied(numbers: ps.LazyFrame) -> ps.LazyFrame:
    return numbers


@dg.asset
def collected(numbers: pl.DataFrame) -> pl.DataFrame:
    return numbers.with_columns(process=pl.lit(os.getpid()))


@dg.asset
def counted(copied: ps.DataFrame, collected: ps.DataFrame) -> pl.DataFrame:
    return pl.DataFrame({"rows": [copied.height, collected.height], "process": [os.getpid()] * 2})


def job() -> dg.JobDefinition:
    """All assets, in processes of their own."""
    manager = PenstockParquetIOManager(base_uri=os.environ["STORED_FOLDER"])
    definitions = dg.Definitions(
        assets=[numbers, copied, collected, counted],
        jobs=[dg.define_asset_job("everything")],
        resources={"io_manager": manager},
        executor=dg.multiprocess_executor.configured({"max_concurrent": 2}),
    )
    return definitions.resolve_job_def("everything")
