"""What the metadata of an input say about its rows and columns, as a query that reaches the files' reader."""

from __future__ import annotations

import datetime as dt
import decimal
import operator
from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import penstock as ps
from penstock.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OPERATORS: dict[str, Callable[[ps.Expr, Any], ps.Expr]] = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda column, values: column.is_in(list(values)),
    "not in": lambda column, values: ~column.is_in(list(values)),
}


def _moment(text: str, zone: str | None) -> dt.datetime:
    """A moment in a column's zone; what says no zone is meant in that one."""
    moment = dt.datetime.fromisoformat(text)
    if zone is None:
        if moment.tzinfo is not None:
            raise ValueError(text)
        return moment
    place = ZoneInfo(zone)
    return moment.replace(tzinfo=place) if moment.tzinfo is None else moment.astimezone(place)


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "Date": lambda text, _: dt.date.fromisoformat(text),
    "Datetime": lambda text, dtype: _moment(text, getattr(dtype, "time_zone", None)),
    "Decimal": lambda text, _: decimal.Decimal(text),
}

_HINT = "pass an expression, a list of (column, operator, value), of which all must hold, or a list of such lists"


def picked(frame: ps.LazyFrame, metadata: Mapping[str, Any]) -> ps.LazyFrame:
    """The rows that `filters` let pass, and of these `columns`, in their order.

    A filter may read columns that are not picked. A row for which it is null does not pass.

    Raises:
        ConfigError: If the filters make no sense.
    """
    filters, columns = metadata.get("filters"), metadata.get("columns")
    if filters is not None:
        frame = frame.filter(condition(filters, frame.collect_schema()))
    if isinstance(columns, str):
        raise ConfigError(f"columns is the text {columns!r}", hint="pass a list of names")
    return frame if columns is None else frame.select(list(columns))


def condition(filters: Any, schema: Mapping[str, Any]) -> ps.Expr:
    """The condition that filters of pyarrow mean: tuples of which all hold, or lists of which one holds.

    Args:
        filters: An expression of Penstock, or tuples of a column, an operator and a value. Operators are ==, =, !=, <,
            <=, >, >=, in and not in. Since metadata of Dagster hold texts and numbers only, a text is read as ISO 8601
            has it for columns of dates and moments, and as a number for those of decimals.
        schema: The types of the columns.

    Raises:
        ConfigError: For anything else.
    """
    if isinstance(filters, ps.Expr):
        return filters
    if not _is_list(filters) or not filters:
        raise ConfigError(f"filters is {filters!r}", hint=_HINT)
    if all(_is_list(one) and one and all(_is_list(each) for each in one) for one in filters):
        return reduce(operator.or_, [_all(one, schema) for one in filters])
    return _all(filters, schema)


def _all(tuples: Sequence[Any], schema: Mapping[str, Any]) -> ps.Expr:
    return reduce(operator.and_, [_comparison(one, schema) for one in tuples])


def _comparison(one: Any, schema: Mapping[str, Any]) -> ps.Expr:
    if isinstance(one, ps.Expr):
        return one
    if not _is_list(one) or len(one) != 3 or not isinstance(one[0], str):
        raise ConfigError(f"a filter is {one!r}", hint=_HINT)
    column, name, value = one
    if name not in _OPERATORS:
        raise ConfigError(f"a filter has the operator {name!r}, and must have one of {', '.join(_OPERATORS)}")
    if value is None:
        raise ConfigError(
            f"a filter compares {column} with None, which is never true", hint="pass an expression with is_null()"
        )
    if name.endswith("in") and not (_is_list(value) or isinstance(value, set | frozenset)):
        raise ConfigError(f"a filter looks {column} up in {value!r}", hint="pass a list of values")
    if name.endswith("in"):
        return _OPERATORS[name](ps.col(column), [_value(column, each, schema) for each in value])
    return _OPERATORS[name](ps.col(column), _value(column, value, schema))


def _value(column: str, value: Any, schema: Mapping[str, Any]) -> Any:
    read = _READERS.get(getattr(schema.get(column), "__name__", type(schema.get(column)).__name__))
    if read is None or not isinstance(value, str):
        return value
    try:
        return read(value, schema[column])
    except (ValueError, ArithmeticError) as error:
        raise ConfigError(
            f"a filter compares {column}, of type {schema[column]}, with {value!r}", hint="write it as ISO 8601 has it"
        ) from error


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
