"""The same functions as parts of Polars and pandas."""

import subprocess
import sys

import pandas as pd
import polars as pl
import pytest
from support.counties import CONFIG, counties

import penstock as ps
import penstock.pandas
import penstock.polars as pp

COLUMNS = ["lemp", "year", "countyreal", "first.treat", "lpop"]


@pytest.fixture(scope="module")
def expected() -> ps.did.DidResult:
    return ps.did.att_gt(counties(), CONFIG)


def test_panel_info_is_one_row_of_the_callers_kind() -> None:
    info = ps.did.panel_info(counties(), CONFIG)
    assert isinstance(info, pl.DataFrame)
    row = info.row(0, named=True)
    assert (row["n_rows"], row["n_units"], row["kind"], row["suggestion"]) == (2500, 500, "balanced", None)
    assert row["groups"][1] == {"group": 2004, "units": 20}
    assert isinstance(ps.did.panel_info(counties().to_pandas(), CONFIG), pd.DataFrame)


def test_panel_info_says_what_estimation_would_fail_with() -> None:
    twice = pl.concat([counties(), counties().head(1)])
    row = ps.did.panel_info(twice, CONFIG).row(0, named=True)
    assert row["has_duplicates"]
    assert row["n_rows_used"] == 0
    assert row["suggestion"].startswith("[DID-E16] unit 8001 appears 2 times in 2003 (1 such pair)")


def test_functions_for_polars(expected: ps.did.DidResult) -> None:
    effects = expected.to_polars()
    assert pp.did_att_gt(counties(), CONFIG).equals(effects)
    assert pp.did_att_gt(counties().lazy(), config=CONFIG).equals(effects)
    simple = expected.aggregate("simple")
    assert pp.did_aggregate(counties(), expected, {"type": "simple"}).equals(simple)
    assert pp.did_aggregate(None, expected.to_json(draws=True), '{"type": "simple"}').equals(simple)
    assert pp.did_panel_info(counties(), CONFIG).height == 1


def test_namespaces_of_polars(expected: ps.did.DidResult) -> None:
    for frame in (counties(), counties().lazy()):
        namespace = frame.did  # type: ignore[union-attr]
        result = namespace.att_gt(CONFIG)
        assert result.cells.equals(expected.to_polars())
        assert namespace.aggregate(result, type="dynamic").equals(expected.aggregate("dynamic"))
        assert namespace.panel_info(CONFIG)["n_units"].to_list() == [500]


def test_an_expression_estimates_from_columns(expected: ps.did.DidResult) -> None:
    effects = pp.did_att_gt(*COLUMNS, config=CONFIG).struct.unnest()
    assert counties().select(effects).equals(expected.to_polars())
    assert counties().lazy().select(effects).collect().equals(expected.to_polars())


def test_an_expression_estimates_once_for_each_group(expected: ps.did.DidResult) -> None:
    two = pl.concat(
        [counties().with_columns(part=pl.lit("a")), counties().with_columns(pl.col("lemp") * 2, part=pl.lit("b"))]
    )
    effects = (
        two.group_by("part", maintain_order=True)
        .agg(pp.did_att_gt(*COLUMNS, config=CONFIG).alias("effect"))
        .explode("effect")
        .unnest("effect")
    )
    assert effects.filter(part="a").drop("part").equals(expected.to_polars())
    assert effects.filter(part="b")["att"].to_list() == pytest.approx([2 * x for x in expected.to_polars()["att"]])


def test_the_accessor_of_pandas(expected: ps.did.DidResult) -> None:
    frame = counties().to_pandas().sample(frac=1, random_state=3)
    result = frame.penstock.did.att_gt(CONFIG)
    pd.testing.assert_frame_equal(result.cells, expected.to_pandas())
    simple = frame.penstock.did.aggregate(result, type="simple")
    pd.testing.assert_frame_equal(simple, result.aggregate("simple"))
    assert frame.penstock.did.panel_info(CONFIG).loc[0, "n_units"] == 500


def test_importing_penstock_loads_no_other_library() -> None:
    code = "import penstock as ps, sys; ps.did.DidConfig; print({'polars', 'pandas', 'altair'} & {*sys.modules})"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "set()"
