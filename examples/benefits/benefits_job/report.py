"""The report: one HTML file that opens without a network."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

import penstock as ps
from benefits_job.planted import AS_OF, CASES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_BLUE, _GREY, _ORANGE, _GREEN = "#2f6f9f", "#b8bfc6", "#c8702a", "#4d8b57"
_RED = "#a83232"
#: What is done about what is too much, in the order in which it is done.
_CORRECTIONS = {
    ("RECLASSIFY_CATCHUP", 0): ("becomes catch-up", _GREY),
    ("DISTRIBUTE", 2): ("unmatched deferrals paid back", _BLUE),
    ("DISTRIBUTE", 4): ("matched deferrals paid back", "#7fb0d3"),
    ("FORFEIT", 4): ("their match forfeited", _ORANGE),
    ("FORFEIT", 5): ("more of the employer's forfeited", _RED),
}
_COLOURS = {"never": "#7d858c", "2004": _ORANGE, "2006": _BLUE, "2007": _GREEN}

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Benefits</title>
<style>
  body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }}
  h1 {{ font-size: 1.6rem; }} h2 {{ font-size: 1.15rem; margin-top: 2.2rem; }}
  table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}
  th {{ text-align: left; border-bottom: 2px solid #2f6f9f; }}
  th, td {{ padding: .25rem .8rem .25rem 0; }} td {{ border-bottom: 1px solid #e4e7ea; }}
  td.number, th.number {{ text-align: right; }} td:not(:last-child) {{ white-space: nowrap; }}
  img {{ max-width: 100%; }} p.note {{ color: #666; }}
</style>
<h1>Benefits</h1>
<p>{summary}</p>
<h2>Why people are not eligible</h2>
{reasons_chart}
<h2>Who is eligible, by plan and level</h2>
{plans_chart}
<h2>Participants at the edges of the rules</h2>
<p class="note">As of {as_of}. A dash stands for unknown.</p>
{cases}
<h2>Annual additions against section 415(c)</h2>
<p class="note">What counts towards the limit of each participant. The limit is the lesser of the law's amount for the
year and their pay; 2025 is what is elected so far.</p>
{shares_chart}
{additions}
<h2>What corrects them</h2>
<p class="note">The order is that of EPCRS: unmatched deferrals first, then matched ones with their match, then what the
employer has added.</p>
{corrections_chart}
<h2>Teen employment in 500 counties</h2>
<p class="note">Mean log employment since 2003, by the year in which the state first raised its minimum wage.</p>
{counties_chart}
<h2>What was checked</h2>
{checks}
<h2>What was run</h2>
{runs}
</html>
"""


