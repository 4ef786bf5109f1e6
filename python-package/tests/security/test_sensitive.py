"""Columns that are never shown: no surface shows a value of theirs.

Names are hidden for a whole process, so these tests have processes of their own.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from runtime.programs import run

#: Frames with a column that is hidden by its name, by a pattern, and by the metadata of its field.
PREPARED = """
import pyarrow as pa
from penstock import security

security.hide_columns("SSN", "*_secret")
marked = pa.field("marked", pa.string(), metadata={"penstock.sensitive": "true"})
part = pa.field("part", pa.struct([marked]))
table = pa.table(
    [["hush-1", "hush-2"], ["hush-3", None], [123456, 234567], [{"marked": "hush-4"}, None], ["shown", "shown"]],
    schema=pa.schema([("ssn", pa.string()), marked, ("a_secret", pa.int64()), part, ("plain", pa.string())]),
)
frame = ps.DataFrame(table)

def show(*texts):
    for text in texts:
        print(text)
        print("-" * 9)
"""

SURFACES = {
    "repr": "show(repr(frame), str(frame), frame.head(1))",
    "html": "show(frame._repr_html_())",
    "series": "show(repr(frame['ssn']), repr(frame['marked']), frame['ssn']._repr_html_())",
    "glimpse": "show(frame.glimpse(return_type='string'))",
    "print": "frame.show()",
    "derived": """show(
        frame.select(ps.col('marked').str.to_uppercase(), ps.col('ssn').str.replace('h', 'H')),
        frame.filter(ps.col('ssn') == 'hush-1'), frame.group_by('ssn').agg(ps.len()), frame.describe(),
        frame.join(frame.select('ssn', 'marked'), on='ssn').sort('ssn'),
        ps.sql("select ssn, upper(marked) as marked from frame", frame=frame).collect())""",
    "expression": """show(repr(ps.col('ssn') == 'hush-1'), repr(ps.when(ps.col('marked') > 'hush').then(1)),
        repr(ps.col('ssn').str.contains('hush')), repr(ps.col('a_secret').is_in([123456, 5])))""",
    "plan": """show(*(frame.lazy().filter((ps.col('ssn') == 'hush-1') & (ps.col('marked') != 'hush-2'))
        .with_columns(x=ps.col('a_secret') + 123456).explain(optimized=o) for o in (True, False)),
        repr(frame.lazy().filter(ps.col('ssn') == 'hush-1')))""",
    "plan after a run": """
lazy = frame.lazy().filter(ps.col('ssn').str.to_uppercase() == 'hush-1').sort(ps.col('ssn').str.replace('hush', 'h'))
lazy.collect()
show(lazy.explain(level='physical', analyze=True), lazy.explain(format='tree'))""",
    "sql plan": """
lazy = ps.sql("select * from frame where ssn = 'hush-1' and a_secret > 123456", frame=frame)
show(lazy.explain(), lazy.explain(optimized=False), repr(lazy))""",
    "cast": """
for engine in ("core", "duckdb"):
    text, number = ps.col("marked").str.slice(0), ps.col("a_secret")
    for expression in (ps.col("ssn").cast(int), text.cast(ps.Date), number.cast(ps.Int8)):
        try:
            frame.lazy().select(expression).collect(engine=engine)
        except ps.exceptions.PenstockError as error:
            show(error, repr(error))
        else:
            raise AssertionError(expression)""",
    "replace": """
for engine in ("core", "duckdb"):
    try:
        frame.lazy().select(ps.col("ssn").replace_strict({"x": "hush-9"})).collect(engine=engine)
    except ps.exceptions.PenstockError as error:
        show(error)
    else:
        raise AssertionError""",
    "sql": """
for query in ("select ssn::int from frame", "select a_secret::tinyint from frame"):
    try:
        ps.sql(query, frame=frame).collect()
    except ps.exceptions.PenstockError as error:
        show(error)
    else:
        raise AssertionError(query)""",
    "csv": """
import io
try:
    ps.read_csv(io.BytesIO(b"ssn,b\\nhush-1,2\\n"), schema_overrides={"ssn": ps.Int64})
except ps.exceptions.PenstockError as error:
    show(error)
else:
    raise AssertionError""",
    "difference": """
