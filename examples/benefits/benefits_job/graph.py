"""All assets, with what they need."""

from __future__ import annotations

import dagster as dg

from benefits_job import additions, benefits, counties, warehouse
from benefits_job.settings import Settings
from dagster_penstock import PenstockParquetIOManager

_MODULES = [benefits, additions, counties, warehouse]

ASSETS = [asset for asset in dg.load_assets_from_modules(_MODULES) if isinstance(asset, dg.AssetsDefinition)]

CHECKS = dg.load_asset_checks_from_modules(_MODULES)


def io_manager() -> PenstockParquetIOManager:
    """Where the assets' tables are kept."""
    return PenstockParquetIOManager(base_uri=str(Settings.from_environment().storage))


def definitions() -> dg.Definitions:
    """What Dagster shows."""
    return dg.Definitions(assets=ASSETS, asset_checks=CHECKS, resources={"io_manager": io_manager()})
