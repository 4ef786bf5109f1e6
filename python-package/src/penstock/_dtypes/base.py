"""What all data types share: equality between classes and instances, families, short names."""

from __future__ import annotations

from typing import Any, ClassVar, TypeAlias


class DataTypeClass(type):
    """The class of data type classes, which print as their bare names."""

    def __repr__(cls) -> str:
        return cls.__name__


class _ClassOrInstance:
    """A method that may be called on the class and on an instance; it gets whichever it was called on."""

    def __init__(self, function: Any) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __get__(self, instance: Any, owner: Any) -> Any:
        return self._function.__get__(owner if instance is None else instance)


class DataType(metaclass=DataTypeClass):
    """The type of a column's values.

    A class without parameters stands for its instances: ``Int8 == Int8()``, ``Datetime == Datetime("us")``.
    """

    #: The name in table headers; types with parameters build theirs in `_short_name`.
    _short: ClassVar[str] = "?"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DataTypeClass):
            return type(self) is other
        if not isinstance(other, DataType):
            return NotImplemented
        return type(self) is type(other) and self._parameters() == other._parameters()

    def __hash__(self) -> int:
        parameters = self._parameters()
        return hash((type(self), parameters)) if parameters else hash(type(self))

    def __repr__(self) -> str:
        return type(self).__name__

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._parameters()

    def _parameters(self) -> tuple[Any, ...]:
        """What tells two instances of one class apart, in the order of the constructor."""
        return ()

    def _short_name(self) -> str:
        """The name that stands below a column's name in tables."""
        return self._short

    @classmethod
    def base_type(cls) -> type[DataType]:
        """The type without its parameters."""
        return cls

    @_ClassOrInstance
    def is_(self_or_cls: Any, other: DataTypeLike) -> bool:  # noqa: N805
        """Whether both are the same, where a bare class is not its instance with parameters."""
        return bool(self_or_cls == other and hash(self_or_cls) == hash(other))

    @_ClassOrInstance
    def to_python(self_or_cls: Any) -> type:  # noqa: N805
        """The Python type of the values."""
        from penstock._dtypes.parse import python_type

        return python_type(self_or_cls)

    @classmethod
    def from_python(cls, py_type: Any) -> DataTypeLike:
        """The data type for a Python type such as ``int`` or ``datetime.date``."""
        from penstock._dtypes.parse import parse_dtype

        return parse_dtype(py_type)

    @classmethod
    def is_numeric(cls) -> bool:
        """Whether the values are integers, floats or decimals."""
        return issubclass(cls, NumericType)

    @classmethod
    def is_integer(cls) -> bool:
        """Whether the values are integers."""
        return issubclass(cls, IntegerType)

    @classmethod
    def is_signed_integer(cls) -> bool:
        """Whether the values are integers that may be negative."""
        return issubclass(cls, SignedIntegerType)

    @classmethod
    def is_unsigned_integer(cls) -> bool:
        """Whether the values are integers that are never negative."""
        return issubclass(cls, UnsignedIntegerType)

    @classmethod
    def is_float(cls) -> bool:
        """Whether the values are binary floating-point numbers."""
        return issubclass(cls, FloatType)

    @classmethod
    def is_decimal(cls) -> bool:
        """Whether the values are decimals."""
        return cls.__name__ == "Decimal"

    @classmethod
    def is_temporal(cls) -> bool:
        """Whether the values are dates, times, timestamps or durations."""
        return issubclass(cls, TemporalType)

    @classmethod
    def is_nested(cls) -> bool:
        """Whether the values consist of other values."""
        return issubclass(cls, NestedType)

    @classmethod
    def is_object(cls) -> bool:
        """Whether the values are Python objects, which no engine can hold."""
        return cls.__name__ == "Object"

    @classmethod
    def is_extension(cls) -> bool:
        """Whether the type is a user's own: an extension type."""
        return False


DataTypeLike: TypeAlias = DataType | type[DataType]


class NumericType(DataType):
    """Integers, floats and decimals."""


class IntegerType(NumericType):
    """Integers of any width."""


class SignedIntegerType(IntegerType):
    """Integers that may be negative."""


class UnsignedIntegerType(IntegerType):
    """Integers that are never negative."""


class FloatType(NumericType):
    """Binary floating-point numbers."""


class TemporalType(DataType):
    """Dates, times, timestamps and durations."""


class NestedType(DataType):
    """Values that consist of other values."""
