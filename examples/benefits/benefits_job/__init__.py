"""The main job: who may take part in a retirement plan, and what became of teen employment in 500 counties."""

import warnings

import dagster as dg

# Runs of several partitions are what we want, although Dagster has not promised yet that they stay as they are.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`", category=dg.BetaWarning)
