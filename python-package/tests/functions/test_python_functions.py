"""Functions of Python in plans, against those of Polars, and what they may do wrong."""

from __future__ import annotations

import copy
import gc
import pickle
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from runtime.programs import run, signalled
from support.same import assert_same

import penstock as ps

pytestmark = pytest.mark.filterwarnings("ignore::polars.exceptions.PolarsInefficientMapWarning")

ROWS = {
    "g": ["x", "x", "y", None, "y", "x"],
    "a": [1, 2, None, 4, 5, -6],
    "s": ["p", "q", None, "r", "", "größe"],
    "d": [1.5, 2.5, None, None, float("nan"), -0.0],
    "b": [True, None, False, True, None, False],
    "l": [[1, 2], [3], None, [], [None], [7, 8, 9]],
}


def frame(m: Any, **columns: Any) -> Any:
    made = m.DataFrame({**ROWS, **columns})
    return made.lazy()


def col(m: Any, name: str) -> Any:
    return m.col(name)


QUESTIONS: dict[str, Any] = {
    "elements": lambda m: frame(m).select(m.col("a").map_elements(lambda v: v * 2)),
    "elements, declared": lambda m: frame(m).select(m.col("a").map_elements(lambda v: v / 2, return_dtype=m.Float64)),
    "elements, text": lambda m: frame(m).select(m.col("s").map_elements(lambda v: v[::-1], return_dtype=m.String)),
    "elements, to number": lambda m: frame(m).select(m.col("s").map_elements(len)),
    "elements, nulls too": lambda m: frame(m).select(
        m.col("a").map_elements(lambda v: 0 if v is None else v + 1, return_dtype=m.Int64, skip_nulls=False)
    ),
    "elements, null of value": lambda m: frame(m).select(
        m.col("a").map_elements(lambda v: None if v == 2 else v, return_dtype=m.Int64)
    ),
    "elements, lists": lambda m: frame(m).select(m.col("l").map_elements(lambda s: s.sum(), return_dtype=m.Int64)),
    "elements, to lists": lambda m: frame(m).select(
        m.col("a").map_elements(lambda v: [v, v], return_dtype=m.List(m.Int64))
    ),
    "elements, structs": lambda m: frame(m).select(
        m.struct("a", "s").map_elements(lambda v: f"{v['a']}{v['s']}", return_dtype=m.String)
    ),
    "elements, in a filter": lambda m: frame(m).filter(
        m.col("a").map_elements(lambda v: v > 1, return_dtype=m.Boolean)
    ),
    "elements, inside": lambda m: frame(m).select(
        (m.col("a").map_elements(lambda v: v + 1, return_dtype=m.Int64) * 10 + m.col("a")).alias("r")
    ),
    "elements of nothing": lambda m: (
        frame(m).head(0).select(m.col("a").map_elements(lambda v: v, return_dtype=m.Int64))
    ),
    "elements in groups": lambda m: (
        frame(m).group_by("g").agg(m.col("a").map_elements(lambda v: v * 2, return_dtype=m.Int64)).sort("g")
    ),
    "batches": lambda m: frame(m).select(m.col("a").map_batches(lambda s: s * 2)),
    "batches beside": lambda m: frame(m).select("g", r=m.col("a").map_batches(lambda s: s.cum_sum(), m.Int64)),
    "batches, with_columns": lambda m: frame(m).with_columns(m.col("a").map_batches(lambda s: s.reverse(), m.Int64)),
    "batches, shorter": lambda m: frame(m).select(m.col("a").map_batches(lambda s: s.head(2))),
    "batches, numpy": lambda m: frame(m).select(
        m.col("d").fill_null(0.0).map_batches(lambda s: np.abs(s.to_numpy()), return_dtype=m.Float64)
    ),
    "batches, scalar": lambda m: frame(m).select("g", r=m.col("a").map_batches(lambda s: s.sum(), returns_scalar=True)),
    "batches in groups": lambda m: (
        frame(m).group_by("g").agg(m.col("a").map_batches(lambda s: s.cum_sum(), m.Int64)).sort("g")
    ),
    "batches, scalar, in groups": lambda m: (
        frame(m)
        .group_by("g")
        .agg(m.col("a").map_batches(lambda s: s.max(), m.Int64, returns_scalar=True).alias("r"), m.len())
        .sort("g")
    ),
    "batches over": lambda m: frame(m).select("a", r=m.col("a").map_batches(lambda s: s.cum_sum(), m.Int64).over("g")),
    "batches, scalar, over": lambda m: frame(m).with_columns(
        r=m.col("a").map_batches(lambda s: s.sum(), m.Int64, returns_scalar=True).over("g")
    ),
    "batches, elementwise": lambda m: frame(m).select(m.col("a").map_batches(lambda s: s + 1, is_elementwise=True)),
    "batches of batches": lambda m: frame(m).select(
        m.col("a").map_batches(lambda s: s + 1, m.Int64).map_batches(lambda s: s * 3, m.Int64)
    ),
    "an aggregate of batches": lambda m: frame(m).select(m.col("a").map_batches(lambda s: s + 1, m.Int64).sum()),
    "several": lambda m: frame(m).select(m.map_batches(["a", "d"], lambda s: s[0] * s[1]).alias("r")),
    "several in groups": lambda m: (
        frame(m)
        .group_by("g")
        .agg(r=m.map_groups(["a", "d"], lambda s: s[0].sum() * len(s[1]), m.Int64, returns_scalar=True))
        .sort("g")
    ),
    "pipe": lambda m: frame(m).select(m.col("a").pipe(lambda e, by: e + by, by=3)),
    "frames": lambda m: frame(m).map_batches(lambda f: f.with_columns(m.col("a") + 1)),
    "frames, schema": lambda m: frame(m).map_batches(lambda f: f.select(n=m.col("a") * 2), schema={"n": m.Int64}),
    "frames, on": lambda m: (
        frame(m).map_batches(lambda f: f.filter(m.col("a") > 1)).group_by("g").agg(m.col("a").sum()).sort("g")
    ),
    "groups": lambda m: m.DataFrame(ROWS).group_by("g", maintain_order=True).map_groups(lambda f: f.head(1)),
    "groups, lazy": lambda m: (
        frame(m)
        .group_by("g", maintain_order=True)
        .map_groups(lambda f: f.select(m.col("a").sum()), schema={"a": m.Int64})
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_what_polars_answers(name: str) -> None:
    assert_same(QUESTIONS[name])


@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_elements_and_frames_run_on_both_engines(engine: Any) -> None:
    rows = frame(ps)
    plan = rows.select(ps.col("a").map_elements(lambda v: v + 1, ps.Int64), "s").filter(ps.col("a") > 0)
    assert plan.collect(engine=engine).rows() == [(2, "p"), (3, "q"), (5, "r"), (6, "")]


def test_slices_and_chunks_come_as_they_are() -> None:
    numbers = pl.DataFrame({"a": range(100_000)})
    parts = pl.concat([numbers.slice(3, 40_000), numbers.slice(50_001, 10)], rechunk=False)
    heights: list[int] = []

    def negated(series: Any) -> Any:
        heights.append(len(series))
        return -series

    answer = (
        ps.DataFrame(parts).lazy().select(ps.col("a").map_batches(negated, ps.Int64, is_elementwise=True)).collect()
    )
    assert answer.to_polars().equals(parts.select(-pl.col("a")))
    assert max(heights) <= 16_384
    assert sum(heights) == parts.height


def test_a_series_finds_its_type_out() -> None:
    cases: list[tuple[list[Any], Any]] = [
        ([1, 2, None], lambda v: v * 2),
        ([1, 2, None], lambda v: v * 2.5),
        ([1, 2, None], str),
        ([1, 2], lambda v: [v]),
        ([1, None, 3], lambda v: None if v == 1 else v),
    ]
    for values, function in cases:
        expected = pl.Series("n", values).map_elements(function)
        assert ps.Series("n", values).map_elements(function).to_polars().equals(expected)
    with pytest.raises(ps.exceptions.ComputeError, match="all values are null"):
        ps.Series("n", [None, None], dtype=ps.Int64).map_elements(lambda v: v)


def test_sink_batches_hands_rows_over_until_it_is_told_to_stop() -> None:
    numbers = ps.DataFrame({"a": range(50_000)}).lazy().filter(ps.col("a") >= 10)
    seen: list[Any] = []
    assert numbers.sink_batches(seen.append, chunk_size=1000) is None
    assert [row for part in seen for row in part["a"].to_list()] == list(range(10, 50_000))
    heights = []
    numbers.sink_batches(lambda part: heights.append(part.height) or True, chunk_size=1000)  # type: ignore[func-returns-value]
    assert len(heights) == 1
    lazily: list[int] = []
    lazy = numbers.sink_batches(lambda part: lazily.append(part.height), lazy=True, chunk_size=20_000)
    assert lazily == []
    assert lazy is not None
    assert lazy.collect().shape == (0, 0)
    assert sum(lazily) == 49_990


WRONG: dict[str, tuple[Any, type[Exception], str]] = {
    "raises": (lambda e: e.map_elements(lambda v: v / 0, ps.Float64), ps.exceptions.ComputeError, "ZeroDivisionError"),
    "mixed": (lambda e: e.map_elements(lambda v: "z", ps.Int64), ps.exceptions.SchemaError, "'z' of type str"),
    "float": (lambda e: e.map_elements(lambda v: 1.5, ps.Int64), ps.exceptions.SchemaError, "1.5"),
    "too large": (lambda e: e.map_elements(lambda v: 300, ps.Int8), ps.exceptions.SchemaError, "300"),
    "no type": (lambda e: e.map_elements(lambda v: v.gone), ps.exceptions.InvalidOperationError, "return_dtype"),
    "no series": (lambda e: e.map_batches(lambda s: None, ps.Int64), ps.exceptions.SchemaError, "must return a Series"),
    "other type": (
        lambda e: e.map_batches(lambda s: s.cast(ps.String), ps.Int64),
        ps.exceptions.SchemaError,
        "expected output type 'Int64', got 'String'",
    ),
    "too short": (
        lambda e: e.map_batches(lambda s: s.head(2), is_elementwise=True),
        ps.exceptions.ShapeError,
        "answered 2 values where 6 are due",
    ),
    "too short for a group": (
        lambda e: e.map_batches(lambda s: s.head(1), ps.Int64).over("g"),
        ps.exceptions.ShapeError,
        "a group of 3 rows with 1",
    ),
    "two scalars": (
        lambda e: e.map_batches(lambda s: s.head(2), ps.Int64, returns_scalar=True),
        ps.exceptions.ShapeError,
        "answered 2 values where 1",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_function_does_wrong_is_a_typed_error_that_names_it(name: str) -> None:
    made, kind, message = WRONG[name]
    with pytest.raises(kind, match=r"<lambda>") as caught:
        frame(ps).select("g", r=made(ps.col("a"))).collect()
    assert message in str(caught.value)
    assert frame(ps).select(ps.col("a").map_elements(lambda v: v, ps.Int64)).collect().height == 6


def test_what_the_function_raised_is_the_cause() -> None:
    class GoneError(Exception):
        pass

    def rule(value: int) -> int:
        raise GoneError(value)

    with pytest.raises(ps.exceptions.ComputeError, match='"rule" failed: GoneError: 1') as caught:
        frame(ps).select(ps.col("a").map_elements(rule, ps.Int64)).collect()
    assert isinstance(caught.value.__cause__, GoneError)
    with pytest.raises(ps.exceptions.ComputeError, match="GoneError"):
        frame(ps).map_batches(lambda f: rule(1)).collect()


def test_frames_of_another_schema_are_refused() -> None:
    with pytest.raises(ps.exceptions.ComputeError, match="other columns than expected"):
        frame(ps).map_batches(lambda f: f.select("a")).collect()
    with pytest.raises(ps.exceptions.ComputeError, match="must return a DataFrame; it returned int"):
        frame(ps).map_batches(lambda f: 3).collect()
    assert frame(ps).map_batches(lambda f: f.select("a"), validate_output_schema=False).collect().columns == ["a"]


def test_a_plan_with_a_function_stays_in_its_process() -> None:
    plan = frame(ps).select(ps.col("a").map_elements(lambda v: v, ps.Int64))
    for serialise in (
        plan.serialize,
        lambda: pickle.dumps(ps.col("a").map_batches(lambda s: s)),
        ps.col("a").map_batches(lambda s: s).meta.serialize,
        frame(ps).map_batches(lambda f: f).serialize,
    ):
        with pytest.raises(ps.exceptions.InvalidOperationError, match="cannot leave this process"):
            serialise()
    with pytest.raises(ps.exceptions.InvalidOperationError):
        copy.deepcopy(ps.col("a").map_batches(lambda s: s))


def test_explain_shows_the_function_and_runs_it_not() -> None:
    called: list[int] = []

    def doubled(value: int) -> int:
        called.append(value)
        return 2 * value

    plan = frame(ps).with_columns(r=ps.col("a").map_elements(doubled, ps.Int64))
    assert "doubled(a)" in plan.explain(level="physical")
    assert "doubled" in repr(plan)
    assert plan.collect_schema()["r"] == ps.Int64
    assert called == []


def test_nothing_moves_past_a_function() -> None:
    seen: list[int] = []
    kept = frame(ps).with_columns(r=ps.col("a").map_elements(lambda v: seen.append(v) or v, ps.Int64))  # type: ignore[func-returns-value]
    assert kept.filter(ps.col("g") == "y").select("r").collect()["r"].to_list() == [None, 5]
    assert sorted(seen) == [-6, 1, 2, 4, 5]
    seen.clear()
    assert kept.head(1).collect().height == 1
    assert sorted(seen) == [-6, 1, 2, 4, 5]


def test_a_function_may_run_queries_with_functions_of_their_own() -> None:
    def inner(series: Any) -> Any:
        plus = ps.DataFrame({"v": series}).lazy().select(ps.col("v").map_elements(lambda v: v + 1, ps.Int64))
        for part in plus.collect_batches():
            assert part.height
        return plus.collect().to_series()

    answer = frame(ps).select(ps.col("a").map_batches(inner, ps.Int64)).collect()
    assert answer["a"].to_list() == [2, 3, None, 5, 6, -5]


def test_functions_run_one_at_a_time() -> None:
    inside = 0
    most = 0

    def counted(value: int) -> int:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.001)
        inside -= 1
        return value

    plan = frame(ps).select(ps.col("a").map_elements(counted, ps.Int64))
    threads = [threading.Thread(target=plan.collect) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_streams_keep_their_functions_until_they_end() -> None:
    class Rule:
        __name__ = "rule"

        def __call__(self, value: int) -> int:
            return value + 1

    rule = Rule()
    known = weakref.ref(rule)
    capsules = [frame(ps).select(ps.col("a").map_elements(rule, ps.Int64)).__arrow_c_stream__()]
    del rule
    gc.collect()

    class Holder:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return capsules.pop()

    assert pl.DataFrame(Holder())["a"].to_list() == [2, 3, None, 5, 6, -5]
    for _ in range(200):
        gc.collect()
        if known() is None:
            break
        threading.Event().wait(0.01)
    assert known() is None


def test_what_a_function_keeps_stays_good() -> None:
    kept: list[Any] = []
    plan = frame(ps).select(ps.col("a").map_batches(lambda s: kept.append(s) or s, ps.Int64))  # type: ignore[func-returns-value]
    plan.collect()
    gc.collect()
    assert [series.to_list() for series in kept] == [ROWS["a"]]


def test_a_polars_frame_may_come_back() -> None:
    answer = frame(ps).map_batches(lambda f: f.to_polars().with_columns(pl.col("a") + 1)).collect()
    assert answer["a"].to_list() == [2, 3, None, 5, 6, -5]
    series = frame(ps).select(ps.col("s").map_batches(lambda s: s.to_polars().str.to_uppercase(), ps.String))
    assert series.collect()["s"].to_list() == ["P", "Q", None, "R", "", "GRÖSSE"]


def test_ctrl_c_ends_a_function_that_never_returns() -> None:
    import signal

    program = """
import threading, time
def endless(value):
    print("entered", flush=True)
    while True:
        pass
started = time.monotonic()
try:
    ps.DataFrame({"a": [1]}).lazy().select(ps.col("a").map_elements(endless, ps.Int64)).collect()
except KeyboardInterrupt:
    print("interrupted")
again = ps.DataFrame({"a": [1]}).lazy().select(ps.col("a").map_elements(lambda v: v + 1, ps.Int64)).collect()
print(again.rows())
"""
    ended = signalled(program, signal.SIGINT)
    assert (ended.code, ended.out) == (0, "entered\ninterrupted\n[(2,)]\n"), ended


def test_a_cancelled_query_leaves_a_sleeping_function_behind() -> None:
    program = """
import threading, time
entered = threading.Event()
def sleeps(value):
    entered.set()
    time.sleep(3)
    return value
from penstock._frame.execution import Prepared
plan = ps.DataFrame({"a": [1]}).lazy().select(ps.col("a").map_elements(sleeps, ps.Int64))
with Prepared(plan._plan, engine(), to_run=True) as prepared, engine().query(prepared.text) as query:
    query._jvm.table.query_collect(query.handle)
    query._jvm.table.query_wait(query.handle, 10)
    assert entered.wait(30)
    before = time.monotonic()
    query.cancel()
    try:
        query.wait()
    except ps.exceptions.QueryCancelled:
        print("cancelled", time.monotonic() - before < 0.2)
print(ps.DataFrame({"a": [1]}).lazy().select(ps.col("a").map_elements(lambda v: v + 1, ps.Int64)).collect().rows())
print("fine", time.monotonic() - before < 2)
"""
    ended = run(program)
    assert (ended.code, ended.out) == (0, "cancelled True\n[(2,)]\nfine True\n"), ended


def test_a_plan_that_names_functions_of_another_process_is_refused() -> None:
    plan = b'{"ir":1,"features":["functions"],"plan":{"kind":"Project","input":{"kind":"InMemory","handle":"%d"},'
    plan += (
        b'"expressions":[{"kind":"Apply","function":"python","config":%s,"arguments":[{"kind":"Column","name":"a"}]}]}}'
    )
    rows = ps.DataFrame({"a": [1]})
    from penstock._session import current_engine

    for config in (b"{}", b'{"reference":987654321,"is_elementwise":true}'):
        with pytest.raises(ps.exceptions.PenstockError):
            current_engine().run(plan % (rows._handle.handle, config))


def test_names_of_files_stay_out_of_messages(tmp_path: Path) -> None:
    with pytest.raises(ps.exceptions.ComputeError) as caught:
        frame(ps).select(ps.col("a").map_elements(lambda v: (tmp_path / "gone").read_text(), ps.String)).collect()
    assert isinstance(caught.value.__cause__, FileNotFoundError)
