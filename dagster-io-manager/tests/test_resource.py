"""The resource sets up the engine, and gives sessions."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

import penstock as ps
from dagster_penstock import PenstockParquetIOManager, PenstockResource
from penstock.exceptions import ColumnNotFoundError, HandleExpired

GIB = 1 << 30


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, because each has one engine."""
    command = [sys.executable, "-c", textwrap.dedent(script), *arguments]
    return subprocess.run(command, capture_output=True, check=False, text=True, timeout=120)


@pytest.fixture
def resource() -> PenstockResource:
    """With the memory that the engine of the tests has."""
    return PenstockResource(memory_budget_bytes=ps.EngineSettings.from_environment().memory_limit, threads=1)


def test_settings_are_checked_where_they_are_written() -> None:
    for wrong in (
        {"memory_budget_bytes": 0},
        {"threads": 0},
        {"chunk_rows": -1},
        {"query_timeout_seconds": 0.0},
        {"engine": "spark"},
        {"mode": "worker"},
    ):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            PenstockResource(**wrong)
    with pytest.raises(ValueError, match="s3://here"):
        PenstockResource(temp_dir="s3://here/tmp")


def test_shares_that_are_more_than_the_whole_are_told_with_the_sum() -> None:
    message = "heap_limit 1,073,741,824 .* columns_limit 6,442,450,944 .* duckdb_limit 2,147,483,648 = 9,663,676,416"
    with pytest.raises(ValueError, match=message.replace("+", r"\+")):
        PenstockResource(
            memory_budget_bytes=8 * GIB,
            jvm_heap_bytes=GIB,
            arrow_budget_bytes=6 * GIB,
            duckdb_memory_bytes=2 * GIB,
        )


def test_a_session_runs_queries_as_the_resource_says(resource: PenstockResource) -> None:
    def threads() -> int | None:
        return ps.config.threads

    with resource.session() as session:
        assert threads() == 1
        people = session.frame({"age": [17, 18, None]})
        adults = session.sql("select * from people where age >= 18", people=people)
        one = session.sql("select * from people where age < $limit", people=people, parameters={"limit": 18})
        assert adults.collect().to_dicts() == [{"age": 18}]
        assert one.collect().to_dicts() == [{"age": 17}]
        metrics = session.metrics()
        assert metrics["seconds"] > 0
        assert metrics["peak_rss_bytes"] > metrics["peak_columns_bytes"] >= 0
    assert threads() is None
    assert people.height == 3  # somebody still holds it
    with pytest.raises(HandleExpired, match="this session is over"):
        session.frame({"a": [1]})


def test_a_session_frees_what_was_made_in_it_also_after_an_error(resource: PenstockResource) -> None:
    before = ps.memory_use().columns

    def work() -> None:
        with resource.session() as session:
            numbers = session.frame(pl.DataFrame({"a": range(1_000_000)})).select(ps.col("a") * 2)
            assert ps.memory_use().columns > before + 7_000_000
            numbers.select("b")

    with pytest.raises(ColumnNotFoundError):
        work()
    assert ps.memory_use().columns < before + 1_000_000


@pytest.mark.filterwarnings("ignore:InitResourceContext.dagster_run")  # Dagster's own, where a resource has a resource
def test_assets_and_the_io_manager_use_it(tmp_path: Path) -> None:
    engine = PenstockResource(
        memory_budget_bytes=ps.EngineSettings.from_environment().memory_limit, engine="duckdb", threads=1
    )

    @dg.asset
    def numbers(penstock: dg.ResourceParam[PenstockResource]) -> ps.LazyFrame:
        with penstock.session() as session:
            assert ps.config.engine == "duckdb"
            return session.frame({"a": [1, 2, 3]}).lazy().filter(ps.col("a") > 1)  # type: ignore[no-any-return]

    @dg.asset
    def total(numbers: pl.DataFrame) -> pl.DataFrame:
        return numbers.sum()

    result = dg.materialize(
        [numbers, total],
        resources={
            "penstock": engine,
            "io_manager": PenstockParquetIOManager(base_uri=str(tmp_path), engine=engine),
        },
    )
    assert result.success
    assert result.output_for_node("total").to_dicts() == [{"a": 5}]
    (stored,) = result.asset_materializations_for_node("numbers")
    assert stored.metadata["penstock/engine"].value == "duckdb"


def test_a_resource_of_the_configuration_takes_variables_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_THREADS", "1")
    resource = PenstockResource(
        memory_budget_bytes=ps.EngineSettings.from_environment().memory_limit, threads=dg.EnvVar.int("SOME_THREADS")
    )
    seen = []

    @dg.asset
    def asset(penstock: dg.ResourceParam[PenstockResource]) -> None:
        with penstock.session():
            seen.append(ps.config.threads)

    assert dg.materialize([asset], resources={"penstock": resource}).success
    assert seen == [1]


def test_a_second_resource_with_other_settings_is_refused() -> None:
    script = """
    import dagster as dg
    from dagster_penstock import PenstockResource

    @dg.asset
    def asset(first: dg.ResourceParam[PenstockResource], second: dg.ResourceParam[PenstockResource]) -> None: ...

    same = PenstockResource(memory_budget_bytes=1 << 30)
    assert dg.materialize([asset], resources={"first": same, "second": same}).success
    other = PenstockResource(memory_budget_bytes=2 << 30, jvm_heap_bytes=1 << 28)
    dg.materialize([asset], resources={"first": same, "second": other})
    """
    done = run(script)
    assert done.returncode != 0
    wanted = "memory_limit is 1073741824 and not 2147483648, heap_limit is None and not 268435456"
    assert wanted in " ".join(done.stderr.split())
    assert "one JVM in a process" in done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_process_that_is_forked_off_is_told_what_to_do() -> None:
    script = """
    import os, sys
    from dagster_penstock import PenstockResource
    from penstock.exceptions import ForkedProcessError

    resource = PenstockResource(memory_budget_bytes=1 << 30)
    with resource.session() as session:
        session.frame({"a": [1]})
    child = os.fork()
    if child == 0:
        try:
            with resource.session():
                os._exit(1)
        except ForkedProcessError as error:
            os._exit(0 if "spawn" in str(error) else 2)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    assert run(script).returncode == 0


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_cancelled_stops_the_core_and_leaves_no_files(signal_number: int, tmp_path: Path) -> None:
    script = """
    import sys
    import dagster as dg, penstock as ps
    from dagster_penstock import PenstockResource

    @dg.asset
    def endless(penstock: dg.ResourceParam[PenstockResource]) -> None:
        with penstock.session() as session:
            many = session.frame({"a": range(100_000)}).lazy()
            print("running", flush=True)
            many.join_where(many, ps.col("a") < ps.col("a_right")).sort("a").collect()

    if __name__ == "__main__":
        resource = PenstockResource(memory_budget_bytes=1 << 29, temp_dir=sys.argv[1])
        dg.materialize([endless], resources={"penstock": resource})
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        deadline = time.monotonic() + 30
        while not any(path.is_file() for path in tmp_path.rglob("*")) and time.monotonic() < deadline:
            process.poll()
        assert any(path.is_file() for path in tmp_path.rglob("*")), "it works on the disk"
        process.send_signal(signal_number)
        sent = time.monotonic()
        process.communicate(timeout=20)
        took = time.monotonic() - sent
    assert process.returncode != 0
    assert took < 2 + 3  # Dagster writes the run's end, and Python and the JVM go
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
