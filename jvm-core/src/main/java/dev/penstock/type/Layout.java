package dev.penstock.type;

import dev.penstock.type.DataType.Binary;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Dictionary;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.DataType.FixedSizeBinary;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Interval;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.DataType.MapOf;
import dev.penstock.type.DataType.Null;
import dev.penstock.type.DataType.RunEndEncoded;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.DataType.Union;
import dev.penstock.type.DataType.Utf8;

/// Which buffers a column of a type has, and in which order: the physical half of the type system.
///
/// Structural work (import, export, slice, concatenate, gather) switches over layouts, of which there are few; work on
/// values switches over types. Source: the Arrow columnar format 1.5, "Physical memory layout".
public sealed interface Layout {
    /// No buffer at all.
    record Nothing() implements Layout {}

    /// Validity, then one bit for each value.
    record Bits() implements Layout {}

    /// Validity, then `width` bytes for each value.
    record Fixed(int width) implements Layout {}

    /// Validity, offsets (one more than rows) of 4 or 8 bytes, then the bytes.
    record Variable(int offsetBytes) implements Layout {}

    /// Validity, 16-byte views, then any number of byte buffers.
    record Views() implements Layout {}

    /// Validity, then offsets (one more than rows) of 4 or 8 bytes; one child.
    record Lists(int offsetBytes) implements Layout {}

    /// Validity, offsets and sizes of 4 or 8 bytes; one child.
    record ListViews(int offsetBytes) implements Layout {}

    /// Validity; one child with `size` elements for each row.
    record FixedLists(int size) implements Layout {}

    /// Validity; a child for each field.
    record Structs() implements Layout {}

    /// Validity, then indices of `width` bytes; the values are in the column's dictionary.
    record Indexed(int width) implements Layout {}

    /// No buffer; two children, the run ends and the values.
    record Runs() implements Layout {}

    /// One byte of type id for each row and, when dense, 4 bytes of offset; a child for each field.
    record Unions(boolean dense) implements Layout {}

    /// The layout of `type`.
    static Layout of(DataType type) {
        return switch (type) {
            case Null _ -> new Nothing();
            case Bool _ -> new Bits();
            case Int(int bits, _) -> new Fixed(bits / 8);
            case DataType.FloatingPoint(int bits) -> new Fixed(bits / 8);
            case Decimal(int bits, _, _) -> new Fixed(bits / 8);
            case Utf8(Bytes bytes) -> of(bytes);
            case Binary(Bytes bytes) -> of(bytes);
            case FixedSizeBinary(int width) -> new Fixed(width);
            case Date(boolean milliseconds) -> new Fixed(milliseconds ? 8 : 4);
            case Time(TimeUnit unit) -> new Fixed(unit.perSecond() <= 1_000 ? 4 : 8);
            case Timestamp _, Duration _ -> new Fixed(8);
            case Interval(DataType.IntervalUnit unit) -> new Fixed(unit.bytes());
            case ListOf(_, Elements elements) ->
                    switch (elements) {
                        case OFFSETS32 -> new Lists(4);
                        case OFFSETS64 -> new Lists(8);
                        case VIEWS32 -> new ListViews(4);
                        case VIEWS64 -> new ListViews(8);
                    };
            case FixedSizeListOf(_, int size) -> new FixedLists(size);
            case StructOf _ -> new Structs();
            case MapOf _ -> new Lists(4);
            case Dictionary(Int index, _, _) -> new Indexed(index.bits() / 8);
            case RunEndEncoded _ -> new Runs();
            case Union(boolean dense, _, _) -> new Unions(dense);
        };
    }

    private static Layout of(Bytes bytes) {
        return switch (bytes) {
            case OFFSETS32 -> new Variable(4);
            case OFFSETS64 -> new Variable(8);
            case VIEWS -> new Views();
        };
    }

    /// Whether the first buffer is a validity bitmap.
    default boolean hasValidity() {
        return !(this instanceof Nothing || this instanceof Runs || this instanceof Unions);
    }
}
