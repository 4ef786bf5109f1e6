from importlib import metadata

import dagster_penstock
import penstock


def test_both_packages_are_released_together() -> None:
    assert metadata.version("dagster-penstock") == dagster_penstock.__version__ == penstock.__version__
    assert f"penstock=={penstock.__version__}" in (metadata.requires("dagster-penstock") or [])
