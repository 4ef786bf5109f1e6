"""The command `penstock`."""

import argparse
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from penstock import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the result is the exit code."""
    parser = argparse.ArgumentParser(prog="penstock", description="Arrow columns through a JVM compute core.")
    parser.add_argument("--version", action="version", version=f"penstock {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    commands.add_parser("doctor", help="what works on this machine and what does not")
    _add_dbt(commands.add_parser("dbt", help="models of dbt, without dbt's runs"))
    _add_audit(commands.add_parser("audit", help="logs that show when they were changed"))
    _add_init(commands.add_parser("init", help="a new project of dbt or Dagster, which runs as it is"))
    chosen = parser.parse_args(arguments)
    if chosen.command == "doctor":
        return _doctor()
    if chosen.command == "dbt":
        return _run_model(chosen)
    if chosen.command == "audit":
        return _audit(chosen)
    if chosen.command == "init":
        return _init(chosen.kind, chosen.folder)
    parser.print_help()
    return 0


def _add_audit(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(dest="way", metavar="WAY", title="ways", required=True)
    verify = ways.add_parser("verify", help="find the first line that is not as it was written; exit code 1 if any")
    verify.add_argument("file", type=Path, help="the log")
    verify.add_argument("--checkpoint", metavar="N:HASH", help="the last record that was there when this was noted")
    verify.add_argument("--sealed", action="store_true", help="every line must have the right seal; needs the key")
    head = ways.add_parser("head", help="verify, and print a checkpoint to keep elsewhere")
    head.add_argument("file", type=Path, help="the log")


def _audit(chosen: argparse.Namespace) -> int:
    from penstock.exceptions import PenstockError
    from penstock.security import verify_audit

    options = {"checkpoint": chosen.checkpoint, "sealed": chosen.sealed} if chosen.way == "verify" else {}
    try:
        verdict = verify_audit(chosen.file, **options)
    except PenstockError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    if not verdict.passed:
        print(f"{chosen.file}, line {verdict.line}: {verdict.reason}", file=sys.stderr)  # noqa: T201
        return 1
    said = verdict.checkpoint if chosen.way == "head" else f"{verdict.records} records, as they were written"
    print(said)  # noqa: T201 - that is what the command is for
    return 0


def _add_dbt(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(dest="way", metavar="WAY", title="ways", required=True)
    run = ways.add_parser("run-model", help="run one Python model on the tables that are there; nothing is written")
    run.add_argument("model", help="its name")
    run.add_argument("--project-dir", type=Path, default=Path(), help="the folder of the project (the current one)")
    run.add_argument("--profiles-dir", type=Path, help="the folder of profiles.yml")
    run.add_argument("--target", help="the target of the profile")
    run.add_argument("--limit", type=int, metavar="N", help="read at most N rows of each input")
    run.add_argument("--explain", action="store_true", help="show the plan, and what each of its nodes did")
    run.add_argument("--twin", metavar="NAME", help="the model to compare rows with (NAME_sql, if there is one)")
    run.add_argument("--trace", action="store_true", help="show where an error came from")


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("dbt", "dagster"), help="for which of them")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder; the project has its name")


def _init(kind: str, folder: Path) -> int:
    from penstock._scaffold import KINDS, scaffold
    from penstock.exceptions import ConfigError

    try:
        written = scaffold(kind, folder)
    except (ConfigError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - that is what the command is for
        return 1
    print(*(folder / path for path in written), "", f"Now: cd {folder} && {KINDS[kind]}", sep="\n")  # noqa: T201
    return 0


def _run_model(chosen: argparse.Namespace) -> int:
    from penstock.dbt._errors import translated
    from penstock.dbt._run_model import Asked, run_model
    from penstock.exceptions import ConfigError
    from penstock.security import AuditLog

    asked = Asked(
        chosen.model,
        chosen.project_dir,
        chosen.profiles_dir,
        chosen.target,
        chosen.limit,
        explain=chosen.explain,
        twin=chosen.twin,
    )
    try:
        audit = AuditLog.of_environment()
        report = run_model(asked)
        if audit is not None:
            audit.append("run-model", chosen.model)
        print(report)  # noqa: T201 - that is what the command is for
    except ImportError as error:
        print(f"{error.name} is not installed: pip install 'penstock[dbt]'", file=sys.stderr)  # noqa: T201
        return 1
    except Exception as error:  # noqa: BLE001 - a model may fail in any way
        if chosen.trace:
            traceback.print_exc()
        shown = error if isinstance(error, ConfigError) else translated(error, chosen.model)
        print(shown, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _doctor() -> int:
    """Print the report; the exit code is 1 if it has found a problem."""
    from penstock._doctor import doctor

    report = doctor()
    print(report)  # noqa: T201 - that is what the command is for
    return 1 if report.problems else 0
