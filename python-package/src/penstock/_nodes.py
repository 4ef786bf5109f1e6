"""Expressions and selectors as JSON values: one function for each kind of node that Penstock's core knows.

A node is a dictionary that nobody changes once it is made. Its `kind` names a record of the core, its members are the
record's components in snake case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Node: TypeAlias = dict[str, Any]


def column(name: str) -> Node:
    """A column of the input."""
    return {"kind": "Column", "name": name}


def columns(selector: Node) -> Node:
    """Several columns; what stands around it is repeated for each."""
    return {"kind": "Columns", "selector": selector}


def literal(type_json: str | Node, value: Any, *, dynamic: bool = False) -> Node:
    """A constant, whose value is already in its JSON form."""
    return {"kind": "Literal", "type": type_json, "value": value, "dynamic": dynamic}


def alias(node: Node, name: str) -> Node:
    """The node under another name."""
    return {"kind": "Alias", "input": node, "name": name}


def renamed(node: Node, rule: str, text: str = "", pattern: str = "", *, is_literal: bool = False) -> Node:
    """The node under a name made from its own."""
    return {"kind": "Renamed", "input": node, "rule": rule, "text": text, "pattern": pattern, "literal": is_literal}


def cast(node: Node, type_json: str | Node, *, strict: bool = True, wrap_numerical: bool = False) -> Node:
    """The node as another type."""
    return {"kind": "Cast", "input": node, "type": type_json, "strict": strict, "wrap_numerical": wrap_numerical}


def call(function: str, arguments: Iterable[Node], options: dict[str, Any] | None = None) -> Node:
    """A function of its arguments; options that are None have their default."""
    kept = {name: value for name, value in (options or {}).items() if value is not None}
    return {"kind": "Call", "function": function, "arguments": list(arguments), "options": kept}


def apply(function: str, config: Any, arguments: Iterable[Node]) -> Node:
    """A function that a user brings; `config` is a JSON object, or what becomes one when the plan runs."""
    return {"kind": "Apply", "function": function, "config": config, "arguments": list(arguments)}


def when(branches: Iterable[tuple[Node, Node]], otherwise: Node | None) -> Node:
    """The value of the first branch whose condition is true."""
    pairs = [{"condition": condition, "value": value} for condition, value in branches]
    return {"kind": "When", "branches": pairs, "otherwise": otherwise}


def over(node: Node, partition_by: Sequence[Node], order_by: Sequence[Node], mapping: str) -> Node:
    """The node computed for each group of rows."""
    return {
        "kind": "Over",
        "input": node,
        "partition_by": list(partition_by),
        "order_by": list(order_by),
        "mapping": mapping,
    }


def sorted_by(node: Node, by: Sequence[Node]) -> Node:
    """The node's values in the order of the keys; without keys, in their own order."""
    return {"kind": "SortedBy", "input": node, "by": list(by)}


def filtered(node: Node, predicate: Node) -> Node:
    """The node's values on the rows for which the predicate is true."""
    return {"kind": "Filtered", "input": node, "predicate": predicate}


def struct_of(fields: Iterable[Node]) -> Node:
    """A struct of the fields, under their names."""
    return {"kind": "StructOf", "fields": list(fields)}


def with_fields(node: Node, fields: Iterable[Node], *, keep: bool) -> Node:
    """A struct of the fields, with `keep` also of those of another struct."""
    return {"kind": "WithFields", "input": node, "fields": list(fields), "keep": keep}


def struct_fields(chosen: Iterable[str]) -> Node:
    """The named fields of the struct at hand, inside of `with_fields`."""
    return {"kind": "StructFields", "names": list(chosen)}


def unnest(node: Node, selector: Node) -> Node:
    """The fields of a struct that a selector picks, as columns."""
    return {"kind": "Unnest", "input": node, "selector": selector}


def list_eval(node: Node, body: Node) -> Node:
    """A list of what the body makes of the elements."""
    return {"kind": "ListEval", "list": node, "body": body}


def list_agg(node: Node, body: Node) -> Node:
    """The one value that the body makes of the elements, or a list if it makes several."""
    return {"kind": "ListAgg", "list": node, "body": body}


def element() -> Node:
    """The values at hand, inside of functions that work on lists."""
    return {"kind": "Element"}


def row_count() -> Node:
    """How many rows the frame or the group has."""
    return {"kind": "RowCount"}


def sort_key(node: Node, *, descending: bool = False, nulls_last: bool = False) -> Node:
    """What to sort by."""
    return {"expression": node, "descending": descending, "nulls_last": nulls_last}


def all_columns() -> Node:
    """The selector of every column."""
    return {"kind": "All"}


def names(chosen: Iterable[str], *, strict: bool = True) -> Node:
    """The selector of the named columns, in this order."""
    return {"kind": "Names", "names": list(chosen), "strict": strict}


def positions(chosen: Iterable[int], *, strict: bool = True) -> Node:
    """The selector of the columns at these positions."""
    return {"kind": "Positions", "positions": list(chosen), "strict": strict}


def matching(pattern: str) -> Node:
    """The selector of the columns whose name a pattern is found in."""
    return {"kind": "Matching", "pattern": pattern}


def of_class(*classes: str) -> Node:
    """The selector of the columns of some families of types."""
    return {"kind": "OfClass", "classes": list(classes)}


def of_type(types: Iterable[str | Node]) -> Node:
    """The selector of the columns of some types."""
    return {"kind": "OfType", "types": list(types)}


def lists_of(inner: Node) -> Node:
    """The selector of the columns of lists whose elements another one picks."""
    return {"kind": "ListsOf", "inner": inner}


def arrays_of(inner: Node, width: int | None) -> Node:
    """The selector of the columns of fixed-size lists whose elements another one picks."""
    return {"kind": "ArraysOf", "inner": inner, "width": width}


def complement(selector: Node) -> Node:
    """The selector of the other columns."""
    return {"kind": "Not", "selector": selector}


def union(left: Node, right: Node) -> Node:
    """The selector of the columns that one or the other picks."""
    return {"kind": "Or", "left": left, "right": right}


def intersection(left: Node, right: Node) -> Node:
    """The selector of the columns that both pick."""
    return {"kind": "And", "left": left, "right": right}


def children(node: Node) -> list[Node]:
    """The expressions that stand directly below an expression."""
    kind = node["kind"]
    if kind in ("Call", "Apply", "StructOf"):
        return list(node["fields" if kind == "StructOf" else "arguments"])
    if kind == "When":
        parts = [part for branch in node["branches"] for part in (branch["condition"], branch["value"])]
        return parts if node["otherwise"] is None else [*parts, node["otherwise"]]
    if kind == "WithFields":
        return [node["input"], *node["fields"]]
    if kind in ("ListEval", "ListAgg"):
        return [node["list"], node["body"]]
    below = [node["input"]] if "input" in node else []
    if kind == "Filtered":
        below.append(node["predicate"])
    below += node.get("partition_by", [])
    below += [key["expression"] for key in (node.get("order_by") or node.get("by") or [])]
    return below