from penstock.testing import assert_frame_equal
for name in ("ssn", "marked"):
    try:
        assert_frame_equal(frame.select(name), frame.select(ps.col(name).str.replace("hush", "hush-x")))
    except AssertionError as error:
        show(error)
    else:
        raise ValueError""",
    "dbt": """
from penstock.dbt._errors import translated
import duckdb
try:
    duckdb.sql("select 'hush-1'::int").fetchall()
except duckdb.Error as error:
    show(translated(error, "model"))
import polars as pl
try:
    pl.Series(["hush-1"]).cast(pl.Int64)
except pl.exceptions.PolarsError as error:
    show(translated(error, "model"))""",
}


#: All surfaces in one process, because each process starts a JVM.
EACH = f"""
import contextlib, io, json, traceback
shown = {{}}
for name, program in {SURFACES!r}.items():
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            exec(program, dict(globals()))
        except BaseException:
            shown[name] = ["failed", traceback.format_exc()]
        else:
            shown[name] = ["", out.getvalue()]
print(json.dumps(shown))
"""


@pytest.fixture(scope="module")
def shown() -> dict[str, tuple[str, str]]:
    ended = run(PREPARED + EACH)
    assert ended.code == 0, ended.err
    found: dict[str, tuple[str, str]] = json.loads(ended.out)
    return found


@pytest.mark.parametrize("surface", SURFACES)
def test_no_surface_shows_a_value(surface: str, shown: dict[str, tuple[str, str]]) -> None:
    failed, out = shown[surface]
    assert not failed, out
    for text in ("hush", "HUSH", "Hush", "123456", "123,456", "234567"):
        assert text not in out, out
    assert "•••" in out


def test_other_columns_are_shown() -> None:
    ended = run(
        PREPARED + "show(frame, repr(ps.col('plain') == 'shown'), frame.lazy().filter(plain='shown').explain())"
    )
    assert ended.out.count("shown") == 4, ended.out + ended.err
    assert ended.out.count("•••") == 8


def test_programs_get_the_values() -> None:
    ended = run(PREPARED + "print(frame['ssn'].to_list(), frame.rows()[0], frame.select('ssn').write_csv().split()[1])")
    assert ended.out.strip().startswith("['hush-1', 'hush-2'] ('hush-1', 'hush-3', 123456,"), ended.err


def test_nothing_is_hidden_unless_asked_for() -> None:
    program = "frame = ps.DataFrame({'ssn': ['value']})\nprint(frame, ps.col('ssn') == 'value')"
    ended = run(program)
    assert ended.out.count("value") == 2
    assert "•••" not in ended.out


@pytest.mark.parametrize("when", ["before the engine", "after the engine"])
def test_the_environment_names_columns(when: str) -> None:
    program = "frame = ps.DataFrame({'ssn': ['hush'], 'b': ['shown']}).lazy().collect()\n"
    variables = {"PENSTOCK_SENSITIVE_COLUMNS": " ssn , x*"}
    if when == "after the engine":
        program += f"import os; os.environ.update({variables})\n"
        variables = {}
    program += "print(frame, frame.lazy().filter(ssn='hush').explain())"
    ended = run(program, variables=variables)
    assert "hush" not in ended.out, ended.out + ended.err
    assert "shown" in ended.out


def test_metadata_travel_in_files(tmp_path: Path) -> None:
    program = (
        PREPARED
        + f"""
path = {str(tmp_path / "a.parquet")!r}
frame.write_parquet(path)
"""
    )
    assert run(program).code == 0
    read = f"""
frame = ps.read_parquet({str(tmp_path / "a.parquet")!r}).select("marked", "plain")
print(frame, frame.select(ps.col("marked").str.to_uppercase()))
try:
    ps.scan_parquet({str(tmp_path / "a.parquet")!r}).select(ps.col("marked").cast(int)).collect()
except ps.exceptions.CastError as error:
    print(error)
"""
    ended = run(read)
    assert ended.code == 0, ended.err
    assert "hush" not in ended.out.lower()
    assert "shown" in ended.out
    assert "failed for •••" in ended.out


def test_false_means_no() -> None:
    program = """
import pyarrow as pa
field = pa.field("a", pa.string(), metadata={"penstock.sensitive": "false"})
print(ps.DataFrame(pa.table([["value"]], schema=pa.schema([field]))))
"""
    assert "value" in run(program).out
