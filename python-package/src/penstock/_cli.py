"""The command `penstock`."""

import argparse
from collections.abc import Sequence

from penstock import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the result is the exit code."""
    parser = argparse.ArgumentParser(prog="penstock", description="Arrow columns through a JVM compute core.")
    parser.add_argument("--version", action="version", version=f"penstock {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    commands.add_parser("doctor", help="what works on this machine and what does not")
    chosen = parser.parse_args(arguments)
    if chosen.command == "doctor":
        return _doctor()
    parser.print_help()
    return 0


def _doctor() -> int:
    """Print the report; the exit code is 1 if it has found a problem."""
    from penstock._doctor import doctor

    report = doctor()
    print(report)  # noqa: T201 - that is what the command is for
    return 1 if report.problems else 0
