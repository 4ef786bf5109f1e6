"""Counts how much of Polars' public API is there, by name and by signature, and writes docs/polars-coverage.md.

`polars_api.tsv` lists the API of Polars 2.1.0. A name counts when it exists; a signature counts when it has the same
parameters with the same defaults, and more of them only as keywords. Whether the answers are equal is not counted here:
that is what the tests against Polars are for.
"""

import csv
import inspect
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

import penstock as ps

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "polars-coverage.md"
DEPRECATED = "deprecated upstream"


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    owner: str
    member: str
    kind: str
    in_scope: bool
    category: str

    @property
    def name(self) -> str:
        """The name as users write it."""
        return self.member if self.owner == "polars" else f"{self.owner}.{self.member}"


def rows() -> list[Row]:
    """The list, without what Polars has deprecated."""
    with (HERE / "polars_api.tsv").open(encoding="utf-8") as file:
        return [
            Row(line["class"], line["member"], line["kind"], line["in_scope"] == "y", line["category"])
            for line in csv.DictReader(file, delimiter="\t")
            if not line["reason"].startswith(DEPRECATED)
        ]


def owners(library: Any) -> dict[str, Any]:
    """What the list calls classes, of one library; what is not there is missing."""
    found = {"polars": library, "exceptions": library.exceptions, "selectors": library.selectors}
    # Groups and branches are made by methods and are no public names.
    made = {
        "When": lambda: library.when(library.col("a")),
        "Then": lambda: library.when(library.col("a")).then(1),
        "ChainedWhen": lambda: library.when(library.col("a")).then(1).when(library.col("b")),
        "ChainedThen": lambda: library.when(library.col("a")).then(1).when(library.col("b")).then(2),
        "GroupBy": lambda: library.DataFrame({"a": [1]}).group_by("a"),
        "LazyGroupBy": lambda: library.LazyFrame({"a": [1]}).group_by("a"),
        "Selector": library.selectors.all,
        "DataTypeExpr": lambda: library.dtype_of("a"),
        "Engine": lambda: library.Engine(),
        "RollingGroupBy": lambda: library.DataFrame({"a": [1]}).rolling("a", period="1i"),
        "DynamicGroupBy": lambda: library.DataFrame({"a": [1]}).group_by_dynamic("a", every="1i"),
        "BaseExtension": lambda: library.BaseExtension,
        "DataFrame.plot": lambda: library.DataFrame({"a": [1]}).plot,
        "testing": lambda: __import__(f"{library.__name__}.testing").testing,
        "testing.parametric": lambda: __import__(f"{library.__name__}.testing.parametric").testing.parametric,
        "plugins": lambda: __import__(f"{library.__name__}.plugins").plugins,
        "io.plugins": lambda: __import__(f"{library.__name__}.io.plugins").io.plugins,
    }
    for name, make in made.items():
        try:
            value = make()
        except Exception:
            continue
        is_whole = inspect.ismodule(value) or inspect.isclass(value)
        found[name] = value if is_whole else type(value)
    samples = {"Expr": lambda: library.col("a"), "Series": lambda: library.Series("a", [1])}
    for name, make in samples.items():
        for space in ("arr", "bin", "cat", "dt", "ext", "list", "map", "meta", "name", "plot", "str", "struct"):
            try:
                found[f"{name}.{space}"] = type(getattr(make(), space))
            except Exception:
                continue
    return found


def member(owned: dict[str, Any], row: Row, library: Any) -> Any:
    """What a row means in one library; None if it is not there."""
    owner = owned.get(row.owner)
    if owner is None and row.owner[:1].isupper():
        owner = getattr(library, row.owner, None)
    if owner is None:
        owner = getattr(library, row.owner, None)
    if owner is None:
        return None
    name = row.owner if row.kind == "class" and row.owner == row.member else row.member
    if row.kind == "operator" and inspect.isclass(owner):
        # Those that every object has do not count.
        return next((vars(base)[name] for base in owner.__mro__[:-1] if name in vars(base)), None)
    if row.kind == "class" and inspect.isclass(owner):
        return owner
    return inspect.getattr_static(owner, name, None) if inspect.isclass(owner) else getattr(owner, name, None)


