"""Tests that change what their process does for ever, such as hiding columns, have a process of their own.

They are marked with `@pytest.mark.own_process`.
"""

import os
import subprocess
import sys

import pytest

_INSIDE = "PENSTOCK_TESTS_OWN_PROCESS"


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "own_process: run in a process of its own, which the test changes")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a marked test in a child, and fail with what that prints."""
    if pyfuncitem.get_closest_marker("own_process") is None or _INSIDE in os.environ:
        return None
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", pyfuncitem.nodeid],
        cwd=pyfuncitem.config.rootpath,
        env=environment | {_INSIDE: "yes"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)
    return True
