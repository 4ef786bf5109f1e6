package dev.penstock.function;

import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// In what Java holds values: few forms for many types.
enum Form {
    /// Integers, and dates, times, timestamps and durations as counts of their units.
    LONGS("a whole number, date or time"),
    DOUBLES("a floating-point number"),
    BOOLEANS("a boolean"),
    /// Text and bytes.
    BYTES("text or bytes"),
    DECIMALS("a decimal");

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
            case DataType.Null _,
                    DataType.Interval _,
                    DataType.ListOf _,
                    DataType.FixedSizeListOf _,
                    DataType.StructOf _,
                    DataType.MapOf _,
                    DataType.Dictionary _,
                    DataType.RunEndEncoded _,
                    DataType.Union _ ->
                    null;
        };
    }
}
