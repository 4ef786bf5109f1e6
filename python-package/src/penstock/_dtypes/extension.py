"""Types of users: a name, metadata, and another type in which the values are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._dtypes.base import DataType
from penstock._dtypes.parse import parse_dtype

if TYPE_CHECKING:
    from penstock._dtypes.base import DataTypeLike
    from penstock._dtypes.parse import IntoDataType


class BaseExtension(DataType):
    """What every extension type is. Expressions compute with the storage.

    Args:
        name: The name, by which Arrow knows it.
        storage: The type in which the values are kept.
        metadata: Further text, whose meaning is the type's.
    """

    _name: str
    _storage: DataTypeLike
    _metadata: str | None

    def __init__(self, name: str, storage: IntoDataType, metadata: str | None = None) -> None:
        self._name = name
        self._storage = parse_dtype(storage)
        self._metadata = metadata

    @classmethod
    def ext_from_params(cls, name: str, storage: IntoDataType, metadata: str | None) -> Any:
        """The type with these parameters, whatever the constructor of the class takes."""
        made = object.__new__(cls)
        BaseExtension.__init__(made, name, storage, metadata)
        return made

    def ext_name(self) -> str:
        """The name, by which Arrow knows the type."""
        return self._name

    def ext_storage(self) -> DataTypeLike:
        """The type in which the values are kept."""
        return self._storage

    def ext_metadata(self) -> str | None:
        """Further text, whose meaning is the type's."""
        return self._metadata

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BaseExtension) and self._parameters() == other._parameters()

    __hash__ = DataType.__hash__

    def __repr__(self) -> str:
        metadata = "" if self._metadata is None else f", {self._metadata!r}"
        return f"{type(self).__name__}({self._name!r}, {self._storage!r}{metadata})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).ext_from_params, self._parameters()

    def _parameters(self) -> tuple[Any, ...]:
        return self._name, self._storage, self._metadata

    def _short_name(self) -> str:
        return f"ext[{self._name}]"

    @classmethod
    def is_extension(cls) -> bool:
        """Whether the type is a user's own: it is."""
        return True


class Extension(BaseExtension):
    """An extension type that has no class of its own."""


#: What names of extension types mean, or "storage" for those that are to be no types at all.
_REGISTRY: dict[str, type[BaseExtension] | str] = {}


def register_extension_type(
    ext_name: str, ext_class: type[BaseExtension] | None = None, *, as_storage: bool = False
) -> None:
    """Let columns of an extension type have a class of their own, or be of the type in which they are kept.

    Args:
        ext_name: The name, by which Arrow knows the type.
        ext_class: The class.
        as_storage: Whether the name is overlooked instead.

    Raises:
        ValueError: If the name is taken, or neither or both of class and `as_storage` are given.
    """
    if ext_name in _REGISTRY:
        raise ValueError(f"the extension type {ext_name!r} is registered already; call unregister_extension_type first")
    if as_storage == (ext_class is not None):
        raise ValueError("give the class of the extension type, or as_storage=True")
    given: Any = ext_class
    if given is not None and not (isinstance(given, type) and issubclass(given, BaseExtension)):
        raise TypeError(f"the class of an extension type is one of BaseExtension, and {ext_class!r} is not")
    _REGISTRY[ext_name] = "storage" if ext_class is None else ext_class


def unregister_extension_type(ext_name: str) -> None:
    """Forget what a name of an extension type means.

    Raises:
        KeyError: If it is not registered.
    """
    del _REGISTRY[ext_name]


def get_extension_type(ext_name: str) -> type[BaseExtension] | str | None:
    """The class of an extension type, "storage" for one that is overlooked, None for one that is not registered."""
    return _REGISTRY.get(ext_name)


def extension_of(name: str, storage: DataType, metadata: str | None) -> DataType:
    """The type of a column with this extension type."""
    known = _REGISTRY.get(name, Extension)
    made: DataType = storage if isinstance(known, str) else known.ext_from_params(name, storage, metadata)
    return made
