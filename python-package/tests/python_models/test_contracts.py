"""Contracts of models: what fits is cast, and all that does not is named."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

import penstock as ps
import penstock.dbt
from penstock.exceptions import ConfigError, SchemaError, ShapeError

ROWS = (
    "select 1::bigint as id, 2.5::double as x, 'a' as t, date '2024-02-29' as day union all select 2, 0.1, null, null"
)


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as opened:
        yield opened


def contracted(connection: Any, contract: Any, rows: str = ROWS) -> Any:
    """The table of a model that returns rows as they are, under a contract in its YAML."""
    config = SimpleNamespace(get=lambda _key, default=None: default, meta_get=lambda key: {"contract": contract}[key])
    dbt = SimpleNamespace(
        this=SimpleNamespace(identifier="copy"), config=config, ref=lambda _name: connection.sql(rows)
    )

    @penstock.dbt.model
    def copied(dbt: Any, _session: Any) -> Any:
        return dbt.ref("rows")

    return copied(dbt, connection)


def columns(**types: str) -> list[dict[str, Any]]:
    return [{"name": name, "data_type": type_} for name, type_ in types.items()]


def test_columns_are_put_in_order_and_cast_where_nothing_is_lost(connection: Any) -> None:
    table = contracted(connection, columns(day="timestamp", t="text", x="decimal(3,1)", id="int2"))
    assert table.columns == ["day", "t", "x", "id"]
    assert [str(type_) for type_ in table.types] == ["TIMESTAMP", "VARCHAR", "DECIMAL(3,1)", "SMALLINT"]
    assert sorted(map(str, table.project("x, id").fetchall())) == ["(Decimal('0.1'), 2)", "(Decimal('2.5'), 1)"]


def test_all_that_differs_is_named(connection: Any) -> None:
    wrong = columns(id="varchar", x="integer", t="enum('b')", more="date")
    with pytest.raises(SchemaError, match=r"SchemaError \[PIPE-E106\] model copy, step contract: ") as caught:
        contracted(connection, wrong)
    text = str(caught.value)
    assert 'column "more" is missing' in text
    assert 'column "day" is not in the contract' in text
    assert 'column "id" is BIGINT and must be VARCHAR' in text
    assert 'column "x" is DOUBLE and must be INTEGER, and 2 of its values are not' in text
    assert "column \"t\" is VARCHAR and must be ENUM('b'), and 1 of its values are not" in text


@pytest.mark.parametrize(
    ("found", "wanted", "fits"),
    [
        ("127::bigint", "tinyint", True),
        ("128::bigint", "tinyint", False),
        ("-1::bigint", "ubigint", False),
        ("9007199254740993::bigint", "double", False),
        ("1.25::decimal(5,2)", "decimal(5,1)", False),
        ("1.20::decimal(5,2)", "decimal(5,1)", True),
        ("'inf'::double", "float", True),
        ("'nan'::double", "bigint", False),
        ("timestamp '2024-01-01 00:00:00'", "date", True),
        ("timestamp '2024-01-01 00:00:01'", "date", False),
        ("timestamptz '2024-01-01 00:00:00+00'", "timestamp", False),
        ("'1'", "bigint", False),
        ("1::bigint", "boolean", False),
        ("[1, 2]::bigint[]", "integer[]", True),
        ("[1, 70000]::bigint[]", "smallint[]", False),
        ("{'a': 1}", "struct(a bigint)", True),
        ("{'a': 1}", "struct(b bigint)", False),
        ("'a'", "enum('a', 'b')", True),
        ("null::bigint", "tinyint", True),
    ],
)
def test_a_cast_must_lose_nothing(connection: Any, found: str, wanted: str, fits: bool) -> None:
    rows = f"select {found} as v"
    if fits:
        assert (
            contracted(connection, columns(v=wanted), rows).fetchall()
            == connection.sql(f"select ({found})::{wanted}").fetchall()
        )
    else:
        with pytest.raises(SchemaError, match='column "v" is'):
            contracted(connection, columns(v=wanted), rows)


def test_types_have_many_names(connection: Any) -> None:
    rows = "select 'x' as a, 1::decimal(18,3) as b, 1::int as c"
    assert contracted(connection, columns(a="string", b="numeric(18, 3)", c="int4"), rows).fetchall() == [("x", 1, 1)]


@pytest.mark.parametrize("rows", [ROWS, f"select * from ({ROWS}) where false"])
def test_no_rows_are_checked_by_their_types(connection: Any, rows: str) -> None:
    with pytest.raises(SchemaError, match='column "t" is VARCHAR and must be BIGINT'):
        contracted(connection, columns(id="bigint", x="double", t="bigint", day="date"), rows)


def constrained(kind: str, *names: str) -> list[dict[str, Any]]:
    said = columns(k="bigint", v="varchar")
    for one in said:
        one["constraints"] = [{"type": kind}] if one["name"] in names else []
    return said


def test_nulls_are_counted_where_there_must_be_none(connection: Any) -> None:
    rows = "select * from (values (1, 'a'), (null, null), (null, 'b')) as t(k, v)"
    for kind in ("not_null", "primary_key"):
        with pytest.raises(
            SchemaError, match='"k" must have no nulls, and has 2; column "v" must have no nulls, and has 1'
        ):
            contracted(connection, constrained(kind, "k", "v"), rows)


def test_keys_are_unique(connection: Any) -> None:
    rows = "select * from (values (1, 'a'), (1, 'b'), (2, null), (3, null)) as t(k, v)"
    with pytest.raises(ShapeError, match=r"\[PIPE-E202\] .*the key \(k\) of the contract is not unique: 1 values"):
        contracted(connection, constrained("primary_key", "k"), rows)
    assert len(contracted(connection, constrained("unique", "v"), rows).fetchall()) == 4  # nulls are no values
    whole = "select * from (values (1, 'a'), (1, 'b')) as t(k, v)"
    assert len(contracted(connection, constrained("primary_key", "k", "v"), whole).fetchall()) == 2


@pytest.mark.parametrize(
    ("contract", "message"),
    [
        ("id", "is no list of columns"),
        ([{"name": "id"}], "needs a name and a data_type"),
        (columns(id="number of things"), "which DuckDB does not know"),
        ([{"name": "id", "data_type": "bigint", "constraints": [{"type": "check"}]}], "are not checked"),
    ],
)
def test_a_contract_that_is_none_is_said_to_be_so(connection: Any, contract: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        contracted(connection, contract)


def test_the_decorator_may_say_it_all(connection: Any) -> None:
    @penstock.dbt.model(contract={"id": "integer"})
    def typed(_dbt: Any, _session: Any) -> Any:
        return ps.DataFrame({"id": [1, 2]})

    dbt = SimpleNamespace(this=SimpleNamespace(identifier="typed"))
    assert [str(type_) for type_ in typed(dbt, connection).types] == ["INTEGER"]

    @penstock.dbt.model(contract="enforced")
    def unknown(_dbt: Any, _session: Any) -> Any:
        return ps.DataFrame({"id": [1, 2]})

    with pytest.raises(ConfigError, match="contract is"):
        unknown(dbt, connection)


def test_no_contract_checks_nothing(connection: Any) -> None:
    assert contracted(connection, None).columns == ["id", "x", "t", "day"]
