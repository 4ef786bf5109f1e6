"""Arrow data of every type, from pyarrow into the JVM and back: equal, with its schema, and without a copy."""

import datetime as dt
import decimal
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from runtime.plans import Exported, SchemaOnly, collect, scan

from penstock._runtime import Engine
from penstock.exceptions import (
    ComputeError,
    DuplicateError,
    HandleExpired,
    InvalidOperationError,
    UnsupportedType,
)

UNITS = ("s", "ms", "us", "ns")
NUMBERS = [0, 1, None, 3, 4, None, 100, 7, 8, 9, 10]
WORDS = ["", "a", None, "größer", "more than twelve bytes", "日付", None, "🙂", "x" * 100, "b", "c"]
NESTED = [[1, 2], [], None, [None, 3], [4], [5, 6, 7], None, [8], [], [9], [10]]
DAYS = [dt.date(2024, 2, 29), None, *[dt.date(1969, 12, day) for day in range(1, 10)]]


def made(kind: pa.DataType, values: list[Any]) -> pa.Array:
    return pa.array(values, type=kind)


def integers() -> Iterator[pa.Array]:
    for bits in (8, 16, 32, 64):
        for sign in ("int", "uint"):
            kind = getattr(pa, f"{sign}{bits}")()
            limits = np.iinfo(f"{sign}{bits}")
            yield made(kind, [int(limits.min), int(limits.max), *NUMBERS])


def flat() -> Iterator[pa.Array]:
    yield made(pa.null(), [None] * 11)
    yield made(pa.bool_(), [True, False, None] * 5)
    yield from integers()
    for kind in (pa.float16(), pa.float32(), pa.float64()):
        yield made(
            kind, [np.dtype(str(kind).replace("halffloat", "float16")).type(x) for x in (0.5, -0.0, np.inf, np.nan)]
        )
    for kind in (pa.decimal32(9, 2), pa.decimal64(18, 2), pa.decimal128(38, 2), pa.decimal256(76, 2)):
        yield made(kind, [decimal.Decimal("12345.67"), None, decimal.Decimal("-0.01"), decimal.Decimal(0)] * 3)
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        yield made(kind, WORDS)
    for kind in (pa.binary(), pa.large_binary(), pa.binary_view()):
        yield made(kind, [None if word is None else word.encode("utf-16") for word in WORDS])
    yield made(pa.binary(3), [b"abc", None, b"\0\xff\0"] * 4)
    yield made(pa.binary(0), [b"", None] * 5)
    yield made(pa.date32(), DAYS)
    yield made(pa.date64(), DAYS)


def temporal() -> Iterator[pa.Array]:
    for unit in UNITS:
        yield made(pa.time32(unit) if unit in {"s", "ms"} else pa.time64(unit), NUMBERS)
        yield made(pa.duration(unit), [-1, *NUMBERS])
        for zone in (None, "UTC", "Europe/Berlin", "+02:00"):
            yield made(pa.timestamp(unit, zone), [-1, 2**31, *NUMBERS])
    yield made(pa.month_day_nano_interval(), [pa.MonthDayNano([1, -2, 3]), None] * 5)


def nested() -> Iterator[pa.Array]:
    item = pa.field("element", pa.int64(), metadata={"unit": "m"})
    for kind in (pa.list_(item), pa.large_list(item), pa.list_view(item), pa.large_list_view(item)):
        yield made(kind, NESTED)
        yield made(pa.list_(kind), [NESTED, None, [], NESTED[2:5]] * 3)
    yield made(pa.list_(pa.field("item", pa.int64(), nullable=False), 2), [[1, 2], None, [3, 4]] * 4)
    point = pa.struct([pa.field("x", pa.int32(), nullable=False), pa.field("y", pa.string())])
    points = [{"x": 1, "y": "a"}, None, {"x": 2, "y": None}] * 4
    yield made(point, points)
    yield made(pa.list_(point), [points, [], None, points[:1]] * 3)
    yield made(pa.struct([]), [{}, None] * 6)
    yield made(pa.map_(pa.string(), pa.int64()), [[("a", 1), ("b", None)], None, []] * 4)
    yield made(pa.map_(pa.int8(), point, keys_sorted=True), [[(1, points[0]), (2, None)], None, []] * 4)