def parameters(value: Any) -> list[inspect.Parameter] | None:
    """The parameters of a function, method or class; None where it has none to compare."""
    value = getattr(value, "__func__", value)
    if isinstance(value, property) or not callable(value):
        return None
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    return [parameter for name, parameter in signature.parameters.items() if name not in ("self", "cls")]


def agrees(ours: Any, theirs: Any) -> bool:
    """Whether everything that can be passed to theirs can be passed to ours in the same way, with the same effect."""
    wanted, offered = parameters(theirs), parameters(ours)
    if wanted is None or offered is None:
        return (wanted is None) == (offered is None) or callable(ours) == callable(theirs)
    by_name = {parameter.name: parameter for parameter in offered}
    positions = [p.name for p in offered if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if any(
        p.default is p.empty and p.kind is p.KEYWORD_ONLY for p in offered if p.name not in {w.name for w in wanted}
    ):
        return False
    place = 0
    for parameter in wanted:
        mine = by_name.get(parameter.name)
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            if not any(other.kind == parameter.kind for other in offered):
                return False
            continue
        if mine is None or not same_default(mine.default, parameter.default):
            return False
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            if place >= len(positions) or positions[place] != parameter.name:
                return False
            place += 1
    return True


def same_default(ours: Any, theirs: Any) -> bool:
    """Whether two defaults mean the same; an object stands for "not given", which may be None as well."""
    if ours is inspect.Parameter.empty or theirs is inspect.Parameter.empty:
        return ours is theirs
    if not isinstance(theirs, (str, int, float, bool, tuple, type(None))):
        return ours is None or not isinstance(ours, (str, int, float, bool, tuple))
    return bool(ours == theirs)


@dataclass
class Count:
    """What was found of each category."""

    total: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    signatures: Counter[str] = field(default_factory=Counter)
    missing: dict[str, list[str]] = field(default_factory=dict)
    differing: dict[str, list[str]] = field(default_factory=dict)


def counted() -> Count:
    """Looks for every row of the list in both libraries."""
    ours, theirs, count = owners(ps), owners(pl), Count()
    for row in rows():
        count.total[row.category] += 1
        found = member(ours, row, ps)
        if found is None:
            if row.in_scope:
                count.missing.setdefault(row.category, []).append(row.name)
            continue
        count.names[row.category] += 1
        if agrees(found, member(theirs, row, pl)):
            count.signatures[row.category] += 1
        else:
            count.differing.setdefault(row.category, []).append(row.name)
    return count


def page() -> str:
    """The page as Markdown."""
    count = counted()
    total, names, signatures = count.total, count.names, count.signatures
    lines = [
        "# How much of Polars' API is there",
        "",
        "Written by `build-tools/polars_coverage.py`; a test sees to it that it never claims too much. Counted are",
        "the names of Polars 2.1.0 that are not deprecated, whether in scope or not. *Name*: it exists. *Signature*:",
        "it takes the same parameters with the same defaults. A row is done when a test also shows equal answers for",
        "each of its parameters. That is not counted yet, so the share of done rows (FR-37, target 95 %) is at most",
        "the last column.",
        "",
        "| Category | Rows | Name | Signature | Share |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for category in sorted(total, key=lambda one: -total[one]):
        share = f"{signatures[category] / total[category]:.0%}"
        lines.append(f"| {category} | {total[category]} | {names[category]} | {signatures[category]} | {share} |")
    share = f"{signatures.total() / total.total():.1%}"
    lines.append(f"| **all** | **{total.total()}** | **{names.total()}** | **{signatures.total()}** | **{share}** |")
    for title, found in (("Other parameters", count.differing), ("Not there, and in scope", count.missing)):
        lines += ["", f"## {title}"]
        for category, members in sorted(found.items()):
            lines += ["", f"**{category}** ({len(members)}): {', '.join(f'`{name}`' for name in members)}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = page()
    PAGE.write_text(text, encoding="utf-8")
    print(text.split("\n## ")[0])
