"""The command `penstock`."""

import argparse
from collections.abc import Sequence

from penstock import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the result is the exit code."""
    parser = argparse.ArgumentParser(prog="penstock", description="Arrow columns through a JVM compute core.")
    parser.add_argument("--version", action="version", version=f"penstock {__version__}")
    parser.parse_args(arguments)
    parser.print_help()
    return 0
