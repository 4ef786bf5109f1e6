"""Where values are, how they lie to each other, and other forms of them: as in Polars, but where it is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from semantics.running import same

import penstock as ps

NAN = float("nan")

#: An expression over the column `a`, made from either module.
Made = Callable[[Any], Any]

ORDERS: list[list[Any]] = [
    [],
    [3],
    [None, None],
    [1, 2, 2],
    [2, 1],
    [None, 1, 2],
    [1, 2, None],
    [1, None, 2],
    [None, 2, 1],
    [2, 1, None],
]
NUMBERS = [1, None, 3, 3, 2]

CASES: dict[str, tuple[list[Any], Made]] = {
    **{
        f"is_sorted {values} {down} {last}": (
            values,
            lambda m, down=down, last=last: m.col("a").is_sorted(descending=down, nulls_last=last),  # type: ignore[misc]
        )
        for values in ORDERS
        for down in (False, True, None)
        for last in (False, True, None)
    },
    "is_sorted nan last": ([1.0, NAN], lambda m: m.col("a").is_sorted()),
    "is_sorted nan first": ([NAN, 1.0], lambda m: m.col("a").is_sorted()),
    **{
        f"get {index} {outside}": (
            NUMBERS,
            lambda m, index=index, outside=outside: m.col("a").get(index, null_on_oob=outside),  # type: ignore[misc]
        )
        for index in (0, 1, -1, 9, -9)
        for outside in (False, True)
    },
    "get the last": (NUMBERS, lambda m: m.col("a").get(m.col("a").max())),
    "get rows": ([2, 0, 1], lambda m: m.col("a").get(m.col("a"))),
    **{
        f"index_of {value}": (NUMBERS, lambda m, value=value: m.col("a").index_of(value))  # type: ignore[misc]
        for value in (3, None, 7, "a")
    },
    "index_of the largest": (NUMBERS, lambda m: m.col("a").index_of(m.col("a").max())),
    "index_of several": (NUMBERS, lambda m: m.col("a").index_of(m.col("a"))),
    "index_of nan": ([1.0, NAN], lambda m: m.col("a").index_of(NAN)),
    "index_of text": (["x", "y"], lambda m: m.col("a").index_of("y")),
    **{
        f"search_sorted {values} {value} {side}": (
            values,
            lambda m, value=value, side=side: m.col("a").search_sorted(value, side),  # type: ignore[misc]
        )
        for values in ([], [1, 2, 2, 3], [None, 1, 2, 2, 3])
        for value in (0, 2, 9, None)
        for side in ("any", "left", "right")
    },
    "search_sorted descending": ([3, 2, 2, 1], lambda m: m.col("a").search_sorted(2, "right", descending=True)),
    "search_sorted the largest": ([1, 2, 3], lambda m: m.col("a").search_sorted(m.col("a").max())),
    "search_sorted a constant": ([1, 2, 3], lambda m: m.col("a").search_sorted(m.lit(2))),
    "search_sorted text": (["a", "b"], lambda m: m.col("a").search_sorted("b")),
    "search_sorted nan": ([1.0, NAN], lambda m: m.col("a").search_sorted(NAN, "right")),
    "rle": ([1, 1, None, None, 2, 1], lambda m: m.col("a").rle()),
    "rle nan": ([NAN, NAN, 1.0], lambda m: m.col("a").rle()),
    "rle text": (["a", "a", None], lambda m: m.col("a").rle()),
    "rle nothing": ([], lambda m: m.col("a").rle()),
    "rle columns": ([1, 1, 2], lambda m: m.col("a").rle().struct.unnest()),
    "struct of reshaped columns": (
        [1, 1, 2],
        lambda m: m.struct(m.col("a").unique(maintain_order=True).alias("x"), m.col("a").unique_counts().alias("y")),
    ),
    "extend_constant": ([1, 2], lambda m: m.col("a").extend_constant(9, 2)),
    "extend_constant null": ([1, 2], lambda m: m.col("a").extend_constant(None, 2)),
    "extend_constant never": ([1, 2], lambda m: m.col("a").extend_constant(9, 0)),
    "extend_constant float": ([1, 2], lambda m: m.col("a").extend_constant(1.5, 1)),
    "extend_constant text": (["x"], lambda m: m.col("a").extend_constant("y", 1)),
    "extend_constant negative": ([1, 2], lambda m: m.col("a").extend_constant(9, -1)),
    "extend_constant nothing": ([], lambda m: m.col("a").extend_constant(7, 1)),
    "extend_constant expressions": ([1, 2], lambda m: m.col("a").extend_constant(m.col("a").max(), m.col("a").min())),
    "append": ([1, 2], lambda m: m.col("a").append(m.col("a") * 2)),
    "append another type": ([1, None], lambda m: m.col("a").append(m.col("a") / 2)),
    "append text": ([1, 2], lambda m: m.col("a").append(m.col("a").cast(m.String))),
    "append a constant": ([1, 2], lambda m: m.col("a").append(5)),
    "append fewer": ([1, 2], lambda m: m.col("a").append(m.col("a").filter(m.col("a") > 1))),
    "append nothing": ([], lambda m: m.col("a").append(m.col("a"))),
    **{
        f"entropy {values} {normalize}": (
            values,
            lambda m, normalize=normalize: m.col("a").entropy(2, normalize=normalize),  # type: ignore[misc]
        )
        for values in ([1, 2, 3], [1.0, 0.0], [None, 1, 2], [0.5, 0.5], [-1, 2], ["a"], [True, True], [])
        for normalize in (False, True)
    },
    "entropy float32": ([1, 2], lambda m: m.col("a").cast(m.Float32).entropy()),
    "entropy int8": ([100, 100], lambda m: m.col("a").cast(m.Int8).entropy()),
    **{
        f"join {values} {ignore}": (
            values,
            lambda m, ignore=ignore: m.col("a").cast(m.String).str.join("-", ignore_nulls=ignore),  # type: ignore[misc]
        )
        for values in (["a", None, "b"], [], [None], ["x"], [1, 2])
        for ignore in (False, True)
    },
    "peaks below zero": ([-5, -7], lambda m: m.struct(m.col("a").peak_max(), m.col("a").peak_min().alias("b"))),
    "peak of one": ([-5], lambda m: m.col("a").peak_min()),
}


def made(module: Any, values: list[Any], case: Made) -> Any:
    schema = {"a": module.Int64} if all(value is None for value in values) else None
    try:
        frame = module.DataFrame({"a": values}, schema=schema).select(case(module))
    except (ps.exceptions.PenstockError, pl.exceptions.PolarsError, TypeError, ValueError) as error:
        return error
    return frame if module is pl else frame.to_polars()


@pytest.mark.parametrize("name", CASES)
def test_an_expression_means_what_it_means_in_polars(name: str) -> None:
    values, case = CASES[name]
    want, got = made(pl, values, case), made(ps, values, case)
    if isinstance(want, Exception) or isinstance(got, Exception):
        assert isinstance(want, Exception), (want, got)
        assert isinstance(got, Exception), (want, got)
        return
    assert got.schema == want.schema
    if name.startswith("entropy"):
        # Which nought it is does not matter.
        want, got = want + 1.0, got + 1.0
    assert same(want.rows(), got.rows(), 1e-9), (want.rows(), got.rows())


def test_groups_and_windows_have_their_own_answers() -> None:
    def answers(m: Any) -> Any:
        frame = m.DataFrame({"k": [1, 1, 2], "a": [3, 4, 4]})
        a = m.col("a")
        grouped = frame.group_by("k", maintain_order=True).agg(
            a.get(-1),
            a.index_of(4).alias("index"),
            a.is_sorted().alias("sorted"),
            a.lower_bound().alias("least"),
            a.peak_max().alias("peak"),
            a.cast(m.String).str.join("+").alias("joined"),
        )
        windows = frame.select(a.is_sorted().over("k"), a.peak_max().over("k").alias("peak"))
        return grouped.rows(), windows.rows()

    assert answers(ps) == answers(pl)


def test_one_value_is_looked_for() -> None:
    frame = ps.DataFrame({"a": [1, 2, 3]})
    with pytest.raises(TypeError, match="one value"):
        ps.col("a").search_sorted([1, 2])
    with pytest.raises(ps.exceptions.ComputeError, match="expects one value, got 3"):
        frame.select(ps.col("a").search_sorted(ps.col("a")))
    with pytest.raises(ValueError, match="side must be"):
        ps.col("a").search_sorted(1, "middle")  # type: ignore[arg-type]


def test_reinterpret_takes_one_of_two() -> None:
    with pytest.raises(ValueError, match="signed or dtype"):
        ps.col("a").reinterpret()
    with pytest.raises(ValueError, match="signed or dtype"):
        ps.col("a").reinterpret(signed=True, dtype=ps.Int64)


def test_texts_that_are_looked_for_are_texts() -> None:
    with pytest.raises(TypeError, match="mapping"):
        ps.col("a").str.replace_many(["x"])
    with pytest.raises(TypeError, match="list of texts"):
        ps.col("a").str.replace_many("x", ["y"])
    with pytest.raises(TypeError, match="7 is none"):
        ps.col("a").str.extract_many([7])
    with pytest.raises(ValueError, match="choose one"):
        ps.col("a").str.find_many(["x"], overlapping=True, leftmost=True)
    with pytest.raises(ps.exceptions.InvalidOperationError, match="empty"):
        ps.DataFrame({"a": ["x"]}).select(ps.col("a").str.find_many([""]))


def test_many_texts_at_once_are_what_one_after_the_other_finds() -> None:
    words = [f"{a}{b}" for a in "abcdefgh" for b in ("", "a", "bc", "éß")]
    texts = ["".join(words[(i * 7 + j * j) % len(words)] for j in range(i % 17)) for i in range(500)]
    for options in ({}, {"leftmost": True}, {"overlapping": True}):
        want = pl.DataFrame({"a": texts}).select(pl.col("a").str.find_many(words, **options))["a"].to_list()
        assert ps.DataFrame({"a": texts}).select(ps.col("a").str.find_many(words, **options))["a"].to_list() == want


def test_names_of_fields_must_differ_and_errors_name_the_value() -> None:
    frame = ps.DataFrame({"a": ["[1", '{"x": 1}']})
    with pytest.raises(ps.exceptions.ComputeError, match=r'"\[1" is no JSON'):
        frame.select(ps.col("a").str.json_decode(ps.List(ps.Int64)))
    with pytest.raises(ps.exceptions.ComputeError, match=r'\{"x":1\} is no int64'):
        frame.tail(1).select(ps.col("a").str.json_decode(ps.Int64))
    with pytest.raises(ps.exceptions.UnsupportedOperation, match="JSON is not read as"):
        frame.select(ps.col("a").str.json_decode(ps.Binary))
    with pytest.raises(ps.exceptions.ComputeError, match=r"is no path into JSON"):
        frame.select(ps.col("a").str.json_path_match("$["))


def test_a_name_is_made_by_a_function() -> None:
    def named(m: Any) -> list[list[str]]:
        a = m.col("a")
        frame = m.DataFrame({"a": [1], "b": ["x"]})
        made = [
            frame.select(a.name.map(str.upper), (a + 1).alias("b").name.map(lambda name: name + "!")),
            frame.select(m.all().name.map(str.upper)),
            frame.select((m.col("^.$").max()).name.map(str.upper).name.suffix("z"), m.all().name.map(str.upper)),
            frame.select(m.all().name.map(str.upper).name.keep()),
            frame.with_columns(m.col("a", "b").shift(1).over(m.lit(1)).name.map(lambda name: f"last_{name}")),
            frame.group_by("b").agg(m.all().sum().name.map(lambda name: name * 2)),
        ]
        return [list(one.columns) for one in made]

    assert named(ps) == named(pl)
    lazy = ps.DataFrame({"a": [1]}).lazy().select(ps.all().name.map(str.upper))
    assert lazy.collect_schema() == {"A": ps.Int64}
    assert lazy.filter(ps.col("A") > 0).collect(engine="duckdb").to_dict(as_series=False) == {"A": [1]}


def test_names_of_fields_are_made_by_a_function() -> None:
    def made(m: Any) -> Any:
        frame = m.DataFrame({"s": [{"a": 1, "b": {"c": "x"}}, None, {"a": None, "b": None}], "n": [1, 2, 3]})
        renamed = m.col("s").name.map_fields(str.upper)
        return [
            frame.select(renamed, m.col("n")),
            frame.select(renamed.struct.field("B").name.map_fields(lambda name: name + "_")),
            frame.clear().select(renamed),
            frame.group_by(m.lit(1).alias("k")).agg(m.col("s").first().name.map_fields(lambda name: f"first_{name}")),
        ]

    for own, theirs in zip(made(ps), made(pl), strict=True):
        assert own.to_dicts() == theirs.to_dicts()
        assert str(own.schema) == str(theirs.schema)


def test_names_that_functions_make_must_be_names() -> None:
    frame = ps.DataFrame({"a": [1], "s": [{"x": 1, "y": 2}]})
    with pytest.raises(ps.exceptions.DuplicateError, match='gives the name "z" twice'):
        frame.select(ps.col("s").name.map_fields(lambda _: "z"))
    with pytest.raises(ps.exceptions.PenstockError, match="must return a name; it returned int"):
        frame.select(ps.col("s").name.map_fields(len))  # type: ignore[arg-type]
    with pytest.raises(ps.exceptions.InvalidOperationError, match="is not defined for int64"):
        frame.select(ps.col("a").name.map_fields(str.upper))
    with pytest.raises(ps.exceptions.ComputeError, match="ZeroDivisionError"):
        frame.select(ps.all().name.map(lambda _: str(1 / 0)))
    with pytest.raises(ps.exceptions.DuplicateError):
        frame.select(ps.all().name.map(lambda _: "z"))
    assert ps.all().name.map(str.upper).meta.output_name(raise_if_undetermined=False) is None


def test_plans_show_what_such_functions_do() -> None:
    text = ps.col("a").str
    plan = ps.DataFrame({"a": ["x"]}).lazy().select(text.normalize("NFKC"), text.replace_many({"x": "y"}).alias("b"))
    assert "str.normalize[form=NFKC](a)" in plan.explain()
    assert "str.replace_many[search=[x], FIRST_END, replacements=[y]](a)" in plan.explain()
