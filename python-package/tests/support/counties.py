"""The county table and what is known of its effects."""

from pathlib import Path
from typing import Any

import polars as pl

DATA = Path(__file__).parents[3] / "jvm-core" / "src" / "test" / "resources" / "did"

CONFIG: dict[str, Any] = {
    "yname": "lemp",
    "tname": "year",
    "idname": "countyreal",
    "gname": "first.treat",
    "xformla": "~ lpop",
    "seed": 20260101,
}

#: The effects with the covariate and their analytic errors, as R and Stata print them.
EFFECTS = [
    (2004, 2004, -0.0145297, 0.0221292),
    (2004, 2005, -0.0764219, 0.0286713),
    (2004, 2006, -0.1404483, 0.0353782),
    (2004, 2007, -0.1069039, 0.0328865),
    (2006, 2004, -0.0004721, 0.0222234),
    (2006, 2005, -0.0062025, 0.0184957),
    (2006, 2006, 0.0009606, 0.0194002),
    (2006, 2007, -0.0412939, 0.0197211),
    (2007, 2004, 0.0267278, 0.0140657),
    (2007, 2005, -0.0045766, 0.0157178),
    (2007, 2006, -0.0284475, 0.0181809),
    (2007, 2007, -0.0287814, 0.0162390),
]


def counties() -> pl.DataFrame:
    return pl.read_csv(DATA / "mpdta.csv")
