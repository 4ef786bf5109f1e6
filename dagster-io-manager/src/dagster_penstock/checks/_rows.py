"""Checks that find rows which should not be there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Unpack

import penstock as ps
from dagster_penstock.checks._building import CHECKED, Asset, CheckOptions, Verdict, build, of_rows, rows_of
from penstock.exceptions import ConfigError

if TYPE_CHECKING:
    import dagster as dg

#: What `no_pii_plaintext` looks for, unless told otherwise.
PII_PATTERNS: Mapping[str, str] = {
    "ssn": r"\b\d{3}-\d{2}-\d{4}\b",
    "email": r"[\w.+-]+@[\w-]+\.[\w.-]+",
    "card": r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b",
}


def not_null(asset: Asset, columns: str | Sequence[str], **options: Unpack[CheckOptions]) -> dg.AssetChecksDefinition:
    """A check that columns have no nulls.

    Args:
        asset: What is checked.
        columns: The columns; a row fails if any of them is null.
        **options: See `CheckOptions`.
    """
    names = _names(columns)
    return build(
        asset,
        f"not_null_{'_'.join(names)}",
        lambda _, tables: of_rows(tables[CHECKED].filter(_any(ps.col(name).is_null() for name in names))),
        options,
    )


def unique_key(asset: Asset, columns: str | Sequence[str], **options: Unpack[CheckOptions]) -> dg.AssetChecksDefinition:
    """A check that no two rows have the same key. All rows of such a key fail.

    As in SQL, a key with a null is like no other; `not_null` finds those.

    Args:
        asset: What is checked.
        columns: The columns that are the key together.
        **options: See `CheckOptions`.
    """
    names = _names(columns)

    def look(_: dg.AssetCheckExecutionContext, tables: Mapping[str, ps.LazyFrame]) -> Verdict:
        whole = tables[CHECKED].drop_nulls(names)
        return of_rows(whole.filter(ps.struct(names).is_duplicated()))

    return build(asset, f"unique_key_{'_'.join(names)}", look, options)


def value_range(
    asset: Asset, column: str, *, least: Any = None, most: Any = None, **options: Unpack[CheckOptions]
) -> dg.AssetChecksDefinition:
    """A check that values lie between two, which are among the allowed ones. Nulls pass; NaN is the greatest value.

    Args:
        asset: What is checked.
        column: The column.
        least: The least value; none if not given.
        most: The greatest value; none if not given.
        **options: See `CheckOptions`.

    Raises:
        ConfigError: If neither is given.
    """
    bounds = []
    if least is not None:
        bounds.append(ps.col(column) < least)
    if most is not None:
        bounds.append(ps.col(column) > most)
    if not bounds:
        raise ConfigError(f"value_range of {column} has no bounds", hint="pass least, most or both")
    return build(
        asset,
        f"value_range_{column}",
        lambda _, tables: replace(
            of_rows(tables[CHECKED].filter(_any(bounds)), least=str(least), most=str(most)),
            constants={column: ("least", "most")},
        ),
        options,
    )


def accepted_values(
    asset: Asset, column: str, values: Iterable[Any], **options: Unpack[CheckOptions]
) -> dg.AssetChecksDefinition:
    """A check that a column has no other values than these. Nulls pass.

    Args:
        asset: What is checked.
        column: The column.
        values: The values.
        **options: See `CheckOptions`.
    """
    accepted = list(values)
    return build(
        asset,
        f"accepted_values_{column}",
        lambda _, tables: of_rows(tables[CHECKED].filter(~ps.col(column).is_in(accepted))),
        options,
    )


def referential(
    asset: Asset,
    columns: str | Sequence[str],
    to: Asset,
    to_columns: str | Sequence[str] | None = None,
    **options: Unpack[CheckOptions],
) -> dg.AssetChecksDefinition:
    """A check that each key is one of another asset. As in SQL, a key with a null refers to nothing and passes.

    Args:
        asset: What is checked.
        columns: The columns that are the key together.
        to: The asset that it refers to.
        to_columns: The columns of that one, in the same order; of the same names if not given.
        **options: See `CheckOptions`.
    """
    mine = _names(columns)
    theirs = mine if to_columns is None else _names(to_columns)
    if len(mine) != len(theirs):
        raise ConfigError(f"a key of {len(mine)} columns refers to one of {len(theirs)}")

    def look(_: dg.AssetCheckExecutionContext, tables: Mapping[str, ps.LazyFrame]) -> Verdict:
        keys = tables["referred"].select(theirs).unique()
        whole = tables[CHECKED].drop_nulls(mine)
        return of_rows(whole.join(keys, left_on=mine, right_on=theirs, how="anti"))

    return build(asset, f"referential_{'_'.join(mine)}", look, options, others={"referred": to})


def equals_sql(
    asset: Asset, query: str, tables: Mapping[str, Asset], **options: Unpack[CheckOptions]
) -> dg.AssetChecksDefinition:
    """A check that an asset is what a query returns: the same columns, and each row as often, in any order.

    Args:
        asset: What is checked.
        query: The reference, in DuckDB's SQL.
        tables: The assets that it reads, by the names that it has for them.
        **options: See `CheckOptions`.
    """
    if CHECKED in tables:
        raise ConfigError(f"a table of equals_sql is called {CHECKED}, like the asset itself", hint="rename it")

    def look(_: dg.AssetCheckExecutionContext, found: Mapping[str, ps.LazyFrame]) -> Verdict:
        expected = ps.SQLContext({name: found[name] for name in tables}).execute(query)
        checked = found[CHECKED]
        columns, wanted = checked.collect_schema(), expected.collect_schema()
        if list(columns.items()) != list(wanted.items()):
            return Verdict(
                passed=False,
                count=len(set(columns.items()) ^ set(wanted.items())) or 1,
                metadata={"columns": str(columns), "columns of the query": str(wanted)},
            )
        side = "difference"
        while side in columns:
            side += "_"
        unexpected, missing = (
            ps.sql("select * from a except all select * from b", a=one, b=other).select(
                ps.lit(name).alias(side), ps.all()
            )
            for name, one, other in (("unexpected", checked, expected), ("missing", expected, checked))
        )
        counts = {"unexpected_rows": rows_of(unexpected), "missing_rows": rows_of(missing)}
        return Verdict(
            passed=not any(counts.values()),
            count=sum(counts.values()),
            metadata=counts,
            sample=ps.concat([unexpected, missing]),
        )

    return build(asset, "equals_sql", look, options, others=tables)


def no_pii_plaintext(
    asset: Asset,
    columns: str | Sequence[str] | None = None,
    *,
    patterns: Mapping[str, str] = PII_PATTERNS,
    **options: Unpack[CheckOptions],
) -> dg.AssetChecksDefinition:
    """A check that texts do not look like personal data. The texts that it looks at are never shown.

    It finds what looks like what it looks for, and nothing else: that it passes proves no absence.

    Args:
        asset: What is checked.
        columns: The columns; all texts if not given.
        patterns: Regular expressions, by names for the metadata.
        **options: See `CheckOptions`.
    """

    def look(_: dg.AssetCheckExecutionContext, tables: Mapping[str, ps.LazyFrame]) -> Verdict:
        checked = tables[CHECKED]
        schema = checked.collect_schema()
        names = [name for name, dtype in schema.items() if dtype == ps.String] if columns is None else _names(columns)
        if not names:
            return Verdict(passed=True)
        found = {
            (name, kind): ps.col(name).str.contains(pattern).fill_null(value=False)
            for name in names
            for kind, pattern in patterns.items()
        }
        counts = checked.select(
            **{str(i): one.sum() for i, one in enumerate(found.values())},
        ).collect()
        about = {
            f"{name} ({kind})": int(counts[str(i)].item())
            for i, (name, kind) in enumerate(found)
            if counts[str(i)].item()
        }
        return of_rows(checked.filter(_any(found.values())), masked=names, rows_by_column=about)

    return build(asset, "no_pii_plaintext", look, options)


def _names(columns: str | Sequence[str]) -> list[str]:
    names = [columns] if isinstance(columns, str) else list(columns)
    if not names:
        raise ConfigError("a check of no columns", hint="name at least one")
    return names


def _any(conditions: Iterable[ps.Expr]) -> ps.Expr:
    return reduce(or_, conditions)
