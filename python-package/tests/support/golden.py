"""Expected texts in files. `PENSTOCK_GOLDEN=rewrite` writes what tests see; the difference is reviewed like code."""

import os
from pathlib import Path


def check(path: Path, text: str) -> None:
    """Fail unless the file at `path` has this text."""
    if os.environ.get("PENSTOCK_GOLDEN") == "rewrite":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
