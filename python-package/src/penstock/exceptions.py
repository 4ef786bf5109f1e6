"""What can go wrong: one class for each error code of the core, under the name that Polars uses where it has one."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final, Self

__all__ = [
    "CastError",
    "ColumnNotFoundError",
    "ComputeError",
    "ConfigError",
    "DuplicateError",
    "ForkedProcessError",
    "HandleExpired",
    "InvalidOperationError",
    "JavaStackTrace",
    "JvmError",
    "MemoryLimitError",
    "MissingDependencyError",
    "NoRowsReturnedError",
    "OutOfBoundsError",
    "PanicException",
    "PenstockError",
    "PlanTooLarge",
    "PlanVersionError",
    "PolarsError",
    "QueryCancelled",
    "QueryTimeout",
    "RowsError",
    "SQLInterfaceError",
    "SQLSyntaxError",
    "SchemaError",
    "ShapeError",
    "SortRequiredError",
    "SourceError",
    "SourceNotFoundError",
    "SpillQuotaExceeded",
    "TooManyRowsReturnedError",
    "UnsupportedOperation",
    "UnsupportedType",
]


_ARROW: Final = " › "  # noqa: RUF001 - it leads from an operation into what stands inside of it

_SHOWN_STEPS: Final = 8


class PenstockError(Exception):
    """A failure: what went wrong, where, and what to do about it.

    Attributes:
        code: The stable name of the kind of failure.
        message: What went wrong.
        column: The column that it is about.
        expression: The expression that failed, as source-like text.
        hint: What to do.
        path: The plan's operations from the last one down to the failing one.
        reference: The stable name of this very failure in the documentation of a domain, such as ``DID-E16``.
    """

    code: ClassVar[str] = ""

    message: str
    column: str | None
    expression: str | None
    hint: str | None
    path: tuple[str, ...]
    reference: str | None

    def __init__(
        self,
        message: str = "",
        *,
        column: str | None = None,
        expression: str | None = None,
        hint: str | None = None,
        path: Sequence[str] = (),
        reference: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.expression = expression
        self.hint = hint
        self.path = tuple(path)
        self.reference = reference

    def __str__(self) -> str:
        steps = [*self.path]
        if len(steps) > _SHOWN_STEPS:
            steps[2 : 3 - _SHOWN_STEPS] = ["…"]
        if self.expression is not None:
            steps.append(self.expression)
        elif self.column is not None and f'"{self.column}"' not in self.message:
            steps.append(f'column "{self.column}"')
        where = f" ({_ARROW.join(steps)})" if steps else ""
        hint = f". {self.hint[:1].upper()}{self.hint[1:]}" if self.hint else ""
        return f"{self.message}{where}{hint}"

    # Errors travel between processes (multiprocessing, Dagster), with all that they say.
    def __reduce__(self) -> tuple[object, ...]:
        places = {
            "column": self.column,
            "expression": self.expression,
            "hint": self.hint,
            "path": self.path,
            "reference": self.reference,
        }
        return (partial(type(self), self.message, **places), ())  # type: ignore[arg-type]


class ColumnNotFoundError(PenstockError, AttributeError, KeyError):
    """A name that the input does not have."""

    code = "COLUMN_NOT_FOUND"


class SchemaError(PenstockError):
    """Two schemas, or a schema and a value, that do not fit together."""

    code = "SCHEMA_MISMATCH"


class ShapeError(PenstockError):
    """Lengths or widths that do not fit together."""

    code = "SHAPE"


class DuplicateError(PenstockError):
    """The same output name twice."""

    code = "DUPLICATE"


class InvalidOperationError(PenstockError, ValueError):
    """An operation that its operands' types do not have."""

    code = "INVALID_OPERATION"


class CastError(InvalidOperationError):
    """A value that the target type cannot hold."""

    code = "CAST"


class ComputeError(PenstockError):
    """A failure of the computation itself."""

    code = "COMPUTE"


class OutOfBoundsError(PenstockError, IndexError):
    """An index outside of a list, array or frame."""

    code = "OUT_OF_BOUNDS"


class SQLSyntaxError(PenstockError):
    """SQL text that does not parse."""

    code = "SQL_SYNTAX"


class SQLInterfaceError(PenstockError):
    """SQL text that parses but asks for what is not there or not allowed."""

    code = "SQL_INTERFACE"


class SortRequiredError(InvalidOperationError):
    """An operation that needs rows in an order, on rows that are not in it."""

    code = "SORT_REQUIRED"


class UnsupportedType(PenstockError, NotImplementedError):  # noqa: N818 - the name that the specification gives it
    """An Arrow type that the operation cannot carry."""

    code = "UNSUPPORTED_TYPE"


class UnsupportedOperation(PenstockError, NotImplementedError):  # noqa: N818 - the name that the specification gives it
    """An operation that no engine has."""

    code = "UNSUPPORTED_OPERATION"


class MemoryLimitError(PenstockError, MemoryError):
    """The memory budget is used up."""

    code = "MEMORY_LIMIT"


class SpillQuotaExceeded(PenstockError, MemoryError):  # noqa: N818 - the name that the specification gives it
    """The spill folder's quota is used up."""

    code = "SPILL_QUOTA"


class QueryCancelled(PenstockError):  # noqa: N818 - the name that the specification gives it
    """The query was cancelled."""

    code = "CANCELLED"


class QueryTimeout(PenstockError, TimeoutError):  # noqa: N818 - a timeout is what it is
    """The query took longer than it was allowed to."""

    code = "TIMEOUT"


class SourceError(PenstockError, OSError):
    """A file that is broken, or storage that refuses."""

    code = "IO"


class SourceNotFoundError(SourceError, FileNotFoundError):
    """A file or folder that is not there."""

    code = "IO_NOT_FOUND"


class HandleExpired(PenstockError, LookupError):  # noqa: N818 - the name that the specification gives it
    """Something that was closed, or a stream that was read before."""

    code = "HANDLE_EXPIRED"


class PlanVersionError(PenstockError):
    """A plan written for a newer reader."""

    code = "PLAN_VERSION"


class PlanTooLarge(PenstockError):  # noqa: N818 - the name that the specification gives it
    """A plan deeper or larger than the limits."""

    code = "PLAN_TOO_LARGE"


class ConfigError(PenstockError, ValueError):
    """A setting or an option that is unknown or out of range."""

    code = "CONFIG"


class PanicException(PenstockError):  # noqa: N818 - the name that Polars gives it
    """A defect of Penstock."""

    code = "INTERNAL"


class ForkedProcessError(PenstockError, RuntimeError):
    """Penstock was used in a child that was forked off a process in which it was already at work."""

    code = "FORKED_PROCESS"


class JvmError(PenstockError, RuntimeError):
    """The Java runtime could not be found or started."""

    code = "JVM"


class MissingDependencyError(PenstockError, ImportError):  # type: ignore[misc] # ImportError's path is a file
    """An optional package that is needed here is not installed."""

    code = "MISSING_DEPENDENCY"


class RowsError(PenstockError):
    """Another number of rows than was asked for."""


class NoRowsReturnedError(RowsError):
    """No row where one was asked for."""


class TooManyRowsReturnedError(RowsError):
    """Several rows where one was asked for."""


class JavaStackTrace(Exception):  # noqa: N818 - not an error of its own, but where another one came from
    """Where in the core an error came from; the cause of errors when PENSTOCK_DEBUG=1."""

    def __init__(self, text: str) -> None:
        super().__init__(text)

    @classmethod
    def of(cls, text: str | None) -> Self | None:
        """The stack, if there is one."""
        return None if text is None else cls(text)


PolarsError = PenstockError
