"""What a JVM finds in the process around it when it starts, and what it would change there."""

import locale
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

# The JVM reads options from these and prints that it did. We hand the same options over without the note.
_OPTION_VARIABLES: Final = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")

_OF_JAVA: Final = {*_OPTION_VARIABLES, "JDK_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS", "CLASSPATH"}


@contextmanager
def prepared() -> Iterator[tuple[list[str], list[str]]]:
    """The options that the environment asks for, in which a JVM may be started meanwhile."""
    locale_variables = _locale_variables()
    before = {name: os.environ.get(name) for name in (*_OPTION_VARIABLES, *locale_variables)}
    # The JVM sets the locale of the whole process; then numbers might be read and written with a comma.
    categories = locale.setlocale(locale.LC_ALL)
    try:
        options = [split(os.environ.pop(name, "")) for name in _OPTION_VARIABLES]
        os.environ.update(locale_variables)
        yield options[0], options[1]
    finally:
        for name, value in before.items():
            if value is not None:
                os.environ[name] = value
            else:
                os.environ.pop(name, None)
        with suppress(locale.Error):
            locale.setlocale(locale.LC_ALL, categories)


def child_environment() -> dict[str, str]:
    """The environment for a JVM in a process of its own that is to find the same files as ours."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_JAVA}
    return kept | _locale_variables()


def split(text: str) -> list[str]:
    """Options as the JVM takes them apart: at white space, unless it is quoted."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    return list(lexer)


def _locale_variables() -> dict[str, str]:
    """In the C locale Java would not find files whose names are not ASCII, while Python takes them for UTF-8."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "C"
    return {"LC_ALL": "C.UTF-8"} if sys.platform == "linux" and asked in {"C", "POSIX"} else {}
