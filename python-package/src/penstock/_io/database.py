"""Frames written into tables of databases, by SQLAlchemy."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from penstock._require import require

if TYPE_CHECKING:
    from penstock._dtypes.base import DataType

_MODES = ("append", "replace", "fail")
_INSERTED_AT_ONCE = 10_000


def write_table(frame: Any, name: str, connection: Any, mode: str, options: dict[str, Any]) -> int:
    """Insert all rows of a frame into a table, and say how many there were."""
    if mode not in _MODES:
        raise ValueError(f"if_table_exists must be one of {', '.join(_MODES)}, not {mode!r}")
    sqlalchemy = require("sqlalchemy", extra="database")
    schema, table_name = _unpacked(name)
    if isinstance(connection, str):
        engine = sqlalchemy.create_engine(connection, **options)
        try:
            with engine.begin() as opened:
                return _write(sqlalchemy, frame, opened, (schema, table_name), mode)
        finally:
            engine.dispose()
    # Sessions have a connection, engines make one, and connections are used as they are.
    opened = connection.connection() if hasattr(connection, "connection") and hasattr(connection, "add") else connection
    if hasattr(opened, "begin") and not hasattr(opened, "execute"):
        with opened.begin() as begun:
            return _write(sqlalchemy, frame, begun, (schema, table_name), mode)
    if not hasattr(opened, "execute") or not hasattr(opened, "dialect"):
        raise TypeError(f"a URI, or an engine, connection or session of SQLAlchemy is needed, not {type(connection)!r}")
    return _write(sqlalchemy, frame, opened, (schema, table_name), mode)


def _unpacked(name: str) -> tuple[str | None, str]:
    """The schema and the table of a name, parts of which may be quoted."""
    parts = next(csv.reader([name], delimiter="."))
    if not 1 <= len(parts) <= 2 or not all(parts):
        raise ValueError(f"{name!r} is no name of a table, or of a table in a schema")
    return (parts[0], parts[1]) if len(parts) == 2 else (None, parts[0])


def _write(sqlalchemy: Any, frame: Any, connection: Any, name: tuple[str | None, str], mode: str) -> int:
    schema, table_name = name
    columns = [sqlalchemy.Column(column, _type(sqlalchemy, dtype)) for column, dtype in frame.collect_schema().items()]
    table = sqlalchemy.Table(table_name, sqlalchemy.MetaData(schema=schema), *columns)
    exists = sqlalchemy.inspect(connection).has_table(table_name, schema=schema)
    if exists and mode == "fail":
        raise ValueError(f'the table "{table_name}" is there already; pass if_table_exists="append" or "replace"')
    if exists and mode == "replace":
        table.drop(connection)
    if not exists or mode == "replace":
        table.create(connection)
    for part in frame.iter_slices(_INSERTED_AT_ONCE):
        connection.execute(table.insert(), part.to_dicts())
    return int(frame.height)


def _type(sqlalchemy: Any, dtype: DataType) -> Any:
    """The type of the database that holds the values of a column.

    Raises:
        UnsupportedType: If there is none.
    """
    name = type(dtype).__name__
    if dtype.is_integer():
        return sqlalchemy.BigInteger()
    if dtype.is_float():
        return sqlalchemy.Float()
    plain = {
        "Boolean": "Boolean",
        "String": "Text",
        "Categorical": "Text",
        "Enum": "Text",
        "Binary": "LargeBinary",
        "Date": "Date",
        "Time": "Time",
        "Duration": "Interval",
        "Null": "Text",
    }
    if name in plain:
        return getattr(sqlalchemy, plain[name])()
    if name == "Datetime":
        return sqlalchemy.DateTime(timezone=getattr(dtype, "time_zone", None) is not None)
    if name == "Decimal":
        return sqlalchemy.Numeric(precision=getattr(dtype, "precision", None), scale=getattr(dtype, "scale", None))
    from penstock.exceptions import UnsupportedType

    raise UnsupportedType(f"databases have no columns of {dtype}", hint="cast it to text, or write it to a file")
