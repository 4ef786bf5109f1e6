"""Findings as lines, as a Markdown and a JSON table, and as a chart."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from compare.asking import Finding
from compare.question import EngineName, Size

ENGINES: tuple[EngineName, ...] = ("penstock", "polars", "duckdb")


def line(finding: Finding) -> str:
    """One line for the terminal."""
    question = finding.question
    if "penstock" in finding.notes:
        return f"{question.name:26} FAILED  {finding.notes['penstock']}"
    engines = ", ".join(
        f"{name} {times.best:8.1f} ms (median {times.middle:8.1f}, cpu {times.cpu:8.1f})"
        for name, times in finding.times.items()
    )
    must = "" if question.must is None else f" (must {question.must}, aim {question.aim or question.must})"
    memory = (
        f", of memory {_share(finding.peak_ratio)} (of growth {_share(finding.growth_ratio)})" if finding.peaks else ""
    )
    missed = " MISSED" if finding.missed else ""
    ratios = f"ratio {_share(finding.ratio)}{must}, of cpu {_share(finding.cpu_ratio)}{memory}{missed}"
    left_out = "".join(f" | {name} left out" for name in finding.notes if name not in finding.times)
    return f"{question.name:26} on {finding.places}: {engines} | {ratios}{left_out}"


def machine(size: Size, runs: int) -> str:
    """What was measured where, in a sentence."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} processors, {platform.system()}, "
        f"Python {platform.python_version()}; {size.rows:,} rows, TPC-H at scale {size.scale:g}; all engines warm, in "
        f"one process and by turns, {runs} runs; Polars {pl.__version__}, DuckDB {duckdb.__version__}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for text in info.read_text().splitlines():
            if text.startswith("model name"):
                return text.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def write(folder: Path, findings: Sequence[Finding], about: str) -> None:
    """bench.md, bench.json and bench.svg in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.md").write_text(markdown(findings, about))
    document = {"about": about, "questions": [_row(finding) for finding in findings]}
    (folder / "bench.json").write_text(json.dumps(document, indent=2) + "\n")
    chart(folder / "bench.svg", findings, about)


def markdown(findings: Sequence[Finding], about: str) -> str:
    """A table of all findings, and what is to be said about some of them."""
    memory = any(finding.peaks for finding in findings)
    more, rule = (
        (" memory: Penstock, Polars, DuckDB | of memory | of growth |", " ---: | ---: | ---: |") if memory else ("", "")
    )
    lines = [
        "# Penstock beside Polars and DuckDB",
        "",
        f"`make bench`: {about}.",
        "",
        "Times are the best and, in brackets, the median run in milliseconds. The ratio is that of the best runs, to",
        "the faster of the two others; the one of cpu is that of the time on all processors. The second column says",
        "which of its engines Penstock took: DuckDB inside of Penstock gave the answer where it comes first.",
        *(
            [
                "Memory is the peak of a process that does nothing else, with Python and the inputs; in brackets,",
                "how far it grew while it answered.",
            ]
            if memory
            else []
        ),
        "",
        f"| question | run by | Penstock | Polars | DuckDB | ratio | must | aim | of cpu |{more}",
        f"| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |{rule}",
    ]
    for finding in findings:
        cells = [finding.question.name, finding.places]
        cells += [_times(finding, name) for name in ENGINES]
        cells += [_bold(_share(finding.ratio), finding.missed), _number(finding.question.must)]
        cells += [_number(finding.question.aim), _share(finding.cpu_ratio)]
        if memory:
            cells += [", ".join(_memory(finding, name) for name in ENGINES) + " MB"]
            cells += [_share(finding.peak_ratio), _share(finding.growth_ratio)]
        lines.append(f"| {' | '.join(cells)} |")
    notes = [(finding, name, text) for finding in findings for name, text in finding.notes.items()]
    if notes:
        lines += ["", "Left out:", ""]
        lines += [f"- {finding.question.name}, {name}: {' '.join(text.split())[:200]}" for finding, name, text in notes]
    return "\n".join(lines) + "\n"


def _times(finding: Finding, name: EngineName) -> str:
    times = finding.times.get(name)
    if times is None:
        return "failed" if name in finding.notes else ""
    return f"{times.best:,.1f} ({times.middle:,.1f})"


def _memory(finding: Finding, name: EngineName) -> str:
    memory = finding.peaks.get(name)
    return "-" if memory is None else f"{memory.whole:,.0f} ({memory.grown:,.0f})"


def _share(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.2f}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _bold(text: str, really: bool) -> str:  # noqa: FBT001  private, and read where it is called
    return f"**{text}**" if really else text


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.question.name,
        "must": finding.question.must,
        "aim": finding.question.aim,
        "run_by": finding.places,
        "ratio": finding.ratio,
        "cpu_ratio": finding.cpu_ratio,
        "peak_ratio": finding.peak_ratio,
        "growth_ratio": finding.growth_ratio,
        "missed": finding.missed,
        "engines": {
            name: {
                "wall_ms": {"best": times.best, "median": times.middle},
                "cpu_ms": times.cpu,
                "peak_mb": finding.peaks[name].whole if name in finding.peaks else None,
                "grown_mb": finding.peaks[name].grown if name in finding.peaks else None,
            }
            for name, times in finding.times.items()
        },
        "notes": finding.notes,
    }


def chart(path: Path, findings: Sequence[Finding], about: str) -> None:
    """Bars of the ratios, on a logarithmic scale, from the line of the faster other engine; a tick for each must."""
    import matplotlib as mpl

    mpl.use("svg" if path.suffix == ".svg" else "agg")
    from matplotlib import pyplot as plt

    shown = [(finding, finding.ratio) for finding in findings if finding.ratio is not None]
    if not shown:
        return
    figure, axes = plt.subplots(figsize=(10, 1.6 + 0.24 * len(shown)), layout="constrained")
    ratios = [ratio for _, ratio in shown]
    colors = ["#b8442e" if finding.missed else "#2f6f8f" for finding, _ in shown]
    names = [finding.question.name for finding, _ in shown]
    axes.barh(names, [ratio - 1 for ratio in ratios], left=1, color=colors, height=0.7)
    axes.axvline(1.0, color="#222222", linewidth=1.2)
    for place, (finding, ratio) in enumerate(shown):
        if finding.question.must is not None:
            axes.plot([finding.question.must] * 2, [place - 0.45, place + 0.45], color="#e0a030", linewidth=2.5)
        beside, side = (4, "left") if ratio >= 1 else (-4, "right")
        axes.annotate(
            f"{ratio:.2f}", (ratio, place), (beside, 0), textcoords="offset points", va="center", ha=side, fontsize=8
        )
    axes.set_xscale("log")
    low, high = min(0.5, *ratios), max(2.0, *ratios)
    axes.set_xlim(low / 1.5, high * 1.5)
    ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if low / 1.5 < tick < high * 1.5]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.tick_params(axis="y", labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel("\n".join(about.split("; ", 1)), fontsize=7, color="#555555")
    axes.set_title(
        "Penstock's time as a share of the faster of Polars and DuckDB: left of the line is faster.\n"
        "Yellow: the most that it must be; red: more than that",
        fontsize=10,
    )
    figure.savefig(path)
    plt.close(figure)
