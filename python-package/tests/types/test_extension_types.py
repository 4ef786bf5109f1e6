"""Extension types: what columns of them are called, how they travel, and their storage."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

import penstock as ps

MONEY = ps.Extension("company.money", ps.Int64, "EUR")
VALUES = [1, None, 3]


@pytest.fixture
def frame() -> ps.DataFrame:
    return ps.DataFrame({"a": VALUES}).select(ps.col("a").ext.to(MONEY))


@pytest.fixture
def _registered() -> Iterator[None]:
    ps.register_extension_type("company.money", Money)
    yield
    ps.unregister_extension_type("company.money")


class Money(ps.BaseExtension):
    """A type of a user."""

    def __init__(self, currency: str) -> None:
        super().__init__("company.money", ps.Int64, currency)


def polars_frame() -> pl.DataFrame:
    return pl.DataFrame({"a": VALUES}).select(pl.col("a").ext.to(pl.Extension("company.money", pl.Int64, "EUR")))


def test_a_column_has_the_type_and_its_storage() -> None:
    frame = ps.DataFrame({"a": VALUES}).select(ps.col("a").ext.to(MONEY))
    assert frame.schema == {"a": MONEY}
    assert frame.rows() == [(1,), (None,), (3,)]
    assert frame.select(ps.col("a").ext.storage()).schema == {"a": ps.Int64}
    assert frame.select(ps.col("a").ext.storage() + 1).rows() == [(2,), (None,), (4,)]
    assert ps.DataFrame({"a": VALUES}).select(ps.col("a").ext.storage()).schema == {"a": ps.Int64}


def test_it_goes_to_polars_and_comes_back(frame: ps.DataFrame) -> None:
    assert frame.to_polars().schema == polars_frame().schema
    assert ps.DataFrame(polars_frame()).schema == frame.schema
    storage = polars_frame().select(pl.col("a").ext.storage())
    assert ps.DataFrame(polars_frame()).select(ps.col("a").ext.storage()).to_polars().equals(storage)


@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_it_stays_with_columns_that_are_passed_through(frame: ps.DataFrame, engine: Any) -> None:
    query = frame.lazy().filter(ps.col("a").is_not_null()).select(b=ps.col("a"))
    made = query.collect(engine=engine)
    assert made.schema == {"b": MONEY}
    assert made.rows() == [(1,), (3,)]
    assert query.collect_schema() == {"b": MONEY}


def test_whatever_a_column_is_made_of_it_may_become_one() -> None:
    frame = ps.DataFrame({"a": VALUES})
    made = frame.select(ps.col("a").max().ext.to(MONEY), ps.lit(None).ext.to(MONEY).alias("b"))
    assert made.schema == {"a": MONEY, "b": MONEY}
    shorter = ps.col("a").drop_nulls().ext.to(MONEY)
    assert frame.select(shorter).schema == {"a": MONEY}
    assert frame.drop_nulls().with_columns(b=shorter).schema == {"a": ps.Int64, "b": MONEY}


def test_series_have_it_too() -> None:
    series = ps.Series("a", VALUES).ext.to(MONEY)
    assert (series.dtype, series.to_list()) == (MONEY, VALUES)
    assert series.ext.storage().dtype == ps.Int64


def test_columns_are_built_of_python_values() -> None:
    frame = ps.DataFrame({"a": VALUES, "b": ["x", None, "z"]}, schema={"a": MONEY, "b": ps.Extension("t", ps.String)})
    assert frame.schema == {"a": MONEY, "b": ps.Extension("t", ps.String, "")}
    assert frame.rows() == [(1, "x"), (None, None), (3, "z")]
    assert "ext[company.money]" in repr(frame)


def test_types_are_values() -> None:
    assert ps.Extension("company.money", ps.Int64, "EUR") == MONEY
    assert ps.Extension("company.money", ps.Int64, "USD") != MONEY
    assert hash(MONEY) == hash(ps.Extension("company.money", ps.Int64, "EUR"))
    assert pickle.loads(pickle.dumps(MONEY)) == MONEY
    assert repr(MONEY) == "Extension('company.money', Int64, 'EUR')"
    assert (MONEY.ext_name(), MONEY.ext_storage(), MONEY.ext_metadata()) == ("company.money", ps.Int64, "EUR")
    assert MONEY.is_extension()
    assert not ps.Int64.is_extension()


@pytest.mark.usefixtures("_registered")
def test_a_type_may_have_a_class_of_its_own(frame: ps.DataFrame) -> None:
    assert type(frame.schema["a"]) is Money
    assert frame.schema["a"] == MONEY
    assert ps.get_extension_type("company.money") is Money
    with pytest.raises(ValueError, match="registered already"):
        ps.register_extension_type("company.money", as_storage=True)


def test_a_type_may_be_overlooked(frame: ps.DataFrame) -> None:
    ps.register_extension_type("company.money", as_storage=True)
    try:
        assert frame.schema == {"a": ps.Int64}
        assert ps.get_extension_type("company.money") == "storage"
    finally:
        ps.unregister_extension_type("company.money")
    assert ps.get_extension_type("company.money") is None
    with pytest.raises(ValueError, match="class of the extension type"):
        ps.register_extension_type("company.money")
    with pytest.raises(TypeError, match="BaseExtension"):
        ps.register_extension_type("company.money", int)  # type: ignore[arg-type]


def test_what_does_not_fit_is_named() -> None:
    frame = ps.DataFrame({"a": ["x"]})
    with pytest.raises(ps.exceptions.SchemaError, match=r'utf8 cannot become the extension type "company\.money"'):
        frame.select(ps.col("a").ext.to(MONEY))
    with pytest.raises(TypeError, match="needs an extension type"):
        ps.col("a").ext.to(ps.Int64)
    with pytest.raises(TypeError, match=r"ext\.to makes one"):
        ps.col("a").cast(MONEY)
