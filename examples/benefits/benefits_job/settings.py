"""Where the main job works and how much it does."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

HOME = Path(__file__).parents[1]
_ROOT = HOME.parents[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """A run of the main job.

    Attributes:
        folder: Where everything goes that it makes.
        participants: How many there are.
    """

    folder: Path
    participants: int

    @classmethod
    def from_environment(cls) -> Self:
        """What PENSTOCK_BENEFITS_FOLDER and PENSTOCK_BENEFITS_PARTICIPANTS say."""
        return cls(
            Path(os.environ.get("PENSTOCK_BENEFITS_FOLDER") or _ROOT / "build" / "benefits").absolute(),
            int(os.environ.get("PENSTOCK_BENEFITS_PARTICIPANTS") or 100_000),
        )

    @property
    def raw(self) -> Path:
        """The data set as it was delivered."""
        return self.folder / "raw" / "participants.parquet"

    @property
    def storage(self) -> Path:
        """What Dagster keeps: one Parquet file for each asset or partition."""
        return self.folder / "assets"

    @property
    def warehouse(self) -> Path:
        """The database that dbt builds."""
        return self.folder / "warehouse.duckdb"

    @property
    def counties(self) -> Path:
        """The employment of counties."""
        return HOME / "data" / "mpdta.csv"

    @property
    def report(self) -> Path:
        """What one looks at in the end."""
        return self.folder / "report.html"
