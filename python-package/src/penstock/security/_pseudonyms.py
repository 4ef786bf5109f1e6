"""Pseudonyms under a key, with the same digest wherever they are made: `dev.penstock.security.Pseudonym`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from penstock.security import _keys

if TYPE_CHECKING:
    from penstock._expr.expr import Expr

#: What of a text counts.
Rule: TypeAlias = Literal["exact", "text", "upper", "lower", "digits"]

#: What a pseudonym is written as.
Output: TypeAlias = Literal["text", "binary"]

FUNCTION: Final = "penstock_hmac"

_WRITTEN = re.compile(r"v([A-Za-z0-9_]{1,32}):([0-9a-f]{64})")


def hmac(
    column: str | Expr,
    key_id: str = "1",
    *,
    field: str | None = None,
    tenant: str = "",
    rule: Rule = "text",
    output: Output = "text",
) -> Expr:
    """The keyed pseudonym of each value: HMAC-SHA-256 of its canonical text. Null stays null.

    Equal values have equal pseudonyms, in every process and on every surface, for as long as key, field, tenant and
    rule are the same. Nobody can tell the value without the key, not even by trying all values that there are.

    Args:
        column: Whole numbers, decimals of up to 38 digits, text, dates or booleans.
        key_id: The id of the key: that of the environment's ``PENSTOCK_HMAC_KEY_<id>``, or of `use_keys`.
        field: What the values are, such as ``ssn``; the column's name if not given. Equal values of different fields
            have different pseudonyms.
        tenant: Whose they are. Equal values of different tenants have different pseudonyms.
        rule: What of a text counts: ``text`` (all but white space at the ends, in Unicode's form NFC), ``upper`` or
            ``lower`` (not whether letters are small or large either), ``digits`` (only digits, for numbers that are
            written with hyphens, points or spaces), or ``exact``.
        output: ``text`` for ``v<key_id>:`` and 64 hexadecimal digits, or ``binary`` for the 32 bytes of the digest.

    Raises:
        ConfigError: When the query is bound, if there is no such key.
        InvalidOperationError: When the query is bound, for values of another type.
        ComputeError: When the query runs, for a text with other characters under the rule ``digits``, and for dates
            outside of the years 1 to 9999. Values are not shown.
    """
    from penstock._expr.col import col
    from penstock._functions.calls import call

    of = col(column) if isinstance(column, str) else column
    _keys.offer(key_id)
    return call(
        FUNCTION,
        of,
        key_id=key_id,
        field=of.meta.output_name() if field is None else field,
        tenant=tenant,
        rule=rule,
        output=output,
    )


def hmac_value(
    value: object,
    key_id: str = "1",
    *,
    field: str,
    tenant: str = "",
    rule: Rule = "text",
    output: Output = "text",
) -> Any:
    """The keyed pseudonym of one value: see `hmac`. None stays None.

    Args:
        value: An int, Decimal, str, date, bool or None.
        key_id: The id of the key.
        field: What the value is.
        tenant: Whose it is.
        rule: What of a text counts.
        output: ``text`` for a str, ``binary`` for bytes.
    """
    return hmac_column([value], key_id, field=field, tenant=tenant, rule=rule, output=output)[0]


def hmac_column(
    values: Any,
    key_id: str = "1",
    *,
    field: str,
    tenant: str = "",
    rule: Rule = "text",
    output: Output = "text",
) -> Any:
    """The keyed pseudonyms of a column of any library: see `hmac`.

        people.with_columns(pl.col("ssn").map_batches(lambda s: security.hmac_column(s, field="ssn"), pl.String))

    Args:
        values: A series of Polars, pandas or Penstock, an array of pyarrow, or a list. What is null stays null.
        key_id: The id of the key.
        field: What the values are.
        tenant: Whose they are.
        rule: What of a text counts.
        output: ``text`` or ``binary``.

    Returns:
        What was given: a series of that library, with its name (pandas: and index), an array, or a list.
    """
    from penstock._frame.dataframe import DataFrame

    frame = DataFrame({"value": values})
    made = frame.select(hmac("value", key_id, field=field, tenant=tenant, rule=rule, output=output))
    library = type(values).__module__.partition(".")[0]
    if library == "polars":
        return made.to_polars().to_series().alias(values.name)
    if library == "pandas":
        return made.to_pandas()["value"].set_axis(values.index).rename(values.name)
    if library == "pyarrow":
        return made.to_arrow()["value"].combine_chunks()
    if library == "penstock":
        return made["value"].alias(values.name)
    return made["value"].to_list()


def verify(value: object, pseudonym: str, *, field: str, tenant: str = "", rule: Rule = "text") -> bool:
    """Whether a pseudonym is that of a value, under the key that it names. Takes as long when it is as when it is not.

    Args:
        value: The value; None has no pseudonym.
        pseudonym: A pseudonym as `hmac` writes it. What is written otherwise is nobody's.
        field: What the value is.
        tenant: Whose it is.
        rule: What of a text counts.

    Raises:
        ConfigError: If there is no key of that id.
    """
    from hmac import compare_digest

    written = _WRITTEN.fullmatch(pseudonym)
    if value is None or written is None:
        return False
    made = hmac_value(value, written[1], field=field, tenant=tenant, rule=rule)
    return compare_digest(made, pseudonym)
