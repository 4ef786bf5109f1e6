"""Where Penstock means something else than Polars, and why."""

from __future__ import annotations

import re

#: Patterns of case names, and the reason that they have in common.
_REASONS: dict[str, str] = {
    r"numbers: f(32|64) \+ 0": "Polars leaves out + 0; by IEEE 754 -0.0 + 0 is 0.0",
    r"numbers: u64 (==|<) -3": "Polars compares a huge unsigned number with a negative constant, here it is null",
    r"numbers: u64 / -3": "Polars makes the unsigned number a signed one first, which loses the largest",
    r"numbers: i64 (\*|//|%) u642": "Arrow has no integers of 128 bits; here they are decimals of 38 digits",
    r"numbers: (min|max)_horizontal": "which of -0.0 and 0.0 is the smaller is open",
    r"numbers: mean_horizontal": "Polars lets the sum of small integers wrap around before it divides",
    r"casts: i32 to date.*": "DuckDB's dates end in the year 5881580, 32-bit days a little later",
    r"casts: i64 to datetime.*": "DuckDB's timestamps end in the year 294247, 64-bit counts later",
    r"aggregates: (b|date|us|ns|zoned|cat)\.arg_m(in|ax)\(\)": "of equal values the first counts, for Polars the last",
    r"aggregates: f(32|64)\.first\(.*": "DuckDB finds the first row by a way that loses the sign of -0.0",
    r"aggregates: i64\.mean\(\)": "the extremes cancel out exactly, in Polars' floats they do not",
    r"aggregates: (date|us|dur)\.quantile\(.*, linear\)": "the last digit of a fraction of the unit decides",
    r"aggregates: f64\.(median\(\)|quantile\(.*, linear\))": "from infinity to a number is infinity, for Polars NaN",
    r"aggregates: min_by ties": "of equal keys the first counts, for Polars a later one",
    r"aggregates: quantile of strings": "an error, where Polars is null in groups",
    r"windows: i64\.rolling_mean\(.*": "each window is summed anew, Polars keeps the errors of the windows before",
    r"numbers: sum_horizontal decimals": "without rows Polars makes decimals of fewer digits",
    r"windows: k filled\.rolling_(sum|min|max)\(weights\)": "without rows Polars makes integers",
    r"derived: combine zoned .*": "the day is that of the zone's clocks, for Polars that of UTC",
    r"derived: to_physical cat": "categories are numbered as they appear in the rows at hand, for Polars once for all",
    r"derived: replace zoned \[\]": "what stays does not become ambiguous",
    r"strings: replace column": "a null value makes a null, for Polars only where something is replaced",
}


def reason(name: str) -> str | None:
    """Why the case called `name` may differ; None if it must not."""
    for pattern, why in _REASONS.items():
        if re.fullmatch(pattern, name):
            return why
    return None
