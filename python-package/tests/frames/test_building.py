"""Plans are checked when they are built, and read no data before they are collected."""

import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import penstock as ps

SCHEMA = {"a": ps.Int64, "b": ps.String, "c": ps.Float64, "l": ps.List(ps.Int64), "t": ps.Struct({"x": ps.Int8})}


@pytest.fixture
def lazy() -> ps.LazyFrame:
    return ps.LazyFrame(schema=SCHEMA)


class SchemaOnly:
    """A source whose schema may be asked for, and no rows."""

    def __init__(self) -> None:
        self.batches = 0

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        schema = pa.schema({"a": pa.int64(), "b": pa.string()})

        def rows() -> Any:
            self.batches += 1
            yield pa.record_batch({"a": [1], "b": ["x"]}, schema=schema)

        return pa.RecordBatchReader.from_batches(schema, rows()).__arrow_c_stream__()


def test_building_explaining_and_asking_for_the_schema_reads_no_rows() -> None:
    source = SchemaOnly()
    lazy = ps.scan_arrow_c_stream(source).filter(ps.col("a") > 1).group_by("b").agg(ps.col("a").sum())
    assert lazy.collect_schema() == {"b": ps.String, "a": ps.Int64}
    assert repr(lazy)
    assert pa.schema(lazy).names == ["b", "a"]
    for level in ("logical", "optimized", "physical"):
        assert lazy.explain(level=level)
    assert source.batches == 0


SCHEMAS: list[tuple[str, Callable[[Any, Any], Any]]] = [
    ("select", lambda m, f: f.select(m.col("a") * 2.5, m.col("b").str.len_chars(), x=m.lit(1))),
    ("with_columns", lambda m, f: f.with_columns(m.col("a").cast(m.Int8), d=m.col("c").is_nan())),
    ("drop", lambda m, f: f.drop("a", "l")),
    ("rename", lambda m, f: f.rename({"a": "z"})),
    ("cast", lambda m, f: f.cast({"a": m.Float32})),
    ("group_by", lambda m, f: f.group_by("b").agg(m.col("a").sum(), m.col("c").mean().alias("m"), m.len())),
    ("group_by lists", lambda m, f: f.group_by("b").agg(m.col("a"))),
    ("join", lambda m, f: f.select("a", "b").join(f.select("a", "b", "c"), on="a", how="left")),
    ("full join", lambda m, f: f.select("a", "b").join(f.select("a", "b", "c"), on="a", how="full")),
    ("cross join", lambda m, f: f.select("a").join(f.select("a"), how="cross")),
    ("explode", lambda m, f: f.explode("l")),
    ("unnest", lambda m, f: f.unnest("t")),
    ("row index", lambda m, f: f.with_row_index("i")),
    ("unpivot", lambda m, f: f.unpivot(["a", "c"], index="b")),
    ("pivot", lambda m, f: f.pivot("b", ["x", "y"], index="a", values="c", aggregate_function="sum")),
    ("concat", lambda m, f: m.concat([f.select("a"), f.select(m.col("c").alias("a"))], how="vertical_relaxed")),
    ("diagonal", lambda m, f: m.concat([f.select("a", "b"), f.select("c")], how="diagonal")),
    ("horizontal", lambda m, f: m.concat([f.select("a"), f.select("c")], how="horizontal")),
    ("sort, slice, unique", lambda m, f: f.sort("a").head(3).unique("b")),
]


@pytest.mark.parametrize(("name", "build"), SCHEMAS, ids=[name for name, _ in SCHEMAS])
def test_the_schema_is_that_of_polars(name: str, build: Callable[[Any, Any], Any], lazy: ps.LazyFrame) -> None:
    theirs = pl.LazyFrame(
        schema={"a": pl.Int64, "b": pl.String, "c": pl.Float64, "l": pl.List(pl.Int64), "t": pl.Struct({"x": pl.Int8})}
    )
    expected = [(column, str(dtype)) for column, dtype in build(pl, theirs).collect_schema().items()]
    assert [(column, str(dtype)) for column, dtype in build(ps, lazy).collect_schema().items()] == expected, name


