package dev.penstock.source.parquet;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/// The Arrow types of columns, by what the file says of them alone. As pyarrow has them.
final class StoredTypes {
    /// The extension types of Arrow that Parquet has a type for.
    static final String JSON = "arrow.json";

    static final String UUID = "arrow.uuid";
    static final int UUID_BYTES = 16;

    private StoredTypes() {}

    static Field field(Shape shape) {
        SchemaNode node = shape.node();
        return new Field(node.name(), type(shape), node.isOptional(), metadata(node));
    }

    /// The extension type that a leaf's logical type stands for; nothing for the others.
    private static Map<String, String> metadata(SchemaNode node) {
        LogicalType logical = node.element().getLogicalType();
        boolean json = logical != null ? logical.isSetJSON() : node.element().getConverted_type() == ConvertedType.JSON;
        if (json) {
            return Map.of(Field.EXTENSION_NAME, JSON, Field.EXTENSION_METADATA, "");
        }
        return logical != null && logical.isSetUUID()
                ? Map.of(Field.EXTENSION_NAME, UUID, Field.EXTENSION_METADATA, "")
                : Map.of();
    }

    private static DataType type(Shape shape) {
        return switch (shape) {
            case Shape.Leaf(SchemaNode node) -> leaf(node.element());
            case Shape.Fields(_, List<Shape> fields) ->
                    new DataType.StructOf(fields.stream().map(StoredTypes::field).toList());
            case Shape.Elements elements when elements.map() -> map((Shape.Fields) elements.element());
            case Shape.Elements elements -> new DataType.ListOf(element(elements), Elements.OFFSETS32);
        };
    }

    private static Field element(Shape.Elements list) {
        return field(list.element());
    }

    private static DataType map(Shape.Fields entries) {
        Field key = field(entries.fields().get(0));
        Field value = field(entries.fields().get(1));
        Field required = new Field(key.name(), key.type(), false);
        return new DataType.MapOf(
                new Field(entries.node().name(), new DataType.StructOf(List.of(required, value)), false), false);
    }

    /// The type of a leaf.
    static DataType leaf(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        ConvertedType converted = element.getConverted_type();
        if (logical != null && logical.isSetUNKNOWN()) {
            return Types.NULL;
        }
        DataType decimal = decimal(element, logical, converted);
        if (decimal != null) {
            return decimal;
        }
        return switch (element.getType()) {
            case BOOLEAN -> Types.BOOL;
            case INT32 -> int32(logical, converted);
            case INT64 -> int64(logical, converted);
            case INT96 -> new DataType.Timestamp(TimeUnit.NANOSECOND, null);
            case FLOAT -> Types.FLOAT32;
            case DOUBLE -> Types.FLOAT64;
            case BYTE_ARRAY -> isText(logical, converted) ? Types.UTF8 : Types.BINARY;
            case FIXED_LEN_BYTE_ARRAY ->
                    logical != null && logical.isSetFLOAT16() && element.getType_length() == 2
                            ? new DataType.FloatingPoint(16)
                            : new DataType.FixedSizeBinary(element.getType_length());
        };
    }

    private static boolean isText(@Nullable LogicalType logical, @Nullable ConvertedType converted) {
        return logical != null
                ? logical.isSetSTRING() || logical.isSetJSON()
                : converted == ConvertedType.UTF8 || converted == ConvertedType.JSON;
    }

    private static DataType int32(@Nullable LogicalType logical, @Nullable ConvertedType converted) {
        if (logical != null && logical.isSetINTEGER()) {
            return integer(logical.getINTEGER(), 32);
        }
        if (logical != null && logical.isSetDATE()) {
            return Types.DATE32;
        }
        if (logical != null && logical.isSetTIME()) {
            return new DataType.Time(TimeUnit.MILLISECOND);
        }
        return switch (converted) {
            case INT_8 -> Types.INT8;
            case INT_16 -> Types.INT16;
            case UINT_8 -> Types.UINT8;
            case UINT_16 -> Types.UINT16;
            case UINT_32 -> Types.UINT32;
            case DATE -> Types.DATE32;
            case TIME_MILLIS -> new DataType.Time(TimeUnit.MILLISECOND);
            case null, default -> Types.INT32;
        };
    }

    private static DataType int64(@Nullable LogicalType logical, @Nullable ConvertedType converted) {
        if (logical != null && logical.isSetINTEGER()) {
            return integer(logical.getINTEGER(), 64);
        }
        if (logical != null && logical.isSetTIMESTAMP()) {
            var timestamp = logical.getTIMESTAMP();
            return new DataType.Timestamp(unit(timestamp.getUnit()), timestamp.isIsAdjustedToUTC() ? "UTC" : null);
        }
        if (logical != null && logical.isSetTIME()) {
            TimeUnit unit = unit(logical.getTIME().getUnit());
            return unit == TimeUnit.MILLISECOND ? Types.INT64 : new DataType.Time(unit);
        }
        return switch (converted) {
            case UINT_64 -> Types.UINT64;
            case TIMESTAMP_MILLIS -> new DataType.Timestamp(TimeUnit.MILLISECOND, "UTC");
            case TIMESTAMP_MICROS -> new DataType.Timestamp(TimeUnit.MICROSECOND, "UTC");
            case TIME_MICROS -> new DataType.Time(TimeUnit.MICROSECOND);
            case null, default -> Types.INT64;
        };
    }

    private static DataType integer(IntType type, int most) {
        int bits = type.getBitWidth();
        boolean known = most == 64 ? bits == 64 : bits == 8 || bits == 16 || bits == 32;
        return new DataType.Int(known ? bits : most, type.isIsSigned());
    }

    private static TimeUnit unit(org.apache.parquet.format.TimeUnit unit) {
        return unit.isSetMILLIS()
                ? TimeUnit.MILLISECOND
                : unit.isSetMICROS() ? TimeUnit.MICROSECOND : TimeUnit.NANOSECOND;
    }

    private static @Nullable DataType decimal(
            SchemaElement element, @Nullable LogicalType logical, @Nullable ConvertedType converted) {
        int precision;
        int scale;
        if (logical != null && logical.isSetDECIMAL()) {
            precision = logical.getDECIMAL().getPrecision();
            scale = logical.getDECIMAL().getScale();
        } else if (logical == null && converted == ConvertedType.DECIMAL) {
            precision = element.getPrecision();
            scale = element.getScale();
        } else {
            return null;
        }
        if (precision < 1 || precision > 76 || scale < 0 || scale > precision) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_TYPE,
                            "the column \"%s\" of decimals with precision %d and scale %d cannot be read"
                                    .formatted(element.getName(), precision, scale))
                    .column(element.getName());
        }
        return switch (element.getType()) {
            case INT32, INT64, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                    new DataType.Decimal(precision > 38 ? 256 : 128, precision, scale);
            default -> null;
        };
    }
}
