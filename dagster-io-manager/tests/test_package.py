import re
from importlib import metadata

import dagster_penstock
import penstock


def test_both_packages_are_released_together() -> None:
    assert metadata.version("dagster-penstock") == dagster_penstock.__version__ == penstock.__version__
    own = re.compile(rf"penstock(\[[\w,]+\])?=={re.escape(penstock.__version__)}")
    assert any(own.fullmatch(wanted) for wanted in metadata.requires("dagster-penstock") or [])
