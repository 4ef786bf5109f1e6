"""Plans on their way to the engine, and what comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from penstock._dtypes.arrow import from_field
from penstock._dtypes.schema import Schema
from penstock._json import plan_text

if TYPE_CHECKING:
    from penstock._arrow.fields import ArrowField
    from penstock._runtime import Engine, FrameHandle


class Prepared:
    """A plan as text, together with what it reads."""

    __slots__ = ("kept", "text")

    def __init__(self, plan: Any, engine: Engine, *, to_run: bool) -> None:
        #: Alive until the plan has run: handles that the text names.
        self.kept: list[object] = []
        seen: dict[int, int] = {}

        def resolve(source: Any) -> Any:
            occurrence = seen.get(id(source), 0)
            seen[id(source)] = occurrence + 1
            node, keep = source.open(engine, to_run=to_run, occurrence=occurrence)
            self.kept.append(keep)
            return node

        self.text = plan_text(plan, resolve).encode()


def run(plan: Any, options: dict[str, Any] | None = None) -> FrameHandle:
    """All rows of a plan."""
    from penstock._progress import reporter
    from penstock._session import current_engine, query_options

    engine = current_engine()
    prepared = Prepared(plan, engine, to_run=True)
    with reporter() as on_progress:
        handle = engine.run(prepared.text, query_options(options), on_progress=on_progress)
    prepared.kept.clear()
    return handle


def stream_capsule(plan: Any, options: dict[str, Any] | None = None) -> object:
    """The rows of a plan as a stream that computes as it is read."""
    from penstock._session import current_engine, query_options

    engine = current_engine()
    prepared = Prepared(plan, engine, to_run=True)
    return engine.stream(prepared.text, query_options(options))


def schema_capsule(plan: Any) -> object:
    """The schema of a plan's rows. Reads no rows."""
    from penstock._session import current_engine

    engine = current_engine()
    prepared = Prepared(plan, engine, to_run=False)
    return engine.schema(prepared.text)


def explain(plan: Any, options: dict[str, Any] | None, *, level: str, form: str) -> str:
    """The plan as text at one of its stages."""
    from penstock._session import current_engine, query_options

    engine = current_engine()
    prepared = Prepared(plan, engine, to_run=False)
    return engine.explain(prepared.text, query_options(options), level=level, format=form)


def plan_json(plan: Any) -> dict[str, Any]:
    """The plan as a JSON value, with its sources as they are named now."""
    from penstock._session import current_engine

    decoded: dict[str, Any] = json.loads(Prepared(plan, current_engine(), to_run=False).text)
    return decoded


def fields_of(capsule: object) -> tuple[ArrowField, ...]:
    """The columns that a schema capsule describes."""
    from penstock._arrow.schemas import read_capsule

    return read_capsule(capsule).children


def schema_of(fields: tuple[ArrowField, ...]) -> Schema:
    """Columns as a schema."""
    schema = Schema()
    for field in fields:
        schema[field.name] = from_field(field)
    return schema
