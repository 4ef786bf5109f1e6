"""Methods of frames, columns and expressions, called with arguments that nobody would give them."""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import inspect
import io
import random
from collections.abc import Callable
from typing import Any

import penstock as ps
from fuzzing.chance import integer, text
from fuzzing.finding import Case, judge

#: They write files, wait for somebody, start threads, or end in Python's own code.
SPARED = (
    "write_",
    "sink_",
    "map_",
    "pipe",
    "show",
    "to_torch",
    "to_jax",
    "to_pandas",
    "to_numpy",
    "lazy",
    "clone",
    "deserialize",
)

NAMESPACES = ("str", "dt", "list", "arr", "struct", "bin", "name", "meta")

COLUMNS = {
    "i": [1, 2, None, -4],
    "u": ps.Series([0, 2**64 - 1, None, 1], dtype=ps.UInt64),
    "f": [0.5, float("nan"), None, float("inf")],
    "b": [True, None, False, True],
    "s": ["abc", "", None, "größer"],
    "d": [dt.date(2024, 2, 29), None, dt.date(1, 1, 1), dt.date(9999, 12, 31)],
    "t": [dt.datetime(2024, 2, 29, 1), None, dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)],
    "p": [dt.timedelta(days=1), None, dt.timedelta(days=-106_000_000), dt.timedelta(0)],
    "l": [[1, None], [], None, [3]],
    "x": [{"a": 1, "b": "c"}, None, {"a": None, "b": ""}, {"a": 3, "b": None}],
    "n": [decimal.Decimal("1.5"), None, decimal.Decimal(-99), decimal.Decimal(0)],
    "y": [b"a", b"", None, b"\xff\x00"],
    "e": ps.Series([None] * 4, dtype=ps.Null),
    "c": ps.Series(["a", None, "b", "a"], dtype=ps.Categorical),
}


def run(case: Case) -> None:
    """Call one method, and compute what it gives."""
    chance = case.random()
    frame = ps.DataFrame(COLUMNS)
    column = chance.choice(list(COLUMNS))
    subjects: tuple[Callable[[], Any], ...] = (
        lambda: ps.col(column),
        lambda: ps.col(column),
        lambda: getattr(ps.col(column), chance.choice(NAMESPACES)),
        lambda: getattr(ps.col(column), chance.choice(NAMESPACES)),
        lambda: frame,
        frame.lazy,
        lambda: frame[column],
        lambda: frame.group_by(column),
        lambda: ps,
    )
    subject = chance.choice(subjects)()
    names = [name for name in dir(subject) if not name.startswith(("_", *SPARED)) and callable(getattr(subject, name))]
    if subject is ps:
        names = [
            name for name in names if name.islower() and not name.startswith(("read", "scan", "engine", "functions"))
        ]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            _finish(_call(getattr(subject, chance.choice(names)), chance, frame), frame, chance)
    except BaseException as error:
        judge(error)


def _call(method: Callable[..., Any], chance: random.Random, frame: ps.DataFrame) -> Any:
    try:
        parameters = list(inspect.signature(method).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    positional, named = [], {}
    for parameter in parameters:
        must = parameter.default is inspect.Parameter.empty
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            positional += [value(chance, frame) for _ in range(chance.randrange(3))]
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD or (not must and chance.random() < 0.6):
            continue
        elif parameter.kind is inspect.Parameter.KEYWORD_ONLY or not must:
            named[parameter.name] = _fitting(parameter, chance, frame)
        else:
            positional.append(_fitting(parameter, chance, frame))
    return method(*positional, **named)


def _fitting(parameter: inspect.Parameter, chance: random.Random, frame: ps.DataFrame) -> Any:
    if isinstance(parameter.default, bool) and chance.random() < 0.8:
        return not parameter.default
    return value(chance, frame)


def value(chance: random.Random, frame: ps.DataFrame) -> Any:
    """Anything."""
    column = chance.choice(list(COLUMNS))
    match chance.randrange(16):
        case 0 | 1 | 2:
            return ps.col(column)
        case 3:
            return column
        case 4:
            return chance.choice((ps.Int8, ps.String, ps.List(ps.Int64), ps.Datetime("ms", "UTC"), ps.Decimal(38, 9)))
        case 5:
            return [column, *chance.choices(list(COLUMNS), k=chance.randrange(3))]
        case 6:
            return chance.choice((frame, frame.lazy(), frame[column], ps.DataFrame()))
        case 7 | 8:
            return integer(chance)
        case 9 | 10:
            return chance.randint(-2, 5)
        case 11:
            return text(chance)
        case 12:
            return {column: chance.choice((None, "z", 1, ps.Int32))}
        case 13:
            return chance.choice((dt.timedelta(days=1), dt.date(2024, 1, 1), decimal.Decimal("1.1"), b"x", object()))
        case 14:
            return chance.choice(("mean", "forward", "left", "cross", "1d", "nearest", "min", "core", "column", "ceil"))
        case _:
            return chance.choice((None, True, 0.5, float("nan"), float("inf"), [], [None], [[]], range(3), (1, 2)))


def _finish(made: Any, frame: ps.DataFrame, chance: random.Random) -> None:
    engine: Any = chance.choice(("auto", "core", "duckdb"))
    if isinstance(made, ps.Expr):
        match chance.randrange(4):
            case 0:
                made = frame.lazy().group_by("b").agg(made)
            case 1:
                made = frame.lazy().filter(made)
            case _:
                made = frame.lazy().select(made)
    if isinstance(made, ps.LazyFrame):
        made = made.collect(engine=engine)
    if isinstance(made, (ps.DataFrame, ps.Series)) and len(made) < 1_000_000:
        repr(made)
        made.to_arrow()
