"""Jars of users: those that `ps.add_jar` added, and those that `PENSTOCK_CLASSPATH` names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Every engine of the process gets them.
_added: list[tuple[Path, ...]] = []


def jar_sets() -> list[tuple[Path, ...]]:
    """All jars; those that belong together are together, as what the environment names is."""
    named = tuple(
        Path(entry).absolute() for entry in os.environ.get("PENSTOCK_CLASSPATH", "").split(os.pathsep) if entry
    )
    return [named, *_added] if named else [*_added]


def remember(jars: Sequence[Path]) -> None:
    """Have engines that are opened later know the jars, too."""
    if tuple(jars) not in _added:
        _added.append(tuple(jars))
