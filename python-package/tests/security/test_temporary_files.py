"""Temporary files: where they lie, who may read them, and that a killed process leaves none for long."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from runtime.programs import run

import penstock as ps
from penstock._io.temporary import private_folder

SPILLS = """
import io, os, pathlib, signal, stat, sys
from penstock._io.temporary import private_folder

parent = pathlib.Path(os.environ["PENSTOCK_SPILL_DIR"])
rows()
"""


def test_a_private_folder_is_the_owners_alone_and_goes_with_its_block() -> None:
    with private_folder() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.parent == ps._session.current_engine().settings.spill_dir
        (folder / "file").write_text("x")
    assert not folder.exists()


def test_it_goes_when_the_block_fails() -> None:
    with pytest.raises(ValueError, match="x"), private_folder() as folder:
        raise ValueError("x")
    assert not folder.exists()


def test_bytes_that_are_read_and_text_that_is_written_leave_nothing(tmp_path: Path) -> None:
    program = (
        SPILLS
        + """
frame = ps.read_csv(io.BytesIO(b"a\\n1\\n"))
frame.write_json()
print(len(list(parent.iterdir())), stat.S_IMODE(next(parent.iterdir()).stat().st_mode) == 0o700)
"""
    )
    ended = run(program, variables={"PENSTOCK_SPILL_DIR": str(tmp_path)})
    assert ended.out.split() == ["1", "True"], ended.err
    assert list(tmp_path.iterdir()) == []


def test_the_next_process_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    program = (
        SPILLS
        + """
with private_folder() as folder:
    (folder / "0.csv").write_text("ssn")
    print(len(list(parent.iterdir())), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    )
    killed = run(program, variables={"PENSTOCK_SPILL_DIR": str(tmp_path)})
    assert killed.code == -9
    assert killed.out.strip() == "2"  # of the engine, and of the bytes
    assert len(list(tmp_path.iterdir())) == 2
    ended = run(SPILLS + "print(len(list(parent.iterdir())))", variables={"PENSTOCK_SPILL_DIR": str(tmp_path)})
    assert ended.out.strip() == "1", ended.err
    assert list(tmp_path.iterdir()) == []


def test_text_keeps_its_values_on_the_way() -> None:
    frame = ps.DataFrame({"a": [1, None], "b": ["x", "é"]})
    assert ps.read_csv(io.BytesIO((frame.write_csv() or "").encode())).equals(frame)
