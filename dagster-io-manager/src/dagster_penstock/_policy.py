"""Which changes of an asset's columns are allowed, and which columns files have that were written before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

import penstock as ps
from penstock.exceptions import ConfigError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

#: What each allows. `strict` allows nothing, and is the policy in which nothing else is said.
POLICIES = ("strict", "add_nullable", "widen", "widen_dates", "ignore_extra")

_SIGNED = ("Int8", "Int16", "Int32", "Int64", "Int128")
_UNSIGNED = ("UInt8", "UInt16", "UInt32", "UInt64", "UInt128")
_FLOATS = ("Float32", "Float64")
_NUMBERS = (*_SIGNED, *_UNSIGNED, *_FLOATS, "Decimal")


def check_policy(policy: Collection[str]) -> None:
    """Refuse a policy that makes no sense.

    Raises:
        ConfigError: For a word that is none, or for two that contradict each other.
    """
    unknown = [word for word in policy if word not in POLICIES]
    if unknown:
        raise ConfigError(f"evolution has {unknown[0]!r}, and may have {', '.join(POLICIES)}")
    if "strict" in policy and len(set(policy)) > 1:
        raise ConfigError("evolution is strict, which allows nothing, and allows something besides")
    if {"add_nullable", "ignore_extra"} <= set(policy):
        raise ConfigError(
            "evolution has add_nullable, which reads new columns, and ignore_extra, which leaves them out",
            hint="choose one of them",
        )


def refuse_change(path: Path | str, before: pa.Schema, after: pa.Schema, policy: Collection[str]) -> None:
    """Refuse to write columns that a policy does not let follow those that there are.

    Args:
        path: The file that is to be written, for the error.
        before: The columns that there are.
        after: Those that would be written.
        policy: What is allowed.

    Raises:
        SchemaError: If something else changes; it lists all of that.
    """
    wrong = list(_forbidden(before, after, policy))
    if wrong:
        raise SchemaError(
            f"{path} is not written, as its columns differ from those that were stored: {'; '.join(wrong)}",
            hint=f"evolution is {', '.join(policy)}; return the columns that were stored, or remove what was stored",
        )


def merged(schemas: Mapping[Path, pa.Schema], policy: Collection[str]) -> pa.Schema:
    """The columns as which several files are read together.

    Those that only some files have are there under `add_nullable`, and not under `ignore_extra`. Under `widen` a column
    has the widest of its types. The order is that of the first file, and behind it that of the others.

    Args:
        schemas: The columns of each file, at least one.
        policy: What is allowed.

    Raises:
        SchemaError: If files differ in a way that is not allowed; it names the first such file, and all differences.
    """
    (first, columns), *others = schemas.items()
    for path, schema in others:
        if schema.equals(columns):
            continue
        wrong = list(_incompatible(columns, schema, policy))
        if wrong:
            raise SchemaError(
                f"{path} cannot be read together with {first}: {'; '.join(wrong)}",
                hint=f"evolution is {', '.join(policy)}; write the older ones again, or read them as a dictionary",
            )
        columns = _union(columns, schema, policy)
    return columns


def _union(one: pa.Schema, other: pa.Schema, policy: Collection[str]) -> pa.Schema:
    fields = [
        _wider_field(field, other.field(field.name)) if field.name in other.names else field.with_nullable(True)
        for field in one
        if field.name in other.names or "ignore_extra" not in policy
    ]
    if "ignore_extra" not in policy:
        fields += [field.with_nullable(True) for field in other if field.name not in one.names]
    return pa.schema(fields)


def _wider_field(one: pa.Field, other: pa.Field) -> pa.Field:
    wider = other if _widens(_dtype(one), _dtype(other), dates=True) else one
    return wider.with_nullable(one.nullable or other.nullable)


def _forbidden(before: pa.Schema, after: pa.Schema, policy: Collection[str]) -> Iterator[str]:
    """What changes from one to the other without being allowed."""
    for field in after:
        if field.name in before.names:
            yield from _change(before.field(field.name), field, policy)
        elif "add_nullable" in policy:
            if not field.nullable:
                yield f'the new column "{field.name}" must be nullable, as it is null in what was stored before'
        elif "ignore_extra" not in policy:
            yield f'the column "{field.name}" is new'
    for name in before.names:
        if name not in after.names and "ignore_extra" not in policy:
            yield f'the column "{name}" is gone'
    if "strict" in policy and sorted(before.names) == sorted(after.names) and before.names != after.names:
        yield "the columns are in another order"


def _change(before: pa.Field, after: pa.Field, policy: Collection[str]) -> Iterator[str]:
    old, new = _dtype(before), _dtype(after)
    if old != new and not _is_allowed(old, new, policy):
        yield f'the column "{before.name}" of {old} would be of {new}, which {_why(old, new)}'
    if before.nullable and not after.nullable:
        yield f'the column "{before.name}" would no longer be nullable, which narrows it'
    elif after.nullable and not before.nullable and "widen" not in policy:
        yield f'the column "{before.name}" would be nullable'


def _incompatible(one: pa.Schema, other: pa.Schema, policy: Collection[str]) -> Iterator[str]:
    """What keeps two files from being read together; which of them is older is not known."""
    for field in other:
        if field.name not in one.names:
            continue
        mine, yours = _dtype(one.field(field.name)), _dtype(field)
        if mine != yours and not _is_allowed(mine, yours, policy) and not _is_allowed(yours, mine, policy):
            yield f'the column "{field.name}" is of {yours} and of {mine}'
        if "strict" in policy and field.nullable != one.field(field.name).nullable:
            yield f'the column "{field.name}" is nullable in one of them'
    if not {"add_nullable", "ignore_extra"} & set(policy):
        yield from (f'it lacks the column "{name}"' for name in one.names if name not in other.names)
        yield from (f'it has the column "{name}" besides' for name in other.names if name not in one.names)


def _is_allowed(old: ps.DataType, new: ps.DataType, policy: Collection[str]) -> bool:
    if _widens(old, new, dates=False):
        return "widen" in policy
    return "widen_dates" in policy and _widens(old, new, dates=True)


def _widens(old: ps.DataType, new: ps.DataType, *, dates: bool) -> bool:
    """Whether each value of a type is one of the other, and means the same."""
    for family in (_SIGNED, _UNSIGNED, _FLOATS):
        if _name(old) in family and _name(new) in family:
            return family.index(_name(old)) < family.index(_name(new))
    if isinstance(old, ps.Decimal) and isinstance(new, ps.Decimal):
        return old.scale == new.scale and old.precision < new.precision
    # With a zone, a day would be another moment in each.
    return dates and isinstance(old, ps.Date) and isinstance(new, ps.Datetime) and new.time_zone is None


def _why(old: ps.DataType, new: ps.DataType) -> str:
    if _widens(new, old, dates=True):
        return "narrows it"
    if _widens(old, new, dates=True):
        return "widens it"
    if {_name(old), _name(new)} & {"String"} and {_name(old), _name(new)} & set(_NUMBERS):
        return "makes texts of numbers or numbers of texts"
    if any(_name(old) in one and _name(new) in other for one, other in ((_SIGNED, _UNSIGNED), (_UNSIGNED, _SIGNED))):
        return "changes whether it has a sign"
    if isinstance(old, ps.Datetime) and isinstance(new, ps.Datetime) and old.time_zone != new.time_zone:
        return "changes its time zone"
    if _name(old) == _name(new) and _name(old) in {"Datetime", "Duration"}:
        return "changes its unit"
    return "is another type"


def _dtype(field: pa.Field) -> ps.DataType:
    """The logical type: how a text is laid out is no difference."""
    return ps.Schema(pa.schema([field]))[field.name]


def _name(dtype: ps.DataType) -> str:
    return type(dtype).__name__
