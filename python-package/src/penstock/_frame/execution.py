"""Plans on their way to the engine, and what comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

from penstock._dtypes.arrow import dtype_of
from penstock._dtypes.schema import Schema
from penstock._json import plan_text
from penstock.exceptions import InvalidOperationError, PenstockError

if TYPE_CHECKING:
    from penstock._arrow.fields import ArrowField
    from penstock._runtime import Engine, FrameHandle


class Prepared:
    """A plan as text, together with what it reads.

    A plan that leaves the process must not hold functions of Python.
    """

    __slots__ = ("kept", "text")

    def __init__(self, plan: Any, engine: Engine, *, to_run: bool, leaves: bool = False) -> None:
        #: Alive until the plan has run: handles that the text names.
        self.kept: list[object] = []
        seen: dict[int, int] = {}

        def resolve(source: Any) -> Any:
            if leaves and hasattr(source, "refusal"):
                raise source.refusal()
            if not hasattr(source, "open") or isinstance(source, type):
                raise InvalidOperationError(f"{_shown(source)} is no option of a function")
            occurrence = seen.get(id(source), 0)
            seen[id(source)] = occurrence + 1
            node, keep = source.open(engine, to_run=to_run, occurrence=occurrence)
            self.kept.append(keep)
            return node

        self.text = plan_text(plan, resolve).encode()

    @property
    def functions(self) -> list[int]:
        """The numbers of the functions of Python that the plan holds."""
        return [kept.number for kept in self.kept if hasattr(kept, "refusal") and hasattr(kept, "number")]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """What a function of Python raised is the cause of the error."""
        if isinstance(error, PenstockError) and error.__cause__ is None and self.functions:
            from penstock._runtime.functions import failures

            error.__cause__ = failures(iter(self.kept))


def _shown(value: object) -> str:
    return value.__qualname__ if isinstance(value, type) else f"a value of type {type(value).__qualname__}"


def run(plan: Any, options: dict[str, Any] | None = None) -> FrameHandle:
    """All rows of a plan."""
    from penstock._progress import reporter
    from penstock._session import current_engine, query_options

    engine = current_engine()
    with Prepared(plan, engine, to_run=True) as prepared, reporter() as on_progress:
        return engine.run(prepared.text, query_options(options), on_progress=on_progress)


def stream_capsule(plan: Any, options: dict[str, Any] | None = None) -> object:
    """The rows of a plan as a stream that computes as it is read."""
    from penstock._session import current_engine, query_options

    engine = current_engine()
    with Prepared(plan, engine, to_run=True) as prepared:
        if not prepared.functions:
            return engine.stream(prepared.text, query_options(options))
        from penstock._runtime import functions

        # The stream outlives this call, so Java says when they may go.
        functions.keep(prepared.functions)
        return engine.stream(prepared.text, query_options({**(options or {}), "functions": prepared.functions}))


def schema_capsule(plan: Any) -> object:
    """The schema of a plan's rows. Reads no rows."""
    from penstock._session import current_engine

    engine = current_engine()
    with Prepared(plan, engine, to_run=False) as prepared:
        return engine.schema(prepared.text)


def explain(plan: Any, options: dict[str, Any] | None, *, level: str, form: str, analyze: bool) -> str:
    """The plan as text at one of its stages, perhaps after a run."""
    from penstock._session import current_engine, query_options

    engine = current_engine()
    with Prepared(plan, engine, to_run=analyze) as prepared:
        # DuckDB measures itself only when it is asked to: other runs pay nothing.
        asked = query_options({**(options or {}), "profiled": True} if analyze else options)
        return engine.explain(prepared.text, asked, level=level, format=form, analyze=analyze)


def plan_json(plan: Any) -> dict[str, Any]:
    """The plan as a JSON value, with its sources as they are named now."""
    from penstock._session import current_engine

    decoded: dict[str, Any] = json.loads(Prepared(plan, current_engine(), to_run=False, leaves=True).text)
    return decoded


def fields_of(capsule: object) -> tuple[ArrowField, ...]:
    """The columns that a schema capsule describes."""
    from penstock._arrow.schemas import read_capsule

    return read_capsule(capsule).children


def schema_of(fields: tuple[ArrowField, ...]) -> Schema:
    """Columns as a schema."""
    schema = Schema()
    for field in fields:
        schema[field.name] = dtype_of(field)
    return schema
