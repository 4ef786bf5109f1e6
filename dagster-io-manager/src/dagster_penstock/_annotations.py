"""What an input is annotated with: the kind of table, whether it may be missing, whether it comes by partition."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Union, get_args, get_origin

from dagster_penstock._kinds import KINDS, Kind, kind_of
from penstock.exceptions import ConfigError

#: Metadata of an input, or of its type: partitions that are not there are left out.
ALLOW_MISSING = "allow_missing_partitions"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an input is to be loaded.

    Attributes:
        kind: The kind of table.
        optional: Whether it is None when it was not stored.
        by_partition: Whether it is a dictionary of partition keys and tables.
        optional_values: Whether such a dictionary has None for partitions that were not stored.
    """

    kind: Kind
    optional: bool = False
    by_partition: bool = False
    optional_values: bool = False


def wanted(annotation: Any, default: Kind) -> Wanted:
    """What an annotation asks for.

    Raises:
        ConfigError: If it names no kind of table.
    """
    if annotation is None or annotation in (Any, object, type(None)):
        return Wanted(default)
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        return wanted(arguments[0], default)
    if origin in (Union, types.UnionType):
        others = [one for one in arguments if one is not type(None)]
        if len(others) == 1:
            return replace(wanted(others[0], default), optional=len(others) < len(arguments))
    if annotation in (dict, Mapping):
        return Wanted(default, by_partition=True)
    if origin in (dict, Mapping) and arguments[0] is str:
        values = wanted(arguments[1], default)
        if not values.by_partition:
            return Wanted(values.kind, by_partition=True, optional_values=values.optional)
    kind = kind_of(annotation)
    if kind is None:
        raise ConfigError(
            f"an input annotated with {annotation!r} cannot be loaded",
            hint=f"annotate it with one of {', '.join(KINDS)}, with Optional[...] or dict[str, ...] of one, or not",
        )
    return Wanted(kind)
