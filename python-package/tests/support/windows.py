"""What tests of windows along an index share."""

from typing import Any

CLOSED = ["left", "right", "both", "none"]
LABELS = ["left", "right", "datapoint"]
STARTS = ["window", "datapoint", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def aggregations(library: Any, index: str) -> list[Any]:
    """Of numbers, rows, lists and what needs all rows of a window."""
    v = library.col("v")
    return [
        library.len(),
        v.sum().alias("sum"),
        v.mean().alias("mean"),
        v.alias("all"),
        v.median().alias("median"),
        v.filter(v > 1).min().alias("least"),
        library.col(index).first().alias("first"),
        v.diff().sum().alias("differences"),
    ]


def sliding(library: Any, index: str) -> list[Any]:
    """Of what is known of a window from the one before it."""
    v = library.col("v")
    return [
        library.len(),
        v.sum().alias("sum"),
        (v * 2).mean().alias("mean"),
        v.count().alias("count"),
        v.filter(v > 1).min().alias("least"),
        v.max().alias("most"),
        v.var().alias("var"),
        v.last().alias("last"),
        library.col(index).first().alias("first"),
    ]
