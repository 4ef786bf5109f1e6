import os
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq
import pytest
from stored.job import job


def test_steps_in_processes_of_their_own_hand_tables_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = tmp_path / "storage"
    monkeypatch.setenv("STORED_FOLDER", str(storage))
    home = tmp_path / "dagster"
    home.mkdir()
    with dg.DagsterInstance.local_temp(str(home)) as instance:
        result = dg.execute_job(dg.reconstructable(job), instance)
        assert result.success
    counted = pq.read_table(storage / "counted.parquet").to_pydict()
    assert counted["rows"] == [1000, 1000]
    processes = {
        pq.read_table(storage / f"{name}.parquet")["process"][0].as_py() for name in ("numbers", "collected", "counted")
    }
    assert len(processes) == 3
    assert os.getpid() not in processes
