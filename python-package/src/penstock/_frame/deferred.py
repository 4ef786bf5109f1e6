"""What lazy frames do besides describing steps: run elsewhere, look at rows on their way, become text and back."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING, Any, NoReturn, Self, overload

from penstock._frame.base import FrameBase
from penstock._frame.texts import check_format, get, put

if TYPE_CHECKING:
    from typing import Literal

    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame


class Deferred(FrameBase):
    """Runs and texts of plans."""

    __slots__ = ()

    __hash__ = object.__hash__

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any = None) -> Self:
        return self

    def __eq__(self, other: object) -> NoReturn:
        raise _comparison("==")

    def __ne__(self, other: object) -> NoReturn:
        raise _comparison("!=")

    def __lt__(self, other: Any) -> NoReturn:
        raise _comparison("<")

    def __le__(self, other: Any) -> NoReturn:
        raise _comparison("<=")

    def __gt__(self, other: Any) -> NoReturn:
        raise _comparison(">")

    def __ge__(self, other: Any) -> NoReturn:
        raise _comparison(">=")

    async def collect_async(
        self, *, gevent: bool = False, engine: Any = "auto", optimizations: Any = None
    ) -> DataFrame:
        """What `collect` returns, computed on another thread while the event loop goes on.

        Args:
            gevent: Not supported: the result is awaited.
            engine: Which engine runs the plan.
            optimizations: Rules of the optimiser that are switched off: a `QueryOptFlags`.
        """
        if gevent:
            raise ValueError("collect_async is awaited; gevent=True is not there")
        lazy: Any = self
        return await asyncio.to_thread(lazy.collect, engine=engine, optimizations=optimizations)

    def execute(self, *, optimizations: Any = None, engine: Any = "auto", **_kwargs: Any) -> QueryResult:
        """The rows, computed and held by the engine, for further plans.

        Args:
            optimizations: Rules of the optimiser that are switched off: a `QueryOptFlags`.
            engine: Which engine runs the plan.
            **_kwargs: Nothing.
        """
        lazy: Any = self
        return QueryResult(lazy.collect(engine=engine, optimizations=optimizations, **_kwargs))

    def inspect(self, fmt: str = "{}") -> LazyFrame:
        """This frame, which prints all its rows as they pass on.

        Args:
            fmt: Text with ``{}`` where the frame stands.
        """

        def shown(frame: DataFrame) -> DataFrame:
            print(fmt.format(frame))  # noqa: T201
            return frame

        lazy: Any = self
        return lazy.map_batches(shown)  # type: ignore[no-any-return]

    def set_sorted(self, column: Any, *more_columns: str, descending: Any = False, nulls_last: Any = False) -> Self:
        """This frame. Whether its rows are in the order that is claimed, the engine sees for itself.

        Args:
            column: Columns that the rows are sorted by.
            *more_columns: More of them.
            descending: Whether the order is descending.
            nulls_last: Whether nulls come last.
        """
        del column, more_columns, descending, nulls_last
        return self

    @overload
    def serialize(self, file: None = ..., *, format: Literal["binary"] = ...) -> bytes: ...

    @overload
    def serialize(self, file: None = ..., *, format: Literal["json"]) -> str: ...

    @overload
    def serialize(self, file: Any, *, format: str = ...) -> None: ...

    def serialize(self, file: Any = None, *, format: str = "binary") -> bytes | str | None:  # noqa: A002
        """The plan as bytes, or as JSON text.

        The bytes contain the rows of frames that the plan reads, so that any process can read them; the text names
        them. A plan with functions of Python is refused.

        Args:
            file: A path or an open file to write to; None to return what would be written.
            format: ``binary`` or ``json``.
        """
        from penstock._frame import execution

        check_format(format)
        document = execution.plan_json(self._plan)
        if format == "binary":
            document["frames"] = {
                str(source.handle.handle): base64.b64encode(_rows(source)).decode() for source in _sources(self._plan)
            }
        text = json.dumps(document)
        return put(text.encode() if format == "binary" else text, file)

    @classmethod
    def deserialize(cls, source: Any, *, format: str = "binary") -> LazyFrame:  # noqa: A002
        """The frame that `serialize` wrote. Runs nothing.

        Args:
            source: A path, an open file, or the bytes or the JSON text themselves.
            format: ``binary`` or ``json``.
        """
        check_format(format)
        from penstock._frame.lazyframe import LazyFrame
        from penstock._frame.slicing import from_ipc_bytes
        from penstock.exceptions import ComputeError

        try:
            document = json.loads(get(source))
            plan, frames = document["plan"], document.get("frames", {})
        except (ValueError, KeyError, TypeError) as error:
            raise ComputeError("this is no plan that serialize wrote", hint="give what it returned or wrote") from error
        rows = {handle: from_ipc_bytes(base64.b64decode(text))._plan for handle, text in frames.items()}
        return LazyFrame._of(_restored(plan, rows))


class QueryResult:
    """Rows that a run left with the engine."""

    __slots__ = ("_frame",)

    def __init__(self, frame: DataFrame) -> None:
        self._frame = frame

    def head(self) -> DataFrame:
        """The first rows, ten at most."""
        return self._frame.head(10)

    def n_rows_total(self) -> int:
        """How many rows there are."""
        return self._frame.height

    def lazy(self) -> LazyFrame:
        """The rows as the beginning of a plan."""
        return self._frame.lazy()


def _comparison(sign: str) -> TypeError:
    return TypeError(f'lazy frames are not compared by "{sign}"; collect them, or compare columns inside of a step')


def _sources(plan: Any) -> list[Any]:
    """The frames that the engine holds and a plan reads, each once."""
    from penstock._frame.sources import CachedSource, FrameSource

    found: dict[int, Any] = {}

    def visit(node: Any) -> None:
        if isinstance(node, FrameSource):
            found[id(node)] = node
        elif isinstance(node, CachedSource):
            visit(node.plan)
        elif isinstance(node, dict):
            for value in node.values():
                visit(value)
        elif isinstance(node, (list, tuple)):
            for value in node:
                visit(value)

    visit(plan)
    return list(found.values())


def _rows(source: Any) -> bytes:
    from penstock._frame.dataframe import DataFrame
    from penstock._frame.slicing import ipc_bytes

    return ipc_bytes(DataFrame._of(source.handle))


def _restored(node: Any, rows: dict[str, Any]) -> Any:
    """The plan, with its frames in the place of their names."""
    if isinstance(node, dict):
        if node.get("kind") == "InMemory" and node.get("handle") in rows:
            return rows[node["handle"]]
        return {name: _restored(value, rows) for name, value in node.items()}
    return [_restored(value, rows) for value in node] if isinstance(node, list) else node