def write_report(
    path: Path,
    tables: dict[str, ps.DataFrame],
    *,
    checks: Sequence[Sequence[str]],
    runs: Sequence[Sequence[str]],
) -> None:
    """Write the report.

    Args:
        path: Where to.
        tables: The assets `eligibility_flags`, `eligibility_by_plan`, `reasons`, `additions_by_status`,
            `additions_by_share`, `corrections_by_step` and `employment_by_cohort`.
        checks: The name of each check, its verdict, and what it found.
        runs: A heading, and a row for each asset.
    """
    mpl.rcParams.update({"font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "svg.fonttype": "none"})
    flags = tables["eligibility_flags"]
    eligible = sum(row["eligible"] for row in tables["eligibility_by_plan"].to_dicts())
    summary = f"{flags.height:,} active participants; {eligible:,} of them have 12 months, 21 years and 1,000 hours."
    page = _PAGE.format(
        summary=html.escape(summary),
        as_of=AS_OF.strftime("%-d %B %Y"),
        reasons_chart=_image(_reasons(tables["reasons"].to_dicts()), "Participants by reason"),
        plans_chart=_image(_plans(tables["eligibility_by_plan"].to_dicts()), "Share of eligible participants"),
        counties_chart=_image(_counties(tables["employment_by_cohort"].to_dicts()), "Change of employment by cohort"),
        cases=_cases({row["employee_id"]: row for row in flags.head(len(CASES)).to_dicts()}),
        additions=_additions(tables["additions_by_status"].to_dicts()),
        shares_chart=_image(_shares(tables["additions_by_share"].to_dicts()), "Participants by share of their limit"),
        corrections_chart=_image(_corrections(tables["corrections_by_step"].to_dicts()), "Dollars by correction"),
        checks=_table(["check", "verdict", "found"], [[_words(name), *rest] for name, *rest in checks]),
        runs=_table(runs[0], runs[1:], numbers={1, 2, 3}),
    )
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(page, encoding="utf-8")
    unfinished.replace(path)


def _reasons(reasons: list[dict[str, Any]]) -> Figure:
    figure = Figure(figsize=(8, 2.6), layout="constrained")
    axes = figure.subplots()
    rows = reasons[::-1]
    names = [row["ineligible_reason"] or "eligible" for row in rows]
    bars = axes.barh(
        names, [row["participants"] for row in rows], color=[_GREEN if n == "eligible" else _BLUE for n in names]
    )
    axes.bar_label(bars, fmt="{:,.0f}", padding=4)
    axes.set_xlabel("participants")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.margins(x=0.12)
    return figure


def _plans(rows: list[dict[str, Any]]) -> Figure:
    figure = Figure(figsize=(8, 3), layout="constrained")
    axes = figure.subplots()
    plans = sorted({row["plan_id"] for row in rows})
    levels = sorted({row["level"] for row in rows})
    width = 0.8 / len(plans)
    for place, (plan, colour) in enumerate(zip(plans, (_BLUE, _ORANGE, _GREEN), strict=False)):
        shares = {row["level"]: 100 * row["eligible"] / row["active"] for row in rows if row["plan_id"] == plan}
        at = [level + (place - (len(plans) - 1) / 2) * width for level in levels]
        axes.bar(at, [shares.get(level, 0.0) for level in levels], width * 0.92, label=plan, color=colour)
    axes.set_xlabel("level")
    axes.set_ylabel("eligible, % of active")
    axes.set_xticks(levels)
    axes.legend(frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def _shares(rows: list[dict[str, Any]]) -> Figure:
    figure = Figure(figsize=(8, 3), layout="constrained")
    axes = figure.subplots()
    *before, last = sorted({row["year"] for row in rows})
    counts = {(row["year"], row["share"]): row["participants"] for row in rows}
    at = sorted({row["share"] for row in rows})
    step = 5
    colours = [_BLUE if share < 95 else _ORANGE if share < 100 else _RED for share in at]
    axes.bar(at, [counts.get((last, share), 0) for share in at], step * 0.92, align="edge", color=colours, label=last)
    for year, style in zip(before, (":", "-"), strict=False):
        heights = [counts.get((year, share), 0) for share in at]
        axes.stairs(heights, [*at, at[-1] + step], color="#444", linewidth=0.9, linestyle=style, label=year)
    axes.axvline(100, color=_RED, linewidth=0.8)
    axes.annotate("limit", (100, axes.get_ylim()[1]), xytext=(4, -10), textcoords="offset points", color=_RED)
    axes.set_xlabel("additions, % of the limit")
    axes.set_ylabel("participants")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.legend(frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def _corrections(rows: list[dict[str, Any]]) -> Figure:
    figure = Figure(figsize=(8, 2.6), layout="constrained")
    axes = figure.subplots()
    years = sorted({row["year"] for row in rows}, reverse=True)
    left = [0.0] * len(years)
    for (action, step), (what, colour) in _CORRECTIONS.items():
        own = [row for row in rows if row["action"] == action and row["step"] == step]
        if own:
            millions = [sum(float(row["amount"]) for row in own if row["year"] == year) / 1e6 for year in years]
            axes.barh([str(year) for year in years], millions, left=left, color=colour, label=what)
            left = [start + one for start, one in zip(left, millions, strict=True)]
    axes.set_xlabel("millions of dollars")
    axes.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def _counties(rows: list[dict[str, Any]]) -> Figure:
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    axes = figure.subplots()
    lines = {cohort: [row for row in rows if row["cohort"] == cohort] for cohort in _COLOURS}
    heights = _apart({cohort: own[-1]["change"] for cohort, own in lines.items()}, 0.012)
    for cohort, own in lines.items():
        colour = _COLOURS[cohort]
        years, changes = [row["year"] for row in own], [row["change"] for row in own]
        axes.plot(years, changes, color=colour, marker="o", markersize=4)
        raised = f"raised in {cohort}" if cohort != "never" else "not raised"
        axes.text(
            years[-1] + 0.08, heights[cohort], f"{raised} ({own[-1]['counties']} counties)", color=colour, va="center"
        )
        if cohort != "never" and int(cohort) in years:
            at = years.index(int(cohort))
            axes.plot(years[at], changes[at], "o", color=colour, markersize=10, markerfacecolor="none")
    axes.axhline(0, color=_GREY, linewidth=0.8)
    axes.set_xticks(sorted({row["year"] for row in rows}))
    axes.set_xlim(right=2008.4)
    axes.set_ylabel("change of log employment")
    return figure


def _apart(heights: dict[str, float], least: float) -> dict[str, float]:
    """Heights for labels: those that are given, the lower ones moved down where they would touch."""
    placed: dict[str, float] = {}
    above = float("inf")
    for name in sorted(heights, key=heights.__getitem__, reverse=True):
        above = placed[name] = min(heights[name], above - least)
    return placed


def _image(figure: Figure, alternative: str) -> str:
    """A figure as part of the page."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=160)
    data = base64.b64encode(drawn.getvalue()).decode()
    return f'<img alt="{html.escape(alternative)}" src="data:image/png;base64,{data}">'


def _cases(answers: dict[int, dict[str, Any]]) -> str:
    rows = []
    for number, case in enumerate(CASES, start=1):
        answer = answers.get(number)
        if answer is None:
            rows.append([case.what, "not looked at", "", "", "", "", ""])
            continue
        flags = [answer[f"{rule}_eligible"] for rule in ("tenure", "age", "hours", "fully")]
        date = answer["eligibility_date"]
        rows.append(
            [case.what, *map(_flag, flags), "" if date is None else date.isoformat(), answer["ineligible_reason"] or ""]
        )
    return _table(["participant", "12 months", "21 years", "1,000 hours", "eligible", "enters", "reason"], rows)


def _additions(rows: list[dict[str, Any]]) -> str:
    statuses = ["ok", "near", "exceeded", "undetermined"]
    lines = []
    for year in sorted({row["year"] for row in rows}):
        own = {row["status"]: row for row in rows if row["year"] == year}
        counts = [f"{own[status]['participants'] if status in own else 0:,}" for status in statuses]
        dollars = [f"{sum(row[name] or 0 for row in own.values()):,}" for name in ("annual_additions", "excess")]
        lines.append([str(year), *counts, *dollars])
    heading = ["year", "ok", "near the limit", "above it", "undetermined", "dollars added", "dollars above"]
    return _table(heading, lines, numbers=set(range(1, 7)))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _flag(value: bool | None) -> str:  # noqa: FBT001 - a value of a table
    return "—" if value is None else "yes" if value else "no"


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]], numbers: set[int] = frozenset()) -> str:  # type: ignore[assignment]
    def line(cells: Sequence[str], tag: str) -> str:
        parts = [
            f"<{tag}{' class=number' if i in numbers else ''}>{html.escape(cell)}</{tag}>"
            for i, cell in enumerate(cells)
        ]
        return f"<tr>{''.join(parts)}</tr>"

    return "\n".join(["<table>", line(heading, "th"), *[line(row, "td") for row in rows], "</table>"])
