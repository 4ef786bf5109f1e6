"""Gives a wheel its platform: it carries a native library, but nothing of one Python version."""

import platform
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# DuckDB's Linux library asks for symbols of glibc 2.25 (x86-64); a test holds the tag against the library.
TAGS = {
    ("linux", "x86_64"): "manylinux_2_28_x86_64",
    ("linux", "aarch64"): "manylinux_2_28_aarch64",
    ("darwin", "arm64"): "macosx_11_0_arm64",
}


class PlatformWheel(BuildHookInterface[Any]):
    """Called by hatchling for each build; see `[tool.hatch.build.targets.wheel.hooks.custom]`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Set the wheel's tag, after a look at whether it would have all its parts.

        Args:
            version: "standard", or "editable" for a wheel that only points to the sources and may be made before them.
            build_data: what hatchling goes by.
        """
        if version == "editable":
            return
        package = Path(self.root, "src", "penstock")
        for part in ("_jars/penstock-core-*.jar", "_jars/penstock-bridge-*.jar", "_native/libduckdb.*"):
            if not any(package.glob(part)):
                message = f"{package / part} is not there: run `make setup`, which builds it"
                raise FileNotFoundError(message)
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{TAGS[sys.platform, platform.machine()]}"
