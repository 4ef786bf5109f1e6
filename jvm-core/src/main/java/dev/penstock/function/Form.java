package dev.penstock.function;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// In what Java holds values: few forms for many types.
enum Form {
    /// Integers, and dates, times, timestamps and durations as counts of their units.
    LONGS("a whole number, date or time"),
    DOUBLES("a floating-point number"),
    BOOLEANS("a boolean"),
    /// Text and bytes.
    BYTES("text or bytes"),
    DECIMALS("a decimal"),
    /// Lists of any layout, and maps, which are lists of keys with their values.
    LISTS("a list"),
    STRUCTS("a struct");

    private final String what;

    Form(String what) {
        this.what = what;
    }

    String what() {
        return what;
    }

    /// The form of `type`; null for types that Java functions do not see.
    static @Nullable Form of(DataType type) {
        return switch (type) {
            case DataType.Int _, DataType.Date _, DataType.Time _, DataType.Timestamp _, DataType.Duration _ -> LONGS;
            case DataType.FloatingPoint _ -> DOUBLES;
            case DataType.Bool _ -> BOOLEANS;
            case DataType.Utf8 _, DataType.Binary _, DataType.FixedSizeBinary _ -> BYTES;
            case DataType.Decimal(int bits, _, _) -> bits == 128 ? DECIMALS : null;
            case DataType.ListOf _, DataType.FixedSizeListOf _, DataType.MapOf _ ->
                    of(element(type).type()) == null ? null : LISTS;
            case DataType.StructOf(List<Field> fields) ->
                    fields.stream().anyMatch(field -> of(field.type()) == null) ? null : STRUCTS;
            case DataType.Null _,
                    DataType.Interval _,
                    DataType.Dictionary _,
                    DataType.RunEndEncoded _,
                    DataType.Union _ ->
                    null;
        };
    }

    /// What a list holds; of a map, its entries.
    static Field element(DataType type) {
        return switch (type) {
            case DataType.ListOf(Field element, _) -> element;
            case DataType.FixedSizeListOf(Field element, _) -> element;
            case DataType.MapOf(Field entries, _) -> entries;
            default -> throw new AssertionError(type);
        };
    }

    /// The place of the field called `name`.
    ///
    /// @throws PenstockException with code INVALID_OPERATION and the names that there are
    static int field(DataType type, String name) {
        List<String> names =
                type instanceof DataType.StructOf(List<Field> fields)
                        ? fields.stream().map(Field::name).toList()
                        : List.of();
        int place = names.indexOf(name);
        if (place < 0) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION, "the function asks " + type + " for a field \"" + name + "\"");
        }
        return place;
    }
}
