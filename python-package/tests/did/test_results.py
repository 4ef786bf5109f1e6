"""Results: their forms, their summaries, and what they look like."""

import copy
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from support.counties import CONFIG, counties

import penstock as ps


@pytest.fixture(scope="module")
def result() -> ps.did.DidResult:
    return ps.did.att_gt(counties(), CONFIG)


def test_a_saved_result_gives_the_same_summaries_in_another_process(result: ps.did.DidResult, tmp_path: Path) -> None:
    path = tmp_path / "effects.json"
    result.save(path)
    assert [file.name for file in tmp_path.iterdir()] == ["effects.json"]
    loaded = ps.did.load(path)
    assert isinstance(loaded.cells, ps.DataFrame)
    assert loaded.cells.rows() == result.to_penstock().rows()
    kinds: list[Any] = ["simple", "group", "dynamic", "calendar"]
    expected = {kind: result.aggregate(kind).rows() for kind in kinds}
    for kind, rows in expected.items():
        assert loaded.aggregate(kind).rows() == rows
        assert ps.did.aggregate(result, {"type": kind}).rows() == rows
        assert ps.did.aggregate(result.to_json(draws=True), json.dumps({"type": kind})).rows() == rows
    code = f"import penstock as ps; print(ps.did.load({str(path)!r}).aggregate('dynamic').rows())"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == str(expected["dynamic"])


def test_the_smaller_json_has_all_but_the_draws(result: ps.did.DidResult) -> None:
    small = json.loads(result.result_json)
    assert "draws" not in small
    whole = json.loads(result.to_json(draws=True))
    assert small == {name: value for name, value in whole.items() if name != "draws"}
    again = ps.did.DidResult(result.result_json)
    assert again.aggregate("dynamic")["att"].to_list() == result.aggregate("dynamic")["att"].to_list()
    assert again.aggregate("dynamic")["band"].to_list()[1:] == ["normal"] * 7
    assert again.result_json == result.result_json


def test_requests_have_three_forms_too(result: ps.did.DidResult) -> None:
    expected = result.aggregate("dynamic", balance_e=1).rows()
    assert ps.did.aggregate(result, '{"type": "dynamic"}', balance_e=1).rows() == expected
    assert ps.did.aggregate(result, {"type": "event", "balance_e": 1}).rows() == expected
    assert ps.did.aggregate(result, ps.did.AggregationRequest(type="dynamic", balance_e=1)).rows() == expected
    assert result.aggregate(type="dynamic", balance_e=1).rows() == expected
    with pytest.raises(ps.exceptions.ConfigError, match="type is 'dynamik'"):
        result.aggregate("dynamik")  # type: ignore[arg-type]


def test_data_may_prove_that_a_result_is_theirs(result: ps.did.DidResult) -> None:
    expected = result.aggregate("simple").rows()
    assert ps.did.aggregate(result, data=counties().lazy(), type="simple").rows() == expected
    with pytest.raises(ps.exceptions.ConfigError) as raised:
        ps.did.aggregate(result, data=counties().with_columns(pl.col("lemp") + 1), type="simple")
    assert raised.value.reference == "DID-E44"


def test_warnings_of_requests_are_raised(result: ps.did.DidResult) -> None:
    with pytest.warns(ps.DidWarning, match="DID-W13") as caught:
        result.aggregate("calendar", max_e=1)
    assert caught[0].filename == __file__


def test_point_estimates_alone_have_no_summary() -> None:
    points = ps.did.att_gt(counties(), CONFIG, compute_inffunc=False)
    assert points.to_polars()["se"].null_count() == 12
    with pytest.raises(ps.exceptions.ComputeError) as raised:
        points.aggregate("simple")
    assert raised.value.reference == "DID-E40"


def test_a_drawn_seed_is_told() -> None:
    config = {name: value for name, value in CONFIG.items() if name != "seed"}
    drawn = ps.did.att_gt(counties(), config)
    assert drawn.seed is not None
    again = ps.did.att_gt(counties(), config, seed=drawn.seed)
    assert again.to_json(draws=True) == drawn.to_json(draws=True)


