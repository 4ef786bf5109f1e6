"""The notebooks run from the first cell to the last, and are kept without what they show."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[3]
NOTEBOOKS = sorted(
    str(path.relative_to(ROOT))
    for folder in ("docs", "examples")
    for path in (ROOT / folder).rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
#: What one is to see when they have run: pieces of the last outputs.
SEEN = {"docs/patterns.ipynb": 'Did you mean "amount"?', "examples/benefits/benefits.ipynb": "image/png"}


def read(notebook: str) -> Any:
    return nbformat.read(ROOT / notebook, as_version=4)  # type: ignore[no-untyped-call]


def test_the_notebooks_are_those_that_we_know() -> None:
    assert list(SEEN) == NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_outputs_are_not_kept(notebook: str) -> None:
    # They would be out of date with the next change, and make every diff long.
    for cell in read(notebook).cells:
        assert not cell.get("outputs"), f"{notebook}, {cell.id}: clear all outputs before you commit"
        assert cell.get("execution_count") is None, f"{notebook}, {cell.id}: clear all outputs before you commit"


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # of the kernel's client
def test_a_notebook_runs(notebook: str) -> None:
    ran = read(notebook)
    # An error in a cell is raised, with the cell and its traceback.
    NotebookClient(ran, timeout=100, resources={"metadata": {"path": str((ROOT / notebook).parent)}}).execute()
    outputs = [output for cell in ran.cells if cell.cell_type == "code" for output in cell.outputs]
    assert SEEN[notebook] in str(outputs)
    for cell in ran.cells:
        shows = cell.cell_type == "code" and cell.source.splitlines()[-1].isidentifier()
        assert not shows or cell.outputs, f"{cell.id} shows nothing"
