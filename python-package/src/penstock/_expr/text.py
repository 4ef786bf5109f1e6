"""Expressions as the source text that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._arrow.fields import field_of_json
from penstock._dtypes.arrow import from_field
from penstock.security._sensitive import MASK, mentions_sensitive

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._nodes import Node

#: The operators and how tightly they bind, as in Python.
_OPERATORS = {
    "or": ("|", 1),
    "xor": ("^", 2),
    "and": ("&", 3),
    "add": ("+", 5),
    "sub": ("-", 5),
    "mul": ("*", 6),
    "truediv": ("/", 6),
    "floordiv": ("//", 6),
    "mod": ("%", 6),
    "pow": ("**", 8),
    "eq": ("==", 0),
    "ne": ("!=", 0),
    "lt": ("<", 0),
    "le": ("<=", 0),
    "gt": (">", 0),
    "ge": (">=", 0),
}
_PREFIXES = {"neg": "-", "not": "~"}

#: Functions that stand in front of all of their arguments.
_FREE = {
    "coalesce",
    "min_horizontal",
    "max_horizontal",
    "sum_horizontal",
    "mean_horizontal",
    "all_horizontal",
    "any_horizontal",
    "concat_str",
    "corr",
    "cov",
    "arctan2",
}

_ATOM = 10


def text_of(node: Node) -> str:
    """The source of an expression; one that is nested too deeply is cut off."""
    try:
        if mentions_sensitive(node):
            node = _hidden(node)
        return f"lit({_literal(node)})" if node["kind"] == "Literal" else _text(node)[0]
    except RecursionError:
        return "…"


def _hidden(node: Any) -> Any:
    """An expression without its constants, which may be values of a column that is never shown, and without options."""
    if isinstance(node, list):
        return [_hidden(part) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("kind") == "Literal":
        return {"kind": "Literal", "type": "u", "value": MASK}
    parts = {key: _hidden(part) for key, part in node.items()}
    if node.get("kind") == "Call" and "options" in parts:
        parts["options"] = {}
    return parts


def _argument(node: Node) -> str:
    """The source of an expression among others, where a constant needs no `lit`."""
    return _text(node)[0]


def _text(node: Node) -> tuple[str, int]:
    """The source of an expression, and how tightly its outermost operator binds."""
    kind = node["kind"]
    if kind == "Call":
        return _call(node)
    if kind == "Literal":
        text = _literal(node)
        return text, (7 if text.startswith("-") else _ATOM)
    return _OTHERS[kind](node), _ATOM


def _inside(node: Node, binding: int) -> str:
    """The source of an operand, in parentheses where they are needed."""
    text, own = _text(node)
    return text if own >= binding else f"({text})"


def _call(node: Node) -> tuple[str, int]:
    function, arguments, options = node["function"], node["arguments"], node["options"]
    if function in _OPERATORS and len(arguments) == 2 and not options:
        symbol, binding = _OPERATORS[function]
        # Comparisons chain in Python, so one inside of another always gets its parentheses.
        left = _inside(arguments[0], binding + (1 if binding in (0, 8) else 0))
        right = _inside(arguments[1], binding + (0 if binding == 8 else 1))
        return f"{left} {symbol} {right}", binding
    if function in _PREFIXES and len(arguments) == 1:
        return f"{_PREFIXES[function]}{_inside(arguments[0], 7)}", 7
    # What is switched off is off by default.
    settings = [
        f"{name}={_quoted(value) if isinstance(value, str) else value}"
        for name, value in options.items()
        if value is not False
    ]
    if function in _FREE or not arguments:
        return f"{function}({', '.join([*map(_argument, arguments), *settings])})", _ATOM
    others = [*map(_argument, arguments[1:]), *settings]
    return f"{_receiver(arguments[0])}.{function}({', '.join(others)})", _ATOM


def _apply(node: Node) -> str:
    arguments, config = [*map(_argument, node["arguments"])], node["config"]
    if not isinstance(config, dict):
        return f"python.{config.name}({', '.join(arguments)})"
    settings = [f"{name}={_quoted(value) if isinstance(value, str) else value}" for name, value in config.items()]
    return f"call({', '.join([_quoted(node['function']), *arguments, *settings])})"


def _receiver(node: Node) -> str:
    """The source of an expression in front of a method."""
    return text_of(node) if node["kind"] == "Literal" else _inside(node, _ATOM)


def _literal(node: Node) -> str:
    from penstock._expr.literal import decode

    value = decode(node["value"], field_of_json(node["type"]))
    return _quoted(value) if isinstance(value, str) else repr(value)


def _when(node: Node) -> str:
    branches = [f"when({text_of(b['condition'])}).then({_argument(b['value'])})" for b in node["branches"]]
    text = ".".join(branches)
    return text if node["otherwise"] is None else f"{text}.otherwise({_argument(node['otherwise'])})"


def _directions(keys: list[Node]) -> list[str]:
    """The directions of sort keys as arguments, where they differ from the default."""
    arguments = []
    for name in ("descending", "nulls_last"):
        flags = [key[name] for key in keys]
        if any(flags):
            arguments.append(f"{name}={flags[0] if len(set(flags)) == 1 else flags}")
    return arguments


def _sorted(node: Node) -> str:
    by, below = node["by"], _receiver(node["input"])
    if len(by) == 1 and by[0]["expression"] == node["input"]:
        return f"{below}.sort({', '.join(_directions(by))})"
    arguments = [*(text_of(key["expression"]) for key in by), *_directions(by)]
    return f"{below}.sort_by({', '.join(arguments)})"


def _over(node: Node) -> str:
    arguments = [text_of(part) for part in node["partition_by"]]
    if node["order_by"]:
        keys = [text_of(key["expression"]) for key in node["order_by"]]
        order = keys[0] if len(keys) == 1 else f"[{', '.join(keys)}]"
        arguments += [f"order_by={order}", *_directions(node["order_by"])]
    if node["mapping"] != "GROUP_TO_ROWS":
        arguments.append(f'mapping_strategy="{node["mapping"].lower()}"')
    return f"{_receiver(node['input'])}.over({', '.join(arguments)})"


def _renamed(node: Node) -> str:
    rule = {"UPPERCASE": "to_uppercase", "LOWERCASE": "to_lowercase"}.get(node["rule"], node["rule"].lower())
    arguments = [f'"{text}"' for text in (node["pattern"], node["text"]) if text]
    return f"{_receiver(node['input'])}.name.{rule}({', '.join(arguments)})"


def _cast(node: Node) -> str:
    strict = "" if node["strict"] else ", strict=False"
    return f"{_receiver(node['input'])}.cast({from_field(field_of_json(node['type']))!r}{strict})"


def selector_text(selector: Node) -> str:
    """The source of a selector."""
    kind = selector["kind"]
    if kind == "All":
        return "all()"
    if kind == "Names":
        return f"col({', '.join(map(_quoted, selector['names']))})"
    if kind == "Positions":
        return f"nth({', '.join(map(str, selector['positions']))})"
    if kind == "Matching":
        return f"col({_quoted(selector['pattern'])})"
    if kind == "OfClass":
        return f"selector({', '.join(one.lower() for one in selector['classes'])})"
    if kind == "OfType":
        return f"col({', '.join(repr(from_field(field_of_json(one))) for one in selector['types'])})"
    if kind == "ListsOf":
        return f"list({selector_text(selector['inner'])})"
    if kind == "ArraysOf":
        width = "" if selector["width"] is None else f", width={selector['width']}"
        return f"array({selector_text(selector['inner'])}{width})"
    if kind == "Not":
        return f"~{selector_text(selector['selector'])}"
    symbol = "|" if kind == "Or" else "&"
    return f"({selector_text(selector['left'])} {symbol} {selector_text(selector['right'])})"


def _unnested(selector: Node) -> str:
    """The method that makes columns of the fields of a struct."""
    if selector["kind"] == "All":
        return "unnest()"
    names = selector["names"] if selector["kind"] == "Names" else [selector["pattern"]]
    return f"field({', '.join(map(_quoted, names))})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_OTHERS: dict[str, Callable[[Node], str]] = {
    "Column": lambda node: f"col({_quoted(node['name'])})",
    "Columns": lambda node: selector_text(node["selector"]),
    "Alias": lambda node: f"{_receiver(node['input'])}.alias({_quoted(node['name'])})",
    "Renamed": _renamed,
    "Cast": _cast,
    "Apply": _apply,
    "When": _when,
    "Over": _over,
    "SortedBy": _sorted,
    "WithFields": lambda node: (
        f"{_receiver(node['input'])}.struct.{'with_fields' if node['keep'] else 'eval'}"
        f"({', '.join(map(text_of, node['fields']))})"
    ),
    "StructFields": lambda node: f"field({', '.join(map(_quoted, node['names']))})",
    "Unnest": lambda node: f"{_receiver(node['input'])}.struct.{_unnested(node['selector'])}",
    "ListAgg": lambda node: f"{_receiver(node['list'])}.list.agg({text_of(node['body'])})",
    "ListEval": lambda node: f"{_receiver(node['list'])}.list.eval({text_of(node['body'])})",
    "Filtered": lambda node: f"{_receiver(node['input'])}.filter({text_of(node['predicate'])})",
    "StructOf": lambda node: f"struct({', '.join(map(text_of, node['fields']))})",
    "Element": lambda _: "element()",
    "RowCount": lambda _: "len()",
}
