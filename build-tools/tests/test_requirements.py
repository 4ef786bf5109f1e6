"""docs/requirements.md names every requirement once, and only files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPECIFICATION = ROOT.parent / "shared" / "spec"
ROW = re.compile(r"\| ([A-Z]+-\d+) \| (.*?) \| (met|in part|not met) \|(.*?)\|(.*?)\|$")
FAMILIES = {"FR": 42, "PIPE": 62, "DID": 44, "SEQ": 30, "TS": 28, "SVC": 32, "SRC": 23}


def rows() -> list[tuple[str, str, str, str, str]]:
    lines = (ROOT / "docs" / "requirements.md").read_text().splitlines()
    return [match.groups() for line in lines if (match := ROW.match(line))]  # type: ignore[misc]


def test_every_requirement_has_one_row() -> None:
    expected = [f"{family}-{number}" for family, count in FAMILIES.items() for number in range(1, count + 1)]
    assert [row[0] for row in rows()] == expected


def test_every_row_is_well_formed() -> None:
    lines = (ROOT / "docs" / "requirements.md").read_text().splitlines()
    tables = [line for line in lines if re.match(r"\| [A-Z]+-\d+", line)]
    assert [line for line in tables if not ROW.match(line)] == []


@pytest.mark.skipif(not SPECIFICATION.is_dir(), reason="the specification is not beside the project")
def test_the_specification_has_no_other_requirements() -> None:
    text = "".join(document.read_text() for document in SPECIFICATION.glob("*.md"))
    for family, count in FAMILIES.items():
        numbers = {int(number) for number in re.findall(rf"\b{family}-(\d+)\b", text)}
        assert numbers == set(range(1, count + 1)), family


def test_what_is_met_names_its_place_and_its_test() -> None:
    for name, _, state, place, test in rows():
        if state != "not met":
            assert place.strip(), name
        if state == "met":
            assert test.strip(), name
        paths = [text for text in re.findall(r"`([^`]+)`", place + test) if "/" in text]
        for path in paths:
            assert list(ROOT.glob(path.split("::", maxsplit=1)[0])), f"{name}: {path}"
