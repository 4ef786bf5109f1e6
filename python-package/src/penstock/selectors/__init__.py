"""Rules that pick columns by name, type or place: ``import penstock.selectors as cs``.

Selectors are expressions over the columns that they pick, and sets: ``a | b`` picks what one or the other picks,
``a & b`` what both pick, ``a - b`` what only the first picks, ``a ^ b`` what one of them picks but not both, and
``~a`` all the rest.
"""

from penstock.selectors._names import (
    alpha,
    alphanumeric,
    by_index,
    by_name,
    contains,
    digit,
    ends_with,
    first,
    last,
    matches,
    starts_with,
)
from penstock.selectors._selector import Selector, all, empty, exclude, expand_selector, is_selector  # noqa: A004
from penstock.selectors._types import (
    array,
    binary,
    boolean,
    by_dtype,
    categorical,
    date,
    datetime,
    decimal,
    duration,
    enum,
    float,  # noqa: A004
    integer,
    list,  # noqa: A004
    map,  # noqa: A004
    nested,
    numeric,
    signed_integer,
    string,
    struct,
    temporal,
    time,
    unsigned_integer,
)

__all__ = [
    "Selector",
    "all",
    "alpha",
    "alphanumeric",
    "array",
    "binary",
    "boolean",
    "by_dtype",
    "by_index",
    "by_name",
    "categorical",
    "contains",
    "date",
    "datetime",
    "decimal",
    "digit",
    "duration",
    "empty",
    "ends_with",
    "enum",
    "exclude",
    "expand_selector",
    "first",
    "float",
    "integer",
    "is_selector",
    "last",
    "list",
    "map",
    "matches",
    "nested",
    "numeric",
    "signed_integer",
    "starts_with",
    "string",
    "struct",
    "temporal",
    "time",
    "unsigned_integer",
]
