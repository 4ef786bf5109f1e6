"""What holds for all tests of the package."""

from collections.abc import Generator
from typing import Any

import pytest

from penstock.exceptions import UnsupportedOperation

#: How an engine says that a part of it is still to be written.
_UNWRITTEN = ("not yet: ", "files cannot be ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:
    """A test that meets a part of an engine that is still to be written is skipped, and shown as such."""
    try:
        return (yield)
    except UnsupportedOperation as error:
        if error.message.startswith(_UNWRITTEN):
            pytest.skip(str(error))
        raise
