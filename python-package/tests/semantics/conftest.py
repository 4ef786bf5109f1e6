from __future__ import annotations

import polars as pl
import pytest
from semantics import catalogue

import penstock as ps

_FRAMES = {"whole": catalogue.frame(), "sliced": catalogue.sliced(), "empty": catalogue.empty()}


@pytest.fixture(params=list(_FRAMES.values()), ids=list(_FRAMES))
def frame(request: pytest.FixtureRequest) -> pl.DataFrame:
    """The catalogue: whole, sliced, and without rows."""
    made: pl.DataFrame = request.param
    return made


@pytest.fixture(autouse=True, scope="session")
def _an_engine_that_runs() -> None:
    try:
        ps.DataFrame({"a": [1]}).lazy().select(ps.col("a") + 1).collect(engine="duckdb")
    except ps.exceptions.PenstockError as error:
        if "not built" in str(error):
            pytest.skip("there is no engine yet")
        raise
