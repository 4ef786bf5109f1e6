"""Arrow arrays as trees that can be bent, and the C structs of such a tree."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pyarrow as pa

from fuzzing.guarded import Guarded
from penstock._arrow import structs
from penstock._arrow.structs import ArrowArray, ArrowSchema

_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
_new_capsule.restype = ctypes.py_object


_S = TypeVar("_S", ArrowArray, ArrowSchema)


@dataclass
class Node:
    """One array with its type. What is None in `buffers` or `children` becomes a null pointer."""

    format: bytes
    name: bytes | None
    flags: int
    metadata: bytes | None
    length: int
    null_count: int
    offset: int
    buffers: list[bytes | None]
    children: list[Node | None]
    dictionary: Node | None = None
    #: What the structs say instead of the truth.
    claims: dict[str, int] = field(default_factory=dict)

    def below(self) -> list[Node]:
        """This node and all below it."""
        nodes = [child for child in self.children if child is not None]
        if self.dictionary is not None:
            nodes.append(self.dictionary)
        return [self, *(deep for node in nodes for deep in node.below())]


def tree(array: pa.Array, name: str = "c") -> Node:
    """What pyarrow would export, copied. Dictionaries are looked for in the array itself only, not below it."""
    exported, schema = ArrowArray(), ArrowSchema()
    array._export_to_c(ctypes.addressof(exported))
    pa.field(name, array.type)._export_to_c(ctypes.addressof(schema))
    try:
        return _node(exported, schema, _sizes(array), array)
    finally:
        exported.release(ctypes.pointer(exported))
        schema.release(ctypes.pointer(schema))


def _sizes(array: pa.Array) -> list[int]:
    """The sizes of the buffers of a node and of those below, in this order, as pyarrow counts them."""
    return [0 if buffer is None else buffer.size for buffer in array.buffers()]


def _node(exported: ArrowArray, schema: ArrowSchema, sizes: list[int], array: pa.Array) -> Node:
    pointers = ctypes.cast(exported.buffers, ctypes.POINTER(ctypes.c_void_p))
    # pyarrow counts a bitmap where the interface has none, and not the lengths at the end of views.
    has_none = schema.format in {b"n", b"+r"} or schema.format.startswith(b"+u")
    is_view = schema.format in {b"vu", b"vz"}
    own = [sizes.pop(0) for _ in range(exported.n_buffers + has_none - is_view)][has_none:]
    own += [8 * (exported.n_buffers - 3)] * is_view
    buffers = [ctypes.string_at(pointers[index], size) if pointers[index] else None for index, size in enumerate(own)]
    children: list[Node | None] = [
        _node(exported.children[i].contents, schema.children[i].contents, sizes, array)
        for i in range(exported.n_children)
    ]
    dictionary = None
    if exported.dictionary:
        below = array.dictionary
        dictionary = _node(exported.dictionary.contents, schema.dictionary.contents, _sizes(below), below)
    return Node(
        format=schema.format,
        name=schema.name,
        flags=schema.flags,
        metadata=None,
        length=exported.length,
        null_count=exported.null_count,
        offset=exported.offset,
        buffers=buffers,
        children=children,
        dictionary=dictionary,
    )


class Structs:
    """The C structs of a tree. Whatever they point to lives as long as the object, and `released` counts callbacks."""

    def __init__(self, node: Node) -> None:
        self.released = 0
        self._kept: list[Any] = []
        self._release_array = structs.ReleaseArray(self._release)
        self._release_schema = structs.ReleaseSchema(self._release)
        self.array = self._array(node)
        self.schema = self._schema(node)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """The capsules of the schema and of the array."""
        return (
            _new_capsule(ctypes.addressof(self.schema), structs.SCHEMA_CAPSULE, None),
            _new_capsule(ctypes.addressof(self.array), structs.ARRAY_CAPSULE, None),
        )

    def _release(self, struct: Any) -> None:
        self.released += 1
        struct.contents.release = type(struct.contents.release)()

    def _keep(self, thing: Any) -> Any:
        self._kept.append(thing)
        return thing

    def _text(self, content: bytes | None) -> int | None:
        return None if content is None else self._keep(Guarded(content + b"\0")).address

    def _array(self, node: Node) -> ArrowArray:
        buffers = [None if b is None else self._keep(Guarded(b)).address for b in node.buffers]
        struct = ArrowArray(
            length=node.length,
            null_count=node.null_count,
            offset=node.offset,
            n_buffers=len(buffers),
            n_children=len(node.children),
            buffers=self._keep((ctypes.c_void_p * max(1, len(buffers)))(*buffers)),
            children=self._pointers(ArrowArray, [None if c is None else self._array(c) for c in node.children]),
            release=self._release_array,
        )
        if node.dictionary is not None:
            struct.dictionary = ctypes.pointer(self._keep(self._array(node.dictionary)))
        return self._claiming(struct, node)

    def _schema(self, node: Node) -> ArrowSchema:
        struct = ArrowSchema(
            flags=node.flags,
            n_children=len(node.children),
            children=self._pointers(ArrowSchema, [None if c is None else self._schema(c) for c in node.children]),
            release=self._release_schema,
        )
        for name, content in (("format", node.format), ("name", node.name), ("metadata", node.metadata)):
            at = ctypes.addressof(struct) + getattr(ArrowSchema, name).offset
            ctypes.c_void_p.from_address(at).value = self._text(content)
        if node.dictionary is not None:
            struct.dictionary = ctypes.pointer(self._keep(self._schema(node.dictionary)))
        return self._claiming(struct, node)

    def _claiming(self, struct: _S, node: Node) -> _S:
        for name, value in node.claims.items():
            if name in {"buffers", "children", "dictionary"} and hasattr(struct, name):
                at = ctypes.addressof(struct) + getattr(type(struct), name).offset
                ctypes.c_void_p.from_address(at).value = value
            elif hasattr(struct, name):
                setattr(struct, name, value)
        self._keep(struct)
        return struct

    def _pointers(self, kind: Any, below: list[Any]) -> Any:
        pointers = [ctypes.POINTER(kind)() if b is None else ctypes.pointer(b) for b in below]
        return self._keep((ctypes.POINTER(kind) * max(1, len(below)))(*pointers))
