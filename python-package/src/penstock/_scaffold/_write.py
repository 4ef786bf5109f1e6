"""Copies of the files that lie beside this one, with the name of a new project in them."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from penstock.exceptions import ConfigError

#: What stands in files and their names for the name of the project.
_NAME = "project_name"

#: So that tools do not take the files for parts of this package.
_ENDING = ".tmpl"

#: What there is, and how each is run, seen from the new folder.
KINDS = {
    "dbt": "dbt build",
    "dagster": "dg launch --assets '*'",
}


def scaffold(kind: str, folder: Path) -> list[Path]:
    """Write a project into a folder that is not there yet, or is empty.

    Args:
        kind: dbt or dagster.
        folder: The folder. Its name becomes the project's.

    Returns:
        The files, seen from the folder.

    Raises:
        ConfigError: If there is something in the folder: nothing is ever written over. Or if its name is no name.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder} is there already, and not empty", hint="name a folder that is new or empty")
    name = project_name(folder)
    templates = Path(__file__).parent / kind
    written = []
    for template in sorted(templates.rglob(f"*{_ENDING}")):
        path = Path(str(template.relative_to(templates)).removesuffix(_ENDING).replace(_NAME, name))
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        # Never over a file that somebody else wrote meanwhile.
        with target.open("x", encoding="utf-8") as opened:
            opened.write(template.read_text(encoding="utf-8").replace(_NAME, name))
        written.append(path)
    return written


def project_name(folder: Path) -> str:
    """The name of a folder as one that Python and dbt take.

    Raises:
        ConfigError: If nothing of it can be in such a name.
    """
    name = re.sub(r"[^a-z0-9]+", "_", folder.name.lower()).strip("_")
    name = f"p_{name}" if name[:1].isdigit() or keyword.iskeyword(name) or name in ("data", "tests", "models") else name
    if not name:
        raise ConfigError(
            f"a project cannot be named after the folder {folder.name!r}",
            hint="name a folder with letters from a to z",
        )
    return name