def encoded() -> Iterator[pa.Array]:
    for bits in (8, 16, 32, 64):
        for sign in ("int", "uint"):
            indices = pa.array([0, 1, None, 2, 0, 3, 1, 2], getattr(pa, f"{sign}{bits}")())
            yield pa.DictionaryArray.from_arrays(indices, pa.array(["x", None, "more than twelve bytes", "y"]))
            yield pa.DictionaryArray.from_arrays(indices, pa.array(NESTED[:5]), ordered=True)
    for bits in (16, 32, 64):
        ends = pa.array([2, 5, 6, 11], getattr(pa, f"int{bits}")())
        yield pa.RunEndEncodedArray.from_arrays(ends, pa.array(["a", None, "b", "c"]))
    ids = pa.array([0, 1, 0, 1, 1, 0, 0, 1], pa.int8())
    numbers, words = pa.array([1, 2, None, 4, 5, 6, 7, 8]), pa.array(["a", "b", "c", None, "e", "f", "g", "h"])
    yield pa.UnionArray.from_sparse(ids, [numbers, words], ["n", "w"], [0, 1])
    yield pa.UnionArray.from_dense(ids, pa.array([0, 0, 1, 1, 2, 2, 3, 3], pa.int32()), [numbers, words])
    yield pa.ExtensionArray.from_storage(pa.uuid(), made(pa.binary(16), [b"0123456789abcdef", None] * 4))
    yield pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"a": 1}', None] * 4))
    yield pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, 0, None] * 3, pa.int8()))
    storage = pa.array([[1, 2, 3, 4]] * 5, pa.list_(pa.int32(), 4))
    yield pa.ExtensionArray.from_storage(pa.fixed_shape_tensor(pa.int32(), (2, 2)), storage)


ARRAYS = [*flat(), *temporal(), *nested(), *encoded()]
every_type = pytest.mark.parametrize("array", ARRAYS, ids=lambda array: str(array.type))


def travelled(engine: Engine, data: object) -> pa.Table:
    table = pa.table(Exported(collect(engine, data).stream_capsule()))
    table.validate(full=True)
    return table


def assert_same(actual: pa.Table, expected: pa.Table) -> None:
    assert actual.schema.equals(expected.schema, check_metadata=True)
    # By text where pyarrow finds that NaN is not itself.
    assert actual.equals(expected) or str(actual.to_pydict()) == str(expected.to_pydict())


def table_of(array: pa.Array) -> pa.Table:
    fields = [pa.field("before", pa.int8(), nullable=False), pa.field("column", array.type, metadata={"why": "a test"})]
    return pa.table([pa.array(range(len(array)), pa.int8()), array], pa.schema(fields, metadata={"pandas": "{}"}))


@every_type
def test_every_type_comes_back(engine: Engine, array: pa.Array) -> None:
    assert_same(travelled(engine, table_of(array)), table_of(array))


@every_type
@pytest.mark.parametrize(("offset", "rows"), [(3, 4), (1, 0), (5, 1)])
def test_every_type_comes_back_sliced(engine: Engine, array: pa.Array, offset: int, rows: int) -> None:
    sliced = table_of(array).slice(offset, rows)
    assert_same(travelled(engine, sliced), sliced)
    assert_same(travelled(engine, table_of(array.slice(offset, rows))), table_of(array.slice(offset, rows)))


@every_type
def test_every_type_comes_back_from_a_slice_of_ours(engine: Engine, array: pa.Array) -> None:
    frame = collect(engine, table_of(array)).slice(1, 6).slice(2, 3)
    table = pa.table(Exported(frame.stream_capsule()))
    table.validate(full=True)
    assert_same(table, table_of(array).slice(3, min(3, len(array) - 3)))


@every_type
def test_every_type_comes_back_as_a_field_of_a_sliced_struct(engine: Engine, array: pa.Array) -> None:
    struct = pa.StructArray.from_arrays(
        [array, array], ["a", "b"], mask=pa.array([index % 3 == 1 for index in range(len(array))])
    )
    table = pa.table({"struct": struct.slice(2, len(array) - 3)})
    assert_same(travelled(engine, table), table)


@every_type
def test_every_type_comes_back_as_an_element_of_sliced_lists(engine: Engine, array: pa.Array) -> None:
    half = len(array) // 2
    lists = pa.ListArray.from_arrays(pa.array([0, 1, half, half, len(array)], pa.int32()), array)
    table = pa.table({"lists": lists.slice(1, 3)})
    assert_same(travelled(engine, table), table)


@every_type
def test_an_empty_column_of_every_type_comes_back(engine: Engine, array: pa.Array) -> None:
    table = table_of(array)
    assert_same(travelled(engine, table.slice(0, 0)), table.slice(0, 0))
    batches = pa.Table.from_batches([], table.schema)
    assert_same(travelled(engine, batches), batches)


@pytest.mark.parametrize("array", [a for a in ARRAYS if not isinstance(a, pa.StructArray)], ids=lambda a: str(a.type))
def test_a_column_alone_comes_back_as_a_frame(engine: Engine, array: pa.Array) -> None:
    table = travelled(engine, array)
    assert table.column(0).type == array.type
    assert str(table.column(0).to_pylist()) == str(array.to_pylist())


def test_fields_keep_their_metadata_and_nullability(engine: Engine) -> None:
    schema = pa.schema(
        [
            pa.field("a", pa.int64(), nullable=False, metadata={"k": "v", b"\xff\xfe": b"\x00\x80"}),
            pa.field("", pa.struct([pa.field("ü", pa.utf8(), nullable=False, metadata={"": ""})])),
        ],
        metadata={f"key {index}": "x" * index for index in range(50)},
    )
    table = pa.table([[1], [{"ü": "y"}]], schema)
    actual = travelled(engine, table)
    assert_same(actual, table)
    assert actual.schema.field("a").metadata == schema.field("a").metadata
    assert list(actual.schema.metadata) == list(schema.metadata)
    with engine.open_stream(table) as stream:
        assert pa.schema(SchemaOnly(stream.schema_capsule())).equals(schema, check_metadata=True)


