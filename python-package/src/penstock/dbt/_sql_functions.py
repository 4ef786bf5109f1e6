"""Functions in Java as functions of dbt's DuckDB."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import penstock as ps
from penstock._require import require
from penstock.dbt._types import quoted
from penstock.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Types that have one name in DuckDB, by the name that signatures have for them.
_NAMES = {
    "bool": "BOOLEAN",
    **{f"{sign}int{bits}": name for sign in ("", "u") for bits, name in (
        (8, f"{sign.upper()}TINYINT"), (16, f"{sign.upper()}SMALLINT"),
        (32, f"{sign.upper()}INTEGER"), (64, f"{sign.upper()}BIGINT"),
    )},
    "float32": "FLOAT",
    "float64": "DOUBLE",
    **dict.fromkeys(("utf8", "large_utf8", "utf8_view"), "VARCHAR"),
    **dict.fromkeys(("binary", "large_binary", "binary_view"), "BLOB"),
    "date32": "DATE",
    "time64[us]": "TIME",
    "time64[ns]": "TIME_NS",
    "timestamp[s]": "TIMESTAMP_S",
    "timestamp[ms]": "TIMESTAMP_MS",
    "timestamp[us]": "TIMESTAMP",
    "timestamp[ns]": "TIMESTAMP_NS",
}  # fmt: skip

_DECIMAL = re.compile(r"decimal\d+\((\d+), (\d+)\)")
_ZONED = re.compile(r"timestamp\[us, .+\]")
_LIST = re.compile(r"(?:large_)?list<(.*)>")
_ARRAY = re.compile(r"fixed_size_list<(.*)>\[(\d+)\]")
_STRUCT = re.compile(r"struct<(.*)>")
_OPENING, _CLOSING = "<([", ">)]"


@dataclass(frozen=True, slots=True)
class SqlFunction:
    """A function that SQL may call.

    Attributes:
        name: What SQL calls it.
        function: The function of Penstock.
        parameters: The types that it takes, as DuckDB names them.
        settings: Its settings.
    """

    name: str
    function: str
    parameters: list[str]
    settings: dict[str, Any] = field(default_factory=dict)


def declared(said: Mapping[str, Any] | None, jars: Sequence[Path]) -> list[SqlFunction]:
    """The functions that a profile makes callable.

    Args:
        said: Names in SQL, each with the name of a function, or with `function`, `parameters` (types of DuckDB, where
            they depend on the settings) and settings. None for all scalar functions of the jars whose types are fixed.
        jars: The jars.

    Raises:
        ConfigError: If there is no such function, if SQL cannot call it, or if two have one name.
    """
    if said is None and not jars:
        return []
    known = {row[0]: row for row in ps.functions().rows()}
    if said is None:
        own = {str(jar.expanduser().absolute()) for jar in jars}
        names = [name for name, kind, forms, _, jar in known.values() if kind == "scalar" and forms and jar in own]
        said = {}
        for name in names:
            short = name.rpartition(".")[2]
            if short in said:
                raise ConfigError(
                    f"{said[short]} and {name} would both be called {short} in SQL",
                    hint="give them names under functions in the plugin's config",
                )
            said[short] = name
    found = [_declared(name, one, known) for name, one in said.items()]
    if found:
        require("pyarrow", extra="pyarrow")  # DuckDB hands columns over in it
    return found


def _declared(name: str, said: Any, known: Mapping[str, Any]) -> SqlFunction:
    settings = {"function": said} if isinstance(said, str) else dict(said)
    function, parameters = str(settings.pop("function", "")), settings.pop("parameters", None)
    if function not in known:
        near = get_close_matches(str(function), known, n=1)
        raise ConfigError(
            f"the SQL function {name} is {function!r}, which is no function of Penstock or of the jars",
            hint=f'did you mean "{near[0]}"?' if near else "penstock.functions() lists them",
        )
    _, kind, forms, *_ = known[function]
    if kind != "scalar":
        raise ConfigError(
            f"the SQL function {name} is {function}, which is of the kind {kind}, and SQL calls scalar ones",
            hint="a source may have a function of tables, under function",
        )
    if parameters is None and len(forms) != 1:
        what = f"the forms {'; '.join(forms)}" if forms else "types that depend on its settings"
        raise ConfigError(f"{function} has {what}, and DuckDB takes one of a name", hint="say it under parameters")
    types = [str(one) for one in parameters] if parameters is not None else _parameters(function, forms[0])
    if not types:
        raise ConfigError(f"{function} takes no columns, and DuckDB calls only functions that do")
    return SqlFunction(name, function, types, settings)


def register(connection: Any, functions: Sequence[SqlFunction]) -> None:
    """Make functions callable on a connection and all of its cursors.

    Raises:
        PenstockError: If a function does not take its types or settings, or if DuckDB has one of its name and types.
    """
    duckdb = require("duckdb", extra="dbt")
    ready = []
    for function in functions:
        answer = _answer(function)
        ready.append((function, answer, _result(connection, answer, function.parameters)))
    for function, answer, result in ready:
        try:
            connection.create_function(
                function.name, answer, function.parameters, result, type="arrow", null_handling="special"
            )
        except (duckdb.CatalogException, duckdb.NotImplementedException) as error:
            raise ConfigError(
                f"DuckDB has a function {function.name}({', '.join(function.parameters)}) already",
                hint="give it another name under functions in the plugin's config",
            ) from error


def _result(connection: Any, answer: Callable[..., Any], parameters: Sequence[str]) -> Any:
    """The type of the answers: asked of no rows."""
    cursor = connection.cursor()
    try:
        nothing = cursor.sql(f"select {', '.join(f'null::{type_}' for type_ in parameters)} limit 0")
        (result,) = cursor.from_arrow(ps.DataFrame({"r": answer(*nothing.to_arrow_table().columns)})).types
        return result
    finally:
        cursor.close()


def _answer(function: SqlFunction) -> Callable[..., Any]:
    """Calls the function with columns of pyarrow; DuckDB does so from several threads."""
    names = [f"argument {number}" for number in range(1, len(function.parameters) + 1)]
    expression = ps.call(function.function, *map(ps.col, names), **function.settings).alias("r")

    def answer(*columns: Any) -> Any:
        import pyarrow as pa

        table = ps.DataFrame(pa.table(list(columns), names=names))
        return table.select(expression).to_arrow().column(0)

    # DuckDB counts parameters, and knows no `*`.
    places = [Parameter(f"_{number}", Parameter.POSITIONAL_ONLY) for number in range(len(names))]
    answer.__signature__ = Signature(places)  # type: ignore[attr-defined]
    return answer


def _parameters(function: str, form: str) -> list[str]:
    """The types of the parameters in a signature such as ``(int64, utf8) -> utf8``."""
    inner = form[1 : form.rindex(") -> ")]
    return [_sql_type(function, one) for one in _split(inner)]


def _sql_type(function: str, type_: str) -> str:
    if type_ in _NAMES:
        return _NAMES[type_]
    if found := _DECIMAL.fullmatch(type_):
        return f"DECIMAL({found[1]},{found[2]})"
    if _ZONED.fullmatch(type_):
        return "TIMESTAMPTZ"
    if found := _LIST.fullmatch(type_):
        return f"{_sql_type(function, found[1])}[]"
    if found := _ARRAY.fullmatch(type_):
        return f"{_sql_type(function, found[1])}[{found[2]}]"
    if found := _STRUCT.fullmatch(type_):
        fields = [one.partition(": ") for one in _split(found[1])]
        return f"STRUCT({', '.join(f'{quoted(name)} {_sql_type(function, inner)}' for name, _, inner in fields)})"
    raise ConfigError(
        f"{function} takes {type_}, for which DuckDB has no type that is known here",
        hint="say the types under parameters, or leave the function out",
    )


def _split(text: str) -> list[str]:
    """The parts between commas that are in no brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if letter == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 2
    return [*parts, text[start:]] if text else []
