"""Estimation from Python: what callers hand over, and what they get back."""

import json
import pickle
import warnings
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from support.counties import CONFIG, EFFECTS, counties

import penstock as ps
from penstock.did import _files

ANALYTIC = {**CONFIG, "bstrap": False}


def att(result: ps.did.DidResult) -> list[tuple[Any, ...]]:
    return result.to_penstock().select("group", "time", "att", "se", "conf_low", "conf_high").rows()


def test_the_effects_are_those_of_the_reference() -> None:
    result = ps.did.att_gt(counties(), ANALYTIC)
    assert [row[:2] for row in att(result)] == [row[:2] for row in EFFECTS]
    for row, expected in zip(att(result), EFFECTS, strict=True):
        assert row[2:4] == pytest.approx(expected[2:], abs=6e-8)
    wald = result.wald
    assert wald.statistic == pytest.approx(6.8418250, abs=6e-8)
    assert (wald.df, wald.reason) == (5, None)
    assert wald.p_value == pytest.approx(0.23267, abs=6e-6)
    assert result.n == 500


@pytest.mark.parametrize("kind", ["simple", "overall"])
def test_summaries_are_those_of_the_reference(kind: Any) -> None:
    result = ps.did.att_gt(counties(), ANALYTIC)
    simple = result.aggregate(kind)
    assert simple["att"].to_list() == pytest.approx([-0.0417518], abs=6e-8)
    assert simple["se"].to_list() == pytest.approx([0.0115028], abs=6e-8)


def test_the_forms_of_a_config_give_the_same_bits() -> None:
    mapping = ps.did.att_gt(counties(), CONFIG)
    text = ps.did.att_gt(counties(), json.dumps(CONFIG))
    typed = ps.did.att_gt(counties(), ps.did.DidConfig(**CONFIG))
    keywords = ps.did.att_gt(counties(), **CONFIG)
    mixed = ps.did.att_gt(
        counties(),
        '{"outcome": "lemp", "time": "year"}',
        **{name: value for name, value in CONFIG.items() if name not in ("yname", "tname")},
    )
    listed = ps.did.att_gt(counties(), {**CONFIG, "seed": np.int64(20260101)})
    for other in (text, typed, keywords, mixed, listed):
        assert other.to_json(draws=True) == mapping.to_json(draws=True)


def own(frame: pl.DataFrame, connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, tuple[Any, type]]:
    path = folder / "counties.parquet"
    frame.write_parquet(path)
    nullable = frame.to_pandas().convert_dtypes().set_index("lpop", drop=False)
    return {
        "Polars": (frame, pl.DataFrame),
        "lazy Polars": (frame.lazy(), pl.DataFrame),
        "pandas": (frame.to_pandas(), pd.DataFrame),
        "pandas with nullable types and an index": (nullable, pd.DataFrame),
        "pandas on Arrow": (frame.to_pandas(use_pyarrow_extension_array=True), pd.DataFrame),
        "pyarrow": (frame.to_arrow(), pa.Table),
        "a batch of pyarrow": (frame.to_arrow().combine_chunks().to_batches()[0], pa.Table),
        "a reader of pyarrow": (frame.to_arrow().to_reader(max_chunksize=99), pa.Table),
        "DuckDB": (connection.from_arrow(frame.to_arrow()), duckdb.DuckDBPyRelation),
        "Penstock": (ps.frame(frame), ps.DataFrame),
        "lazy Penstock": (ps.frame(frame).lazy(), ps.DataFrame),
        "a path": (path, ps.DataFrame),
        "a path as text": (str(path), ps.DataFrame),
    }


def test_every_kind_of_frame_gives_the_same_and_gets_its_own(tmp_path: Path) -> None:
    expected = att(ps.did.att_gt(counties(), CONFIG))
    with duckdb.connect() as connection:
        for kind, (data, type_) in own(counties(), connection, tmp_path).items():
            result = ps.did.att_gt(data, CONFIG)
            assert att(result) == expected, kind
            assert isinstance(result.cells, type_), kind
            assert isinstance(result.aggregate("dynamic"), type_), kind
            assert isinstance(result.warnings, type_), kind
        # Nothing of ours is left in the connection.
        assert connection.sql("SHOW TABLES").fetchall() == []


