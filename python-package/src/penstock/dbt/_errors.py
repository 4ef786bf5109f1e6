"""Failures of the libraries that models use, as four kinds of errors in one form."""

from __future__ import annotations

from dataclasses import dataclass

from penstock import exceptions
from penstock.exceptions import ComputeError, ConfigError, PenstockError, SchemaError, ShapeError
from penstock.security._sensitive import redacted

_COLUMN = "look at the names of the columns; they are listed by collect_schema()"
_TYPE = "cast the column to the type that is expected"
_NAMES = "give one of the columns another name, with rename or alias"
_SQL = "try the statement on its own"
_LENGTH = "make all columns of the same length"
_KEY = "look for keys that occur twice, or join with validate='m:m'"
_VALUES = "look at the values; cast with strict=False makes null of those that do not fit"
_RANGE = "use a wider type"
_MEMORY = "read fewer columns or rows, or raise the memory limit"
_MISSING = "do this step in another way, or in SQL"
_FILE = "look at the file and its folder"
_DEFECT = "this is a defect of the library; report it"
_CODE = "see the place in the model above"
_OPTION = "look at the options of the decorator"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a failure is called here.

    Attributes:
        kind: The class of error.
        code: Its number, which never changes.
        hint: What to do, unless the failure says it.
    """

    kind: type[PenstockError]
    code: int
    hint: str


_COLUMN_MISSING = Rule(SchemaError, 101, _COLUMN)
_WRONG_TYPE = Rule(SchemaError, 102, _TYPE)
_TWICE = Rule(SchemaError, 103, _NAMES)
_NO_TYPE = Rule(SchemaError, 104, _TYPE)
_BAD_SQL = Rule(SchemaError, 105, _SQL)
_CONTRACT = Rule(SchemaError, 106, _TYPE)
_LENGTHS = Rule(ShapeError, 201, _LENGTH)
_KEYS = Rule(ShapeError, 202, _KEY)
_BOUNDS = Rule(ShapeError, 203, _LENGTH)
_FAILED = Rule(ComputeError, 301, _VALUES)
_NO_VALUE = Rule(ComputeError, 302, _VALUES)
_TOO_LARGE = Rule(ComputeError, 303, _RANGE)
_NO_OPERATION = Rule(ComputeError, 304, _MISSING)
_NO_FILE = Rule(ComputeError, 305, _FILE)
_NO_MEMORY = Rule(ComputeError, 306, _MEMORY)
_PANIC = Rule(ComputeError, 307, _DEFECT)
_USER_CODE = Rule(ComputeError, 308, _CODE)
_SETTINGS = Rule(ConfigError, 401, _OPTION)

#: By library and class. A class that is not here is looked for under those that it is made of.
RULES = {
    "penstock.ColumnNotFoundError": _COLUMN_MISSING,
    "penstock.ContractError": _CONTRACT,
    "penstock.SchemaError": _WRONG_TYPE,
    "penstock.UnsupportedType": _NO_TYPE,
    "penstock.DuplicateError": _TWICE,
    "penstock.SQLSyntaxError": _BAD_SQL,
    "penstock.SQLInterfaceError": _BAD_SQL,
    "penstock.ShapeError": _LENGTHS,
    "penstock.RowsError": _KEYS,
    "penstock.OutOfBoundsError": _BOUNDS,
    "penstock.CastError": _NO_VALUE,
    "penstock.InvalidOperationError": _NO_OPERATION,
    "penstock.UnsupportedOperation": _NO_OPERATION,
    "penstock.MemoryLimitError": _NO_MEMORY,
    "penstock.SpillQuotaExceeded": _NO_MEMORY,
    "penstock.SourceError": _NO_FILE,
    "penstock.PanicException": _PANIC,
    "penstock.ConfigError": _SETTINGS,
    "penstock.PenstockError": _FAILED,
    "polars.ColumnNotFoundError": _COLUMN_MISSING,
    "polars.SchemaFieldNotFoundError": _COLUMN_MISSING,
    "polars.StructFieldNotFoundError": _COLUMN_MISSING,
    "polars.SchemaError": _WRONG_TYPE,
    "polars.DuplicateError": _TWICE,
    "polars.SQLSyntaxError": _BAD_SQL,
    "polars.SQLInterfaceError": _BAD_SQL,
    "polars.ShapeError": _LENGTHS,
    "polars.OutOfBoundsError": _BOUNDS,
    "polars.RowsError": _KEYS,
    "polars.NoDataError": _BOUNDS,
    "polars.InvalidOperationError": _NO_OPERATION,
    "polars.PanicException": _PANIC,
    "polars.PolarsError": _FAILED,
    "pandas.MergeError": _KEYS,
    "pandas.UndefinedVariableError": _COLUMN_MISSING,
    "pandas.InvalidIndexError": _KEYS,
    "pandas.DuplicateLabelError": _KEYS,
    "pandas.IntCastingNaNError": _NO_VALUE,
    "pandas.OutOfBoundsDatetime": _TOO_LARGE,
    "pandas.OutOfBoundsTimedelta": _TOO_LARGE,
    "pyarrow.ArrowTypeError": _WRONG_TYPE,
    "pyarrow.ArrowKeyError": _COLUMN_MISSING,
    "pyarrow.ArrowIndexError": _BOUNDS,
    "pyarrow.ArrowNotImplementedError": _NO_TYPE,
    "pyarrow.ArrowMemoryError": _NO_MEMORY,
    "pyarrow.ArrowCapacityError": _TOO_LARGE,
    "pyarrow.ArrowInvalid": _NO_VALUE,
    "pyarrow.ArrowException": _FAILED,
    "duckdb.BinderException": _COLUMN_MISSING,
    "duckdb.CatalogException": _COLUMN_MISSING,
    "duckdb.ParserException": _BAD_SQL,
    "duckdb.SyntaxException": _BAD_SQL,
    "duckdb.TypeMismatchException": _WRONG_TYPE,
    "duckdb.InvalidTypeException": _WRONG_TYPE,
    "duckdb.ConversionException": _NO_VALUE,
    "duckdb.OutOfRangeException": _TOO_LARGE,
    "duckdb.ConstraintException": _KEYS,
    "duckdb.OutOfMemoryException": _NO_MEMORY,
    "duckdb.IOException": _NO_FILE,
    "duckdb.NotImplementedException": _NO_OPERATION,
    "duckdb.NotSupportedError": _NO_OPERATION,
    "duckdb.InternalException": _PANIC,
    "duckdb.Error": _FAILED,
    "builtins.MemoryError": _NO_MEMORY,
    "builtins.FileNotFoundError": _NO_FILE,
    "builtins.PermissionError": _NO_FILE,
    "builtins.OverflowError": _TOO_LARGE,
    "builtins.Exception": _USER_CODE,
}

_LIBRARIES = {"_duckdb": "duckdb", "builtins": "builtins"}

#: Libraries raise these with a text that says what their class does not.
_TEXTS = (
    ("expected length", _LENGTHS),
    ("must all be the same length", _LENGTHS),
    ("must be of the same length", _LENGTHS),
    ("does not match length of index", _LENGTHS),
    ("join keys did not fulfill", _KEYS),
    ("out of memory", _NO_MEMORY),
    ("unsupported internal arrow type", _NO_TYPE),
)


def rule_for(error: BaseException) -> Rule:
    """What a failure is called here."""
    text = str(error).lower()
    for part, rule in _TEXTS:
        if part in text:
            return rule
    if isinstance(error, KeyError) and _raised_by(error) in ("pandas", "pyarrow"):
        return _COLUMN_MISSING
    return rule_of(type(error))


def rule_of(class_: type) -> Rule:
    """What failures of a class are called here, unless their texts say more."""
    for base in class_.__mro__:
        library = base.__module__.partition(".")[0]
        found = RULES.get(f"{_LIBRARIES.get(library, library)}.{base.__name__}")
        if found is not None:
            return found
    return _PANIC


def translated(error: BaseException, name: str, *, kind: str = "model", step: str | None = None) -> PenstockError:
    """A failure in the words of all models.

    Args:
        error: What failed.
        name: The model, or the source.
        kind: Which of them it is.
        step: What was being done; None for what the error says itself.
    """
    rule = rule_for(error)
    if isinstance(error, PenstockError):
        what, failed, hint = error.message, _step(error), error.hint or rule.hint
    else:
        what, failed, hint = _first_line(error), _raised_by(error), rule.hint
    cause = f"{type(error).__module__.partition('.')[0]}.{type(error).__name__}: {_first_line(error)}"
    column = error.column if isinstance(error, PenstockError) else None
    where = f" Columns: {column}." if column else ""
    text = (
        f"{rule.kind.__name__} [PIPE-E{rule.code}] {kind} {name}, step {step or failed}: {what.rstrip('.')}.{where}"
        f" Try: {hint.rstrip('.')}. Cause: {cause}"
    )
    return rule.kind(text)


def _step(error: PenstockError) -> str:
    """The plan's operation that failed, or the kind of failure where none is known."""
    return error.path[-1] if error.path else error.expression or "plan"


def _first_line(error: BaseException) -> str:
    # Errors of ours hide what they must; of others nobody knows which values they show.
    text = error.message if isinstance(error, exceptions.PenstockError) else redacted(str(error))
    return text.strip().partition("\n")[0] or type(error).__name__


def _raised_by(error: BaseException) -> str:
    """The library whose code raised an error."""
    place, module = error.__traceback__, ""
    while place is not None:
        module = str(place.tb_frame.f_globals.get("__name__", ""))
        place = place.tb_next
    library = module.partition(".")[0]
    if library in ("polars", "pandas", "pyarrow", "duckdb", "penstock"):
        return library
    # Compiled code has no place of its own; its errors say where they are from.
    own = type(error).__module__.partition(".")[0]
    return _LIBRARIES.get(own, own) if own != "builtins" else "python"
