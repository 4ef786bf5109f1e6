"""Data types that consist of others, and strings out of a list of categories."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from penstock._dtypes.base import DataType, DataTypeLike, NestedType
from penstock._dtypes.parse import parse_dtype

if TYPE_CHECKING:
    from penstock._dtypes.parse import IntoDataType


def _name(dtype: DataTypeLike) -> str:
    """The short name of a type, which stands inside the short names of nested ones."""
    return dtype._short_name() if isinstance(dtype, DataType) else dtype._short


class Field:
    """A named type, as it stands in a struct."""

    def __init__(self, name: str, dtype: IntoDataType) -> None:
        self.name = name
        self.dtype = parse_dtype(dtype)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Field) and self.name == other.name and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash((self.name, self.dtype))

    def __repr__(self) -> str:
        return f"Field({self.name!r}, {self.dtype!r})"


class List(NestedType):
    """Lists of any length.

    Args:
        inner: The type of the elements.
    """

    _short = "list"

    def __init__(self, inner: IntoDataType) -> None:
        self.inner = parse_dtype(inner)

    def __repr__(self) -> str:
        return f"List({self.inner!r})"

    def _parameters(self) -> tuple[Any, ...]:
        return (self.inner,)

    def _short_name(self) -> str:
        return f"list[{_name(self.inner)}]"


class Array(NestedType):
    """Lists of one fixed length, or of several when they are nested.

    Args:
        inner: The type of the elements.
        shape: How many elements there are, or how many in each dimension.
    """

    _short = "array"

    def __init__(self, inner: IntoDataType, shape: int | tuple[int, ...] | None = None) -> None:
        if shape is None:
            raise TypeError("Array needs a shape: Array(Int64, 3) or Array(Int64, (2, 3))")
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
        if not shape or any(size < 0 for size in shape):
            raise ValueError(f"the shape of an Array has one size for each dimension, none negative, not {shape}")
        element = parse_dtype(inner)
        self.inner: DataTypeLike = Array(element, shape[1:]) if len(shape) > 1 else element
        self.size = shape[0]
        deeper = self.inner.shape if isinstance(self.inner, Array) else ()
        self.shape: tuple[int, ...] = (self.size, *deeper)

    def __repr__(self) -> str:
        return f"Array({self._element()!r}, shape={self.shape})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Array, (self._element(), self.shape)

    def _parameters(self) -> tuple[Any, ...]:
        return self.inner, self.size

    def _short_name(self) -> str:
        shape = self.size if len(self.shape) == 1 else self.shape
        return f"array[{_name(self._element())}, {shape}]"

    def _element(self) -> DataTypeLike:
        """The type below all dimensions."""
        element: DataTypeLike = self
        while isinstance(element, Array):
            element = element.inner
        return element


class Struct(NestedType):
    """Values with named parts.

    Args:
        fields: The fields, or a mapping of their names to their types.
    """

    _short = "struct"

    def __init__(self, fields: Sequence[Field] | Mapping[str, IntoDataType]) -> None:
        if isinstance(fields, Mapping):
            self.fields = [Field(name, dtype) for name, dtype in fields.items()]
        else:
            self.fields = list(fields)

    def __iter__(self) -> Iterator[tuple[str, DataTypeLike]]:
        for field in self.fields:
            yield field.name, field.dtype

    def __repr__(self) -> str:
        return f"Struct({dict(self)!r})"

    def _parameters(self) -> tuple[Any, ...]:
        return tuple(self.fields)

    def __reduce__(self) -> tuple[Any, ...]:
        return Struct, (self.fields,)

    def _short_name(self) -> str:
        return f"struct[{len(self.fields)}]"

    def to_schema(self) -> dict[str, DataTypeLike]:
        """The names of the fields and their types."""
        return dict(self)


class Map(NestedType):
    """Pairs of keys and values.

    Args:
        key: The type of the keys.
        value: The type of the values.
    """

    _short = "map"

    def __init__(self, key: IntoDataType, value: IntoDataType) -> None:
        self.key = parse_dtype(key)
        self.value = parse_dtype(value)

    def __repr__(self) -> str:
        return f"Map({self.key!r}, {self.value!r})"

    def _parameters(self) -> tuple[Any, ...]:
        return self.key, self.value

    def _short_name(self) -> str:
        return f"map[{_name(self.key)}, {_name(self.value)}]"


class Categorical(DataType):
    """Strings of which each different one is stored once.

    Args:
        categories: Accepted for compatibility; categories are compared by value, so they need no name.
    """

    _short = "cat"

    def __init__(self, categories: object = None) -> None:
        del categories

    def _parameters(self) -> tuple[Any, ...]:
        return (None,)


class Enum(DataType):
    """Strings out of a fixed, ordered list.

    Args:
        categories: The strings, or a string-valued ``enum.Enum``.
    """

    _short = "enum"

    def __init__(self, categories: Iterable[str] | type[enum.Enum]) -> None:
        if isinstance(categories, type) and issubclass(categories, enum.Enum):
            names: list[Any] = [member.value for member in categories]
        else:
            names = list(categories)
        seen = set()
        for name in names:
            if not isinstance(name, str):
                raise TypeError(f"the categories of an Enum must be strings, not {type(name).__name__} ({name!r})")
            if name in seen:
                raise ValueError(f"the categories of an Enum must differ, and {name!r} comes twice")
            seen.add(name)
        self.categories: list[str] = names

    def __repr__(self) -> str:
        return f"Enum(categories={self.categories!r})"

    def _parameters(self) -> tuple[Any, ...]:
        return tuple(self.categories)

    def __reduce__(self) -> tuple[Any, ...]:
        return Enum, (self.categories,)


class Other(DataType):
    """An Arrow type that has no name here, such as an interval or a union; its columns are only passed through.

    Args:
        text: Arrow's own description of the type.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Other({self.text!r})"

    def _parameters(self) -> tuple[Any, ...]:
        return (self.text,)

    def _short_name(self) -> str:
        return self.text
