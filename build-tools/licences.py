"""Which licences packages may have: the list is licences.toml, the expressions are those of SPDX."""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("licences.toml")

_TOKEN = re.compile(r"[()]|[^\s()]+")


@dataclass(frozen=True)
class Verdict:
    """What came of a package: its licence, whether it is allowed, and why or why not."""

    package: str
    licence: str
    allowed: bool
    reason: str


class Licences:
    """The list.

    Args:
        rules: What licences.toml says.
    """

    def __init__(self, rules: dict[str, Any]) -> None:
        self.allowed: dict[str, str] = rules["allowed"]
        self.names: dict[str, str] = rules["names"]
        self.packages: dict[str, dict[str, Any]] = rules["packages"]

    @classmethod
    def read(cls, path: Path = LIST) -> "Licences":
        return cls(tomllib.loads(path.read_text(encoding="utf-8")))

    def judge(self, package: str, said: Sequence[str]) -> Verdict:
        """Whether a package may be shipped.

        Args:
            package: Its name.
            said: What it says of its licences; all of them hold.
        """
        known = self.packages.get(package)
        if known is not None:
            licence = known["licence"]
            if known.get("accepted"):
                return Verdict(package, licence, allowed=True, reason=known["reason"])
            return self._judged(package, licence, known["reason"])
        written = [self.names.get(one, one) for one in dict.fromkeys(said) if one]
        if not written:
            return Verdict(package, "unknown", allowed=False, reason="it does not say its licence")
        return self._judged(package, " AND ".join(f"({one})" if " " in one else one for one in dict.fromkeys(written)))

    def _judged(self, package: str, licence: str, source: str = "") -> Verdict:
        try:
            missing = self._missing(licence)
        except ValueError:
            return Verdict(package, licence, allowed=False, reason="that is no name of SPDX's")
        if missing:
            return Verdict(package, licence, allowed=False, reason=f"{', '.join(missing)} is not on the list")
        return Verdict(package, licence, allowed=True, reason=source or "on the list")

    def _missing(self, expression: str) -> list[str]:
        """The licences that would have to be on the list."""
        tokens = _TOKEN.findall(expression)
        result = _either(tokens, self._missing_one)
        if tokens:
            raise ValueError(expression)
        return result

    def _missing_one(self, licence: str) -> list[str]:
        return [] if licence in self.allowed else [licence]


_Look = Callable[[str], list[str]]


def _either(tokens: list[str], look: _Look) -> list[str]:
    """One of several is enough."""
    ways = [_all(tokens, look)]
    while tokens and tokens[0].upper() == "OR":
        tokens.pop(0)
        ways.append(_all(tokens, look))
    return min(ways, key=len)


def _all(tokens: list[str], look: _Look) -> list[str]:
    missing = _single(tokens, look)
    while tokens and tokens[0].upper() == "AND":
        tokens.pop(0)
        missing = missing + _single(tokens, look)
    return missing


def _single(tokens: list[str], look: _Look) -> list[str]:
    if not tokens or tokens[0] == ")" or tokens[0].upper() in ("AND", "OR", "WITH"):
        raise ValueError("a licence is missing")
    token = tokens.pop(0)
    if token == "(":
        inside = _either(tokens, look)
        if not tokens or tokens.pop(0) != ")":
            raise ValueError("a parenthesis is open")
        return inside
    if len(tokens) > 1 and tokens[0].upper() == "WITH":
        tokens.pop(0)
        # What a licence is without an exception says nothing of what it is with one.
        return look(f"{token} WITH {tokens.pop(0)}")
    return look(token)
