"""Dagster I/O managers, a resource and asset checks over penstock frames."""

__version__ = "0.1.0"

__all__ = ["__version__"]
