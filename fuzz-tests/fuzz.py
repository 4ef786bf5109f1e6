"""Tries inputs that nobody would write: `make fuzz ARGS="--seconds 600 --seed 7"`.

Each input runs in a child process, which names it in a file first. A finding is a child that ends by a signal or hangs,
an error that is internal or of no known kind, and memory that nobody gives back. Exits with 1 when there is one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fuzzing.parent import Fuzzing, targets


def main() -> int:
    """Parse the arguments, and print each finding with the command that tries it again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="how long, in all")
    parser.add_argument("--seed", type=int, default=None, help="of all chance; by default another one each time")
    parser.add_argument("--only", choices=targets(), action="append", help="this kind of input only")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--count", type=int, default=None, help="how many inputs, for trying one again")
    arguments = parser.parse_args()
    fuzzing = Fuzzing(arguments.seed, arguments.only or targets())
    fuzzing.run(arguments.seconds, arguments.first, arguments.count)
    for finding in fuzzing.findings:
        print(finding, end="\n\n")
    print(f"seed {fuzzing.seed}: {fuzzing.tried} inputs, {len(fuzzing.findings)} findings")
    return 1 if fuzzing.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
