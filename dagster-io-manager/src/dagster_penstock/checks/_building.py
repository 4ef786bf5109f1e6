"""What all asset checks have in common: how they are made, and what their results show."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypedDict

import dagster as dg

import penstock as ps
from dagster_penstock._annotations import ALLOW_MISSING
from dagster_penstock._metadata import markdown
from penstock import security
from penstock.exceptions import ConfigError

#: How many rows a check that fails shows.
SHOWN_ROWS = 5

Asset: TypeAlias = dg.AssetsDefinition | dg.SourceAsset | dg.AssetKey | Sequence[str] | str

#: The parameter through which a check gets the table that it looks at.
CHECKED = "checked"

#: A table of all partitions that are there. Of the asset that is checked, a check can say no more than the type.
STORED = dg.DagsterType(
    type_check_fn=lambda _, value: isinstance(value, ps.LazyFrame),
    name="StoredLazyFrame",
    typing_type=ps.LazyFrame,
    metadata={ALLOW_MISSING: True},
)


class CheckOptions(TypedDict, total=False):
    """What every builder of checks takes besides its own arguments.

    Attributes:
        name: The check's name, if not that of what it looks for.
        description: What people read about it.
        severity: How bad a failure is; ERROR unless given. It stops nothing.
        blocking: Whether assets downstream are not run in the same run after a failure; False unless given.
        mask_columns: Columns whose values are not shown, besides those that the asset and its I/O manager mask.
        partitions_def: The partitions that are checked one at a time, which Dagster calls a preview. All that are
            stored are checked together unless given.
    """

    name: str
    description: str
    severity: dg.AssetCheckSeverity
    blocking: bool
    mask_columns: Sequence[str]
    partitions_def: dg.PartitionsDefinition[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found.

    Attributes:
        passed: Whether all is as it should be.
        count: How many things are not, for the metadata.
        metadata: What else there is to say.
        sample: The rows that are wrong, of which the first few are shown; None if it is not about rows.
        masked: More columns whose values are not shown.
        constants: What of the metadata are values of a column, by the column: not shown if the column is not.
    """

    passed: bool
    count: int = 0
    metadata: dict[str, Any] = field(default_factory=dict)
    sample: ps.LazyFrame | None = None
    masked: Sequence[str] = ()
    constants: Mapping[str, Sequence[str]] = field(default_factory=dict)


#: Looks at tables, by the names of their parameters.
Look: TypeAlias = Callable[[dg.AssetCheckExecutionContext, Mapping[str, ps.LazyFrame]], Verdict]


def of_rows(wrong: ps.LazyFrame, *, masked: Sequence[str] = (), **metadata: Any) -> Verdict:
    """The verdict of a check that finds rows which should not be there."""
    count = rows_of(wrong)
    return Verdict(passed=count == 0, count=count, metadata=metadata, sample=wrong, masked=masked)


def rows_of(frame: ps.LazyFrame) -> int:
    """How many rows a frame has."""
    return int(frame.select(ps.len()).collect().item())


def build(
    asset: Asset,
    kind: str,
    look: Look,
    options: CheckOptions,
    *,
    others: Mapping[str, Asset] | None = None,
    loads: bool = True,
) -> dg.AssetChecksDefinition:
    """A check of an asset.

    Args:
        asset: What is checked.
        kind: What it looks for; the check's name unless the options have one.
        look: Looks.
        options: What the user says about the check.
        others: More assets that it needs, by the names of their parameters.
        loads: Whether the asset itself is loaded.
    """
    unknown = [name for name in options if name not in CheckOptions.__annotations__]
    if unknown:
        raise ConfigError(
            f"a check has no option {unknown[0]!r}", hint=f"it has {', '.join(CheckOptions.__annotations__)}"
        )
    severity = options.get("severity", dg.AssetCheckSeverity.ERROR)
    names = [*([CHECKED] if loads else []), *(others or {})]

    def check(context: dg.AssetCheckExecutionContext, **tables: ps.LazyFrame) -> dg.AssetCheckResult:
        verdict = look(context, tables)
        masked = {*_masked(context, asset), *options.get("mask_columns", ()), *verdict.masked}
        metadata: dict[str, Any] = dict(verdict.metadata)
        for column, names in verdict.constants.items():
            if column in masked or security.is_sensitive(column):
                metadata |= dict.fromkeys(names, security.MASK)
        if not verdict.passed:
            metadata["penstock/failed"] = verdict.count
            if verdict.sample is not None:
                metadata["penstock/sample"] = dg.MetadataValue.md(_shown(verdict.sample, masked))
        return dg.AssetCheckResult(passed=verdict.passed, severity=severity, metadata=metadata)

    _take(check, names)
    return dg.asset_check(
        asset=asset,
        name=options.get("name", _name(kind)),
        description=options.get("description"),
        blocking=options.get("blocking", False),
        additional_ins={name: dg.AssetIn(key_of(other)) for name, other in (others or {}).items()},
        partitions_def=options.get("partitions_def"),
    )(check)


def key_of(asset: Asset) -> dg.AssetKey:
    """The key of an asset, however it is given."""
    if isinstance(asset, dg.AssetsDefinition | dg.SourceAsset):
        return asset.key
    return dg.AssetKey.from_coercible(asset)


def _take(check: Callable[..., Any], names: Sequence[str]) -> None:
    """Gives a function named parameters: Dagster has one input for each."""
    types: dict[str, Any] = {"context": dg.AssetCheckExecutionContext, **dict.fromkeys(names, STORED)}
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter(name, kind, annotation=type_) for name, type_ in types.items()]
    check.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    check.__annotations__ = types
    check.__doc__ = None  # Dagster would describe the check with it


def _masked(context: dg.AssetCheckExecutionContext, asset: Asset) -> set[str]:
    """The columns that the asset's own metadata mask, and those that were masked when it was last stored."""
    masked: set[str] = set()
    if isinstance(asset, dg.AssetsDefinition):
        masked.update(asset.metadata_by_key[asset.key].get("mask_columns", ()))
    event = context.instance.get_latest_materialization_event(key_of(asset))
    if event is not None and event.asset_materialization is not None:
        schema = event.asset_materialization.metadata.get("dagster/column_schema")
        if isinstance(schema, dg.TableSchemaMetadataValue):
            masked.update(column.name for column in schema.schema.columns if "pii" in (column.tags or {}))
    return masked


def _shown(wrong: ps.LazyFrame, masked: set[str]) -> str:
    table = wrong.head(SHOWN_ROWS).collect().to_arrow().combine_chunks()
    return markdown(table.to_batches()[0], masked)


def _name(kind: str) -> str:
    return re.sub(r"\W", "_", kind, flags=re.ASCII)
