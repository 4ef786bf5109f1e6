"""What expressions themselves are: ``expr.meta``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from penstock._expr.expr import Expr
    from penstock._nodes import Node


class MetaNamespace(Namespace):
    """Questions about an expression as a value; none of them runs it."""

    __slots__ = ()

    @property
    def _node(self) -> Node:
        return self._expr._node

    def eq(self, other: MetaNamespace | Expr) -> bool:
        """Whether both are the same expression."""
        node = getattr(other, "_node", None)
        return json.dumps(self._node, sort_keys=True, default=id) == json.dumps(node, sort_keys=True, default=id)

    def ne(self, other: MetaNamespace | Expr) -> bool:
        """Whether both are different expressions."""
        return not self.eq(other)

    def root_names(self) -> list[str]:
        """The names of the columns that the expression reads, the leftmost first."""
        names = []
        for node in _walk(self._node):
            if node["kind"] == "Column":
                names.append(node["name"])
            elif node["kind"] == "Columns" and node["selector"]["kind"] == "Names":
                names += node["selector"]["names"]
        return names

    def output_name(self, *, raise_if_undetermined: bool = True) -> str | None:
        """The name of the result.

        Raises:
            ComputeError: If it depends on the columns of the frame; null is returned instead unless
                `raise_if_undetermined`.
        """
        name = _output_name(self._node)
        if name is None and raise_if_undetermined:
            from penstock.exceptions import ComputeError

            raise ComputeError(f"the name of {self._expr!r} depends on the frame that it is used on")
        return name

    def undo_aliases(self) -> Expr:
        """The expression without the names it was given last."""
        node = self._node
        while node["kind"] in ("Alias", "Renamed"):
            node = node["input"]
        return self._expr._of(node)

    def pop(self) -> list[Expr]:
        """The expressions that stand directly below, the last first."""
        return [self._expr._of(node) for node in reversed(nodes.children(self._node))]

    def has_multiple_outputs(self) -> bool:
        """Whether the expression may stand for several columns."""
        return any(
            node["kind"] in ("Columns", "Unnest") or (node["kind"] == "StructFields" and len(node["names"]) != 1)
            for node in _walk(self._node)
        )

    def is_column(self) -> bool:
        """Whether the expression is one plain column."""
        return bool(self._node["kind"] == "Column")

    def is_column_selection(self, *, allow_aliasing: bool = False) -> bool:
        """Whether the expression only picks columns; with `allow_aliasing`, maybe under other names."""
        node = _unaliased(self._node) if allow_aliasing else self._node
        return node["kind"] in ("Column", "Columns")

    def is_literal(self, *, allow_aliasing: bool = False) -> bool:
        """Whether the expression is a constant; with `allow_aliasing`, maybe under another name."""
        node = _unaliased(self._node) if allow_aliasing else self._node
        return bool(node["kind"] == "Literal")

    def is_regex_projection(self) -> bool:
        """Whether the expression picks columns by a pattern."""
        return any(node["kind"] == "Columns" and node["selector"]["kind"] == "Matching" for node in _walk(self._node))

    def serialize(self, file: Path | str | None = None, *, format: str = "json") -> str | None:  # noqa: A002
        """The expression as JSON text, returned or written to a file.

        Args:
            file: Where to write it.
            format: Only ``json``.
        """
        if format != "json":
            raise ValueError(f"expressions are serialised as 'json', not as {format!r}")
        text = json.dumps(self._node, default=_refuse)
        if file is None:
            return text
        from pathlib import Path as FilePath

        FilePath(file).write_text(text, encoding="utf-8")
        return None

    def tree_format(self, *, return_as_string: bool = False) -> str | None:
        """The parts of the expression as an indented tree, printed or returned."""
        text = "\n".join(_tree(self._node, 0))
        if return_as_string:
            return text
        print(text)  # noqa: T201
        return None

    def as_expression(self) -> Expr:
        """The expression, also of a selector."""
        return self._expr._of(self._node)


def deserialize(text: str) -> Expr:
    """The expression that `MetaNamespace.serialize` wrote."""
    from penstock._expr.expr import Expr

    return Expr._of(json.loads(text))


def _walk(node: Node) -> Iterator[Node]:
    """A node and all below it, the leftmost first, without recursion."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(nodes.children(node))


def _refuse(function: Any) -> Any:
    """What is no JSON value is a function of Python."""
    raise function.refusal()


def _unaliased(node: Node) -> Node:
    while node["kind"] == "Alias":
        node = node["input"]
    return node


def _output_name(node: Node) -> str | None:
    """The name of the result, or None if it depends on the frame."""
    kind = node["kind"]
    if kind == "Column":
        return str(node["name"])
    if kind == "Alias":
        return str(node["name"])
    if kind == "Renamed":
        return _renamed(node)
    fixed = {"Literal": "literal", "RowCount": "len", "Element": ""}.get(kind)
    if fixed is not None or kind in ("Columns", "Unnest"):
        return fixed
    if kind == "StructFields":
        return str(node["names"][0]) if len(node["names"]) == 1 else None
    if kind == "When":
        return _output_name(node["branches"][0]["value"])
    if kind == "Apply" and getattr(node["config"], "options", {}).get("renames") == "COLUMN":
        return None
    below = nodes.children(node)
    return _output_name(below[0]) if below else str(node.get("function", ""))


def _renamed(node: Node) -> str | None:
    rule, text = node["rule"], node["text"]
    if rule == "KEEP":
        return next((str(below["name"]) for below in _walk(node) if below["kind"] == "Column"), None)
    name = _output_name(node["input"])
    if name is None:
        return None
    if rule == "REPLACE":
        import re

        return name.replace(node["pattern"], text) if node["literal"] else re.sub(node["pattern"], text, name)
    made: dict[str, Any] = {
        "PREFIX": text + name,
        "SUFFIX": name + text,
        "UPPERCASE": name.upper(),
        "LOWERCASE": name.lower(),
    }
    return str(made[rule])


def _tree(node: Node, depth: int) -> Iterator[str]:
    below = nodes.children(node)
    if below:
        label = node.get("function") or node["kind"].lower()
        label += f" {node['name']!r}" if "name" in node else ""
    else:
        from penstock._expr.text import text_of

        label = text_of(node)
    yield "  " * depth + label
    for child in below:
        yield from _tree(child, depth + 1)
