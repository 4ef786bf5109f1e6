"""Texts that people write: plans as JSON, SQL, regular expressions, formats of dates."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import penstock as ps
from fuzzing.chance import bent, integer, text
from fuzzing.finding import Case, judge
from penstock._runtime import engine

ROOT = Path(__file__).parents[2]
GOLDENS = ROOT / "jvm-core" / "src" / "test" / "resources" / "plans" / "json"

FRAME = {"a": [1, 2, None], "b": [0.5, float("nan"), -0.0], "s": ["x", None, "größer 12"], "l": [[1], [], None]}


@cache
def plans() -> list[Any]:
    """All plans that are kept as examples, and one over a frame that is there."""
    return [json.loads(path.read_text()) for path in sorted(GOLDENS.glob("*.json"))]


@cache
def frame() -> ps.DataFrame:
    """A few rows of a few types."""
    return ps.DataFrame(FRAME)


def plan(case: Case) -> None:
    """A plan whose JSON was bent."""
    chance = case.random()
    document = json.loads(json.dumps(chance.choice(plans())))
    for _ in range(chance.choice((0, 1, 2, 4))):
        document = _changed(document, chance, chance.choice(plans()))
    content = json.dumps(document).encode()
    if chance.random() < 0.3:
        content = bent(content, chance, [json.dumps(other).encode() for other in plans()])
    if chance.random() < 0.01:
        many = chance.choice((100, 5_000, 200_000))
        content = content.replace(b"{", b'{"input":' * many + b"{", 1)
    for use in (engine().explain, engine().run):
        try:
            use(content)
        except BaseException as error:
            judge(error)


def _changed(node: Any, chance: random.Random, other: Any) -> Any:
    """The document with one value that is another."""
    if isinstance(node, dict) and node and chance.random() < 0.85:
        key = chance.choice(list(node))
        if chance.random() < 0.1:
            return {name: value for name, value in node.items() if name != key}
        return node | {key: _changed(node[key], chance, other)}
    if isinstance(node, list) and node and chance.random() < 0.85:
        at = chance.randrange(len(node))
        return [*node[:at], _changed(node[at], chance, other), *node[at + 1 :]] * chance.choice((1, 1, 1, 0, 2))
    return chance.choice((None, True, integer(chance), str(integer(chance)), 0.5, text(chance), [], {}, _part(other)))


def _part(node: Any) -> Any:
    values = [part for part in _all(node) if isinstance(part, dict)]
    return values[len(values) // 2] if values else node


def _all(node: Any) -> list[Any]:
    below = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return [node, *(deep for part in below for deep in _all(part))]


_SQL = (
    "select from where group by having order limit offset with recursive as join left on using union all distinct "
    "case when then end cast over partition rows between unbounded preceding t u a b s l * , ( ) [ ] { } . ; : :: "
    "= <> < + - / % || -> => ? $1 1 -1 0.5 'x' \"a\" null true date '2020-01-01' interval '1' day x'ff' "
    "sum count avg min max list array_agg unnest range generate_series struct_pack map regexp_matches strptime "
    "pivot unpivot describe summarize explain pragma set copy attach values insert create table drop "
    "9223372036854775807 1e999 try_cast bigint decimal(38,10) varchar[] hugeint uuid lambda x exclude columns"
).split()

_STATEMENTS = (
    "select a, sum(b) over (partition by s order by a) from t where a > 1 group by all order by 1 limit 3",
    "with recursive n as (select 1 as x union all select x + 1 from n where x < 5) select * from n, t",
    "select s, list(a), struct_pack(x := a), map([s], [b]) from t group by s having count(*) > 0",
    "select unnest(l), regexp_replace(s, '(.)', '\\1x'), cast(b as decimal(10, 2)) from t",
    "select a::varchar || s, case when b > 0 then 'x' end, try_cast(s as date) from t union select s, s, null from t",
)


def sql(case: Case) -> None:
    """SQL whose words come in an order of their own."""
    chance = case.random()
    if chance.random() < 0.5:
        words = chance.choice(_STATEMENTS).split()
        for _ in range(chance.choice((1, 1, 2, 5))):
            at = chance.randrange(len(words))
            words[at : at + chance.choice((0, 1, 1, 2))] = [chance.choice(_SQL)] * chance.choice((0, 1, 1))
            words = words or ["select"]
        query = " ".join(words)
    else:
        query = "select " + " ".join(chance.choice(_SQL) for _ in range(chance.randrange(20))) + text(chance)
    try:
        ps.SQLContext(t=frame(), u=frame()).execute(query, eager=True)
    except BaseException as error:
        judge(error)


def pattern(case: Case) -> None:
    """Regular expressions, formats, zones, spans and texts to be read, on both engines."""
    chance = case.random()
    column, first, second = ps.col("s"), text(chance), text(chance)
    column = ps.lit(second) if chance.random() < 0.5 else column
    made = [
        lambda: column.str.contains(first),
        lambda: column.str.replace_all(first, second),
        lambda: column.str.extract(first, chance.randrange(-1, 4)),
        lambda: column.str.extract_all(first),
        lambda: column.str.count_matches(first),
        lambda: column.str.split(first),
        lambda: column.str.to_datetime(first, strict=chance.random() < 0.5),
        lambda: column.str.to_date(first, strict=chance.random() < 0.5),
        lambda: ps.lit(0).cast(ps.Datetime("us")).dt.to_string(first),
        lambda: ps.lit(0).cast(ps.Datetime("us")).dt.truncate(first),
        lambda: ps.lit(0).cast(ps.Datetime("us")).dt.offset_by(first),
        lambda: ps.lit(0).cast(ps.Datetime("us")).dt.replace_time_zone(first),
        lambda: column.cast(chance.choice((ps.Int64, ps.Float64, ps.Date, ps.Boolean, ps.Time)), strict=False),
        lambda: column.str.to_integer(base=chance.choice((2, 10, 36)), strict=False),
        lambda: column.str.strip_chars(first) + column.str.pad_start(chance.choice((0, 5, 1 << 20)), second[:1] or "0"),
        lambda: ps.col(first),
        lambda: ps.col((column.meta.output_name() or first) if chance.random() < 0.5 else f"^{first}$"),
    ]
    try:
        expression = chance.choice(made)()
        frame().lazy().select(expression).collect(engine=chance.choice(("auto", "core", "duckdb")))
    except BaseException as error:
        judge(error)
