"""The code in the documentation runs, and prints what the documentation says."""

import contextlib
import io
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PAGES = ["README.md", "docs/guide.md", "docs/benefits.md", "docs/did.md", "docs/security.md"]
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_the_code_of_a_page_runs(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__page__"}
    blocks = list(BLOCK.finditer(text))
    assert blocks, f"{page} has no code"
    for block in blocks:
        code, expected = block.groups()
        line = text[: block.start()].count("\n") + 2
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            # The page's own lines in tracebacks.
            exec(compile("\n" * (line - 1) + code, page, "exec"), names)
        if expected is not None:
            assert printed.getvalue() == expected, f"{page}, line {line}"


def test_the_tour_runs_from_the_first_cell_to_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    names = runpy.run_path(str(ROOT / "docs" / "tour.py"))
    printed = capsys.readouterr().out
    assert printed.startswith("Schema([('city', String), ('month', Int8), ('trips', UInt32), ('mean_km', Float64)])")
    assert names["monthly"].shape == (48, 4)
    assert names["longest"]["km"].to_list() == [19.99] * 3
    assert printed.rstrip().endswith("48 (48, 4) 48")
