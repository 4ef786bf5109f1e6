"""Assets that run with the I/O manager."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg

from dagster_penstock import PenstockParquetIOManager


def instance() -> dg.DagsterInstance:
    """One that is forgotten. It counts nothing into files below the home folder, which all processes share."""
    return dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}})


@cache
def shared_instance() -> dg.DagsterInstance:
    """One for all tests that read no history: to make one takes a third of the time of a small run."""
    return instance()


def materialize(folder: Path, assets: Sequence[Any], **options: Any) -> dg.ExecuteInProcessResult:
    """Run assets in this process."""
    settings = options.pop("settings", {})
    manager = PenstockParquetIOManager(base_uri=str(folder), **settings)
    return dg.materialize(assets, resources={"io_manager": manager}, instance=shared_instance(), **options)


def metadata(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, Any]:
    """What the materialisation of an asset says."""
    (event,) = [
        event for event in result.get_asset_materialization_events() if event.asset_key == dg.AssetKey(asset.split("/"))
    ]
    return {name: value.value for name, value in event.materialization.metadata.items()}
