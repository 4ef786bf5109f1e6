"""What becomes of each type of DuckDB in Penstock, and in DuckDB again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import penstock as ps
import penstock.dbt

#: A value of each type, and the greatest where one is known to be in danger.
OF_DUCKDB = {
    "BOOLEAN": "true",
    "TINYINT": "-128",
    "SMALLINT": "-32768",
    "INTEGER": "1",
    "BIGINT": "9223372036854775807",
    "UTINYINT": "255",
    "USMALLINT": "65535",
    "UINTEGER": "4294967295",
    "UBIGINT": "18446744073709551615",
    "HUGEINT": "99999999999999999999999999999999999999",
    "HUGEINT of 39 digits": "170141183460469231731687303715884105727",
    "UHUGEINT": "7",
    "UHUGEINT of 39 digits": "340282366920938463463374607431768211455",
    "FLOAT": "1.5",
    "DOUBLE": "'nan'",
    "DECIMAL(4,1)": "1.5",
    "DECIMAL(38,10)": "-1.5",
    "VARCHAR": "'x'",
    "BLOB": r"'\x00\xFF'",
    "BIT": "'10101'",
    "DATE": "'0001-01-01'",
    "TIME": "'10:11:12.123456'",
    "TIME_NS": "'10:11:12.123456789'",
    "TIME WITH TIME ZONE": "'10:11:12+02'",
    "TIMESTAMP": "'1969-12-31 23:59:59.999999'",
    "TIMESTAMP_S": "'2024-02-29 10:11:12'",
    "TIMESTAMP_MS": "'2024-02-29 10:11:12.123'",
    "TIMESTAMP_NS": "'2024-02-29 10:11:12.123456789'",
    "TIMESTAMP WITH TIME ZONE": "'2024-10-27 00:30:00+00'",
    "INTERVAL": "'1 month -2 days 3 microseconds'",
    "UUID": "'123e4567-e89b-12d3-a456-426614174000'",
    "JSON": """'{"a": 1}'""",
    "ENUM('b', 'a', 'unused')": "'a'",
    "INTEGER[]": "[1, null]",
    "UUID[][]": "[['123e4567-e89b-12d3-a456-426614174000'], null, []]",
    "INTEGER[2]": "[1, null]",
    "STRUCT(a HUGEINT, b VARCHAR)": "{'a': 1, 'b': null}",
    "MAP(VARCHAR, UHUGEINT)": "map {'k': 1}",
    "UNION(n INTEGER, t VARCHAR)": "union_value(t := 'x')",
    "BIGNUM": "'123456789012345678901234567890123456789012345'",
    "GEOMETRY": "'POINT (1 2)'",
    "VARIANT": "42",
}


@penstock.dbt.model
def _passed_on(dbt: Any, _session: Any) -> Any:
    return dbt.ref("rows")


def of_duckdb(connection: Any, name: str) -> tuple[str, str, str, str]:
    """A line of the page: the type, what it is in Penstock, in a table again, and behind a Python model of dbt."""
    type_ = name.partition(" of ")[0]
    connection.execute(
        f"create or replace table rows as select ({OF_DUCKDB[name]})::{type_} as x union all select null"
    )
    try:
        frame = ps.DataFrame(connection.table("rows"))
    except Exception as error:
        inside, again = f"refused ({type(error).__name__})", ""
    else:
        inside, again = str(frame.to_arrow().schema.field("x").type), _in_table(connection, frame)
    try:
        dbt = SimpleNamespace(
            ref=lambda _: connection.table("rows"),
            this=SimpleNamespace(identifier="m"),
            config=SimpleNamespace(meta_get=lambda _: None),
        )
        model = _in_table(connection, _passed_on(dbt, connection))
    except Exception as error:
        model = f"refused ({type(error).__name__})"
    return name, inside, again, model


def _in_table(connection: Any, made: Any) -> str:
    """The type that a table has of it, and whether the values are those that there were."""
    rows = made if hasattr(made, "sql_query") else connection.from_arrow(made)
    rows.create("again")
    try:
        (found,) = connection.table("again").types
        query = "select x::varchar from {} order by all"
        before, after = (connection.sql(query.format(name)).fetchall() for name in ("rows", "again"))
        kept = "kept" if found == connection.table("rows").types[0] else str(found)
        return kept if before == after else f"{kept} ≠"
    finally:
        connection.execute("drop table again")
