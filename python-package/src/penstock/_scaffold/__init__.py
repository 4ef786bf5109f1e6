"""Projects to begin with, which run as they are: ``penstock init dbt DIR`` and ``penstock init dagster DIR``."""

from penstock._scaffold._write import KINDS, scaffold

__all__ = ["KINDS", "scaffold"]
