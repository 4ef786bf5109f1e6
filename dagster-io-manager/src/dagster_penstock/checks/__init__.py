"""Builders of asset checks, which Penstock runs over what its I/O managers stored.

Each returns one check, to be put into `Definitions`. A check that fails says how much failed (`penstock/failed`) and,
where it is about rows, shows up to five of them (`penstock/sample`), with nothing of columns that are masked.
"""

from dagster_penstock.checks._building import CheckOptions
from dagster_penstock.checks._facts import (
    freshness,
    memory_guard,
    row_count_between,
    row_count_change,
    schema_matches,
)
from dagster_penstock.checks._rows import (
    PII_PATTERNS,
    accepted_values,
    equals_sql,
    no_pii_plaintext,
    not_null,
    referential,
    unique_key,
    value_range,
)

__all__ = [
    "PII_PATTERNS",
    "CheckOptions",
    "accepted_values",
    "equals_sql",
    "freshness",
    "memory_guard",
    "no_pii_plaintext",
    "not_null",
    "referential",
    "row_count_between",
    "row_count_change",
    "schema_matches",
    "unique_key",
    "value_range",
]
