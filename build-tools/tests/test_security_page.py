"""The page on security: each claim of its checklist has tests that are there, and its versions are the pinned ones."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CHECKLIST = PAGE[PAGE.index("## Checklist for sign-off") :]
ROWS = re.findall(r"^\| (?!Claim|---)(.+?) \| (.+) \|$", CHECKLIST, re.MULTILINE)
#: Of a package that is there twice, the version for Python 3.11, which comes first.
LOCKED = dict(
    reversed(
        re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    )
)


def is_there(test: str) -> bool:
    """Whether a test is one of Python's (`file.py::function`) or of Java's (`Class.method`)."""
    file, separator, name = test.partition("::")
    if separator:
        text = f"def {name}("
        places = [*ROOT.glob(f"*/tests/{file}"), *ROOT.glob(f"*/tests/*/{file}")]
    else:
        class_, _, name = test.partition(".")
        text = f"void {name}("
        places = list(ROOT.glob(f"*/src/test/java/**/{class_}.java"))
    return any(text in place.read_text(encoding="utf-8") for place in places)


def test_there_is_a_checklist() -> None:
    assert len(ROWS) > 20


@pytest.mark.parametrize(("claim", "tests"), ROWS, ids=[claim for claim, _ in ROWS])
def test_every_claim_has_a_test_that_is_there(claim: str, tests: str) -> None:
    named = re.findall(r"`([^`]+)`", tests)
    assert named, claim
    assert [test for test in named if not is_there(test)] == []


@pytest.mark.parametrize(
    "test", ["KeyedDigestTest.nothing", "NoTest.makes", "test_audit.py::test_nothing", "test_none.py::x"]
)
def test_a_test_that_is_gone_is_noticed(test: str) -> None:
    assert not is_there(test)


def test_the_versions_are_those_that_are_pinned() -> None:
    table = PAGE[PAGE.index("## Versions") : PAGE.index("## Checklist")]
    rows = re.findall(r"^\| (?!Library|---)(.+?) \| (.+?) \|", table, re.MULTILINE)
    known = LOCKED | {
        "duckdb (Python)": LOCKED["duckdb"],
        "duckdb (native, in the JVM)": re.findall(
            r"<duckdb.version>(.+?)<", (ROOT / "pom.xml").read_text(encoding="utf-8")
        )[0],
        "Java": re.findall(r"<maven.compiler.source>(.+?)<", (ROOT / "pom.xml").read_text(encoding="utf-8"))[0],
    }
    assert len(rows) > 10
    assert {name: version for name, version in rows if known.get(name) != version} == {}
