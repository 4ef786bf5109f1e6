"""The main job for Dagster: ``dagster dev -f examples/benefits/definitions.py``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from benefits_job.graph import definitions

defs = definitions()
