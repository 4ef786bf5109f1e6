"""A file appears when it is complete, or not at all; what stood there before stays until then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import penstock as ps

if TYPE_CHECKING:
    from pathlib import Path

WRITERS = {
    "parquet": "sink_parquet",
    "csv": "sink_csv",
    "ndjson": "sink_ndjson",
    "arrow": "sink_ipc",
}
READERS: dict[str, Any] = {
    "parquet": pl.read_parquet,
    "csv": pl.read_csv,
    "ndjson": pl.read_ndjson,
    "arrow": pl.read_ipc,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_an_error_in_the_middle_leaves_the_old_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"rows.{kind}"
    old = ps.DataFrame({"a": [1, 2]})
    getattr(old.lazy(), WRITERS[kind])(path)
    (tmp_path / "bad.csv").write_text("a\n" + "1\n" * 300_000 + "x\n")
    with pytest.raises(ps.exceptions.ComputeError, match=r"bad\.csv, line 300002"):
        getattr(ps.scan_csv(tmp_path / "bad.csv"), WRITERS[kind])(path)
    assert READERS[kind](path)["a"].to_list() == [1, 2]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.csv", path.name]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_plan_that_reads_the_file_it_writes_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"rows.{kind}"
    getattr(ps.DataFrame({"a": [1, 2]}).lazy(), WRITERS[kind])(path)
    scan = getattr(ps, f"scan_{'ipc' if kind == 'arrow' else kind}")
    for source in (path, tmp_path / "*", os.path.relpath(path)):
        with pytest.raises(ps.exceptions.InvalidOperationError, match="reads"):
            getattr(scan(source).filter(ps.col("a") > 1), WRITERS[kind])(path)
    assert READERS[kind](path)["a"].to_list() == [1, 2]


@pytest.mark.parametrize("kind", WRITERS)
def test_two_writers_leave_one_complete_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"rows.{kind}"
    frames = [ps.DataFrame({"a": [number] * 100_000}) for number in range(4)]
    failures = []

    def write(frame: ps.DataFrame) -> None:
        try:
            getattr(frame.lazy(), WRITERS[kind])(path)
        except Exception as error:  # noqa: BLE001 - shown below
            failures.append(error)

    threads = [threading.Thread(target=write, args=(frame,)) for frame in frames]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    values = READERS[kind](path)["a"]
    assert len(values) == 100_000
    assert values.n_unique() == 1
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_full_disk_leaves_nothing(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"rows.{kind}"
    path.write_text("old")
    # A limit on the size of files acts like a disk that is full.
    code = f"""
        import resource, signal
        import penstock as ps
        import polars as pl
        frame = ps.from_arrow(pl.select(a=pl.int_range(2_000_000).shuffle(seed=1)))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
        try:
            frame.lazy().{WRITERS[kind]}({str(path)!r})
        except OSError as error:
            print("refused:", type(error).__name__, error)
        print(ps.DataFrame({{"a": [1]}}).to_dicts())
        """
    process = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], check=False, capture_output=True, text=True, timeout=120
    )
    text = process.stdout
    assert process.returncode == 0, process.stderr
    assert text.startswith("refused:"), text
    assert text.endswith("[{'a': 1}]\n")
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_killed_writer_leaves_no_half_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("old")
    code = f"""
        import penstock as ps
        import polars as pl
        frame = ps.from_arrow(pl.select(a=pl.int_range(20_000_000)))
        print("started", flush=True)
        frame.lazy().sink_csv({str(path)!r})
        """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for _ in range(400):
            if any(file.name.endswith(".tmp") and file.stat().st_size > 0 for file in tmp_path.iterdir()):
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert path.read_text() == "old"
    # What is left has a hidden name that no scan of the folder reads.
    left = [file.name for file in tmp_path.iterdir() if file.name != path.name]
    assert all(name.startswith(".rows.csv.") and name.endswith(".tmp") for name in left)
    assert ps.scan_csv(tmp_path).collect_schema().names() == ["old"]


def test_missing_folders_are_named_or_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.csv"
    with pytest.raises(FileNotFoundError, match="deep"):
        ps.DataFrame({"a": [1]}).write_csv(path)
    ps.DataFrame({"a": [1]}).lazy().sink_csv(path, mkdir=True)
    assert path.read_text() == "a\n1\n"
    with pytest.raises(OSError, match="folder"):
        ps.DataFrame({"a": [1]}).write_csv(tmp_path / "deep")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OSError, match="permission"):
        ps.DataFrame({"a": [1]}).write_csv(tmp_path / "a.csv")


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    ps.DataFrame({"a": [1]}).write_csv(tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "a\n1\n"


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path, kind: str, engine: str) -> None:
    pipe = tmp_path / f"rows.{kind}"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    for target in (pipe, tmp_path / "link"):
        with pytest.raises(OSError, match=rf"rows\.{kind} is a device, a pipe or a socket.*open file"):
            getattr(ps.LazyFrame({"a": [1, 2]}), WRITERS[kind])(target, engine=engine)
    assert pipe.is_fifo()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link", pipe.name]


@pytest.mark.parametrize("write", ["write_parquet", "write_csv", "write_ndjson", "write_json", "write_ipc"])
def test_eager_frames_do_not_replace_a_pipe(tmp_path: Path, write: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe is a device"):
        getattr(ps.DataFrame({"a": [1, 2]}), write)(tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()


def test_a_pipe_is_not_replaced_by_a_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe is a device"):
        ps.LazyFrame({"a": [1, 2], "b": [1, 2]}).sink_parquet(tmp_path / "pipe", partition_by="b")
    assert (tmp_path / "pipe").is_fifo()
    assert [file.name for file in tmp_path.iterdir()] == ["pipe"]