def test_relations_stay_on_their_connection() -> None:
    with duckdb.connect() as connection:
        connection.sql("CREATE TABLE names AS SELECT 2004 AS first, 'early' AS name")
        data = counties().rename({"first.treat": 'first "treat"', "lpop": "select"}).to_arrow()
        result = ps.did.att_gt(connection.from_arrow(data), {**CONFIG, "gname": 'first "treat"', "xformla": ["select"]})
        cells = result.cells
        del result
        assert cells.set_alias("c").join(connection.table("names"), "c.group = first").fetchall()[0][0] == 2004
        assert connection.sql("SELECT count(*) FROM cells").fetchall() == [(12,)]


def test_only_the_columns_that_are_needed_are_read() -> None:
    def fail(_: pl.Series) -> pl.Series:
        raise AssertionError

    lazy = counties().lazy().with_columns(pl.col("treat").map_batches(fail, return_dtype=pl.Int64).alias("costly"))
    assert len(att(ps.did.att_gt(lazy, CONFIG))) == 12
    # A column of objects has no Arrow type at all.
    frame = counties().to_pandas()
    frame["objects"] = pd.Series([object()] * len(frame), dtype=object)
    assert len(att(ps.did.att_gt(frame, CONFIG))) == 12


def test_the_order_of_rows_makes_no_difference() -> None:
    expected = ps.did.att_gt(counties(), CONFIG)
    shuffled = ps.did.att_gt(counties().sample(fraction=1, shuffle=True, seed=7), CONFIG)
    assert shuffled.to_json(draws=True) == expected.to_json(draws=True)


def test_columns_may_have_any_name() -> None:
    names = {"lemp": "att", "year": "time", "countyreal": "group", "first.treat": "result_json", "lpop": "§ `x` \\"}
    config = {
        **CONFIG,
        "yname": "att",
        "tname": "time",
        "idname": "group",
        "gname": "result_json",
        "xformla": ["§ `x` \\"],
    }
    assert att(ps.did.att_gt(counties().rename(names), config)) == att(ps.did.att_gt(counties(), CONFIG))


def test_a_status_may_stand_for_the_group() -> None:
    status = (pl.col("first.treat") > 0) & (pl.col("year") >= pl.col("first.treat"))
    config = {name: value for name, value in CONFIG.items() if name != "gname"}
    result = ps.did.att_gt(counties().with_columns(status.alias("on")), config, treatname="on")
    assert att(result) == att(ps.did.att_gt(counties(), CONFIG))
    with pytest.raises(ps.exceptions.SchemaError, match="says who is ever treated, not when") as raised:
        ps.did.att_gt(counties(), config, treatname="treat")
    assert raised.value.reference == "DID-E10"


@pytest.mark.parametrize(
    ("fields", "error", "reference", "message", "hint"),
    [
        ({"contorl_group": "x"}, "ConfigError", "DID-E02", "unknown field 'contorl_group'", "control_group"),
        ({"control_group": "never"}, "ConfigError", "DID-E03", "control_group is 'never'", "'nevertreated' or"),
        ({"alp": 1.5}, "ConfigError", "DID-E04", "alp is 1.5", "strictly between 0 and 1"),
        ({"idname": None}, "ConfigError", "DID-E05", "panel data need idname", "panel=false"),
        ({"yname": "lempp"}, "SchemaError", "DID-E06", r"column 'lempp' \(yname\) is not in the data", "'lemp'"),
        ({"xformla": "~ lpop + )"}, "ConfigError", "DID-E24", r"unexpected '\)' at character 10", "write it as"),
        ({"gname": "year"}, "ShapeError", "DID-E15", "unit 8001 has first-treated periods 2003 and 2004", "one"),
        ({"idname": "lpop"}, "SchemaError", "DID-E09", "id 'lpop' has type float64", "integers or strings"),
        ({"weightsname": "x", "alp": float("nan")}, "ConfigError", "DID-E03", "what JSON cannot", "numbers"),
        ({"xformla": {1: object()}}, "ConfigError", "DID-E03", "what JSON cannot", "lists"),
    ],
)
def test_errors_say_what_is_wrong(fields: Any, error: str, reference: str, message: str, hint: str) -> None:
    config = {**CONFIG, **fields}
    with pytest.raises(getattr(ps.exceptions, error), match=message) as raised:
        ps.did.att_gt(counties(), config)
    assert raised.value.reference == reference
    assert f"[{reference}]" in str(raised.value)
    assert hint in (raised.value.hint or "")
    assert pickle.loads(pickle.dumps(raised.value)).reference == reference


