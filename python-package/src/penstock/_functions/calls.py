"""Functions of the engine and of users' jars: ``ps.call``, ``ps.fn``, ``ps.add_jar``, ``ps.functions``."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase, as_node

if TYPE_CHECKING:
    from os import PathLike

    from penstock._expr.expr import Expr
    from penstock._frame.dataframe import DataFrame


def call(function: str, *args: Any, **config: Any) -> Expr:
    """A function written in Java, as an expression: of each row, or, if it is an aggregate, of each group.

    Args:
        function: The name of the function, such as ``rules.net_pay``.
        *args: Its arguments: expressions, constants, or names of columns.
        **config: Its settings; the function says what belongs in it.
    """
    return ExprBase._of(nodes.apply(function, settings(config), [as_node(argument) for argument in args]))


class FunctionName:
    """The beginning of a function's name: attributes make it longer, and calling it calls the function."""

    __slots__ = ("_name",)

    def __init__(self, name: str = "") -> None:
        self._name = name

    def __getattr__(self, part: str) -> FunctionName:
        if part.startswith("_"):
            raise AttributeError(part)
        return FunctionName(f"{self._name}.{part}" if self._name else part)

    def __call__(self, *args: Any, **config: Any) -> Expr:
        """See `call`."""
        return call(self._name, *args, **config)

    def __repr__(self) -> str:
        return f"fn.{self._name}" if self._name else "fn"


#: Java functions by their names: ``ps.fn.rules.net_pay("gross")`` is ``ps.call("rules.net_pay", "gross")``.
fn = FunctionName()


def add_jar(path: str | PathLike[str], *more: str | PathLike[str]) -> None:
    """Make the functions of a jar known, for plans and SQL.

    A jar that is known already costs nothing; one that was built anew since takes the place of what it was. Jars that
    are added together see each other's classes, and no others but Penstock's.

    Args:
        path: The jar, or a folder with classes.
        *more: Jars that it needs.

    Raises:
        SourceError: If a jar is missing or broken.
        ConfigError: If its functions cannot be used, or have the name of another one's.
    """
    from penstock._runtime import jars
    from penstock._session import current_engine

    paths = [Path(one).expanduser().absolute() for one in (path, *more)]
    current_engine().add_jars(paths)
    jars.remember(paths)


def functions() -> DataFrame:
    """The functions that plans can call: their names, kinds, signatures and settings, and the jars they come from."""
    from penstock._dtypes.nested import List
    from penstock._dtypes.plain import String
    from penstock._frame.dataframe import DataFrame
    from penstock._session import current_engine

    schema = {"name": String, "kind": String, "signatures": List(String), "settings": List(String), "jar": String}
    known = json.loads(current_engine().functions())
    return DataFrame({name: [function[name] for function in known] for name in schema}, schema=schema)


def settings(config: dict[str, Any]) -> dict[str, Any]:
    """Settings as JSON values: decimals, dates and times as text."""
    return {name: _setting(value) for name, value in config.items()}


def _setting(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return settings(value)
    if isinstance(value, (list, tuple)):
        return [_setting(element) for element in value]
    return value
