"""Optional libraries: imported when they are needed, or refused with the way to get them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from penstock.exceptions import MissingDependencyError


def require(module: str, *, extra: str) -> Any:
    """An optional library.

    Args:
        module: Its name.
        extra: The extra of this package that installs it.

    Raises:
        MissingDependencyError: If it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != module.partition(".")[0]:
            raise  # It is installed, but broken: let that show.
        message = f"{module} is needed here"
        raise MissingDependencyError(message, hint=f"pip install 'penstock[{extra}]'") from error
