"""SQL over frames: ``ps.sql`` and ``ps.SQLContext``. The dialect is DuckDB's."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, Self

from penstock import _plans as plans
from penstock._convert.foreign import speaks_arrow
from penstock._frame.base import FrameBase, plan_of
from penstock._frame.lazyframe import LazyFrame
from penstock._sql_parameters import parameter_nodes
from penstock.security._keys import offer_all
from penstock.security._pseudonyms import FUNCTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import FrameType

    from penstock._nodes import Node
    from penstock._sql_parameters import SqlParameters

__all__ = ["SQLContext", "sql"]

_WORD = re.compile(r'"((?:[^"]|"")*)"|([^\W\d]\w*)')


def sql(
    query: str,
    *,
    parameters: SqlParameters | None = None,
    eager: bool = False,
    allow_side_effects: bool = False,
    **tables: Any,
) -> Any:
    """The answer to a SQL query as a lazy frame.

    Args:
        query: The query. Names of tables are looked up among `tables`, and then among the caller's variables.
        parameters: Values for ``$name`` by name, or for ``?`` and ``$1`` in order. They are bound when the query runs,
            and never become a part of its text.
        eager: Whether the answer is an eager frame.
        allow_side_effects: Whether the text may be a statement that writes, such as ``COPY (select ...) TO 'file'``. It
            runs once for each time that the frame is collected, in a database of its own that ends with it.
        **tables: Frames, or anything that a frame can be made of, by the names that the query calls them.
    """
    found = _variables(sys._getframe(1), query, tables)
    named = {name: plan_of(table) for name, table in {**found, **tables}.items()}
    node = _node(query, named, parameters, allow_side_effects=allow_side_effects)
    lazy = LazyFrame._of(node)
    return lazy.collect() if eager else lazy


class SQLContext:
    """Frames by names, for SQL queries over them.

    Args:
        frames: Frames, or anything that a frame can be made of, by name.
        register_globals: Whether all frames among the caller's variables are registered; a number for the last so many.
        eager: Whether answers are eager frames.
        **named_frames: More frames by name.
    """

    def __init__(
        self,
        frames: Mapping[str, Any] | None = None,
        *,
        register_globals: bool | int = False,
        eager: bool = False,
        **named_frames: Any,
    ) -> None:
        self._tables: dict[str, Any] = {}
        self._eager = eager
        self._outer: list[dict[str, Any]] = []
        if register_globals:
            known = _frames_of(sys._getframe(1))
            names = list(known) if register_globals is True else list(known)[-int(register_globals) :]
            self.register_many({name: known[name] for name in names})
        self.register_many({**(frames or {}), **named_frames})

    def execute(
        self,
        query: str,
        *,
        parameters: SqlParameters | None = None,
        eager: bool | None = None,
        allow_side_effects: bool = False,
    ) -> Any:
        """The answer to a query over the registered frames.

        Args:
            query: The query.
            parameters: Values for ``$name`` by name, or for ``?`` and ``$1`` in order.
            eager: Whether the answer is an eager frame; as the context was made unless given.
            allow_side_effects: Whether the text may be a statement that writes; see `penstock.sql`.
        """
        named = {name: plan_of(table) for name, table in self._tables.items()}
        node = _node(query, named, parameters, allow_side_effects=allow_side_effects)
        lazy = LazyFrame._of(node)
        return lazy.collect() if (self._eager if eager is None else eager) else lazy

    @classmethod
    def execute_global(
        cls,
        query: str,
        *,
        parameters: SqlParameters | None = None,
        eager: bool = False,
        allow_side_effects: bool = False,
    ) -> Any:
        """The answer to a query over the caller's variables.

        Args:
            query: The query.
            parameters: Values for ``$name`` by name, or for ``?`` and ``$1`` in order.
            eager: Whether the answer is an eager frame.
            allow_side_effects: Whether the text may be a statement that writes; see `penstock.sql`.
        """
        context = cls(_variables(sys._getframe(1), query, {}), eager=eager)
        return context.execute(query, parameters=parameters, allow_side_effects=allow_side_effects)

    def register(self, name: str, frame: Any) -> Self:
        """Make a frame known under a name.

        Args:
            name: The name.
            frame: A frame, or anything that a frame can be made of.
        """
        self._tables[name] = frame
        return self

    def register_many(self, frames: Mapping[str, Any] | None = None, **named_frames: Any) -> Self:
        """Make several frames known.

        Args:
            frames: Frames by name.
            **named_frames: More frames by name.
        """
        for name, frame in {**(frames or {}), **named_frames}.items():
            if frame is not None:
                self.register(name, frame)
        return self

    def register_globals(self, n: int | None = None, *, all_compatible: bool = True) -> Self:
        """Make all frames among the caller's variables known, or the last `n` of them.

        Args:
            n: How many.
            all_compatible: Whether the frames of other libraries count too.
        """
        known = _frames_of(sys._getframe(1))
        if not all_compatible:
            known = {name: frame for name, frame in known.items() if isinstance(frame, FrameBase)}
        return self.register_many({name: known[name] for name in list(known)[-n if n else 0 :]})

    def unregister(self, names: str | Iterable[str]) -> Self:
        """Forget some frames.

        Args:
            names: Their names.
        """
        for name in [names] if isinstance(names, str) else names:
            del self._tables[name]
        return self

    def tables(self) -> list[str]:
        """The names of the registered frames, sorted."""
        return sorted(self._tables)

    def __enter__(self) -> Self:
        self._outer.append(dict(self._tables))
        return self

    def __exit__(self, *_: object) -> None:
        """What was registered inside of the block is forgotten."""
        self._tables = self._outer.pop()

    def __repr__(self) -> str:
        return f"SQLContext(tables={self.tables()})"


def _node(
    query: str, tables: Mapping[str, Node], parameters: SqlParameters | None, *, allow_side_effects: bool
) -> Node:
    if FUNCTION in query.lower():
        offer_all()
    return plans.sql(query, tables, parameter_nodes(parameters), allow_side_effects=allow_side_effects)


def _variables(caller: FrameType, query: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """The frames among a caller's variables whose names occur in a query."""
    words = {quoted.replace('""', '"') or plain for quoted, plain in _WORD.findall(query)}
    return {name: value for name, value in _frames_of(caller).items() if name in words and name not in known}


def _frames_of(caller: FrameType) -> dict[str, Any]:
    """All frames among a caller's variables, those of the function in front of those of the module."""
    variables = {**caller.f_globals, **caller.f_locals}
    return {name: value for name, value in variables.items() if not name.startswith("_") and _is_frame(value)}


def _is_frame(value: Any) -> bool:
    if isinstance(value, type):
        return False
    return isinstance(value, FrameBase) or speaks_arrow(value)
