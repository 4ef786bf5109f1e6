"""Types that the models of dbt do not take: refused by name, with what to do about it."""

from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

import penstock.dbt
from penstock.exceptions import SchemaError

REFUSED = {
    "BIGNUM": "123456789012345678901234567890123456789012345::BIGNUM",
    "GEOMETRY": "'POINT (1 2)'::GEOMETRY",
    "VARIANT": "42::VARIANT",
}


class Inputs:
    """What dbt hands to a model, over one relation."""

    this = SimpleNamespace(identifier="copy")

    def __init__(self, relation: Any) -> None:
        self._relation = relation

    def ref(self, _name: str) -> Any:
        return self._relation

    source = ref


@penstock.dbt.model
def copied(dbt: Any, _session: Any) -> Any:
    return dbt.ref("rows")


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.parametrize("form", ["{}", "[{}]", "{{'part': {}}}", "map {{1: {}}}", "[{{'part': [{}]}}]"], ids=str)
@pytest.mark.parametrize("name", REFUSED)
def test_types_without_a_form_in_arrow_are_refused(connection: Any, name: str, form: str) -> None:
    relation = connection.sql(f"select 1 as id, {form.format(REFUSED[name])} as shape")
    with pytest.raises(
        SchemaError, match=r"SchemaError \[PIPE-E1\d\d\] model copy.*column \"shape\".*" + name
    ) as caught:
        copied(Inputs(relation), connection)
    assert "Try: cast it in the model that is read" in str(caught.value)
    assert "Columns: shape. " in str(caught.value)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_empty_is_refused_as_well(connection: Any, name: str) -> None:
    relation = connection.sql(f"select null::{name} as shape where false")
    with pytest.raises(SchemaError, match=name):
        copied(Inputs(relation), connection)


@pytest.mark.parametrize(("name", "cast"), [("BIGNUM", "VARCHAR"), ("GEOMETRY", "VARCHAR"), ("VARIANT", "INTEGER")])
def test_the_hint_helps(connection: Any, name: str, cast: str) -> None:
    relation = connection.sql(f"select ({REFUSED[name]})::{cast} as shape")
    answer = copied(Inputs(relation), connection)
    assert answer.to_dicts() == [{"shape": relation.fetchall()[0][0]}]