def test_a_field_given_twice_is_an_error() -> None:
    for config in (CONFIG, json.dumps(CONFIG), ps.did.DidConfig(**CONFIG)):
        with pytest.raises(ps.exceptions.ConfigError, match="'seed' is in the config and an argument") as raised:
            ps.did.att_gt(counties(), config, seed=1)
        assert raised.value.reference == "DID-E02"
    with pytest.raises(ps.exceptions.ConfigError, match="'yname' and 'outcome' are the same field"):
        ps.did.att_gt(counties(), CONFIG, outcome="lemp")
    with pytest.raises(ps.exceptions.ConfigError, match="the config is of type int"):
        ps.did.att_gt(counties(), 3)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ['{"yname" "y"}', "[1]", ""])
def test_text_that_is_no_config_is_refused_with_and_without_further_fields(text: str) -> None:
    both: list[dict[str, Any]] = [{}, {"seed": 1}]
    for fields in both:
        with pytest.raises(ps.exceptions.ConfigError) as raised:
            ps.did.att_gt(counties(), text, **fields)
        assert raised.value.reference == "DID-E01"


def test_warnings_are_raised_where_the_call_is_and_stay_in_the_result() -> None:
    with pytest.warns(ps.DidWarning) as caught:
        result = ps.did.att_gt(counties(), CONFIG, anticipation=1)
    assert [warning.filename for warning in caught] == [__file__]
    warning = caught[0].message
    assert isinstance(warning, ps.DidWarning)
    assert (warning.code, warning.count, warning.group) == ("DID-W02", 20, None)
    assert str(warning).startswith("[DID-W02] 20 units were left out")
    copied = pickle.loads(pickle.dumps(warning))
    assert (str(copied), copied.count) == (str(warning), 20)
    assert result.warnings["code"].to_list() == ["DID-W02"]
    with warnings.catch_warnings():
        warnings.simplefilter("error", ps.DidWarning)
        with pytest.raises(ps.DidWarning):
            ps.did.att_gt(counties(), CONFIG, anticipation=1)


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(ps.exceptions.ShapeError, match="the data have no rows") as raised:
        ps.did.att_gt(counties().clear(), CONFIG)
    assert raised.value.reference == "DID-E23"


def test_a_file_gives_the_same_bits_when_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ps.did.att_gt(counties(), CONFIG).to_json(draws=True)
    written = []

    def remember(*args: Any) -> None:
        written.append(type(args[0]).__name__)
        write(*args)

    write = _files._write
    monkeypatch.setattr(_files, "_write", remember)
    with duckdb.connect() as connection:
        kinds = own(counties(), connection, tmp_path)
        for kind, (data, _) in kinds.items():
            assert ps.did.att_gt(data, CONFIG, backend="file").to_json(draws=True) == expected, kind
    assert len(written) == len(kinds)
    # Nobody writes one otherwise, and none is left.
    assert ps.did.att_gt(counties(), CONFIG, backend="pointer").to_json(draws=True) == expected
    assert len(written) == len(kinds)
    with pytest.raises(ps.exceptions.ConfigError, match="backend is 'ipc'"):
        ps.did.att_gt(counties(), CONFIG, backend="ipc")  # type: ignore[arg-type]
