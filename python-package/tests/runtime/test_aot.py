"""The AOT cache: made in the background, used when it fits, and never in the way."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest
from runtime.programs import SOURCES, Ended, run

from penstock._runtime.aot import Archive

pytestmark = pytest.mark.timeout(300)  # recordings have the lowest priority

# Whether the archive is in use is seen in what is mapped.
PROGRAM = """
import pathlib
print(rows() == [(1,), (2,), (3,)], b".aot" in pathlib.Path("/proc/self/maps").read_bytes())
"""
WITHOUT = Ended(0, "True False\n", "")
WITH = Ended(0, "True True\n", "")


def run_with(folder: Path, **variables: str) -> Ended:
    chosen = {"PENSTOCK_CACHE_DIR": str(folder), "PENSTOCK_AOT": "auto", "PENSTOCK_AOT_PRACTICE": "0"}
    return run(PROGRAM, variables=chosen | variables)


def recorded(folder: Path) -> Path:
    """The archive in a cache folder, once nobody works on it any more."""
    (lock,) = (folder / "aot").glob("*.lock")
    with lock.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
    (archive,) = (folder / "aot").glob("*.aot")
    assert {path.suffix for path in (folder / "aot").iterdir()} == {".aot", ".lock"}
    return archive


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder, with a name that is not ASCII, in which an archive was recorded by a process without a path."""
    folder = tmp_path_factory.mktemp("cache") / "Größe 大"
    assert run_with(folder, PATH="") == WITHOUT
    recorded(folder)
    return folder


def test_the_second_process_starts_with_what_the_first_had_recorded(folder: Path) -> None:
    assert run_with(folder) == WITH


def test_it_is_found_whatever_the_locale(folder: Path) -> None:
    assert run_with(folder, LC_ALL="C") == WITH
    assert run_with(folder, LC_ALL="POSIX", PYTHONUTF8="0") == WITH


def test_it_serves_heaps_of_other_sizes(folder: Path) -> None:
    assert run_with(folder, PENSTOCK_MEMORY_LIMIT="4GiB") == WITH


def test_it_serves_those_who_want_to_see_messages(folder: Path) -> None:
    assert run_with(folder, PENSTOCK_DEBUG="1") == WITH


def test_it_can_be_turned_off(folder: Path, tmp_path: Path) -> None:
    assert run_with(folder, PENSTOCK_AOT="off") == WITHOUT
    assert run_with(tmp_path, PENSTOCK_AOT="off") == WITHOUT
    assert not (tmp_path / "aot").exists()


def test_who_asks_for_an_archive_of_their_own_gets_no_second_one(folder: Path) -> None:
    assert run_with(folder, JAVA_TOOL_OPTIONS="-Xshare:off") == WITHOUT


@pytest.mark.parametrize("damage", ["empty", "garbage", "truncated", "of another runtime"])
def test_an_archive_that_does_not_fit_is_ignored(folder: Path, tmp_path: Path, damage: str) -> None:
    good = recorded(folder)
    bad = tmp_path / "aot" / good.name
    bad.parent.mkdir()
    content = good.read_bytes()
    match damage:
        case "empty":
            bad.write_bytes(b"")
        case "garbage":
            bad.write_bytes(os.urandom(100_000))
        case "truncated":
            bad.write_bytes(content[: len(content) // 2])
        case "of another runtime":
            bad.write_bytes(content.replace(b"25.0.", b"24.9."))
    ended = run_with(tmp_path)
    assert ended in {WITHOUT, WITH} if damage == "of another runtime" else ended == WITHOUT


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert run_with(tmp_path / "file" / "cache") == WITHOUT
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    assert run_with(closed) == WITHOUT


def test_an_installation_in_a_folder_that_is_not_ascii_works(tmp_path: Path) -> None:
    home = tmp_path / "Übung"
    shutil.copytree(SOURCES, home, ignore=shutil.ignore_patterns("_native", "__pycache__"))
    for locale in ("C.UTF-8", "C"):
        ended = run_with(tmp_path / "cache", PYTHONPATH=str(home), LC_ALL=locale, PENSTOCK_AOT="off")
        assert ended.code == 0


def test_recording_leaves_the_processors_to_others(tmp_path: Path) -> None:
    if not Path("/proc/self/autogroup").exists():
        pytest.skip("processors are not shared out by session here")
    java = tmp_path / "java"
    java.write_text('#!/bin/sh\nnice >"${1#*=}"; cat /proc/self/autogroup >>"${1#*=}"\n')
    java.chmod(0o700)
    archive = Archive(tmp_path / "aot" / "one.aot", (str(java),))
    assert archive.record()
    text = recorded(tmp_path).read_text().split()
    assert text[0] == text[-1] == "19", text


def test_only_one_records(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "aot" / "some.aot", ("/bin/sleep", "1"))
    assert archive.record()
    assert not archive.record()
    with archive.path.with_suffix(".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    assert not archive.path.exists()
    assert not archive.record(), "it was tried in vain, and is not tried again soon"
    assert [path.suffix for path in archive.path.parent.iterdir()] == [".lock"]


def test_archives_that_nobody_used_for_long_are_removed(tmp_path: Path) -> None:
    for age in range(12):
        old = tmp_path / f"{age}.aot"
        old.touch()
        old.with_suffix(".lock").touch()
        os.utime(old, (1e9 - age, 1e9 - age))
    archive = Archive(tmp_path / "new.aot", ("/bin/true",))
    assert archive.record()
    assert {path.stem for path in tmp_path.glob("*.aot")} == {str(age) for age in range(7)}
