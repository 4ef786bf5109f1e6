"""Relational plans as JSON values: one function for each kind of node that Penstock's core knows.

A node is a dictionary that nobody changes once it is made. Where a plan reads data, a `Source` stands in it, which
becomes a node when the plan runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from penstock._nodes import Node


def scan(
    format_: str,
    paths: Sequence[str],
    schema: Sequence[Node] | None,
    schema_overrides: Mapping[str, str | Node],
    options: Mapping[str, Any],
) -> Node:
    """Rows of files."""
    return {
        "kind": "Scan",
        "format": format_,
        "paths": list(paths),
        "schema": None if schema is None else list(schema),
        "schema_overrides": dict(schema_overrides),
        "options": {name: value for name, value in options.items() if value is not None},
    }


def in_memory(handle: int) -> Node:
    """Rows that the engine holds."""
    return {"kind": "InMemory", "handle": str(handle)}


def stream(handle: int) -> Node:
    """Rows that a foreign producer streams."""
    return {"kind": "Stream", "handle": str(handle)}


def filter_(plan: Any, predicate: Node, *, negated: bool = False) -> Node:
    """Rows for which the predicate is true, or, when `negated`, for which it is not."""
    return {"kind": "Filter", "input": plan, "predicate": predicate, "negated": negated}


def project(plan: Any, expressions: Sequence[Node]) -> Node:
    """The expressions and nothing else."""
    return {"kind": "Project", "input": plan, "expressions": list(expressions)}


def extend(plan: Any, expressions: Sequence[Node]) -> Node:
    """The input's columns and the expressions, which replace columns of the same name."""
    return {"kind": "Extend", "input": plan, "expressions": list(expressions)}


def rename(plan: Any, names: Mapping[str, str], *, strict: bool) -> Node:
    """The input with some columns under new names."""
    return {"kind": "Rename", "input": plan, "names": dict(names), "strict": strict}


def aggregate(
    plan: Any, keys: Sequence[Node], aggregations: Sequence[Node], having: Node | None, *, maintain_order: bool
) -> Node:
    """One row for each distinct combination of the keys."""
    return {
        "kind": "Aggregate",
        "input": plan,
        "keys": list(keys),
        "aggregations": list(aggregations),
        "having": having,
        "maintain_order": maintain_order,
    }


def window_aggregate(  # noqa: PLR0917 - the parts of the node
    plan: Any,
    index: Node,
    windows: Node,
    keys: Sequence[Node],
    aggregations: Sequence[Node],
    having: Node | None,
) -> Node:
    """One row for each window over the index, among rows that agree in the keys."""
    return {
        "kind": "WindowAggregate",
        "input": plan,
        "index": index,
        "windows": windows,
        "keys": list(keys),
        "aggregations": list(aggregations),
        "having": having,
    }


def join(
    left: Any,
    right: Any,
    how: str,
    left_on: Sequence[Node],
    right_on: Sequence[Node],
    *,
    suffix: str,
    validate: str,
    nulls_equal: bool,
    coalesce: bool | None,
    maintain_order: str,
) -> Node:
    """Rows of two inputs that match on their keys."""
    return {
        "kind": "Join",
        "left": left,
        "right": right,
        "how": how,
        "left_on": list(left_on),
        "right_on": list(right_on),
        "suffix": suffix,
        "validate": validate,
        "nulls_equal": nulls_equal,
        "coalesce": coalesce,
        "maintain_order": maintain_order,
    }


def join_where(left: Any, right: Any, predicates: Sequence[Node], suffix: str) -> Node:
    """Pairs of rows for which every predicate is true."""
    return {"kind": "JoinWhere", "left": left, "right": right, "predicates": list(predicates), "suffix": suffix}


def join_asof(
    left: Any,
    right: Any,
    on: tuple[Node, Node],
    by: tuple[Sequence[Node], Sequence[Node]],
    strategy: str,
    *,
    tolerance: Node | None,
    suffix: str,
    coalesce: bool,
    allow_exact_matches: bool,
    check_sortedness: bool,
) -> Node:
    """Rows of the left input, each beside the one of the right that comes next in order; pairs are left, right."""
    return {
        "kind": "JoinAsof",
        "left": left,
        "right": right,
        "left_on": on[0],
        "right_on": on[1],
        "left_by": list(by[0]),
        "right_by": list(by[1]),
        "strategy": strategy,
        "tolerance": tolerance,
        "suffix": suffix,
        "coalesce": coalesce,
        "allow_exact_matches": allow_exact_matches,
        "check_sortedness": check_sortedness,
    }


