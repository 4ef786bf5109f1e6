"""The engine of a process, set up by a resource of Dagster."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import dagster as dg
from pydantic import Field, model_validator

import penstock as ps
from dagster_penstock._measure import Measurement
from penstock.exceptions import ConfigError, HandleExpired

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUDGET = 8 << 30

#: What the engine is started with, by the names that Penstock gives it.
_FIXED = {
    "memory_limit": "memory_budget_bytes",
    "heap_limit": "jvm_heap_bytes",
    "columns_limit": "arrow_budget_bytes",
    "duckdb_limit": "duckdb_memory_bytes",
    "spill_dir": "temp_dir",
    "spill_limit": "temp_limit_bytes",
}

#: What single queries are told.
_EACH_QUERY = {
    "threads": "threads",
    "batch_rows": "chunk_rows",
    "engine": "engine",
    "query_timeout": "query_timeout_seconds",
}


_NUMBERS = [field for field in (*_FIXED.values(), *_EACH_QUERY.values()) if field not in ("temp_dir", "engine")]


class PenstockSession:
    """A block of work with the settings of a resource. Frames stay good behind it, for as long as somebody holds them.

    What reads only once, as a cursor does, is read when it becomes a frame, so that nothing is open when the block is
    left, also by an error.
    """

    def __init__(self, work: Measurement) -> None:
        self._work = work
        self._is_over = False

    def frame(self, data: Any) -> Any:
        """A frame of whatever `data` is: see `penstock.frame`."""
        self._refuse_when_over()
        return ps.frame(data)

    def sql(self, query: str, *, parameters: Any = None, **tables: Any) -> ps.LazyFrame:
        """The answer to a SQL query over `tables`: see `penstock.sql`."""
        self._refuse_when_over()
        lazy: ps.LazyFrame = ps.sql(query, parameters=parameters, **tables)
        return lazy

    def metrics(self) -> dict[str, float]:
        """What the block took so far: `seconds`, and the most memory in bytes that there was meanwhile.

        `peak_rss_bytes` is that of the process, `peak_heap_bytes` that of the Java heap, and `peak_columns_bytes` that
        of Penstock's columns.
        """
        return self._work.so_far()

    def _refuse_when_over(self) -> None:
        if self._is_over:
            raise HandleExpired("this session is over", hint="work inside of `with resource.session() as session:`")

    def end(self) -> None:
        """Make nothing more of it. Leaving the block does so."""
        self._is_over = True


class PenstockResource(dg.ConfigurableResource[Any]):
    """How Penstock runs in this process: memory, threads, temporary files, and which engine.

    Assets take it as a parameter, and `PenstockParquetIOManager` as its `engine`. There is one JVM in a process, which
    the first resource sets up; one that wants it otherwise fails and says how they differ. With Dagster's multiprocess
    executor each step has a process of its own.

        @dg.asset
        def adults(people: ps.LazyFrame, penstock: PenstockResource) -> ps.DataFrame:
            with penstock.session() as session:
                return session.sql("select * from people where age >= 18", people=people).collect()
    """

    mode: Literal["in_process"] = Field(
        default="in_process", description="Where the engine runs: in the step's process"
    )
    memory_budget_bytes: int = Field(
        default=_BUDGET, description="What Penstock may hold in a process, Java, columns and DuckDB together"
    )
    jvm_heap_bytes: int | None = Field(default=None, description="Of it for the Java heap; an eighth if not set")
    arrow_budget_bytes: int | None = Field(default=None, description="Of it for columns; three eighths if not set")
    duckdb_memory_bytes: int | None = Field(default=None, description="Of it for DuckDB; three eighths if not set")
    threads: int | None = Field(default=None, description="How many threads compute; as many as processors")
    temp_dir: str | None = Field(default=None, description="Where work goes that does not fit into memory")
    temp_limit_bytes: int | None = Field(default=None, description="How many bytes may lie there; no limit if not set")
    chunk_rows: int | None = Field(default=None, description="About how many rows a batch has")
    engine: Literal["auto", "core", "duckdb"] = Field(default="auto", description="Which engine runs plans")
    query_timeout_seconds: float | None = Field(default=None, description="After how long a query is ended")

    @model_validator(mode="before")
    @classmethod
    def _check(cls, given: dict[str, Any]) -> dict[str, Any]:
        """At load, and not when the first asset runs. What the environment says is checked when it is known."""
        values = {name: value for name, value in given.items() if value is not None}
        if any(type(value) not in (int, float, str) for value in values.values()):
            return given  # variables of the environment, or what pydantic will tell of
        for field in _NUMBERS:
            if isinstance(number := values.get(field, 1), (int, float)) and number <= 0:
                raise ConfigError(f"{field} must be positive, not {number}")
        if "://" in str(values.get("temp_dir")):
            raise ConfigError(f"temp_dir is {values['temp_dir']}, and must be a folder of this machine")
        fixed = {name: values[field] for name, field in _FIXED.items() if field in values}
        ps.EngineSettings.from_environment(**({"memory_limit": _BUDGET} | fixed))
        return given

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Start the engine, or check that it runs with these settings.

        Raises:
            ConfigError: If the engine of this process runs with others.
            ForkedProcessError: In a process that was forked off one in which the JVM ran; it says what to do.
        """
        del context
        ps.start_engine(**self._given(_FIXED))

    @contextmanager
    def settings(self) -> Iterator[None]:
        """A block whose queries run as this resource says."""
        ps.start_engine(**self._given(_FIXED))  # assets may be called without a run
        with ps.config(**self._given(_EACH_QUERY)):
            yield

    @contextmanager
    def session(self) -> Iterator[PenstockSession]:
        """A block like that of `settings`, which is measured, and makes frames."""
        with self.settings(), Measurement() as work:
            session = PenstockSession(work)
            try:
                yield session
            finally:
                session.end()

    def _given(self, names: dict[str, str]) -> dict[str, Any]:
        values = {name: getattr(self, field) for name, field in names.items()}
        if values.get("spill_dir") is not None:
            values["spill_dir"] = Path(values["spill_dir"]).expanduser().absolute()
        return {name: value for name, value in values.items() if value is not None}
