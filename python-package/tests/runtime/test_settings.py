"""What an engine is set up with, and what cannot change afterwards."""

import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import penstock as ps
from penstock.exceptions import ConfigError

GIB = 1 << 30


def test_shares_that_are_not_given_are_the_usual_ones() -> None:
    settings = ps.EngineSettings(memory_limit=8 * GIB, columns_limit=2 * GIB)
    assert settings.columns_bytes == 2 * GIB
    assert settings.duckdb_bytes == 3 * GIB
    config = json.loads(settings.to_json(None))
    assert config["memory_limit_bytes"] == 2 * GIB
    assert config["duckdb_memory_limit_bytes"] == 3 * GIB


def test_shares_may_not_be_more_than_the_whole() -> None:
    message = "heap_limit 67,108,864 + columns_limit 134,217,728 + duckdb_limit 67,108,864 = 268,435,456 bytes"
    with pytest.raises(ConfigError, match=re.escape(message)):
        ps.EngineSettings(memory_limit=192 << 20, heap_limit=64 << 20, columns_limit=128 << 20, duckdb_limit=64 << 20)
    ps.EngineSettings(memory_limit=256 << 20, heap_limit=64 << 20, columns_limit=128 << 20, duckdb_limit=64 << 20)


def test_shares_can_be_said_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_MEMORY_LIMIT", "2GiB")
    monkeypatch.setenv("PENSTOCK_HEAP_LIMIT", "128MiB")
    assert ps.EngineSettings.from_environment().heap_bytes == 128 << 20
    monkeypatch.setenv("PENSTOCK_HEAP_LIMIT", "much")
    with pytest.raises(ConfigError, match='PENSTOCK_HEAP_LIMIT: "much" is not a size'):
        ps.EngineSettings.from_environment()


def test_an_engine_that_runs_is_not_started_otherwise(tmp_path: Path) -> None:
    ps.select(ps.lit(1)).to_dicts()
    ps.start_engine()
    with pytest.raises(ConfigError, match=r"runs already, and spill_dir is .* and not"):
        ps.start_engine(spill_dir=tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="heap_limit"):
        ps.start_engine(heap_limit="lots")


def test_the_first_one_says_what_the_engine_has(tmp_path: Path) -> None:
    script = """
    import json, sys
    import penstock as ps
    from penstock._session import current_engine

    ps.start_engine(memory_limit="1GiB", heap_limit="96MiB", columns_limit="256MiB", spill_dir=sys.argv[1])
    ps.start_engine(memory_limit="1GiB", columns_limit=256 << 20)
    settings = current_engine().settings
    heap = ps.memory_use().heap_limit
    print(json.dumps([settings.heap_bytes, settings.columns_bytes, str(settings.spill_dir), heap]))
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60)
    heap, columns, spill, heap_limit = json.loads(done.stdout)
    assert (heap, columns, spill) == (96 << 20, 256 << 20, str(tmp_path))
    assert heap_limit <= 96 << 20
