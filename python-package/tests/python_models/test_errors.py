import re
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import penstock as ps
import penstock.dbt
from penstock.dbt import _contract
from penstock.dbt._errors import RULES, rule_of
from penstock.exceptions import (
    CastError,
    ComputeError,
    ConfigError,
    MemoryLimitError,
    PenstockError,
    SchemaError,
    ShapeError,
)

FORM = re.compile(
    r"(?P<kind>\w+) \[PIPE-E(?P<code>\d{3})\] model (?P<model>\w+), step .+?: .+\. "
    r"Try: .+\. Cause: (?P<cause>[\w.]+): .+"
)
POLARS = pl.DataFrame({"a": [1, 2, 2], "t": ["x", "1", None]})
PANDAS = pd.DataFrame({"a": [1, 2, 2], "f": [1.0, None, 2.0]})
ARROW = pa.table({"a": [1, 2, 2], "t": ["x", "1", None]})


def relation(text: str) -> Any:
    return duckdb.connect().sql(text)


def raising(error: Exception) -> Callable[[], Any]:
    def fail() -> None:
        raise error

    return fail


FAILURES: dict[str, tuple[type[PenstockError], Callable[[], Any]]] = {
    "polars: a column that is not there": (SchemaError, lambda: POLARS.select("b")),
    "polars: a wrong type": (SchemaError, lambda: POLARS.with_columns(pl.col("a").str.len_bytes())),
    "polars: a name twice": (SchemaError, lambda: POLARS.select("a", "a")),
    "polars: lengths": (ShapeError, lambda: POLARS.with_columns(pl.Series("c", [1, 2]))),
    "polars: keys that are not unique": (ShapeError, lambda: POLARS.join(POLARS, on="a", validate="1:1")),
    "polars: a text that is no number": (ComputeError, lambda: POLARS.with_columns(pl.col("t").cast(pl.Int64))),
    "pandas: a column that is not there": (SchemaError, lambda: PANDAS["b"]),
    "pandas: a name in a query": (SchemaError, lambda: PANDAS.query("b > 1")),
    "pandas: keys that are not unique": (ShapeError, lambda: PANDAS.merge(PANDAS, on="a", validate="1:1")),
    "pandas: lengths": (ShapeError, lambda: PANDAS.assign(c=[1, 2])),
    "pandas: null as a whole number": (ComputeError, lambda: PANDAS["f"].astype("int64")),
    "pyarrow: a column that is not there": (SchemaError, lambda: ARROW.select(["b"])),
    "pyarrow: no such operation on a type": (SchemaError, lambda: pc.add(ARROW["a"], ARROW["t"])),
    "pyarrow: lengths": (ShapeError, lambda: pa.table([[1], [1, 2]], names=["a", "b"])),
    "pyarrow: an overflow": (ComputeError, lambda: pc.cast(pa.array([300]), pa.int8())),
    "duckdb: a column that is not there": (SchemaError, lambda: relation("select b from (select 1 a)")),
    "duckdb: a table that is not there": (SchemaError, lambda: relation("select * from missing")),
    "duckdb: no SQL": (SchemaError, lambda: relation("selec 1")),
    "duckdb: a text that is no number": (ComputeError, lambda: relation("select 'x'::int").fetchall()),
    "duckdb: an overflow": (ComputeError, lambda: relation("select 200::tinyint + 1").fetchall()),
    "penstock: a column that is not there": (SchemaError, lambda: ps.DataFrame({"a": [1]}).select("b")),
    "penstock: lengths": (ShapeError, lambda: ps.DataFrame({"a": [1], "b": [1, 2]})),
    "penstock: a cast": (ComputeError, raising(CastError("no int", column="a"))),
    "penstock: no memory": (ComputeError, raising(MemoryLimitError("asked for 5 B"))),
    "penstock: an unknown setting": (
        ConfigError,
        lambda: ps.table_function(
            "benefits.eligibility_flags", ps.DataFrame({"a": [1]}), as_off="2025-01-01"
        ).collect(),
    ),
    "python: an error in the model": (ComputeError, lambda: 1 / 0),
    "python: no memory": (ComputeError, raising(MemoryError())),
    "python: no file": (ComputeError, raising(FileNotFoundError("x.csv"))),
    "no frame": (ComputeError, lambda: 5),
}


def run(function: Callable[[], Any]) -> Any:
    dbt = SimpleNamespace(this=SimpleNamespace(identifier="spending"))
    return penstock.dbt.model(lambda _dbt, _session: function())(dbt, duckdb.connect())


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_of_any_library_is_one_of_four_errors_in_one_form(name: str) -> None:
    kind, function = FAILURES[name]
    with pytest.raises(PenstockError) as raised:
        run(function)
    assert type(raised.value) is kind, raised.value
    found = FORM.fullmatch(str(raised.value))
    assert found is not None, str(raised.value)
    assert found["kind"] == kind.__name__
    assert found["model"] == "spending"


def test_a_panic_of_polars_is_caught_although_it_is_no_exception() -> None:
    class PanicException(BaseException):
        pass

    PanicException.__module__ = "pyo3_runtime"

    def panic() -> None:
        raise PanicException("index out of bounds")

    with pytest.raises(ComputeError, match=r"PIPE-E307.*index out of bounds"):
        run(panic)


def test_ctrl_c_stays_what_it_is() -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(interrupt)


def test_the_place_in_the_model_is_kept_and_the_insides_of_libraries_are_not() -> None:
    with pytest.raises(ComputeError) as of_model:
        run(lambda: 1 / 0)
    assert isinstance(of_model.value.__cause__, ZeroDivisionError)
    with pytest.raises(SchemaError) as of_library:
        run(lambda: POLARS.select("b"))
    assert of_library.value.__suppress_context__
    assert of_library.value.__cause__ is None


@pytest.mark.parametrize("name", [name for name in RULES if not name.startswith("builtins")])
def test_every_class_in_the_table_exists(name: str) -> None:
    library, _, class_ = name.partition(".")
    places: dict[str, list[Any]] = {
        "penstock": [ps.exceptions, _contract],
        "polars": [pl.exceptions],
        "pandas": [pd.errors, pd],
        "pyarrow": [pa, pa.lib],
        "duckdb": [duckdb],
    }
    found = next(getattr(place, class_) for place in places[library] if hasattr(place, class_))
    assert rule_of(found) is RULES[name]


def test_importing_the_decorator_imports_neither_dbt_nor_duckdb() -> None:
    script = "import sys, penstock.dbt; print([name for name in ('dbt', 'duckdb', 'pyarrow') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
