"""Files for a moment: what others hand over as bytes, and what becomes text for them."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that only its owner may look into, beside what the engine spills, until the end of the block.

    Its name says which process made it: the next engine removes what a killed one left
    (`dev.penstock.spill.SpillFolder`).
    """
    from penstock._session import current_engine

    parent = current_engine().settings.spill_dir
    with tempfile.TemporaryDirectory(prefix=f"penstock-{os.getpid()}-", dir=parent) as folder:
        yield Path(folder)
