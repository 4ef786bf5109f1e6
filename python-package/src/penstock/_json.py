"""The text of plans, written without recursion: a deep plan is refused by the core, and not by Python's stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The version of the plans that are written here.
VERSION = 1

#: More nodes than the core takes; whoever writes more has joined a frame with itself too often.
_MOST_VALUES = 4_000_000


_APPLY = json.dumps("Apply")


def plan_text(plan: Any, resolve: Callable[[Any], Any]) -> str:
    """A plan in its envelope.

    Args:
        plan: The node.
        resolve: Makes a node of what is no JSON value: the sources of a plan.

    Raises:
        PlanTooLarge: If the plan is so large that no engine would take it.
    """
    pieces = [""]
    features: list[str] = []
    for written, piece in enumerate(_pieces(plan, resolve)):
        if piece == _APPLY and not features:
            features.append("functions")
        pieces.append(piece)
        if written > _MOST_VALUES:
            from penstock.exceptions import PlanTooLarge

            raise PlanTooLarge("the plan has too many nodes; collect an intermediate result and go on from there")
    pieces[0] = f'{{"ir":{VERSION},"features":{json.dumps(features)},"plan":'
    pieces.append("}")
    return "".join(pieces)


def _pieces(value: Any, resolve: Callable[[Any], Any]) -> Iterator[str]:
    #: What is still to be written, the next on top: values, and texts that stand between them.
    waiting: list[Any] = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, _Text):
            yield value.text
        elif isinstance(value, dict):
            waiting.append(_CLOSE_OBJECT)
            for position, (key, member) in enumerate(reversed(value.items())):
                last_pushed = position == len(value) - 1
                waiting.append(member)
                waiting.append(_Text(f"{'' if last_pushed else ','}{json.dumps(key)}:"))
            waiting.append(_OPEN_OBJECT)
        elif isinstance(value, (list, tuple)):
            if all(type(element) in (str, int, float, bool, type(None)) for element in value):
                yield json.dumps(value, allow_nan=False)
                continue
            waiting.append(_CLOSE_LIST)
            for position, element in enumerate(reversed(value)):
                waiting.append(element)
                if position < len(value) - 1:
                    waiting.append(_COMMA)
            waiting.append(_OPEN_LIST)
        elif value is None or isinstance(value, (str, int, float)):
            yield json.dumps(value, allow_nan=False)
        else:
            waiting.append(resolve(value))


class _Text:
    """Text that is written as it stands."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_OPEN_OBJECT, _CLOSE_OBJECT, _OPEN_LIST, _CLOSE_LIST, _COMMA = map(_Text, "{}[],")
