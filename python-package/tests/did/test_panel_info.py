"""What `panel_info` says, against the same worked out by Polars."""

from typing import Any

import polars as pl
import pytest
from support.counties import DATA

import penstock as ps

CONFIG: dict[str, Any] = {"yname": "y", "tname": "t", "idname": "id", "gname": "g", "xformla": "~ x1"}


@pytest.mark.parametrize(
    "name", ["sim_panel", "sim_unbalanced", "sim_nonever", "sim_gaps", "sim_two", "sim_degenerate"]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_it_says_what_polars_says(name: str, seed: int) -> None:
    table = pl.read_csv(DATA / "did_golden" / f"{name}.csv").sample(fraction=0.9, shuffle=True, seed=seed)
    info = ps.did.panel_info(table, CONFIG, weightsname="wtv", clustervars=["cl"]).row(0, named=True)
    kept = table.drop_nulls(["y", "x1"])
    periods = kept.group_by("id").agg(pl.len(), pl.col("g").first(), pl.col("wtv").n_unique())
    last, first = kept["t"].max(), kept["t"].min()
    never = periods.filter((pl.col("g") == 0) | (pl.col("g") > last))
    steps = kept["t"].unique().sort().diff().drop_nulls()
    assert info["n_rows"] == table.height
    nulls = {column: table[column].null_count() for column in ("x1", "y")}
    assert dict(info["dropped_by_column"]) == {column: count for column, count in nulls.items() if count}
    assert info["n_units"] == periods.height
    assert info["periods"] == kept["t"].unique().sort().to_list()
    groups = periods.group_by(pl.col("g").alias("group")).agg(pl.len().cast(pl.Int64).alias("units")).sort("group")
    assert info["groups"] == groups.to_dicts()
    assert info["n_never_treated"] == never.height
    assert info["n_after_data"] == never.filter(pl.col("g") > 0).height
    if never.height:
        assert info["n_always_treated"] == periods.filter((pl.col("g") > 0) & (pl.col("g") <= first)).height
    assert info["n_units_incomplete"] == periods.filter(pl.col("len") < kept["t"].n_unique()).height
    assert info["min_periods_per_unit"] == periods["len"].min()
    assert info["median_periods_per_unit"] == periods["len"].median()
    assert info["max_periods_per_unit"] == periods["len"].max()
    assert info["has_gaps"] == (steps.n_unique() > 1)
    assert info["weights_vary"] == bool((periods["wtv"] > 1).any())
    assert info["n_clusters"] == kept["cl"].n_unique()
    assert not info["has_duplicates"]
    assert info["group_constant"]
