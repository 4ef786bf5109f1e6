"""How queries run is said for a call, a block, the process, or the environment, in this order."""

from pathlib import Path

import pytest

import penstock as ps


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MEMORY_LIMIT", "SPILL_DIR", "SPILL_LIMIT", "THREADS", "BATCH_ROWS", "ENGINE"):
        monkeypatch.delenv(f"PENSTOCK_{name}", raising=False)


def test_what_is_nearer_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ps.config.threads is None
    monkeypatch.setenv("PENSTOCK_THREADS", "7")
    assert ps.config.threads == 7
    ps.config.threads = 5
    try:
        assert ps.config.threads == 5
        with ps.config(threads=3):
            assert ps.config.threads == 3
            with ps.config(threads=2, batch_rows=10):
                assert (ps.config.threads, ps.config.batch_rows) == (2, 10)
            assert (ps.config.threads, ps.config.batch_rows) == (3, None)
        assert ps.config.threads == 5
    finally:
        ps.config.threads = None
    assert ps.config.threads == 7


def test_sizes_may_have_units() -> None:
    with ps.config(memory_limit="4GiB", spill_limit="500 MB"):
        assert ps.config.memory_limit == 4 << 30
        assert ps.config.spill_limit == 500_000_000


def test_a_folder_is_a_path(tmp_path: Path) -> None:
    with ps.config(spill_dir=str(tmp_path)):
        assert ps.config.spill_dir == tmp_path


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threads": 0}, "threads must be positive"),
        ({"threads": 1.5}, "threads: a whole number is needed"),
        ({"memory_limit": "lots"}, 'memory_limit: "lots" is not a size'),
        ({"engine": "spark"}, "engine must be one of auto, core, duckdb"),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ps.exceptions.ConfigError, match=message), ps.config(**options):  # type: ignore[arg-type]
        pass


def test_the_environment_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_BATCH_ROWS", "many")
    with pytest.raises(ps.exceptions.ConfigError, match="PENSTOCK_BATCH_ROWS"):
        _ = ps.config.batch_rows


def test_the_settings_show_themselves() -> None:
    with ps.config(threads=2, engine="core"):
        assert repr(ps.config) == "config(threads=2, engine='core')"


def test_the_batch_size_of_a_block_is_that_of_its_queries() -> None:
    frame = ps.DataFrame({"a": range(10)})
    with ps.config(batch_rows=4):
        heights = [batch.height for batch in frame.lazy().collect_batches()]
    assert sum(heights) == 10
    with pytest.raises(ps.exceptions.PenstockError), ps.config(engine="core"):
        frame.lazy().select(ps.col("a").cast(ps.String).str.reverse()).collect(engine="core")
