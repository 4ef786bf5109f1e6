"""Where files that can be made again are kept for this user."""

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Penstock's cache folder by the conventions of the system; `PENSTOCK_CACHE_DIR` overrides it. It may not exist."""
    chosen = os.environ.get("PENSTOCK_CACHE_DIR")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "penstock"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "penstock" / "Cache"
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The specification says that a relative path is to be ignored.
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "penstock"
