"""SQL statements that write: refused, unless they are allowed; then run once for each collect, and alone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import penstock as ps
from penstock.exceptions import (
    ComputeError,
    InvalidOperationError,
    PenstockError,
    SQLInterfaceError,
    UnsupportedType,
)

FRAME = ps.DataFrame({"a": [1, 2, 3], "b": ["x", None, "z"]})


def copying(path: Path, **tables: Any) -> ps.LazyFrame:
    text = f"copy (select a, b from t where a > 1) to '{path}'"
    lazy: ps.LazyFrame = ps.sql(text, allow_side_effects=True, **(tables or {"t": FRAME}))
    return lazy


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(lambda: FRAME, id="frame"),
        pytest.param(lambda: FRAME.lazy().filter(ps.col("a") > 0).sort("a", descending=True), id="plan"),
        pytest.param(lambda: FRAME.to_arrow().to_reader(), id="stream"),
    ],
)
def test_a_copy_writes_rows_of_frames_and_says_how_many(table: Callable[[], Any], tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    lazy = copying(path, t=table())
    assert dict(lazy.collect_schema()) == {"Count": ps.Int64}
    assert not path.exists()
    assert lazy.collect().rows() == [(2,)]
    assert sorted(ps.read_parquet(path).rows()) == [(2, None), (3, "z")]


def test_rows_of_a_stream_may_be_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    text = f"copy (select count(*) as n from t a join t b using (a)) to '{path}'"
    ps.sql(text, t=FRAME.to_arrow().to_reader(), allow_side_effects=True).collect()
    assert path.read_text() == "n\n3\n"


def test_each_collect_writes_once(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    text = f"copy t to '{folder}' (format csv, per_thread_output, append, filename_pattern '{{uuid}}')"
    lazy = ps.sql(text, t=FRAME, allow_side_effects=True)
    lazy.explain()
    lazy.collect_schema()
    assert not folder.exists()
    for runs in (1, 2):
        assert lazy.collect().item() == 3
        assert sum(path.read_text().count("x") for path in folder.iterdir()) == runs


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(lambda lazy: ps.collect_all([lazy]), id="collect_all"),
        pytest.param(lambda lazy: list(lazy.collect_batches()), id="batches"),
        pytest.param(lambda lazy: pa.table(lazy), id="stream"),
        pytest.param(lambda lazy: lazy.explain(analyze=True), id="analysed"),
        # The rows are kept, and with them what the statement answered.
        pytest.param(lambda lazy: ps.collect_all([lazy.cache()] * 2), id="kept"),
    ],
)
def test_each_way_to_run_it_writes_once(run: Callable[[ps.LazyFrame], Any], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    text = f"copy t to '{folder}' (format csv, per_thread_output, append, filename_pattern '{{uuid}}')"
    run(ps.sql(text, t=FRAME, allow_side_effects=True))
    assert sum(path.read_text().count("x") for path in folder.iterdir()) == 1


@pytest.mark.parametrize(
    "run",
    [
        lambda text: ps.sql(text, t=FRAME, allow_side_effects=True).collect(),
        lambda text: ps.sql(text, t=FRAME, allow_side_effects=True, eager=True),
        lambda text: ps.SQLContext(t=FRAME).execute(text, allow_side_effects=True).collect(),
        lambda text: ps.SQLContext.execute_global(
            text.replace("from t", "from FRAME"), allow_side_effects=True, eager=True
        ),
        lambda text: FRAME.sql(text, table_name="t", allow_side_effects=True),
        lambda text: FRAME.lazy().sql(text, table_name="t", allow_side_effects=True).collect(),
    ],
)
def test_all_doors_let_it_through(run: Callable[[str], ps.DataFrame], tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert run(f"copy (select a from t) to '{path}'").rows() == [(3,)]
    assert path.read_text() == "a\n1\n2\n3\n"


def writing(folder: Path) -> dict[str, str]:
    """Statements that write, and what each of them would leave."""
    return {
        f"copy t to '{folder}/a.csv'": "a.csv",
        f"/* select */ copy (select 1) to '{folder}/a.csv'": "a.csv",
        f"with w as (copy (select a from t) to '{folder}/a.csv') select * from w": "a.csv",
        f"attach '{folder}/a.db'": "a.db",
        "create table x as select * from t": "",
        "create or replace temp view t as select 1 as a": "",
        "load json": "",
        "install json": "",
        "drop view t": "",
        "detach memory": "",
    }


KINDS = list(range(len(writing(Path()))))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_writes_without_leave(kind: int, tmp_path: Path) -> None:
    text, left = list(writing(tmp_path).items())[kind]
    lazy = ps.sql(text, t=FRAME)
    with pytest.raises(SQLInterfaceError, match="allow_side_effects=True"):
        lazy.collect_schema()
    with pytest.raises(SQLInterfaceError, match="allow_side_effects=True"):
        lazy.collect()
    assert not list(tmp_path.iterdir()), left


@pytest.mark.parametrize(
    "text", ["with w as (copy (select a from t) to '{}/a.csv') select 7 as n", "attach '{}/a.csv'"]
)
def test_what_is_allowed_is_done(text: str, tmp_path: Path) -> None:
    lazy = ps.sql(text.format(tmp_path), t=FRAME, allow_side_effects=True)
    lazy.collect_schema()
    assert not list(tmp_path.iterdir())
    answer = lazy.collect()
    assert (tmp_path / "a.csv").exists()
    assert answer.schema == lazy.collect_schema()


@pytest.mark.parametrize(
    "text",
    [
        "set memory_limit = '100GB'",
        "set threads = 64",
        "reset memory_limit",
        "pragma threads = 64",
        "; pragma threads = 64",
        "export database '{}/a'",
        "/* select */ ;; export database '{}/a'",
        "\u00a0export database '{}/a'",
        "import database '{}'",
        "pragma database_list",
        "begin",
        "prepare p as select 1",
        "call pragma_version()",
        "checkpoint",
        "use memory",
        "explain analyze copy (select 1) to '{}/a.csv'",
    ],
)
@pytest.mark.parametrize("allow", [True, False])
def test_settings_and_the_like_are_refused_in_any_case(text: str, allow: bool, tmp_path: Path) -> None:
    with pytest.raises(SQLInterfaceError, match="only queries can be run"):
        ps.sql(text.format(tmp_path), allow_side_effects=allow).collect()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["from read_duckdb('x.db')", "copy (from system.main.read_duckdb('x.db')) to 'x.csv'"])
def test_database_files_stay_out_of_reach_of_functions(text: str) -> None:
    with pytest.raises(SQLInterfaceError):
        ps.sql(text, allow_side_effects=True).collect()


def test_one_statement_at_a_time(tmp_path: Path) -> None:
    text = f"attach '{tmp_path}/a.db' as a; create table a.main.x as select 1"
    with pytest.raises(SQLInterfaceError, match="2 statements"):
        ps.sql(text, allow_side_effects=True).collect()
    assert not list(tmp_path.iterdir())


def test_what_a_statement_makes_is_gone_with_it() -> None:
    assert ps.sql("create table left_over as select * from t", t=FRAME, allow_side_effects=True).collect().item() == 3
    ps.sql("attach ':memory:' as other", allow_side_effects=True).collect()
    for text in ("select * from left_over", "select * from other.main.x"):
        with pytest.raises(SQLInterfaceError, match="does not exist"):
            ps.sql(text, allow_side_effects=True).collect()
    assert ps.sql("select database_name from duckdb_databases() where not internal").collect().rows() == [("memory",)]


@pytest.mark.parametrize(
    "go_on",
    [
        lambda lazy: lazy.head(1),
        lambda lazy: lazy.select(ps.col("Count") + 1),
        lambda lazy: ps.concat([lazy, lazy]),
        lambda lazy: lazy.sql("select * from self"),
        lambda lazy: lazy.sql("copy self to 'x.csv'", allow_side_effects=True),
        lambda lazy: lazy.sink_parquet("x.parquet", lazy=True),
        lambda lazy: FRAME.lazy().join(lazy, how="cross"),
    ],
)
def test_nothing_goes_on_from_a_statement(go_on: Callable[[ps.LazyFrame], ps.LazyFrame], tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with pytest.raises(InvalidOperationError, match="statement that writes"):
        go_on(copying(path)).collect()
    assert not path.exists()


def test_queries_that_are_allowed_to_write_and_do_not_are_queries() -> None:
    lazy = ps.sql("select a, 'copy' as \"insert\" from t", t=FRAME, allow_side_effects=True)
    assert lazy.filter(ps.col("a") > 2).collect().rows() == [(3, "copy")]
    assert "side effects allowed" in lazy.explain(level="logical")


def test_an_error_inside_of_a_statement_is_typed_and_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    failing = FRAME.lazy().with_columns(ps.col("a").map_elements(lambda _: 1 // 0, return_dtype=ps.Int64))
    with pytest.raises(ComputeError, match="ZeroDivisionError"):
        copying(path, t=failing).collect()
    with pytest.raises(PenstockError, match="Could not convert"):
        ps.sql(f"copy (select b::int from t) to '{path}'", t=FRAME, allow_side_effects=True).collect()
    with pytest.raises(OSError, match="none"):
        copying(tmp_path / "none" / "out.csv").collect()
    assert not path.exists()


def test_parameters_are_bound(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    text = f"copy (select a, $word as w from t where a = $n) to '{path}'"
    ps.sql(text, parameters={"word": "'; --", "n": 2}, t=FRAME, allow_side_effects=True).collect()
    assert path.read_text() == "a,w\n2,'; --\n"


def test_explain_says_so(tmp_path: Path) -> None:
    lazy = copying(tmp_path / "out.csv")
    assert "side effects" in lazy.explain()
    assert re.search(r"CREATE TEMP TABLE \"?t\"? AS .*;\n\| copy ", lazy.explain(level="physical"), re.DOTALL)
    assert "COPY_TO_FILE" in lazy.explain(analyze=True)


def test_columns_that_duckdb_knows_by_number_only_are_not_written(tmp_path: Path) -> None:
    interval = pa.array([pa.MonthDayNano([1, 2, 3])])
    with pytest.raises(UnsupportedType, match="statement that writes"):
        copying(tmp_path / "out.csv", t=pa.table({"a": [2], "b": interval})).collect()
