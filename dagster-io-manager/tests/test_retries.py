import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest
from stored.faults import FakeClock, FaultyFiles
from stored.runs import instance, metadata

import penstock as ps
from dagster_penstock import PenstockParquetIOManager
from dagster_penstock._retries import Retries, RetryOptions
from penstock.exceptions import SchemaError, SourceError
from penstock.testing import assert_frame_equal

TABLE = pa.table({"a": [1, 2, 3]})


def reset() -> Exception:
    return ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")


def stale() -> Exception:
    return OSError(errno.ESTALE, "Stale file handle")


class ServerError(Exception):
    def __init__(self, code: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.response = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPHeaders": headers or {}}}


def failing(*errors: Exception) -> Callable[[], str]:
    """A step that fails with one after the other, and then is done."""
    left = list(errors)

    def step() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return step


def test_waits_grow_to_the_cap_and_are_drawn_below() -> None:
    clock = FakeClock()
    options = RetryOptions(attempts=8, cap_seconds=10)
    assert Retries(options, clock).run("a step", failing(*[reset() for _ in range(7)])) == "done"
    assert clock.slept == [0.5, 1, 2, 4, 8, 10, 10]
    half = FakeClock(drawn=0.25)
    assert Retries(options, half).run("a step", failing(reset(), reset())) == "done"
    assert half.slept == [0.125, 0.25]
    whole = FakeClock(drawn=0.25)
    without = RetryOptions(jitter="none", factor=3)
    assert Retries(without, whole).run("a step", failing(reset(), reset())) == "done"
    assert whole.slept == [0.5, 1.5]


def test_what_is_not_given_up_says_nothing_but_in_the_metadata() -> None:
    retries = Retries(RetryOptions(), FakeClock())
    assert retries.run("a step", failing()) == "done"
    assert retries.metadata() == {"penstock/retries": 0}
    assert retries.run("another step", failing(reset(), stale())) == "done"
    assert retries.metadata() == {
        "penstock/retries": 2,
        "penstock/retry_wait_seconds": 1.5,
        "penstock/attempts": [
            {
                "step": "another step",
                "at": "2026-01-01T00:00:00.000+00:00",
                "cause": "ConnectionResetError: [Errno 104] Connection reset by peer",
                "wait_seconds": 0.5,
            },
            {
                "step": "another step",
                "at": "2026-01-01T00:00:00.500+00:00",
                "cause": "OSError: [Errno 116] Stale file handle",
                "wait_seconds": 1.0,
            },
        ],
    }


def test_the_last_error_lists_all_attempts() -> None:
    clock = FakeClock()
    with pytest.raises(SourceError) as raised:
        Retries(RetryOptions(attempts=3), clock).run("writing x", failing(reset(), stale(), reset(), reset()))
    assert isinstance(raised.value.__cause__, ConnectionResetError)
    assert raised.value.message == (
        "writing x failed 3 times, as often as is allowed: "
        "2026-01-01T00:00:00.000+00:00 ConnectionResetError: [Errno 104] Connection reset by peer, waited 0.50 s; "
        "2026-01-01T00:00:00.500+00:00 OSError: [Errno 116] Stale file handle, waited 1.00 s; "
        "2026-01-01T00:00:01.500+00:00 ConnectionResetError: [Errno 104] Connection reset by peer"
    )
    assert clock.slept == [0.5, 1]


def test_what_does_not_pass_is_raised_as_it_is_with_what_was_before() -> None:
    clock = FakeClock()
    with pytest.raises(SchemaError, match="no column") as raised:
        Retries(RetryOptions(), clock).run("writing x", failing(SchemaError("no column")))
    assert not hasattr(raised.value, "__notes__")
    assert clock.slept == []
    with pytest.raises(OSError, match="full") as late:
        Retries(RetryOptions(), clock).run("writing x", failing(reset(), OSError(errno.ENOSPC, "full")))
    assert late.value.errno == errno.ENOSPC
    assert "writing x had failed before" in late.value.__notes__[0]
    assert "Connection reset by peer, waited 0.50 s" in late.value.__notes__[0]


def test_a_step_that_cannot_be_repeated_is_not() -> None:
    with pytest.raises(ConnectionResetError):
        Retries(RetryOptions(), FakeClock()).run("a step", failing(reset()), is_repeatable=False)


def test_one_attempt_is_no_retry() -> None:
    with pytest.raises(ConnectionResetError):
        Retries(RetryOptions(attempts=1), FakeClock()).run("a step", failing(reset()))


def test_no_wait_ends_after_the_deadline() -> None:
    clock = FakeClock()
    options = RetryOptions(attempts=100, deadline_seconds=4)

    def slow_step() -> None:
        clock.sleep(1)
        raise reset()

    with pytest.raises(SourceError, match=r"a wait of 2\.00 s would end after the deadline of 4 s"):
        Retries(options, clock).run("x", slow_step)
    assert clock.slept == [1, 0.5, 1, 1, 1]
    assert Retries(RetryOptions(deadline_seconds=0.5), FakeClock()).run("x", failing(reset())) == "done"


def test_a_server_that_asks_for_more_time_gets_it_unless_it_is_too_much() -> None:
    clock = FakeClock()
    slow = [ServerError("SlowDown", {"retry-after": "70"}), ServerError("SlowDown", {"retry-after": "0"})]
    assert Retries(RetryOptions(), clock).run("x", failing(*slow)) == "done"
    assert clock.slept == [70, 1]
    with pytest.raises(ServerError):
        Retries(RetryOptions(), clock).run("x", failing(ServerError("SlowDown", {"retry-after": "301"})))


def test_what_is_worth_one_more_attempt_gets_one_with_new_credentials() -> None:
    refreshed: list[int] = []
    retries = Retries(RetryOptions(), FakeClock(), refresh=lambda: refreshed.append(1))
    assert retries.run("x", failing(ServerError("ExpiredToken"), reset())) == "done"
    assert refreshed == [1]
    with pytest.raises(SourceError, match="failed 2 times, and such a failure is tried again once"):
        retries.run("x", failing(ServerError("ExpiredToken"), ServerError("ExpiredToken")))


def test_factors_that_no_float_holds_end_at_the_cap() -> None:
    clock = FakeClock()
    options = RetryOptions(attempts=5, factor=1e200, cap_seconds=3)
    assert Retries(options, clock).run("x", failing(*[reset() for _ in range(4)])) == "done"
    assert clock.slept == [0.5, 3, 3, 3]


@pytest.mark.parametrize(
    "wrong",
    [{"attempts": 0}, {"base_seconds": -1}, {"factor": 0.5}, {"cap_seconds": -1}, {"jitter": "some"}, {"tries": 3}],
    ids=str,
)
def test_wrong_options_are_refused_before_anything_runs(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        PenstockParquetIOManager(base_uri="x", retry=wrong)  # type: ignore[arg-type]  # as Dagster itself passes it


@dg.asset
def numbers() -> pa.Table:
    return TABLE


def materialize(folder: Path, files: FaultyFiles, assets: list[Any], **options: Any) -> dg.ExecuteInProcessResult:
    """Run assets over files that fail, in no time."""

    class Faulty(PenstockParquetIOManager):
        # Dagster runs with a copy that knows no more than the options.
        def setup_for_execution(self, context: dg.InitResourceContext) -> None:
            super().setup_for_execution(context)
            self._files, self._clock = files, FakeClock()

    with instance() as opened:
        manager = Faulty(base_uri=str(folder), **options)
        return dg.materialize(assets, resources={"io_manager": manager}, instance=opened)


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["write", "publish", "columns"])
def test_a_step_that_fails_in_passing_leaves_the_table_and_tells_of_it(tmp_path: Path, step: str, late: bool) -> None:
    files = FaultyFiles(late=late, **{step: [stale(), reset()]})
    said = metadata(materialize(tmp_path, files, [numbers]), "numbers")
    assert said["penstock/retries"] == 2
    assert [attempt["cause"].partition(":")[0] for attempt in said["penstock/attempts"]] == [
        "OSError",
        "ConnectionResetError",
    ]
    assert "numbers.parquet" in said["penstock/attempts"][0]["step"]
    assert_frame_equal(ps.read_parquet(tmp_path / "numbers.parquet"), TABLE)
    if not (late and step == "write"):  # whoever is stopped between two steps leaves a file to be swept
        assert [path.name for path in tmp_path.iterdir()] == ["numbers.parquet"]


def test_a_reader_that_was_read_is_not_written_again(tmp_path: Path) -> None:
    @dg.asset
    def stream() -> pa.RecordBatchReader:
        return TABLE.to_reader()

    with pytest.raises(OSError, match="Stale"):
        materialize(tmp_path, FaultyFiles(write=[stale()]), [stream])
    # Its file is whole, and takes its place in a second attempt.
    assert materialize(tmp_path, FaultyFiles(publish=[stale()]), [stream]).success
    assert_frame_equal(ps.read_parquet(tmp_path / "stream.parquet"), TABLE)


def test_a_write_that_is_given_up_leaves_what_was_there(tmp_path: Path) -> None:
    assert materialize(tmp_path, FaultyFiles(), [numbers]).success

    @dg.asset(name="numbers")
    def other() -> pa.Table:
        return TABLE.slice(1)

    files = FaultyFiles(publish=[stale(), stale(), stale()])
    with pytest.raises(SourceError, match=r"publishing .*numbers\.parquet failed 3 times"):
        materialize(tmp_path, files, [other], retry={"attempts": 3})
    assert_frame_equal(ps.read_parquet(tmp_path / "numbers.parquet"), TABLE)
    assert [path.name for path in tmp_path.iterdir()] == ["numbers.parquet"]


def test_loading_is_tried_again_and_tells_of_it(tmp_path: Path) -> None:
    @dg.asset
    def check(numbers: pa.Table) -> None:
        assert_frame_equal(numbers, TABLE)

    result = materialize(tmp_path, FaultyFiles(scan=[reset()]), [numbers, check])
    (seen,) = result.get_asset_observation_events()
    said = seen.asset_observation_data.asset_observation.metadata
    assert said["penstock/retries"].value == 1
    assert "loading" in str(said["penstock/attempts"].value)
