package dev.penstock.source.parquet;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.Float16Type;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.JsonType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.NullType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.UUIDType;

/// A frame's schema as a file's: what pyarrow makes of it, but for decimals, which are integers where they can be.
final class WriteSchema {
    private static final String FIELD_ID = "PARQUET:field_id";

    private final List<SchemaElement> elements = new ArrayList<>();
    private final List<List<WriteLeaf>> columns = new ArrayList<>();

    /// @throws PenstockException with code UNSUPPORTED_TYPE for a column that Parquet cannot hold
    WriteSchema(Schema schema) {
        var root = new SchemaElement("schema");
        root.setNum_children(schema.size());
        elements.add(root);
        for (Field field : schema.fields()) {
            var leaves = new ArrayList<WriteLeaf>();
            add(field, field.name(), List.of(), 0, 0, leaves, field);
            columns.add(List.copyOf(leaves));
        }
    }

    /// The fields as the footer lists them.
    List<SchemaElement> elements() {
        return elements;
    }

    /// The leaves of each column.
    List<List<WriteLeaf>> columns() {
        return columns;
    }

    private void add(
            Field field,
            String name,
            List<String> above,
            int definition,
            int repetition,
            List<WriteLeaf> leaves,
            Field column) {
        var element = new SchemaElement(name);
        element.setRepetition_type(field.nullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
        String id = field.metadata().get(FIELD_ID);
        if (id != null && id.matches("\\d{1,9}")) {
            element.setField_id(Integer.parseInt(id));
        }
        elements.add(element);
        var path = new ArrayList<>(above);
        path.add(name);
        int defined = definition + (field.nullable() ? 1 : 0);
        DataType type = ReadTypes.of(field.type());
        switch (type) {
            case DataType.StructOf(List<Field> fields) -> {
                if (fields.isEmpty()) {
                    throw unsupported(column);
                }
                element.setNum_children(fields.size());
                fields.forEach(child -> add(child, child.name(), path, defined, repetition, leaves, column));
            }
            case DataType.ListOf(Field child, _) -> list(element, child, path, defined, repetition, leaves, column);
            case DataType.FixedSizeListOf(Field child, _) ->
                    list(element, child, path, defined, repetition, leaves, column);
            case DataType.MapOf map -> map(element, map, path, defined, repetition, leaves, column);
            default -> {
                leaf(element, type, column);
                extension(element, type, field);
                leaves.add(new WriteLeaf(path, element, defined, repetition, type));
            }
        }
    }

    private void list(
            SchemaElement element,
            Field child,
            List<String> path,
            int definition,
            int repetition,
            List<WriteLeaf> leaves,
            Field column) {
        element.setNum_children(1);
        element.setConverted_type(ConvertedType.LIST);
        element.setLogicalType(LogicalType.LIST(new ListType()));
        List<String> inner = repeated("list", 1, path);
        add(child, "element", inner, definition + 1, repetition + 1, leaves, column);
    }

    private void map(
            SchemaElement element,
            DataType.MapOf map,
            List<String> path,
            int definition,
            int repetition,
            List<WriteLeaf> leaves,
            Field column) {
        element.setNum_children(1);
        element.setConverted_type(ConvertedType.MAP);
        element.setLogicalType(LogicalType.MAP(new MapType()));
        List<String> inner = repeated("key_value", 2, path);
        Field key = new Field("key", map.key().type(), false, map.key().metadata());
        add(key, "key", inner, definition + 1, repetition + 1, leaves, column);
        add(map.value(), "value", inner, definition + 1, repetition + 1, leaves, column);
    }

    private List<String> repeated(String name, int children, List<String> path) {
        var element = new SchemaElement(name);
        element.setRepetition_type(FieldRepetitionType.REPEATED);
        element.setNum_children(children);
        elements.add(element);
        var inner = new ArrayList<>(path);
        inner.add(name);
        return inner;
    }

    private static void leaf(SchemaElement element, DataType type, Field column) {
        switch (type) {
            case DataType.Null _ -> {
                element.setType(Type.INT32);
                element.setLogicalType(LogicalType.UNKNOWN(new NullType()));
            }
            case DataType.Bool _ -> element.setType(Type.BOOLEAN);
            case DataType.Int(int bits, boolean signed) -> integer(element, bits, signed);
            case DataType.FloatingPoint(int bits) -> {
                element.setType(bits == 64 ? Type.DOUBLE : bits == 32 ? Type.FLOAT : Type.FIXED_LEN_BYTE_ARRAY);
                if (bits == 16) {
                    element.setType_length(2);
                    element.setLogicalType(LogicalType.FLOAT16(new Float16Type()));
                }
            }
            case DataType.Decimal(_, int precision, int scale) -> {
                if (scale < 0 || scale > precision) {
                    throw unsupported(column);
                }
                decimal(element, precision, scale);
            }
            case DataType.Utf8 _ -> {
                element.setType(Type.BYTE_ARRAY);
                element.setConverted_type(ConvertedType.UTF8);
                element.setLogicalType(LogicalType.STRING(new StringType()));
            }
            case DataType.Binary _ -> element.setType(Type.BYTE_ARRAY);
            case DataType.FixedSizeBinary(int width) when width > 0 -> {
                element.setType(Type.FIXED_LEN_BYTE_ARRAY);
                element.setType_length(width);
            }
            case DataType.Date _ -> {
                element.setType(Type.INT32);
                element.setConverted_type(ConvertedType.DATE);
                element.setLogicalType(LogicalType.DATE(new DateType()));
            }
            case DataType.Time(TimeUnit unit) -> time(element, unit);
            case DataType.Timestamp(TimeUnit unit, String zone) -> timestamp(element, unit, zone != null);
            case DataType.Duration _ -> element.setType(Type.INT64);
            default -> throw unsupported(column);
        }
    }

    /// Extension types that Parquet has a type for, so that others know them who do not read the schema of Arrow.
    private static void extension(SchemaElement element, DataType type, Field field) {
        if (type instanceof DataType.Utf8 && field.isExtension(StoredTypes.JSON)) {
            element.setConverted_type(ConvertedType.JSON);
            element.setLogicalType(LogicalType.JSON(new JsonType()));
        }
        if (type.equals(new DataType.FixedSizeBinary(StoredTypes.UUID_BYTES)) && field.isExtension(StoredTypes.UUID)) {
            element.setLogicalType(LogicalType.UUID(new UUIDType()));
        }
    }

    private static void integer(SchemaElement element, int bits, boolean signed) {
        element.setType(bits == 64 ? Type.INT64 : Type.INT32);
        if (signed && bits >= 32) {
            return;
        }
        element.setLogicalType(LogicalType.INTEGER(new IntType((byte) bits, signed)));
        element.setConverted_type(
                switch (bits) {
                    case 8 -> signed ? ConvertedType.INT_8 : ConvertedType.UINT_8;
                    case 16 -> signed ? ConvertedType.INT_16 : ConvertedType.UINT_16;
                    case 32 -> ConvertedType.UINT_32;
                    default -> ConvertedType.UINT_64;
                });
    }

    private static void decimal(SchemaElement element, int precision, int scale) {
        element.setConverted_type(ConvertedType.DECIMAL);
        element.setPrecision(precision);
        element.setScale(scale);
        element.setLogicalType(LogicalType.DECIMAL(new DecimalType(scale, precision)));
        if (precision <= 18) {
            element.setType(precision <= 9 ? Type.INT32 : Type.INT64);
            return;
        }
        element.setType(Type.FIXED_LEN_BYTE_ARRAY);
        element.setType_length(java.math.BigInteger.TEN.pow(precision).bitLength() / 8 + 1);
    }

    private static void time(SchemaElement element, TimeUnit unit) {
        boolean coarse = unit.perSecond() <= 1_000;
        element.setType(coarse ? Type.INT32 : Type.INT64);
        element.setLogicalType(LogicalType.TIME(new TimeType(false, stored(unit))));
        if (unit != TimeUnit.NANOSECOND) {
            element.setConverted_type(coarse ? ConvertedType.TIME_MILLIS : ConvertedType.TIME_MICROS);
        }
    }

    private static void timestamp(SchemaElement element, TimeUnit unit, boolean zoned) {
        element.setType(Type.INT64);
        element.setLogicalType(LogicalType.TIMESTAMP(new TimestampType(zoned, stored(unit))));
        if (unit != TimeUnit.NANOSECOND && zoned) {
            element.setConverted_type(
                    unit.perSecond() <= 1_000 ? ConvertedType.TIMESTAMP_MILLIS : ConvertedType.TIMESTAMP_MICROS);
        }
    }

    /// Seconds are written as milliseconds.
    private static org.apache.parquet.format.TimeUnit stored(TimeUnit unit) {
        return switch (unit) {
            case SECOND, MILLISECOND -> org.apache.parquet.format.TimeUnit.MILLIS(new MilliSeconds());
            case MICROSECOND -> org.apache.parquet.format.TimeUnit.MICROS(new MicroSeconds());
            case NANOSECOND -> org.apache.parquet.format.TimeUnit.NANOS(new NanoSeconds());
        };
    }

    private static PenstockException unsupported(Field column) {
        return new PenstockException(
                        ErrorCode.UNSUPPORTED_TYPE,
                        "the column \"%s\" of type %s cannot be written to Parquet"
                                .formatted(column.name(), column.type()))
                .column(column.name())
                .hint("drop it, cast it, or write an Arrow IPC file");
    }

    /// Whether a column of nulls is meant, of which there is nothing to write.
    static boolean isNothing(WriteLeaf leaf) {
        return leaf.type().equals(Types.NULL);
    }
}
