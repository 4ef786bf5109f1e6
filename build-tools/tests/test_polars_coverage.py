"""The page on Polars' API says what is true."""

import re
import sys
from pathlib import Path

TOOLS = Path(__file__).parents[1]
sys.path.insert(0, str(TOOLS))

from polars_coverage import PAGE, counted, rows  # noqa: E402 - it is not installed


def test_the_denominator_is_that_of_the_specification() -> None:
    assert len(rows()) == 1705


def test_the_page_claims_no_more_than_there_is() -> None:
    claimed = re.search(
        r"\*\*all\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\*", PAGE.read_text(encoding="utf-8")
    )
    assert claimed is not None
    total, names, signatures = map(int, claimed.groups())
    count = counted()
    assert total == count.total.total()
    assert names <= count.names.total()
    assert signatures <= count.signatures.total()
