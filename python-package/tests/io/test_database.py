"""Rows go into tables of databases as Polars writes them."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy

import penstock as ps

COLUMNS = {
    "n": [1, None, -3],
    "f": [0.5, None, 2.0],
    "s": ["größe", None, ""],
    "b": [True, False, None],
    "d": [dt.date(2020, 1, 1), None, dt.date(1969, 12, 31)],
    "t": [dt.datetime(2020, 1, 1, 3, 4, 5), None, dt.datetime(1969, 1, 1)],
    "y": [b"\x00\x01", None, b""],
}


def stored(uri: str, table: str = "t") -> Any:
    """All rows of a table."""
    engine = sqlalchemy.create_engine(uri)
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.text(f'select * from "{table}"')).fetchall()
    engine.dispose()
    return [tuple(row) for row in rows]


def test_rows_are_written_as_polars_writes_them(tmp_path: Path) -> None:
    mine, other = f"sqlite:///{tmp_path / 'mine.db'}", f"sqlite:///{tmp_path / 'other.db'}"
    assert ps.DataFrame(COLUMNS).write_database("t", mine) == 3
    pl.DataFrame(COLUMNS).drop("d", "t").write_database("t", other)
    kept = [tuple(value for place, value in enumerate(row) if place not in (4, 5)) for row in stored(mine)]
    assert kept == stored(other)
    back = ps.DataFrame(stored(mine), schema=["n", "f", "s", "b", "d", "t", "y"], orient="row")
    assert back["d"].to_list() == ["2020-01-01", None, "1969-12-31"]
    assert [str(text)[:19] for text in back["t"].to_list()] == ["2020-01-01 03:04:05", "None", "1969-01-01 00:00:00"]


def test_tables_that_are_there(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'a.db'}"
    one, two = ps.DataFrame({"n": [1]}), ps.DataFrame({"n": [2, 3]})
    one.write_database("t", uri)
    with pytest.raises(ValueError, match="there already"):
        two.write_database("t", uri)
    two.write_database("t", uri, if_table_exists="append")
    assert stored(uri) == [(1,), (2,), (3,)]
    two.write_database("t", uri, if_table_exists="replace")
    assert stored(uri) == [(2,), (3,)]
    two.head(0).write_database("t", uri, if_table_exists="replace")
    assert stored(uri) == []


def test_what_is_handed_in_is_used(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'a.db'}"
    engine = sqlalchemy.create_engine(uri)
    frame = ps.DataFrame({"n": list(range(25_000))})
    assert frame.write_database("of an engine", engine) == 25_000
    with engine.connect() as connection:
        frame.write_database("main.undone", connection)
        connection.rollback()
    with sqlalchemy.orm.Session(engine) as session:
        frame.write_database("kept", session)
        session.commit()
    engine.dispose()
    assert len(stored(uri, "of an engine")) == len(stored(uri, "kept")) == 25_000
    # SQLite makes tables at once.
    assert stored(uri, "undone") == []


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'a.db'}"
    with pytest.raises(ps.exceptions.UnsupportedType, match="List"):
        ps.DataFrame({"l": [[1]]}).write_database("t", uri)
    with pytest.raises(NotImplementedError, match="engine"):
        ps.DataFrame({"n": [1]}).write_database("t", uri, engine="adbc")
    with pytest.raises(ValueError, match="append, replace, fail"):
        ps.DataFrame({"n": [1]}).write_database("t", uri, if_table_exists="merge")
    with pytest.raises(ValueError, match="no name"):
        ps.DataFrame({"n": [1]}).write_database("a.b.c", uri)
    with pytest.raises(TypeError, match="SQLAlchemy"):
        ps.DataFrame({"n": [1]}).write_database("t", 3)
    assert ps.DataFrame({"n": [Decimal("1.50")]}).write_database("t", uri) == 1
