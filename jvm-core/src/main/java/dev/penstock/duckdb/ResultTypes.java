package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// The types that answers to a user's SQL have in our frames. What has no type of ours becomes text.
final class ResultTypes {
    private ResultTypes() {}

    /// @param type DuckDB's type object, which stays the caller's
    /// @throws PenstockException with code SQL_INTERFACE for a value that the text leaves open
    static DataType of(long type, Capi capi) {
        int id = capi.status(Symbol.GET_TYPE_ID, type);
        return switch (id) {
            case 0 ->
                    throw new PenstockException(ErrorCode.SQL_INTERFACE, "the text has parameters, such as ? or $1")
                            .hint("write the values into the text");
            case LogicalTypes.BOOLEAN -> Types.BOOL;
            case 2, 3, 4, 5 -> new DataType.Int(1 << (id + 1), true);
            case 6, 7, 8, 9 -> new DataType.Int(1 << (id - 3), false);
            case 10 -> Types.FLOAT32;
            case 11 -> Types.FLOAT64;
            case 12 -> new DataType.Timestamp(TimeUnit.MICROSECOND, null);
            case 13 -> Types.DATE32;
            case 14 -> new DataType.Time(TimeUnit.MICROSECOND);
            // An interval that SQL computes is mostly a difference of timestamps.
            case 15 -> new DataType.Duration(TimeUnit.MICROSECOND);
            case LogicalTypes.HUGEINT, 32 -> new DataType.Decimal(128, 38, 0);
            case 18 -> Types.BINARY;
            case LogicalTypes.DECIMAL ->
                    new DataType.Decimal(
                            128,
                            (int) capi.call(Symbol.DECIMAL_WIDTH, type) & 0xFF,
                            (int) capi.call(Symbol.DECIMAL_SCALE, type) & 0xFF);
            case 20 -> new DataType.Timestamp(TimeUnit.SECOND, null);
            case 21 -> new DataType.Timestamp(TimeUnit.MILLISECOND, null);
            case 22 -> new DataType.Timestamp(TimeUnit.NANOSECOND, null);
            case 31 -> new DataType.Timestamp(TimeUnit.MICROSECOND, "UTC");
            case 36 -> Types.NULL;
            case 39 -> new DataType.Time(TimeUnit.NANOSECOND);
            case 42 -> new DataType.Timestamp(TimeUnit.NANOSECOND, "UTC");
            case LogicalTypes.LIST -> DataType.listOf(part(capi.call(Symbol.LIST_TYPE_CHILD_TYPE, type), capi));
            case LogicalTypes.ARRAY ->
                    new DataType.FixedSizeListOf(
                            Field.nullable("item", part(capi.call(Symbol.ARRAY_TYPE_CHILD_TYPE, type), capi)),
                            (int) capi.call(Symbol.ARRAY_TYPE_ARRAY_SIZE, type));
            case LogicalTypes.STRUCT -> struct(type, capi);
            case LogicalTypes.MAP -> {
                DataType key = part(capi.call(Symbol.MAP_TYPE_KEY_TYPE, type), capi);
                DataType value = part(capi.call(Symbol.MAP_TYPE_VALUE_TYPE, type), capi);
                var entries =
                        new DataType.StructOf(List.of(new Field("key", key, false), Field.nullable("value", value)));
                yield new DataType.MapOf(new Field("entries", entries, false), false);
            }
            default -> Types.UTF8;
        };
    }

    private static DataType struct(long type, Capi capi) {
        var fields = new ArrayList<Field>();
        long count = capi.call(Symbol.STRUCT_TYPE_CHILD_COUNT, type);
        for (long i = 0; i < count; i++) {
            String name = capi.take(capi.call(Symbol.STRUCT_TYPE_CHILD_NAME, type, i));
            fields.add(Field.nullable(name, part(capi.call(Symbol.STRUCT_TYPE_CHILD_TYPE, type, i), capi)));
        }
        return new DataType.StructOf(fields);
    }

    /// A part's type; the object is destroyed. Parts cannot be converted one by one, so durations stay text there.
    private static DataType part(long type, Capi capi) {
        try {
            DataType part = of(type, capi);
            return part instanceof DataType.Duration ? Types.UTF8 : part;
        } finally {
            LogicalTypes.destroy(type, capi);
        }
    }
}
