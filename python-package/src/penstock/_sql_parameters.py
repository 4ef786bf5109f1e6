"""Values for the parameters of SQL texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from penstock._expr.literal import literal_node

#: By name for ``$name``, or one after the other for ``?`` and ``$1``.
SqlParameters: TypeAlias = "Mapping[str, Any] | Sequence[Any]"


def parameter_nodes(parameters: SqlParameters | None) -> dict[str, Any]:
    """The values as constants of a plan, by name or number.

    Raises:
        TypeError: If there is no constant for a value, or the values are a text.
    """
    if parameters is None:
        return {}
    if isinstance(parameters, Mapping):
        named: dict[str, Any] = {str(name): value for name, value in parameters.items()}
    elif isinstance(parameters, (str, bytes)):
        raise TypeError(f"parameters are a mapping or a sequence, not {type(parameters).__name__}")
    else:
        named = {str(number): value for number, value in enumerate(parameters, 1)}
    return {name: _constant(name, value) for name, value in named.items()}


def _constant(name: str, value: Any) -> Any:
    node = literal_node(value)
    if node["kind"] != "Literal":
        raise TypeError(f"a {type(value).__name__} cannot be the value of the parameter ${name}")
    return node
