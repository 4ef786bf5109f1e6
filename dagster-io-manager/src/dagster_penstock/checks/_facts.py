"""Checks of what is known about an asset as a whole: columns, rows, age, memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Unpack

import dagster as dg
import pyarrow as pa

import penstock as ps
from dagster_penstock.checks._building import CHECKED, Asset, CheckOptions, Verdict, build, key_of, rows_of
from penstock.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

_PEAK = "penstock/peak_rss_bytes"


def schema_matches(
    asset: Asset,
    schema: Any,
    *,
    ignore_extra: bool = False,
    ignore_order: bool = False,
    **options: Unpack[CheckOptions],
) -> dg.AssetChecksDefinition:
    """A check that an asset has these columns, of these types.

    Args:
        asset: What is checked.
        schema: Names and types: a mapping, or a schema of Penstock, Polars or pyarrow.
        ignore_extra: Whether more columns may be there.
        ignore_order: Whether they may be in another order.
        **options: See `CheckOptions`.
    """
    expected = dict(ps.Schema(schema).items())

    def look(_: dg.AssetCheckExecutionContext, tables: Mapping[str, ps.LazyFrame]) -> Verdict:
        found = dict(tables[CHECKED].collect_schema().items())
        wrong = [(name, str(dtype), str(found.get(name, "none"))) for name, dtype in expected.items()]
        wrong = [one for one in wrong if found.get(one[0]) != expected[one[0]]]
        if not ignore_extra:
            wrong += [(name, "none", str(dtype)) for name, dtype in found.items() if name not in expected]
        kept = [name for name in found if name in expected]
        if not wrong and not ignore_order and kept != list(expected):
            at = next(i for i, name in enumerate(kept) if name != list(expected)[i])
            wrong = [(kept[at], f"behind {at} columns", f"behind {list(expected).index(kept[at])}")]
        columns = {name: [one[i] for one in wrong] for i, name in enumerate(("column", "expected", "found"))}
        return Verdict(
            passed=not wrong, count=len(wrong), sample=ps.DataFrame(pa.table(columns)).lazy() if wrong else None
        )

    return build(asset, "schema_matches", look, options)


def row_count_between(
    asset: Asset, least: int = 0, most: int | None = None, **options: Unpack[CheckOptions]
) -> dg.AssetChecksDefinition:
    """A check that an asset has neither too few nor too many rows.

    Args:
        asset: What is checked.
        least: The least number that passes.
        most: The greatest number that passes; none if not given.
        **options: See `CheckOptions`.
    """
    if most is not None and most < least:
        raise ConfigError(f"row_count_between {least} and {most}: no number is")

    def look(_: dg.AssetCheckExecutionContext, tables: Mapping[str, ps.LazyFrame]) -> Verdict:
        rows = rows_of(tables[CHECKED])
        about = {"rows": rows, "least": least, **({} if most is None else {"most": most})}
        return Verdict(passed=least <= rows and (most is None or rows <= most), count=rows, metadata=about)

    return build(asset, "row_count_between", look, options)


def row_count_change(
    asset: Asset,
    *,
    most_loss: float | None = None,
    most_growth: float | None = None,
    **options: Unpack[CheckOptions],
) -> dg.AssetChecksDefinition:
    """A check that an asset, or a partition of it, has about as many rows as when it was stored before.

    It compares what the last two materialisations say, and passes when there is only one.

    Args:
        asset: What is checked.
        most_loss: Which share of the rows may be gone: 0.1 for a tenth. Any if not given.
        most_growth: Which share may be added. Any if not given.
        **options: See `CheckOptions`.
    """
    if most_loss is None and most_growth is None:
        raise ConfigError("row_count_change allows everything", hint="pass most_loss, most_growth or both")

    def look(context: dg.AssetCheckExecutionContext, _: Mapping[str, ps.LazyFrame]) -> Verdict:
        last = _stored(context, asset, limit=2)
        if len(last) < 2:
            return Verdict(passed=True, metadata={"materializations": len(last)})
        after, before = (_number(one, "dagster/row_count", asset) for one in last)
        about = {"rows": after, "rows_before": before}
        lost = most_loss is not None and after < before * (1 - most_loss)
        grown = most_growth is not None and after > before * (1 + most_growth)
        return Verdict(passed=not lost and not grown, count=abs(after - before), metadata=about)

    return build(asset, "row_count_change", look, options, loads=False)


def freshness(
    asset: Asset,
    most_age: dt.timedelta,
    *,
    column: str | None = None,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    **options: Unpack[CheckOptions],
) -> dg.AssetChecksDefinition:
    """A check that an asset is not too old.

    Args:
        asset: What is checked.
        most_age: The greatest age that passes.
        column: Dates or moments, of which the latest counts; those without a zone are in UTC. If not given, the moment
            when it was last stored counts.
        now: The time, with its zone.
        **options: See `CheckOptions`.
    """

    def look(context: dg.AssetCheckExecutionContext, tables: Mapping[str, ps.LazyFrame]) -> Verdict:
        if column is None:
            last = _stored(context, asset, limit=1)
            latest = dt.datetime.fromtimestamp(last[0].timestamp, dt.UTC) if last else None
        else:
            latest = _moment(tables[CHECKED].select(ps.col(column).max()).collect().item())
        if latest is None:
            return Verdict(passed=False, metadata={"latest": "nothing"})
        age = now() - latest
        about = {"latest": latest.isoformat(), "age_seconds": age.total_seconds()}
        return Verdict(passed=age <= most_age, count=int(age.total_seconds()), metadata=about)

    return build(asset, "freshness", look, options, loads=column is not None)


def memory_guard(asset: Asset, budget_bytes: int, **options: Unpack[CheckOptions]) -> dg.AssetChecksDefinition:
    """A check that the process needed no more memory than a budget when an asset was last stored.

    Args:
        asset: What is checked.
        budget_bytes: The budget.
        **options: See `CheckOptions`.
    """
    if budget_bytes <= 0:
        raise ConfigError(f"memory_guard has a budget of {budget_bytes} bytes")

    def look(context: dg.AssetCheckExecutionContext, _: Mapping[str, ps.LazyFrame]) -> Verdict:
        last = _stored(context, asset, limit=1)
        if not last:
            return Verdict(passed=False, metadata={"budget_bytes": budget_bytes, "materializations": 0})
        peak = _number(last[0], _PEAK, asset)
        about: dict[str, Any] = {"budget_bytes": budget_bytes, "peak_bytes": peak}
        found = last[0].asset_materialization.metadata if last[0].asset_materialization else {}
        for name in ("peak_jvm_heap_bytes", "peak_arrow_bytes", "peak_duckdb_bytes", "spilled_bytes", "engine"):
            if f"penstock/{name}" in found:
                about[name] = found[f"penstock/{name}"]
        if peak > budget_bytes:
            about["advice"] = (
                "store it by partition, or give the engine a smaller memory_limit so that it spills earlier"
            )
        return Verdict(passed=peak <= budget_bytes, count=max(0, peak - budget_bytes), metadata=about)

    return build(asset, "memory_guard", look, options, loads=False)


def _stored(context: dg.AssetCheckExecutionContext, asset: Asset, *, limit: int) -> Sequence[dg.EventLogRecord]:
    """The last materialisations, newest first: those of the partition that is checked, or that was stored last."""
    key = key_of(asset)
    if context.has_partition_key:
        partition: str | None = context.partition_key
    else:
        last = context.instance.fetch_materializations(key, limit=1).records
        partition = last[0].partition_key if last else None
    wanted: Any = key if partition is None else dg.AssetRecordsFilter(asset_key=key, asset_partitions=[partition])
    records: Sequence[dg.EventLogRecord] = context.instance.fetch_materializations(wanted, limit=limit).records
    return records


def _number(record: dg.EventLogRecord, name: str, asset: Asset) -> int:
    materialization = record.asset_materialization
    value = materialization.metadata.get(name) if materialization else None
    if value is None or not isinstance(value.value, int):
        raise ConfigError(
            f"the materialization of {key_of(asset).to_user_string()} does not say {name}",
            hint="store it with an I/O manager of dagster_penstock",
        )
    return value.value


def _moment(value: dt.date | dt.datetime | None) -> dt.datetime | None:
    if value is None:
        return None
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)