def test_effects_can_carry_the_result() -> None:
    result = ps.did.att_gt(counties(), CONFIG, include_result_json=True)
    cells = result.cells
    assert cells.columns[-1] == "result_json"
    assert ps.did.aggregate(cells["result_json"][0], type="simple")["att"].to_list() == (
        result.aggregate("simple")["att"].to_list()
    )


def test_effects_go_to_every_library(result: ps.did.DidResult) -> None:
    expected = result.to_penstock().rows()
    assert result.to_polars().rows() == expected
    assert [tuple(row) for row in result.to_pandas().itertuples(index=False)] == expected
    table = result.to_arrow()
    assert [tuple(row.values()) for row in table.to_pylist()] == expected
    assert table.schema.metadata[b"penstock.did.result"].decode() == result.result_json
    assert pl.DataFrame(result).rows() == expected
    with duckdb.connect() as connection:
        assert result.to_duckdb(connection).fetchall() == expected


def test_copies_and_pickles_are_results(result: ps.did.DidResult) -> None:
    expected = result.to_json(draws=True)
    assert pickle.loads(pickle.dumps(result)).to_json(draws=True) == expected
    assert copy.deepcopy(result).to_json(draws=True) == expected


def test_influence_is_there_on_request_until_it_is_closed(result: ps.did.DidResult) -> None:
    assert result.influence is None
    with ps.did.att_gt(counties(), CONFIG, return_influence="table", bstrap=False) as asked:
        influence = asked.influence
        assert influence.columns == ["unit", "group", "weight", "influence"]
        assert influence.height == 500
        assert set(influence["unit"]) == set(counties()["countyreal"])
        values = influence["influence"].list.to_array(12).to_numpy()
        errors = ((values**2).mean(axis=0) / 500) ** 0.5
        assert asked.to_polars()["se"].to_list() == pytest.approx(errors.tolist(), rel=1e-12)
    with pytest.raises(ps.exceptions.HandleExpired) as raised:
        _ = asked.influence
    assert raised.value.reference == "DID-E50"
    assert asked.aggregate("simple").height == 1


def test_points_are_ready_to_be_drawn(result: ps.did.DidResult) -> None:
    points = result.plot_data()
    assert points.columns == [
        "term",
        "x",
        "group",
        "estimate",
        "conf_low",
        "conf_high",
        "point_conf_low",
        "point_conf_high",
        "post",
    ]
    assert points["estimate"].to_list() == result.to_polars()["att"].to_list()
    event = result.plot_data("dynamic")
    assert event["x"].to_list() == [None, -3, -2, -1, 0, 1, 2, 3]
    assert event["post"].to_list() == [True, False, False, False, True, True, True, True]


def test_charts_show_the_points(result: ps.did.DidResult) -> None:
    event = result.plot("dynamic").to_dict()
    drawn = [layer["data"]["values"] for layer in event["layer"] if "term" in str(layer["data"])]
    assert [row["x"] for row in drawn[0]] == [-3, -2, -1, 0, 1, 2, 3]
    assert [layer["mark"]["type"] for layer in event["layer"]] == ["rule", "rule", "point"]
    panels = result.plot().to_dict()
    assert panels["facet"]["row"]["field"] == "group"
    assert len(panels["data"]["values"]) == 12
    assert result.plot("simple").to_dict()["layer"][1]["data"]["values"][0]["x"] == "ATT"


def test_a_result_shows_itself(result: ps.did.DidResult) -> None:
    headline = "DidResult of lemp: dr, nevertreated, n = 500; p = 0.2327 before treatment"
    assert repr(result).startswith(headline + "\nshape: (12, 16)")
    assert f"<p>{headline}</p>" in result._repr_html_()
    assert "<table" in result._repr_html_()


def test_files_that_are_no_results_are_refused(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text('{"version": "2.0"}')
    with pytest.raises(ps.exceptions.ConfigError, match="DID-E03"):
        ps.did.load(tmp_path / "none.json")
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(ps.exceptions.ConfigError, match="DID-E01"):
        ps.did.load(tmp_path / "broken.json")
    with pytest.raises(FileNotFoundError):
        ps.did.load(tmp_path / "missing.json")
