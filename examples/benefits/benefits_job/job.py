"""The whole job, and what it has to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg

import penstock as ps
from benefits_job.additions import YEARS
from benefits_job.benefits import roster
from benefits_job.graph import ASSETS, CHECKS, definitions, io_manager
from benefits_job.participants import PLANS
from benefits_job.report import write_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benefits_job.settings import Settings

HEADING = ("asset", "rows", "seconds", "peak MB", "engine")

_SHOWN = (
    "eligibility_flags",
    "eligibility_by_plan",
    "reasons",
    "additions_by_status",
    "additions_by_share",
    "corrections_by_step",
    "employment_by_cohort",
)


def run(settings: Settings) -> Iterator[str]:
    """Materialise everything and write the report; gives a table, line by line."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    resources = {"io_manager": io_manager()}
    before, rosters, years = (
        dg.AssetSelection.assets(*assets)
        for assets in (["participants"], [roster], [asset for asset in ASSETS if asset.partitions_def == YEARS])
    )
    with dg.DagsterInstance.ephemeral() as instance:

        def materialize(selection: Any, **options: Any) -> dg.ExecuteInProcessResult:
            return dg.materialize(
                [*ASSETS, *CHECKS],
                selection=selection,
                resources=resources,
                instance=instance,
                run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}},
                **options,
            )

        first, *_, last = YEARS.get_partition_keys()
        results = [
            materialize(before),
            *[materialize(rosters, partition_key=plan) for plan in PLANS],
            # All plan years in one run.
            materialize(
                years, tags={"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
            ),
            materialize(dg.AssetSelection.all() - before - rosters - years),
        ]
        rows = [row for result in results for row in _rows(result)]
        found = [check for result in results for check in _checks(result)]
        yield from _lines([HEADING, *rows])
        yield ""
        yield from (f"check {name}: {verdict}; {what}".removesuffix("; ") for name, verdict, what in found)
        defs = definitions()
        tables: dict[str, Any] = {
            name: defs.load_asset_value(name, instance=instance, python_type=ps.DataFrame) for name in _SHOWN
        }
    write_report(settings.report, tables, checks=found, runs=[HEADING, *rows])


def _rows(result: dg.ExecuteInProcessResult) -> Iterator[tuple[str, ...]]:
    """A line of the table for each materialisation of a run, and for each table that dbt has built in it."""
    for event in result.get_asset_materialization_events():
        known: dict[str, Any] = {name: value.value for name, value in event.materialization.metadata.items()}
        peak = f"{known['penstock/peak_rss_bytes'] / 1e6:,.0f}"
        for name, count, seconds, engine in known.get("tables", ()):
            yield f"  dbt: {name}", f"{count:,}", f"{seconds:.2f}", peak, engine
        if "dagster/row_count" in known:
            name = event.materialization.asset_key.to_user_string()
            if event.materialization.partition:
                name += f" [{event.materialization.partition}]"
            seconds = f"{known['penstock/seconds']:.2f}"
            yield name, f"{known['dagster/row_count']:,}", seconds, peak, known["penstock/engine"]


def _checks(result: dg.ExecuteInProcessResult) -> Iterator[tuple[str, str, str]]:
    """The name of each check of a run, its verdict, and what it found; samples of rows are for Dagster's pages only."""
    for check in result.get_asset_check_evaluations():
        verdict = "passed" if check.passed else f"not passed ({check.severity.value})"
        found = {
            name.removeprefix("penstock/"): value.value
            for name, value in check.metadata.items()
            if value.value and not isinstance(value, dg.MarkdownMetadataValue)
        }
        yield check.check_name, verdict, ", ".join(f"{name}: {_number(value)}" for name, value in found.items())


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADING))]
    for number, row in enumerate(rows):
        cells = [
            cell.rjust(width) if 0 < i < 4 else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)
