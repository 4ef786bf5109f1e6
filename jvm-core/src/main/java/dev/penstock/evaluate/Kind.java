package dev.penstock.evaluate;

import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// What a chunk of values is computed in. Few kinds for many types: a kernel is written once for each kind.
enum Kind {
    /// Integers of any width, dates, times, timestamps and durations, widened to 64 bits.
    LONGS,
    /// Floats, widened to 64 bits.
    DOUBLES,
    /// Truth values.
    BITS,
    /// Strings and byte strings, which stay where they are: an address and a size.
    BYTES,
    /// Decimals of up to 38 digits, in 128 bits.
    WIDE,
    /// Decimals of more digits, in 256 bits.
    HUGE;

    /// How many bytes a value has in its lane; 0 for bits.
    int bytes() {
        return switch (this) {
            case LONGS, DOUBLES, BYTES -> 8;
            case WIDE -> 16;
            case HUGE -> 32;
            case BITS -> 0;
        };
    }

    /// The kind of `type`; null for types that no kernel computes with.
    static @Nullable Kind of(DataType type) {
        return switch (type) {
            case DataType.Null _ -> LONGS;
            case DataType.Bool _ -> BITS;
            case DataType.Int _, DataType.Date _, DataType.Time _, DataType.Timestamp _, DataType.Duration _ -> LONGS;
            case DataType.FloatingPoint _ -> DOUBLES;
            case DataType.Decimal(_, int precision, _) -> precision <= 38 ? WIDE : HUGE;
            case DataType.Utf8 _, DataType.Binary _, DataType.FixedSizeBinary _ -> BYTES;
            case DataType.Dictionary(_, DataType values, _) -> of(values);
            case DataType.RunEndEncoded(_, var values) -> of(values.type());
            case DataType.Interval _,
                    DataType.ListOf _,
                    DataType.FixedSizeListOf _,
                    DataType.StructOf _,
                    DataType.MapOf _,
                    DataType.Union _ ->
                    null;
        };
    }

    /// The kind of `type`.
    ///
    /// @param what wants to know, for the refusal
    static Kind of(DataType type, String what) {
        Kind kind = of(type);
        if (kind == null) {
            throw new NoKernel(what + " of " + type);
        }
        return kind;
    }
}
