"""The contract of a model: which columns its table has, of which types, and what holds for them.

dbt checks contracts of SQL models alone, and refuses to parse ``contract: {enforced: true}`` for others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from penstock.dbt._types import quoted
from penstock.exceptions import ConfigError, RowsError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The key of `meta` under which a model's YAML has its contract.
KEY = "contract"

_NOT_NULL, _UNIQUE, _PRIMARY_KEY = "not_null", "unique", "primary_key"

#: Types whose values are of one kind. A number in a text is not a number: casts stay within a kind.
_KINDS = (
    {"tinyint", "smallint", "integer", "bigint", "hugeint"}
    | {"utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"}
    | {"float", "double", "decimal"},
    {"date", "timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"},
    {"list", "array"},
    {"struct"},
    {"map"},
    {"varchar", "enum"},
    {"varchar", "uuid"},
    {"varchar", "json"},
)

_NESTED = {"list", "array", "struct", "map"}


class ContractError(SchemaError):
    """A table that is not what its contract says."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a table must have.

    Attributes:
        name: Its name.
        type: Its type, in any of the names that DuckDB has for it.
        constraints: What must hold for its values: ``not_null``, ``unique``, ``primary_key``.
    """

    name: str
    type: str
    constraints: frozenset[str] = frozenset()


def contract_of(dbt: Any, given: str | Mapping[str, str] | None) -> list[Column] | None:
    """The columns that the model's table must have; None if it may have any.

    Args:
        dbt: What dbt hands to the model.
        given: ``auto`` for what the YAML says, if the model asks for it; else types by name, or None for no contract.

    Raises:
        ConfigError: If the contract is no list of columns.
    """
    if given is None:
        return None
    if not isinstance(given, str):
        return [Column(name, type_) for name, type_ in given.items()]
    if given != "auto":
        raise ConfigError(f'contract is "auto", types of columns by their names, or None; got {given!r}')
    # Whoever runs a model without dbt need not have it.
    ask = getattr(getattr(dbt, "config", None), "meta_get", None)
    said = None if ask is None else ask(KEY)
    if said is None:
        return None
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise ConfigError(
            f"meta.{KEY} in the model's YAML is no list of columns: {said!r}",
            hint="write a name and a data_type for each, as under columns",
        )
    return [_column(one) for one in said]


def _column(said: dict[str, Any]) -> Column:
    if "name" not in said or "data_type" not in said:
        raise ConfigError(f"a column of meta.{KEY} in the model's YAML needs a name and a data_type; got {said!r}")
    kinds = frozenset(str(one.get("type")) for one in said.get("constraints") or [])
    unknown = kinds - {_NOT_NULL, _UNIQUE, _PRIMARY_KEY}
    if unknown:
        raise ConfigError(
            f'column "{said["name"]}" of meta.{KEY} has the constraints {sorted(unknown)}, which are not checked',
            hint=f"{_NOT_NULL}, {_UNIQUE} and {_PRIMARY_KEY} are; test others with a test of dbt",
        )
    return Column(str(said["name"]), str(said["data_type"]), kinds)


def enforced(result: Any, session: Any, contract: list[Column]) -> Any:
    """The rows of a model in the columns of its contract: in their order, and cast where that loses nothing.

    Raises:
        ContractError: If columns are missing or too many, or have values that the type does not hold, or nulls where
            there must be none. It names all of them.
        RowsError: If a key is not unique.
    """
    relation = result if hasattr(result, "sql_query") else session.from_arrow(result)
    found = dict(zip(relation.columns, relation.types, strict=True))
    wanted = {column.name: _type(session, column) for column in contract}
    wrong = [f'column "{name}" is missing' for name in wanted if name not in found]
    wrong += [f'column "{name}" is not in the contract' for name in found if name not in wanted]
    checks = []
    for column in contract:
        if column.name not in found:
            continue
        if _casts(found[column.name], wanted[column.name]):
            checks += _checks(column, found[column.name], wanted[column.name])
        else:
            wrong.append(f'column "{column.name}" is {found[column.name]} and must be {wanted[column.name]}')
    if checks:
        (counts,) = relation.aggregate(", ".join(count for _, count in checks)).fetchall()
        wrong += [text.format(count) for (text, _), count in zip(checks, counts, strict=True) if count]
    if wrong:
        raise ContractError(
            f"the table is not what its contract says: {'; '.join(wrong)}",
            expression="contract",
            hint="change the model, or the contract in its YAML",
        )
    _require_keys(relation, contract)
    parts = [
        quoted(name) if found[name] == type_ else f"CAST({quoted(name)} AS {type_}) AS {quoted(name)}"
        for name, type_ in wanted.items()
    ]
    return relation.project(", ".join(parts))


def _type(session: Any, column: Column) -> Any:
    """A type as DuckDB calls it itself."""
    try:
        (type_,) = session.sql(f"select null::{column.type}").types
    except Exception as error:
        raise ConfigError(
            f'column "{column.name}" of the contract has the type {column.type!r}, which DuckDB does not know'
        ) from error
    return type_


def _checks(column: Column, found: Any, wanted: Any) -> list[tuple[str, str]]:
    """What may be wrong with a column that is there: a text for how many rows it is, and what counts them."""
    name, checks = quoted(column.name), []
    if found != wanted:
        cast = f"TRY_CAST({name} AS {wanted})"
        back = f"TRY_CAST({cast} AS {found})"
        lost = f"count_if({name} IS NOT NULL AND ({cast} IS NULL OR {back} IS DISTINCT FROM {name}))"
        types = f"{found} and must be {wanted}".replace("{", "{{").replace("}", "}}")
        checks.append((f'column "{column.name}" is {types}, and {{}} of its values are not', lost))
    if column.constraints & {_NOT_NULL, _PRIMARY_KEY}:
        checks.append((f'column "{column.name}" must have no nulls, and has {{}}', f"count_if({name} IS NULL)"))
    return checks


def _casts(found: Any, wanted: Any) -> bool:
    """Whether values of one type may be such of the other."""
    if found == wanted:
        return True
    kinds = {"json" if str(type_) == "JSON" else type_.id for type_ in (found, wanted)}
    if not any(kinds <= kind for kind in _KINDS):
        return False
    if found.id not in _NESTED:
        return True
    inner, other = found.children, wanted.children
    names = [name for name, _ in inner] == [name for name, _ in other] if found.id == "struct" else True
    # What an array has besides the type of its values is its size.
    pairs = [(a, b) for (_, a), (_, b) in zip(inner, other, strict=False) if not isinstance(a, int)]
    return names and all(_casts(a, b) for a, b in pairs if not isinstance(b, int))


def _require_keys(relation: Any, contract: list[Column]) -> None:
    key = [column.name for column in contract if _PRIMARY_KEY in column.constraints]
    keys = [[column.name] for column in contract if _UNIQUE in column.constraints] + ([key] if key else [])
    for names in keys:
        columns = ", ".join(map(quoted, names))
        known = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in names)
        repeated = relation.filter(known).aggregate("count(*) AS n", columns).filter("n > 1").aggregate("count(*)")
        ((count,),) = repeated.fetchall()
        if count:
            raise RowsError(
                f"the key ({', '.join(names)}) of the contract is not unique: {count} values occur more than once",
                expression="contract",
                hint="drop rows that occur twice with unique, or name more columns as the primary_key",
            )
