"""What holds for all files of the repository."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked(*patterns: str) -> list[Path]:
    """The files that Git knows and that are there, as paths from the root."""
    answer = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [Path(name) for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]


def lines_with(pattern: str) -> list[str]:
    """All lines of text files that have a match, as `file:line: text`."""
    wanted = re.compile(pattern)
    found = []
    for path in tracked():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path.resolve() == Path(__file__).resolve():
            continue
        found += [
            f"{path}:{number}: {line[:120]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if wanted.search(line)
        ]
    return found


def test_no_file_names_the_address_of_a_package_registry() -> None:
    assert lines_with(r"pypi\.org|pythonhosted\.org|repo1?\.maven|<repository>|(?<!emit-)index-url") == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert lines_with(r"(?<![\w.~$/{}-])/(home/\w+|root|Users/\w+|work)/") == []


@pytest.mark.parametrize("pattern", ["*.java", "*.py"])
def test_files_stay_small(pattern: str) -> None:
    lines = {path: (ROOT / path).read_text(encoding="utf-8").count("\n") for path in tracked(pattern)}
    assert {path: count for path, count in lines.items() if count > 500} == {}


def test_every_java_package_says_what_it_is() -> None:
    folders = {path.parent for path in tracked("*/src/main/java/*.java") if path.name != "module-info.java"}
    assert {folder for folder in folders if not (ROOT / folder / "package-info.java").is_file()} == set()


def test_every_requirement_is_locked_with_hashes() -> None:
    locked = re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==\S+.* \\\n    --hash=", lock(), flags=re.MULTILINE)
    wanted = re.findall(r"^([\w.-]+)", (ROOT / "requirements.in").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {name.lower().replace("_", "-") for name in wanted} <= set(locked)
    assert len(locked) == len(re.findall(r"^\S+==", lock(), flags=re.MULTILINE))


def lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_what_is_run_before_a_change_lands_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
