"""Pseudonyms in SQL that DuckDB runs outside of Penstock, as dbt's SQL models do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from penstock.security import _keys
from penstock.security._pseudonyms import FUNCTION

if TYPE_CHECKING:
    import duckdb

_INNER: Final = f"_{FUNCTION}"

#: The type comes along, because the canonical text of a decimal is not the text that it is cast to.
_MACRO: Final = f"""
    CREATE OR REPLACE TEMP MACRO {FUNCTION}(value, field, key_id := '1') AS
        {_INNER}(CAST(value AS VARCHAR), CAST(field AS VARCHAR), CAST(key_id AS VARCHAR), typeof(value))
"""


def register_sql(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection of DuckDB the function ``penstock_hmac(value, field, key_id := '1')``.

    It makes the pseudonyms that `hmac` makes, of the same types. Only SQL of this connection, and of cursors that are
    made of it and registered as well, knows it. Registering it twice is harmless.

    Args:
        connection: The connection, or a cursor.
    """
    import duckdb

    try:
        connection.create_function(  # type: ignore[call-overload]  # the name of the type moves between versions
            _INNER,
            _pseudonyms,
            ["VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR"],
            "VARCHAR",
            type="arrow",
        )
    except (duckdb.CatalogException, duckdb.NotImplementedException) as error:
        if "exist" not in str(error) and "already" not in str(error):
            raise
    connection.execute(_MACRO)


def _pseudonyms(values: Any, fields: Any, keys: Any, types: Any) -> Any:
    import pyarrow as pa

    from penstock._frame.dataframe import DataFrame
    from penstock._functions.calls import call

    _keys.offer_all()
    names = ("value", "field", "key_id", "type")
    table = pa.table(dict(zip(names, (values, fields, keys, types), strict=True)))
    return DataFrame(table).select(call(FUNCTION, *names)).to_arrow()["value"].combine_chunks()
