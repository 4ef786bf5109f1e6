"""A column of each type of Arrow, and the shapes in which columns come."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

D = decimal.Decimal
UTC = dt.timezone.utc  # noqa: UP017 - what pyarrow calls it
LONG = "a text of more than twelve bytes: ö€😀"

DAYS = [dt.date(2024, 2, 29), dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.date(1969, 12, 31)]
MOMENTS = [dt.datetime(2024, 2, 29, 12, 0, 1), dt.datetime(1969, 12, 31, 23, 59, 59), dt.datetime(2200, 1, 1)]
#: Before, in and after the hour that does not exist, and in the one that there is twice, in Zurich.
INSTANTS = [
    dt.datetime(2024, 3, 31, 0, 59, 59, tzinfo=UTC),
    dt.datetime(2024, 3, 31, 1, 0, tzinfo=UTC),
    dt.datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
    dt.datetime(2024, 10, 27, 1, 30, tzinfo=UTC),
]
TEXTS = ["", "x", LONG]
BYTES = [b"", b"\x00\xff", b"more than twelve bytes of them"]
LISTS = [[1, None], [], [3, 4]]
PAIRS = [[1, 2], [3, None], [5, 6]]
NAN, INFINITE = float("nan"), float("inf")


@dataclass(frozen=True)
class Kind:
    """A type: its name on the page, and what makes a column of values, which may be None, and of how many there are."""

    name: str
    values: list[Any]
    make: Callable[[list[Any]], pa.Array]

    def million(self) -> pa.ChunkedArray:
        """1,000,003 rows in one piece, a seventh of them null."""
        column = self.make([*(self.values * 6)[:6], None])
        while len(column) < 1_000_003:
            column = pa.concat_arrays([column, column])
        return pa.chunked_array([column.slice(0, 1_000_003)])

    def shapes(self, many: int) -> dict[str, pa.ChunkedArray]:
        """The shapes in which a column of the type comes; each but one with more than two rows."""
        several = (self.values * 7)[:7]
        nulls = [value if place % 3 else None for place, value in enumerate(several)]
        repeated = [several[place % 7] if place % 5 else None for place in range(many)]
        whole = self.make(several)
        return {
            "all valid": pa.chunked_array([whole]),
            "some null": pa.chunked_array([self.make(nulls)]),
            "all null": pa.chunked_array([self.make([None] * 3)]),
            "empty": pa.chunked_array([self.make([])]),
            "one row": pa.chunked_array([self.make(several[:1])]),
            "sliced": pa.chunked_array([self.make(nulls).slice(3, 3)]),
            "chunked": pa.chunked_array([self.make(nulls), whole.slice(1, 2), self.make([])], whole.type),
            "many": pa.chunked_array([self.make(repeated)]),
        }


def plain(kind: pa.DataType, values: list[Any], name: str | None = None) -> Kind:
    return Kind(name or str(kind), values, lambda rows: pa.array(rows, kind))


def extension(kind: Any, values: list[Any], name: str) -> Kind:
    return Kind(name, values, lambda rows: pa.ExtensionArray.from_storage(kind, pa.array(rows, kind.storage_type)))


def integers(kind: pa.DataType) -> Kind:
    bits = kind.bit_width
    signed = str(kind).startswith("int")
    return plain(kind, [-(2 ** (bits - 1)), 0, 2 ** (bits - 1) - 1] if signed else [0, 1, 2**bits - 1])


def _dictionary(index: pa.DataType, *, ordered: bool, values: list[Any]) -> Callable[[list[Any]], pa.Array]:
    """Categories of which the last is not used."""
    categories = pa.array(values)

    def make(rows: list[Any]) -> pa.Array:
        places = [None if row is None else values.index(row) for row in rows]
        return pa.DictionaryArray.from_arrays(pa.array(places, index), categories, ordered=ordered)

    return make


def _sparse(rows: list[Any]) -> pa.Array:
    ids = pa.array([1 if isinstance(row, str) else 0 for row in rows], pa.int8())
    numbers = pa.array([None if isinstance(row, str) else row for row in rows], pa.int64())
    texts = pa.array([row if isinstance(row, str) else None for row in rows], pa.string())
    return pa.UnionArray.from_sparse(ids, [numbers, texts])


def _dense(rows: list[Any]) -> pa.Array:
    ids = pa.array([1 if isinstance(row, str) else 0 for row in rows], pa.int8())
    parts: list[list[Any]] = [[], []]
    places = []
    for row in rows:
        part = parts[1 if isinstance(row, str) else 0]
        places.append(len(part))
        part.append(row)
    children = [pa.array(parts[0], pa.int64()), pa.array(parts[1], pa.string())]
    return pa.UnionArray.from_dense(ids, pa.array(places, pa.int32()), children)


def _runs(rows: list[Any]) -> pa.Array:
    return pc.run_end_encode(pa.array(rows, pa.string()))


class Unknown(pa.ExtensionType):  # type: ignore[misc]  # pyarrow has no types of its own
    """An extension type that nobody but this page knows."""

    def __init__(self) -> None:
        super().__init__(pa.int32(), "penstock.audit")

    def __arrow_ext_serialize__(self) -> bytes:
        return b"of degrees"

    @classmethod
    def __arrow_ext_deserialize__(cls, storage_type: Any, serialized: bytes) -> Unknown:
        return cls()


pa.register_extension_type(Unknown())


def kinds() -> list[Kind]:
    """One of each type that pyarrow can make."""
    counted = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]
    decimals = [D("1.50"), D("-2.25"), D("0.00")]
    pair = pa.struct({"a": pa.int64(), "b": pa.string()})
    return [
        Kind("null", [None], lambda rows: pa.nulls(len(rows))),
        plain(pa.bool_(), [True, False]),
        *map(integers, counted),
        plain(pa.float16(), [0.5, -0.0, INFINITE]),
        *(plain(kind, [0.5, -0.0, NAN, INFINITE]) for kind in (pa.float32(), pa.float64())),
        *(plain(kind, decimals) for kind in (pa.decimal32(9, 2), pa.decimal64(18, 2), pa.decimal128(12, 2))),
        plain(pa.decimal128(38, 0), [D(10**38 - 1), D(-(10**38) + 1), D(0)]),
        plain(pa.decimal256(50, 2), [D(10**45), D("-1.5")]),
        *(plain(kind, TEXTS) for kind in (pa.string(), pa.large_string(), pa.string_view())),
        *(plain(kind, BYTES) for kind in (pa.binary(), pa.large_binary(), pa.binary_view())),
        plain(pa.binary(3), [b"abc", b"\x00\x01\x02"], "fixed_size_binary[3]"),
        plain(pa.date32(), DAYS),
        plain(pa.date64(), DAYS),
        *(plain(kind, [0, 1, 86_399]) for kind in (pa.time32("s"), pa.time32("ms"), pa.time64("us"), pa.time64("ns"))),
        *(plain(pa.timestamp(unit), MOMENTS) for unit in ("s", "ms", "us", "ns")),
        *(plain(pa.timestamp(unit, "Europe/Zurich"), INSTANTS) for unit in ("s", "ms", "us", "ns")),
        plain(pa.timestamp("us", "+02:00"), INSTANTS),
        *(plain(pa.duration(unit), [1, -2, 90_000]) for unit in ("s", "ms", "us", "ns")),
        plain(pa.month_day_nano_interval(), [pa.MonthDayNano([1, 2, 3]), pa.MonthDayNano([0, -1, 0])], "interval"),
        plain(pa.list_(pa.int64()), LISTS),
        plain(pa.large_list(pa.int64()), LISTS),
        plain(pa.list_view(pa.int64()), LISTS),
        plain(pa.large_list_view(pa.int64()), LISTS),
        plain(pa.list_(pa.int64(), 2), PAIRS),
        plain(pa.list_(pa.field("part", pa.string())), [["x", None], []], "list with a name"),
        plain(pair, [{"a": 1, "b": "x"}, {"a": None, "b": None}]),
        plain(pa.struct({"l": pa.list_(pair)}), [{"l": [{"a": 1, "b": "x"}, None]}, {"l": None}], "nested"),
        plain(pa.struct({}), [{}], "struct without fields"),
        plain(pa.map_(pa.string(), pa.int64()), [[("k", 1), ("k", None)], [], [("z", 2), ("a", 3)]]),
        *(
            Kind(f"dictionary by {index}", ["b", "a"], _dictionary(index, ordered=False, values=["a", "b", "c"]))
            for index in (pa.int8(), pa.uint8(), pa.int32(), pa.uint32(), pa.int64())
        ),
        Kind("ordered dictionary", ["b", "a"], _dictionary(pa.int8(), ordered=True, values=["a", "b", "c"])),
        Kind("dictionary of numbers", [7, 5], _dictionary(pa.int16(), ordered=False, values=[5, 7, 9])),
        Kind("run-end encoded", ["a", "a", "b"], _runs),
        Kind("sparse union", [1, "x"], _sparse),
        Kind("dense union", [1, "x"], _dense),
        extension(pa.uuid(), [b"0" * 16, b"1" * 16], "arrow.uuid"),
        extension(pa.json_(), ['{"a": 1}', "[]"], "arrow.json"),
        extension(pa.bool8(), [1, 0], "arrow.bool8"),
        extension(pa.opaque(pa.string(), "point", "somebody"), ["x", "y"], "arrow.opaque"),
        extension(Unknown(), [1, 2], "an unknown extension"),
    ]
