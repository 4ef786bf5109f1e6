"""The main job: makes the data, materialises all assets, and writes a report. ``make run`` runs it."""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def main() -> int:
    """Run it all. Says 0 when all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=100_000, help="how many there are (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where everything goes (default: build/benefits)")
    options = parser.parse_args()
    # Dagster's code reads these as well, wherever it runs.
    os.environ["PENSTOCK_BENEFITS_PARTICIPANTS"] = str(options.participants)
    if options.folder is not None:
        os.environ["PENSTOCK_BENEFITS_FOLDER"] = str(options.folder.absolute())

    from benefits_job.job import run
    from benefits_job.settings import Settings

    started = time.perf_counter()
    settings = Settings.from_environment()
    for line in run(settings):
        print(line)
    print(f"\n{time.perf_counter() - started:.1f} s. The report: {settings.report}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
