"""Arrow's types and ours: which stands for which."""

import pyarrow as pa
import pytest

import penstock as ps
from penstock._arrow.fields import field_of_json
from penstock._arrow.schemas import read_capsule
from penstock._dtypes.arrow import decode_categories, encode_categories, from_field, to_field

SAME = [
    (pa.null(), ps.Null),
    (pa.bool_(), ps.Boolean),
    (pa.int8(), ps.Int8),
    (pa.uint64(), ps.UInt64),
    (pa.float16(), ps.Float16),
    (pa.float64(), ps.Float64),
    (pa.string(), ps.String),
    (pa.binary(), ps.Binary),
    (pa.date32(), ps.Date),
    (pa.time64("ns"), ps.Time),
    (pa.timestamp("ms"), ps.Datetime("ms")),
    (pa.timestamp("ns", "Europe/Vienna"), ps.Datetime("ns", "Europe/Vienna")),
    (pa.duration("us"), ps.Duration("us")),
    (pa.decimal128(10, 2), ps.Decimal(10, 2)),
    (pa.decimal256(50, 3), ps.Decimal(50, 3)),
    (pa.list_(pa.int8()), ps.List(ps.Int8)),
    (pa.list_(pa.int8(), 3), ps.Array(ps.Int8, 3)),
    (pa.struct({"a": pa.int8(), "b": pa.list_(pa.string())}), ps.Struct({"a": ps.Int8, "b": ps.List(ps.String)})),
    (pa.map_(pa.string(), pa.int8()), ps.Map(ps.String, ps.Int8)),
]

READ_ONLY = [
    (pa.large_string(), ps.String),
    (pa.string_view(), ps.String),
    (pa.binary_view(), ps.Binary),
    (pa.binary(7), ps.Binary),
    (pa.time32("s"), ps.Time),
    (pa.large_list(pa.int8()), ps.List(ps.Int8)),
    (pa.dictionary(pa.int16(), pa.string()), ps.Categorical),
    (pa.dictionary(pa.int16(), pa.int64()), ps.Int64),
    (pa.run_end_encoded(pa.int32(), pa.int64()), ps.Int64),
]


@pytest.mark.parametrize(("arrow", "dtype"), SAME + READ_ONLY, ids=lambda t: str(t))
def test_a_schema_capsule_is_read_as_our_type(arrow: pa.DataType, dtype: ps.DataType) -> None:
    (field,) = read_capsule(pa.schema({"a": arrow}).__arrow_c_schema__()).children
    assert field.name == "a"
    assert from_field(field) == dtype


@pytest.mark.parametrize(("arrow", "dtype"), SAME, ids=lambda t: str(t))
def test_our_type_is_written_as_arrow_writes_it(arrow: pa.DataType, dtype: ps.DataType) -> None:
    (expected,) = read_capsule(pa.schema({"a": arrow}).__arrow_c_schema__()).children
    ours = to_field("a", dtype)
    assert ours.format == expected.format
    assert from_field(field_of_json(ours.type_json())) == dtype


def test_metadata_and_nullability_are_read() -> None:
    schema = pa.schema([pa.field("a", pa.int8(), nullable=False, metadata={"key": "välue", "empty": ""})])
    (field,) = read_capsule(schema.__arrow_c_schema__()).children
    assert not field.nullable
    assert field.metadata == {b"key": "välue".encode(), b"empty": b""}


@pytest.mark.parametrize("categories", [[], ["a"], ["", "a;b", "12;x", "ü"], [str(i) for i in range(300)]])
def test_the_categories_of_an_enum_survive_their_text(categories: list[str]) -> None:
    assert decode_categories(encode_categories(categories)) == categories


def test_a_type_without_a_name_here_keeps_arrows_own() -> None:
    schema = pa.schema({"a": pa.month_day_nano_interval()})
    (field,) = read_capsule(schema.__arrow_c_schema__()).children
    assert repr(from_field(field)) == "Other('interval[months, days, ns]')"