def test_chunks_of_any_length_come_back(engine: Engine) -> None:
    lengths = [0, 1, 0, 7, 64, 65, 1000, 0]
    whole = pa.table({"a": range(1000), "b": [str(number) for number in range(1000)]})
    table = pa.concat_tables([whole.slice(0, length) for length in lengths])
    assert_same(travelled(engine, table), table)
    assert_same(travelled(engine, table.slice(5, 100)), table.slice(5, 100))


def test_record_batches_and_readers_come_back(engine: Engine) -> None:
    batch = pa.record_batch({"a": [1, 2, 3, 4], "b": [{"x": n} for n in range(4)]})
    table = pa.Table.from_batches([batch])
    assert_same(travelled(engine, batch), table)
    assert_same(travelled(engine, batch.slice(1, 2)), table.slice(1, 2))
    assert_same(
        travelled(engine, pa.RecordBatchReader.from_batches(batch.schema, [batch, batch])),
        pa.concat_tables([table, table]),
    )


def test_batches_whose_struct_has_an_offset_come_back(engine: Engine) -> None:
    struct = pa.array([{"a": n, "b": str(n)} for n in range(10)])
    table = travelled(engine, struct.slice(3, 4))
    assert table.to_pydict() == {"a": [3, 4, 5, 6], "b": ["3", "4", "5", "6"]}


def test_a_table_without_columns_keeps_its_rows(engine: Engine) -> None:
    batch = pa.RecordBatch.from_struct_array(pa.array([{}, {}, {}], pa.struct([])))
    assert collect(engine, batch).rows == 3
    assert travelled(engine, batch).num_rows == 3
    assert collect(engine, pa.table({})).rows == 0


def test_null_rows_are_refused(engine: Engine) -> None:
    with pytest.raises(UnsupportedType, match="whole rows"):
        collect(engine, pa.array([{"a": 1}, None]))


def test_a_name_that_comes_twice_is_refused(engine: Engine) -> None:
    with pytest.raises(DuplicateError, match='"a" comes twice'):
        engine.open_stream(pa.table([[1], [2]], names=["a", "a"]))


def addresses(table: pa.Table) -> list[int | None]:
    return [
        buffer and buffer.address
        for column in table.columns
        for chunk in column.chunks
        for buffer in chunk.buffers()
        if buffer is not None
    ]


@pytest.mark.parametrize(
    "make",
    [
        lambda: pa.table({"a": np.arange(1000.0), "b": np.arange(1000)}),
        lambda: pa.table({"a": pa.array([1, None, 3]), "b": ["x", "longer than twelve", None]}),
        lambda: pa.table({"a": pa.array(["x", "longer than twelve", None], pa.string_view())}),
    ],
)
def test_nothing_is_copied_on_the_way_in_or_out(engine: Engine, make: Callable[[], pa.Table]) -> None:
    table = make()
    assert addresses(travelled(engine, table)) == addresses(table)


def test_what_was_read_before_is_refused(engine: Engine) -> None:
    capsule = pa.table({"a": [1]}).__arrow_c_stream__()
    engine.open_stream(capsule)
    with pytest.raises(HandleExpired, match="already read"):
        engine.open_stream(capsule)
    pair = pa.array([1]).__arrow_c_array__()
    engine.open_stream(pair)
    with pytest.raises(HandleExpired, match="released"):
        engine.open_stream(pair)


@pytest.mark.parametrize(
    "thing", [None, 3, "text", [1, 2], {"a": [1]}, object(), pa.Table, (), pa.schema([]).__arrow_c_schema__()]
)
def test_what_does_not_speak_arrow_is_refused(engine: Engine, thing: object) -> None:
    with pytest.raises(InvalidOperationError, match="does not speak Arrow"):
        engine.open_stream(thing)


def test_data_on_a_device_is_refused(engine: Engine) -> None:
    class OnDevice:
        def __arrow_c_device_stream__(self) -> None: ...

    with pytest.raises(UnsupportedType, match="on a device"):
        engine.open_stream(OnDevice())


def test_a_producer_that_fails_in_the_middle_is_heard(engine: Engine) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"a": [1]})
        raise ZeroDivisionError("the pump broke")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), batches())
    with engine.open_stream(reader) as stream, pytest.raises(ComputeError, match="the pump broke"):
        engine.run(scan(stream))


def test_a_producer_without_a_schema_is_heard(engine: Engine) -> None:
    class Broken:
        def __arrow_c_stream__(self) -> object:
            raise OSError("no connection")

    with pytest.raises(OSError, match="no connection"):
        engine.open_stream(Broken())
