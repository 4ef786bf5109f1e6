"""Dagster's way in: an asset that calls the rule."""

from decimal import Decimal
from pathlib import Path

import dagster as dg

import penstock as ps

JAR = Path(__file__).parent / "target" / "java-rules.jar"


@dg.asset
def salaries() -> ps.DataFrame:
    """What people earn."""
    return ps.DataFrame({"name": ["Ada", "Bo"], "gross": [Decimal("5200.00"), Decimal("1900.00")], "age": [41, 22]})


@dg.asset
def net_salaries(salaries: ps.DataFrame) -> ps.DataFrame:
    """What is left of it, by the rule of the company."""
    ps.add_jar(JAR)
    return salaries.select("name", net=ps.fn.rules.net_pay("gross", "age"))


definitions = dg.Definitions(assets=[salaries, net_salaries])
