"""Dagster I/O managers, a resource and asset checks over penstock frames."""

from dagster_penstock._retries import RetryOptions
from dagster_penstock._stores import S3Options
from dagster_penstock.io_manager import PenstockParquetIOManager
from dagster_penstock.resource import PenstockResource, PenstockSession

__version__ = "0.1.0"

__all__ = [
    "PenstockParquetIOManager",
    "PenstockResource",
    "PenstockSession",
    "RetryOptions",
    "S3Options",
    "__version__",
]