REFUSALS: list[tuple[str, Callable[[ps.LazyFrame], ps.LazyFrame], str, tuple[type[BaseException], ...], str]] = [
    (
        "an unknown column",
        lambda f: f.filter(ps.col("aa") > 1),
        "ColumnNotFoundError",
        (AttributeError, KeyError),
        r'column "aa" not found \(filter › col\("aa"\)\). Did you mean "a"',  # noqa: RUF001
    ),
    (
        "an unknown column to sort by",
        lambda f: f.sort("bb"),
        "ColumnNotFoundError",
        (KeyError,),
        'column "bb" not found.*Did you mean "b"',
    ),
    ("an unknown column to drop", lambda f: f.drop("zz"), "ColumnNotFoundError", (KeyError,), '"zz"'),
    ("an unknown column to rename", lambda f: f.rename({"zz": "y"}), "ColumnNotFoundError", (KeyError,), '"zz"'),
    ("an unknown key", lambda f: f.group_by("zz").agg(ps.len()), "ColumnNotFoundError", (KeyError,), '"zz"'),
    ("an unknown join key", lambda f: f.join(f, on="zz"), "ColumnNotFoundError", (KeyError,), '"zz"'),
    (
        "a condition that is none",
        lambda f: f.filter(ps.col("a")),
        "InvalidOperationError",
        (ValueError,),
        "the condition of filter is int64, not bool",
    ),
    (
        "operands that do not go together",
        lambda f: f.select(ps.col("b") + 1),
        "InvalidOperationError",
        (ValueError,),
        r'"add" is not defined for utf8 and int64.*col\("b"\) \+ 1',
    ),
    (
        "the same name twice",
        lambda f: f.select("a", "a"),
        "DuplicateError",
        (),
        'the column "a" comes twice.*alias',
    ),
    (
        "frames that do not fit",
        lambda f: ps.concat([f.select("a"), f.select("b")]),
        "SchemaError",
        (),
        "a",
    ),
    ("a name that is taken", lambda f: f.rename({"a": "b"}), "DuplicateError", (), '"b"'),
]


@pytest.mark.parametrize(("name", "build", "error", "builtins", "message"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_errors_are_found_before_anything_runs(
    name: str,
    build: Callable[[ps.LazyFrame], ps.LazyFrame],
    error: str,
    builtins: tuple[type[BaseException], ...],
    message: str,
    lazy: ps.LazyFrame,
) -> None:
    kind = getattr(ps.exceptions, error)
    assert hasattr(pl.exceptions, error), name
    for builtin in builtins:
        assert issubclass(kind, builtin)
    with pytest.raises(kind, match=message):
        build(lazy).collect_schema()


TRUTHS: list[Callable[[Any], object]] = [
    lambda e: bool(e),
    lambda e: e and e,
    lambda e: e or e,
    lambda e: not e,
    lambda e: 1 < e < 3,
    lambda e: e in [1, 2],
    lambda e: 1 if e else 2,
    lambda e: max(e, e + 1),
]


@pytest.mark.parametrize("use", TRUTHS)
def test_expressions_have_no_truth_value(use: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match=r"(?s)no truth value.*is_in.*is_between.*ps\.when"):
        use(ps.col("a") > 1)


def test_frames_have_no_truth_value(lazy: ps.LazyFrame) -> None:
    with pytest.raises(TypeError, match="is_empty"):
        bool(lazy)
    with pytest.raises(TypeError, match="is_empty"):
        bool(ps.DataFrame({"a": [1]}))


def test_plans_are_explained_at_three_levels_and_in_three_forms(lazy: ps.LazyFrame) -> None:
    plan = lazy.filter(ps.col("a") > 1).select("a")
    assert plan.explain(level="logical").startswith('select col("a")')
    assert plan.explain(optimized=False) == plan.explain(level="logical")
    assert plan.explain() == plan.explain(level="optimized")
    assert "FRAGMENT" in plan.explain(level="physical")
    assert "└─" in plan.explain(format="tree")
    for level in ("logical", "optimized", "physical"):
        document = json.loads(plan.explain(level=level, format="json"))
        assert document["level"] == level
        assert "plan" in document
    assert plan.show_graph(raw_output=True) == plan.explain(format="tree", level="physical")
    assert plan.show_graph(raw_output=True, plan_stage="ir") == plan.explain(format="tree")


@pytest.mark.parametrize("options", [{"level": "best"}, {"format": "dot"}])
def test_unknown_levels_and_forms_are_refused(options: dict[str, str], lazy: ps.LazyFrame) -> None:
    with pytest.raises(ps.exceptions.ConfigError, match=next(iter(options.values()))):
        lazy.explain(**options)  # type: ignore[arg-type]


def test_an_unknown_engine_is_refused(lazy: ps.LazyFrame) -> None:
    with pytest.raises(ps.exceptions.ConfigError, match="spark"):
        lazy.collect(engine="spark")  # type: ignore[arg-type]


def test_plans_are_written_as_json(lazy: ps.LazyFrame) -> None:
    document = json.loads(lazy.select("a").serialize(format="json"))
    assert document["ir"] == 1
    assert document["plan"]["kind"] == "Project"
