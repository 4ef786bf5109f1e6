"""Frames made to fit a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from penstock._dtypes.nested import Array, List, Struct
from penstock._dtypes.schema import Schema
from penstock._expr.base import ExprBase
from penstock._expr.col import col
from penstock._frame.base import FrameBase
from penstock._functions.literal import lit
from penstock.exceptions import ColumnNotFoundError, SchemaError

if TYPE_CHECKING:
    from penstock._dtypes.base import DataType

#: One of two words for all columns, or for each that is named.
Choice = str | Mapping[str, str]


class Matching(FrameBase):
    """Columns in the order and of the types of a schema."""

    __slots__ = ()

    def match_to_schema(
        self,
        schema: Any,
        *,
        missing_columns: str | Mapping[str, Any] | Any = "raise",
        missing_struct_fields: Choice = "raise",
        extra_columns: str = "raise",
        extra_struct_fields: Choice = "raise",
        integer_cast: Choice = "forbid",
        float_cast: Choice = "forbid",
    ) -> Self:
        """The columns of a schema, in its order and of its types. Reads no rows to find out whether they fit.

        Args:
            schema: Names and types.
            missing_columns: Whether a column that is not there is an error (``raise``) or null (``insert``); by name
                also an expression that takes its place, and one expression for all.
            missing_struct_fields: Whether a field that a struct lacks is an error (``raise``) or null (``insert``).
            extra_columns: Whether a column that the schema lacks is an error (``raise``) or left out (``ignore``).
            extra_struct_fields: The same for the fields of structs.
            integer_cast: Whether integers are turned into those of more bits that hold them: ``upcast`` or ``forbid``.
            float_cast: The same for floats.

        Raises:
            SchemaError: If the frame does not fit.
        """
        if extra_columns not in ("raise", "ignore"):
            raise ValueError(f"extra_columns must be raise or ignore, not {extra_columns!r}")
        wanted, known = Schema(schema), self.collect_schema()
        _check_names(missing_columns, wanted)
        made = {name: _missing(missing_columns, name) for name in wanted if name not in known}
        missing = [name for name, value in made.items() if isinstance(value, str) and value == "raise"]
        if missing:
            raise SchemaError(f"the frame lacks the columns {missing}", hint='missing_columns="insert" fills them')
        extra = [name for name in known if name not in wanted]
        if extra and extra_columns == "raise":
            raise SchemaError(f"the schema lacks the columns {extra}", hint='extra_columns="ignore" leaves them out')
        outputs = []
        for name, dtype in wanted.items():
            if name not in known:
                value = lit(None, dtype=dtype) if isinstance(made[name], str) else made[name]
                outputs.append(value.alias(name))
                continue
            rules = _Rules(
                name,
                missing=_choice(missing_struct_fields, name, "raise", "insert"),
                extra=_choice(extra_struct_fields, name, "raise", "ignore"),
                integers=_choice(integer_cast, name, "forbid", "upcast"),
                floats=_choice(float_cast, name, "forbid", "upcast"),
            )
            outputs.append(col(name).cast(dtype) if rules.differs(known[name], dtype) else col(name))
        frame: Any = self
        return frame.select(outputs)  # type: ignore[no-any-return]


class _Rules:
    """What may be done to a column, so that it fits."""

    def __init__(self, column: str, *, missing: bool, extra: bool, integers: bool, floats: bool) -> None:
        self._column = column
        self._missing = missing
        self._extra = extra
        self._integers = integers
        self._floats = floats

    def differs(self, given: DataType, wanted: DataType) -> bool:
        """Whether a value must be cast.

        Raises:
            SchemaError: If it may not be.
        """
        if given == wanted:
            return False
        if type(given).__name__ == "Null":
            return True
        if isinstance(given, Struct) and isinstance(wanted, Struct):
            self._structs(given, wanted)
        elif _are_lists(given, wanted):
            self.differs(cast("Any", given).inner, cast("Any", wanted).inner)
        elif given.is_integer() and wanted.is_integer():
            self._number(given, wanted, allowed=self._integers, fits=_holds(given, wanted), option="integer_cast")
        elif given.is_float() and wanted.is_float():
            self._number(given, wanted, allowed=self._floats, fits=_bits(given) < _bits(wanted), option="float_cast")
        else:
            raise self._mismatch(given, wanted)
        return True

    def _structs(self, given: Struct, wanted: Struct) -> None:
        mine: dict[str, Any] = {field.name: field.dtype for field in given.fields}
        yours: dict[str, Any] = {field.name: field.dtype for field in wanted.fields}
        for name, dtype in yours.items():
            if name in mine:
                self.differs(mine[name], dtype)
            elif not self._missing:
                raise self._mismatch(given, wanted, f'; it lacks the field "{name}": missing_struct_fields="insert"')
        for name in mine:
            if name not in yours and not self._extra:
                raise self._mismatch(given, wanted, f'; it has the field "{name}" more: extra_struct_fields="ignore"')

    def _number(self, given: DataType, wanted: DataType, *, allowed: bool, fits: bool, option: str) -> None:
        if not fits:
            raise self._mismatch(given, wanted, ", which does not hold all of its values")
        if not allowed:
            raise self._mismatch(given, wanted, f'; {option}="upcast" turns it into that')

    def _mismatch(self, given: DataType, wanted: DataType, reason: str = "") -> SchemaError:
        return SchemaError(f'the column "{self._column}" is {given} and not {wanted}{reason}', column=self._column)


def _are_lists(given: DataType, wanted: DataType) -> bool:
    """Whether both are lists, or arrays of one shape."""
    if isinstance(given, Array) and isinstance(wanted, Array):
        return given.shape == wanted.shape
    return isinstance(given, List) and isinstance(wanted, List)


def _bits(dtype: DataType) -> int:
    return int(type(dtype).__name__.lstrip("UIntFlao"))


def _holds(given: DataType, wanted: DataType) -> bool:
    """Whether every integer of one type is one of the other."""
    if given.is_unsigned_integer() == wanted.is_unsigned_integer():
        return _bits(given) < _bits(wanted)
    return given.is_unsigned_integer() and _bits(given) < _bits(wanted)


def _choice(option: Choice, column: str, no: str, yes: str) -> bool:
    """What an option says for a column: whether the second word."""
    word = option.get(column, no) if isinstance(option, Mapping) else option
    if word not in (no, yes):
        raise ValueError(f"{no} and {yes} are the choices, and {word!r} is none of them")
    return word == yes


def _missing(option: Any, column: str) -> Any:
    """What takes the place of a column: ``raise``, ``insert`` or an expression."""
    made = option.get(column, "raise") if isinstance(option, Mapping) else option
    if not isinstance(made, ExprBase) and made not in ("raise", "insert"):
        raise ValueError(f"missing_columns is raise, insert or an expression, and not {made!r}")
    return made


def _check_names(option: Any, wanted: Schema) -> None:
    for name in option if isinstance(option, Mapping) else ():
        if name not in wanted:
            raise ColumnNotFoundError(f'column "{name}" not found in the schema', column=name)
