"""Keyed pseudonyms: the same digest on every surface, and no key anywhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac as stdlib
import json
import pickle
import random
import unicodedata
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from runtime.programs import run

import penstock as ps
import penstock.dbt
from penstock import security
from penstock.exceptions import ComputeError, ConfigError, InvalidOperationError

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))


@pytest.fixture(autouse=True, scope="module")
def _keys() -> None:
    security.use_keys({"1": KEY, "tests_2": OTHER.hex()})


def framed(*parts: str) -> bytes:
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)


def obvious(text: str | None, field: str, *, tenant: str = "", key: bytes = KEY, key_id: str = "1") -> str | None:
    """The pseudonym by the standard library."""
    if text is None:
        return None
    message = framed("penstock.hmac/1", tenant, field) + text.encode()
    return f"v{key_id}:{stdlib.new(key, message, hashlib.sha256).hexdigest()}"


#: Values of a type, and the text that each is hashed as.
COLUMNS: dict[str, tuple[pa.Array, list[str | None]]] = {
    "text": (
        pa.array(["a", " a\t", "", None, "é", "e\u0301", "\u00a0x\u2003", "\u212b", "x\x00y"]),
        ["a", "a", "", None, "é", "é", "x", "Å", "x\x00y"],
    ),
    "large text": (pa.array(["a", None, "long " * 50], pa.large_string()), ["a", None, ("long " * 50).strip()]),
    "views": (
        pa.array(["a", None, "longer than twelve bytes"], pa.string_view()),
        ["a", None, "longer than twelve bytes"],
    ),
    "dictionary": (pa.array(["b", "a", None, "b"]).dictionary_encode(), ["b", "a", None, "b"]),
    "int8": (pa.array([-128, 0, 127, None], pa.int8()), ["-128", "0", "127", None]),
    "int64": (pa.array([-(2**63), 2**63 - 1, None]), ["-9223372036854775808", "9223372036854775807", None]),
    "uint64": (pa.array([2**64 - 1, 0, None], pa.uint64()), ["18446744073709551615", "0", None]),
    "decimal": (
        pa.array([Decimal("1.50"), Decimal("-0.05"), Decimal(100), Decimal(0), None], pa.decimal128(18, 2)),
        ["1.5", "-0.05", "100", "0", None],
    ),
    "wide decimal": (pa.array([Decimal(10) ** 37, None], pa.decimal128(38, 0)), ["1" + "0" * 37, None]),
    "date": (
        pa.array([dt.date(1, 1, 1), dt.date(1969, 12, 31), dt.date(9999, 12, 31), None]),
        ["0001-01-01", "1969-12-31", "9999-12-31", None],
    ),
    "boolean": (pa.array([True, False, None]), ["true", "false", None]),
    "null": (pa.nulls(3), [None, None, None]),
    "empty": (pa.array([], pa.string()), []),
}


@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize("name", COLUMNS)
def test_is_the_hmac_of_the_canonical_text(name: str, engine: Any) -> None:
    values, texts = COLUMNS[name]
    expected = [obvious(text, "ssn") for text in texts]
    frame = ps.DataFrame({"other": values}).lazy().select(security.hmac("other", field="ssn"))
    assert frame.collect(engine=engine)["other"].to_list() == expected
    assert frame.slice(1).collect(engine=engine)["other"].to_list() == expected[1:]


def test_takes_any_number_of_rows() -> None:
    seeded = random.Random(7)
    texts = [
        None if seeded.random() < 0.1 else "".join(seeded.choices("abé ", k=seeded.randrange(9))) for _ in range(70_000)
    ]
    made = ps.DataFrame({"a": texts}).select(security.hmac("a"))["a"].to_list()
    assert made == [
        None if text is None else obvious(unicodedata.normalize("NFC", text).strip(" "), "a") for text in texts
    ]


@pytest.mark.parametrize(
    ("rule", "texts", "counted"),
    [
        ("exact", [" a", "e\u0301", ""], [" a", "e\u0301", ""]),
        ("upper", [" aß ", "é", "i"], ["ASS", "É", "I"]),
        ("lower", ["A.B@Example.ORG ", "É", None], ["a.b@example.org", "é", None]),
        ("digits", [" 123-45-6789 ", "123 45.6789", ""], ["123456789", "123456789", ""]),
    ],
)
def test_rules_say_what_of_a_text_counts(rule: Any, texts: list[str | None], counted: list[str | None]) -> None:
    made = ps.DataFrame({"a": texts}).select(security.hmac("a", rule=rule))["a"].to_list()
    assert made == [obvious(text, "a") for text in counted]


def test_keys_fields_and_tenants_are_kept_apart() -> None:
    frame = ps.DataFrame({"a": ["x"]})
    made = frame.select(
        plain=security.hmac("a"),
        field=security.hmac("a", field="b"),
        tenant=security.hmac("a", tenant="t"),
        shifted=security.hmac("a", field="ta", tenant=""),
        key=security.hmac("a", "tests_2"),
    ).row(0)
    assert made == (
        obvious("x", "a"),
        obvious("x", "b"),
        obvious("x", "a", tenant="t"),
        obvious("x", "ta"),
        obvious("x", "a", key=OTHER, key_id="tests_2"),
    )
    assert len(set(made)) == len(made)


def test_the_field_is_the_name_of_the_column_unless_given() -> None:
    frame = ps.DataFrame({"ssn": ["x"]})
    made = frame.select(security.hmac(ps.col("ssn").str.to_uppercase()))["ssn"].to_list()
    assert made == [obvious("X", "ssn")]


def test_binary_output_is_the_digest() -> None:
    made = ps.DataFrame({"a": ["x", None]}).select(security.hmac("a", output="binary"))
    assert made.to_arrow().schema.field("a").type == pa.binary(32)
    text = obvious("x", "a") or ""
    assert made["a"].to_list() == [bytes.fromhex(text.removeprefix("v1:")), None]


# ---- the surfaces

PLAIN: list[Any] = ["a", " é", None, 7, -1, Decimal("1.50"), dt.date(2024, 2, 29), True]
TEXTS = ["a", "é", None, "7", "-1", "1.5", "2024-02-29", "true"]


@pytest.mark.parametrize(("value", "text"), list(zip(PLAIN, TEXTS, strict=True)))
def test_every_surface_makes_the_same_digest(value: Any, text: str | None) -> None:
    expected = obvious(text, "f")
    frame = ps.DataFrame({"a": [value]})
    assert security.hmac_value(value, field="f") == expected
    for engine in ("core", "duckdb"):
        assert frame.lazy().select(security.hmac("a", field="f")).collect(engine=engine).item() == expected
    assert ps.sql("select penstock_hmac(a, 'f') from frame", frame=frame).collect().item() == expected
    assert ps.sql("select penstock_hmac(a, 'f', '1') from frame", frame=frame).collect().item() == expected
    with duckdb.connect() as connection:
        security.register_sql(connection)
        relation = connection.from_arrow(frame.to_arrow())
        assert relation.aggregate("penstock_hmac(any_value(a), 'f')").fetchall() == [(expected,)]
        assert ps.frame(copied(Inputs(relation), connection))["a"].to_list() == [expected]
    hidden = pl.DataFrame({"a": [value]}).select(
        pl.col("a").map_batches(lambda series: security.hmac_column(series, field="f"), pl.String)
    )
    assert hidden["a"].to_list() == [expected]
    assert security.hmac_column(pa.array([value]), field="f").to_pylist() == [expected]
    assert security.hmac_column([value], field="f") == [expected]


class Inputs:
    """What dbt hands to a model, over one relation."""

    this = SimpleNamespace(identifier="copy")

    def __init__(self, relation: Any) -> None:
        self._relation = relation

    def ref(self, _name: str) -> Any:
        return self._relation


@penstock.dbt.model(contract=None)
def copied(dbt: Any, _session: Any) -> Any:
    return dbt.ref("rows").select(security.hmac("a", field="f"))


def test_a_column_stays_one_of_its_library() -> None:
    series = security.hmac_column(pd.Series([3, 4], index=[8, 9], name="n"), field="f")
    assert (series.name, list(series.index), series[9]) == ("n", [8, 9], obvious("4", "f"))
    assert security.hmac_column(pl.Series("n", [3]), field="f").name == "n"
    own = security.hmac_column(ps.Series("n", [3, None]), field="f")
    assert (own.name, own.to_list()) == ("n", [obvious("3", "f"), None])
    assert security.hmac_column(pl.Series("n", [], pl.String), field="f").len() == 0


def test_sql_knows_the_types_of_duckdb() -> None:
    query = """select penstock_hmac(v, 'f') from (values
        (1::hugeint), (2), (3)) t(v)"""
    assert ps.sql(query).collect().to_series().to_list() == [obvious(text, "f") for text in "123"]
    made = ps.sql("select penstock_hmac('b'::enum('a', 'b'), 'f') as e, penstock_hmac(null, 'f') as n").collect()
    assert made.row(0) == (obvious("b", "f"), None)


def test_sql_takes_the_field_of_each_row() -> None:
    frame = ps.DataFrame({"v": ["x", "x", "y"], "f": ["a", "b", None]})
    made = ps.sql("select penstock_hmac(v, f) as p from frame", frame=frame).collect()["p"].to_list()
    assert made == [obvious("x", "a"), obvious("x", "b"), None]


def test_a_cursor_of_duckdb_has_to_be_registered_as_well_and_may_be_twice() -> None:
    with duckdb.connect() as connection:
        security.register_sql(connection)
        security.register_sql(connection)
        cursor = connection.cursor()
        security.register_sql(cursor)
        assert cursor.sql("select penstock_hmac('x', 'a', key_id := 'tests_2')").fetchall() == [
            (obvious("x", "a", key=OTHER, key_id="tests_2"),)
        ]
        rows = cursor.sql("select penstock_hmac(i, 'a') from range(5000) t(i)").fetchall()
        assert rows == [(obvious(str(i), "a"),) for i in range(5000)]


def test_corrective_events_name_participants_by_pseudonyms() -> None:
    events = keyed_events("1")
    assert events["participant_id"].unique().to_list() == [obvious("p", "participant_id")]
    assert keyed_events("1").equals(events)
    plain = keyed_events(None)
    # What was recorded before there were keys.
    assert plain["participant_id"].unique().to_list() == [
        hashlib.sha256(b"31:penstock.benefits.participant/11:p").hexdigest()
    ]
    assert plain.row(0)[-3:-1] == ("1", RECORDED)
    assert set(plain["event_id"]).isdisjoint(events["event_id"])
    assert set(keyed_events("tests_2")["event_id"]).isdisjoint(events["event_id"])


RECORDED = "604508d8ef05e82290c67ade07b5606f8ddfed033ed66a218f0dfb32c2ca0321"


def keyed_events(key_id: str | None) -> Any:
    day = dt.date(2024, 6, 30)
    contributions = pl.DataFrame(
        {
            "participant_id": ["p"],
            "employer_group_id": [1],
            "plan_id": ["k"],
            "money_type": ["ER_NONELECTIVE"],
            "amount": [Decimal("41000.00")],
            "credited_for": [day],
            "matched_by": pl.Series([None], dtype=pl.String),
        },
        schema_overrides={"amount": pl.Decimal(18, 2)},
    )
    compensation = pl.DataFrame(
        {
            "participant_id": ["p"],
            "employer_group_id": [1],
            "period_start": [dt.date(2024, 1, 1)],
            "period_end": [dt.date(2024, 12, 31)],
            "amount": [Decimal("40000.00")],
        },
        schema_overrides={"amount": pl.Decimal(18, 2)},
    )
    participants = pl.DataFrame({"participant_id": ["p"], "birth_date": [dt.date(1980, 1, 1)]})
    rules = None if key_id is None else ps.benefits.AdditionsRules(participant_ids="keyed", participant_key_id=key_id)
    made = ps.benefits.corrective_events_415c(contributions, compensation, participants, rules=rules)
    return made.collect().to_polars()


def test_a_pseudonym_is_verified() -> None:
    made = security.hmac_value("123-45-6789", field="ssn", rule="digits")
    assert security.verify(123456789, made, field="ssn")
    assert security.verify("123 45 6789", made, field="ssn", rule="digits")
    assert not security.verify("123 45 6780", made, field="ssn", rule="digits")
    assert not security.verify(123456789, made, field="tin")
    assert not security.verify(None, made, field="ssn")
    assert not security.verify(123456789, made.upper(), field="ssn")
    assert not security.verify(123456789, made[3:], field="ssn")
    # While keys rotate, old pseudonyms are verified under the key that they name.
    assert security.verify("x", security.hmac_value("x", "tests_2", field="a"), field="a")
    with pytest.raises(ConfigError, match='no key "gone"'):
        security.verify("x", f"vgone:{made[3:]}", field="a")


# ---- what is refused

REFUSED: dict[str, tuple[Any, type[Exception], str]] = {
    "missing key": (lambda: security.hmac("t", "nobody"), ConfigError, "PENSTOCK_HMAC_KEY_nobody"),
    "id": (lambda: security.hmac("t", "a b"), ConfigError, "letters, digits and underscores"),
    "float": (lambda: security.hmac("f"), InvalidOperationError, "values of float64 have no canonical text"),
    "moment": (lambda: security.hmac("m"), InvalidOperationError, "cast it to one of these"),
    "binary": (lambda: security.hmac("b"), InvalidOperationError, "values of binary have no canonical text"),
    "list": (lambda: security.hmac("l"), InvalidOperationError, "have no canonical text"),
    "no field": (lambda: security.hmac("t", field=""), ConfigError, "needs the setting field"),
    "rule": (lambda: security.hmac("t", rule="soundex"), ConfigError, "soundex"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", REFUSED)
def test_says_what_does_not_fit_before_anything_runs(name: str) -> None:
    expression, kind, message = REFUSED[name]
    frame = ps.DataFrame({"t": ["x"], "f": [1.5], "m": [dt.datetime(2024, 1, 1)], "b": [b"x"], "l": [["x"]]})
    with pytest.raises(kind) as caught:
        frame.lazy().select(expression()).collect_schema()
    assert message in str(caught.value)


def test_values_that_have_no_text_are_refused_and_not_shown() -> None:
    with pytest.raises(ComputeError) as caught:
        security.hmac_value("12A45", field="ssn", rule="digits")
    assert "12A45" not in str(caught.value)
    with pytest.raises(InvalidOperationError, match="values of DOUBLE"):
        ps.sql("select penstock_hmac(1.5::double, 'f')").collect()
    with pytest.raises(ComputeError, match="outside of the years 1 to 9999"):
        ps.sql("select penstock_hmac('12024-01-01'::date, 'f')").collect()
    with duckdb.connect() as connection:
        security.register_sql(connection)
        relation = connection.sql("select penstock_hmac(i, 'f', key_id := 'nobody') from range(1) t(i)")
        with pytest.raises(duckdb.Error, match="no key"):
            relation.fetchall()


@pytest.mark.parametrize(
    "key", [b"", bytes(31), "00" * 31, "no hexadecimal digits at all", "base64:no base64!", bytes(5000)]
)
def test_keys_that_cannot_be_used_are_refused_and_not_shown(key: security.Key) -> None:
    ps.DataFrame({"a": [1]}).lazy().collect()  # there is an engine
    with pytest.raises(ConfigError) as caught:
        security.use_keys({"tests_bad": key})
    assert str(key) not in str(caught.value) if len(key) > 8 else True
    assert "tests_bad" in str(caught.value)


def test_an_id_keeps_its_key() -> None:
    security.use_keys({"1": KEY})
    with pytest.raises(ConfigError, match=r"another one already.*new id"):
        security.use_keys({"1": OTHER})


def test_a_provider_is_asked_for_its_ids() -> None:
    asked: list[str] = []

    def vault(key_id: str) -> bytes:
        asked.append(key_id)
        return OTHER

    security.use_keys(vault, ids=["tests_3"])
    assert asked == ["tests_3"]
    assert security.hmac_value("x", "tests_3", field="a") == obvious("x", "a", key=OTHER, key_id="tests_3")


# ---- no key leaves

SECRET = "c0ffee" * 11


def test_no_key_is_shown_anywhere() -> None:
    security.use_keys({"tests_4": SECRET})
    frame = ps.DataFrame({"a": ["x"]}).lazy().select(security.hmac("a", "tests_4"))
    frame.collect()
    engine = ps._session.current_engine()
    shown = [
        repr(frame),
        frame.explain(),
        frame.explain(optimized=False),
        str(security.hmac("a", "tests_4")),
        repr(pickle.dumps(security.hmac("a", "tests_4"))),
        frame.serialize(format="json"),
        engine.describe(),
        repr(engine.settings),
        json.dumps(ps.functions().to_dicts()),
        repr(ps.config),
    ]
    for text in shown:
        assert SECRET not in text
        assert SECRET[:12] not in text


def test_the_environment_is_read_before_and_after_the_jvm_starts() -> None:
    program = """
import os
from penstock import security
first = security.hmac_value("x", "a", field="f")
os.environ["PENSTOCK_HMAC_KEY_b"] = "base64:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
second = security.hmac_value("x", "b", field="f")
os.environ["PENSTOCK_HMAC_KEY_c"] = os.environ["PENSTOCK_HMAC_KEY_b"]
third = ps.sql("select penstock_hmac('x', 'f', 'c')").collect().item()
print(first[3:] == second[3:] == third[3:], first)
"""
    ended = run(program, variables={"PENSTOCK_HMAC_KEY_a": KEY.hex()})
    assert ended.out.split() == ["True", obvious("x", "f", key_id="a")], ended.err


def test_keys_that_are_given_before_there_is_an_engine_reach_it() -> None:
    program = """
from penstock import security
security.use_keys({"a": bytes(range(32))})
expression = security.hmac("x", "a")
from penstock._runtime import engine
assert engine.__globals__["_default"] is None
print(ps.DataFrame({"x": ["x"]}).select(expression).item())
"""
    ended = run(program)
    assert ended.out.strip() == obvious("x", "x", key_id="a"), ended.err
