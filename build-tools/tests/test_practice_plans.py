"""What the JVM practises is what is written down as queries."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import practice_plans


def test_the_plans_are_those_of_the_queries() -> None:
    assert json.loads(practice_plans.TARGET.read_text()) == practice_plans.plans(), (
        "run `python build-tools/practice_plans.py`"
    )