def sort(plan: Any, by: Sequence[Node], *, maintain_order: bool) -> Node:
    """The rows in the order of the keys."""
    return {"kind": "Sort", "input": plan, "by": list(by), "maintain_order": maintain_order}


def top_k(plan: Any, k: int, by: Sequence[Node]) -> Node:
    """The `k` rows that are largest by the keys, or smallest where a key is descending."""
    return {"kind": "TopK", "input": plan, "k": k, "by": list(by)}


def slice_(plan: Any, offset: int, length: int | None) -> Node:
    """`length` rows from `offset` on."""
    return {"kind": "Slice", "input": plan, "offset": offset, "length": length}


def distinct(plan: Any, subset: Sequence[Node] | None, keep: str, *, maintain_order: bool) -> Node:
    """One row of each set of equal rows."""
    return {
        "kind": "Distinct",
        "input": plan,
        "subset": None if subset is None else list(subset),
        "keep": keep,
        "maintain_order": maintain_order,
    }


def concat(plans: Sequence[Any], how: str) -> Node:
    """Frames below or beside each other."""
    return {"kind": "Concat", "inputs": list(plans), "how": how}


def merge_sorted(plans: Sequence[Any], keys: Sequence[Node]) -> Node:
    """Rows of inputs that are in the order of the keys, in that order together."""
    return {"kind": "MergeSorted", "inputs": list(plans), "keys": list(keys)}


def pivot(  # noqa: PLR0917 - the parts of the node
    plan: Any,
    on: Sequence[Node],
    on_columns: Sequence[Sequence[Node]],
    index: Sequence[Node] | None,
    values: Sequence[Node] | None,
    aggregate_function: Node | None,
    *,
    maintain_order: bool,
    separator: str,
) -> Node:
    """Values of `on` become columns."""
    return {
        "kind": "Pivot",
        "input": plan,
        "on": list(on),
        "on_columns": [list(column) for column in on_columns],
        "index": None if index is None else list(index),
        "values": None if values is None else list(values),
        "aggregate": aggregate_function,
        "maintain_order": maintain_order,
        "separator": separator,
    }


def unpivot(plan: Any, on: Sequence[Node] | None, index: Sequence[Node], variable_name: str, value_name: str) -> Node:
    """Columns become rows."""
    return {
        "kind": "Unpivot",
        "input": plan,
        "on": None if on is None else list(on),
        "index": list(index),
        "variable_name": variable_name,
        "value_name": value_name,
    }


def explode(plan: Any, columns: Sequence[Node], *, empty_as_null: bool, keep_nulls: bool) -> Node:
    """One row for each element of the list columns."""
    return {
        "kind": "Explode",
        "input": plan,
        "columns": list(columns),
        "empty_as_null": empty_as_null,
        "keep_nulls": keep_nulls,
    }


def unnest(plan: Any, columns: Sequence[Node], separator: str | None) -> Node:
    """The fields of struct columns as columns of their own."""
    return {"kind": "Unnest", "input": plan, "columns": list(columns), "separator": separator}


def sample(
    plan: Any,
    n: int | None,
    fraction: float | None,
    *,
    with_replacement: bool,
    shuffle: bool,
    seed: int | None,
) -> Node:
    """Some rows, drawn at random."""
    return {
        "kind": "Sample",
        "input": plan,
        "n": n,
        "fraction": fraction,
        "with_replacement": with_replacement,
        "shuffle": shuffle,
        "seed": seed,
    }


def row_index(plan: Any, name: str, offset: int) -> Node:
    """The input behind a column that counts its rows."""
    return {"kind": "RowIndex", "input": plan, "name": name, "offset": offset}


def sql(
    text: str,
    tables: Mapping[str, Any],
    parameters: Mapping[str, Node] | None = None,
    *,
    allow_side_effects: bool = False,
) -> Node:
    """The answer to a SQL text over named tables; `parameters` are constants."""
    node: Node = {"kind": "Sql", "text": text, "tables": dict(tables)}
    if parameters:
        node["parameters"] = dict(parameters)
    if allow_side_effects:
        node["allow_side_effects"] = True
    return node


def table_call(function: str, config: Any, plans: Sequence[Any]) -> Node:
    """What a table function makes of its inputs; `config` is a JSON object, or becomes one when the plan runs."""
    return {"kind": "TableCall", "function": function, "config": config, "inputs": list(plans)}


def sink(plan: Any, format_: str, path: str, options: Mapping[str, Any]) -> Node:
    """The input written to a file or a folder."""
    kept = {name: value for name, value in options.items() if value is not None}
    return {"kind": "Sink", "input": plan, "format": format_, "path": path, "options": kept}
