"""Prints how many lines of each room the Java tests run: the reports that `mvn -Pcoverage verify` leaves."""

import csv
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    covered: dict[str, int] = defaultdict(int)
    lines: dict[str, int] = defaultdict(int)
    for report in sorted(ROOT.glob("*/target/site/jacoco/jacoco.csv")):
        with report.open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                for name in (row["PACKAGE"], "all"):
                    covered[name] += int(row["LINE_COVERED"])
                    lines[name] += int(row["LINE_COVERED"]) + int(row["LINE_MISSED"])
    for name in sorted(lines, key=lambda name: (name == "all", name)):
        print(f"{name:<40} {lines[name]:>7} lines {covered[name] / lines[name]:>6.1%}")


if __name__ == "__main__":
    main()
