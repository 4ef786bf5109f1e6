package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/// What the values of a leaf become in a column.
sealed interface LeafTarget {
    /// Nothing: there are only nulls.
    record Nothing() implements LeafTarget {}

    /// Bits.
    record Bits() implements LeafTarget {}

    /// Values of one width, from values of one width.
    record Fixed(Conversion conversion) implements LeafTarget {}

    /// Values of one width, from strings of bytes: decimals, or bytes that all have one length.
    record FixedOfBytes(int width, boolean decimal) implements LeafTarget {}

    /// Strings, behind offsets or as views.
    ///
    /// @param text whether they must be UTF-8
    record Strings(Layout layout, boolean text) implements LeafTarget {}

    /// Whether the leaf can be read as a column of `type`.
    static boolean exists(SchemaNode leaf, DataType type) {
        return of(leaf, type) != null;
    }

    /// How the leaf is read as a column of `type`, which is no dictionary; null when it cannot be.
    static @Nullable LeafTarget of(SchemaNode leaf, DataType type) {
        SchemaElement element = leaf.element();
        DataType stored = StoredTypes.leaf(element);
        return switch (type) {
            case DataType.Null _ -> new Nothing();
            case DataType.Bool _ -> stored.equals(type) ? new Bits() : null;
            case DataType.Int(int bits, _) -> {
                // Old writers had no place for 32 unsigned bits but an int64.
                boolean fits = stored.equals(type) || (stored.equals(Types.INT64) && type.equals(Types.UINT32));
                yield fits ? new Fixed(Conversion.integer(width(element), bits / 8)) : null;
            }
            case DataType.Duration _ -> stored.equals(Types.INT64) ? new Fixed(Conversion.same(8)) : null;
            case DataType.FloatingPoint(int bits) ->
                    stored.equals(type)
                            ? new Fixed(Conversion.same(bits / 8))
                            : bits == 16 && stored.equals(Types.FLOAT32) ? new Fixed(Conversion.half()) : null;
            case DataType.Decimal decimal -> decimal(element, stored, decimal);
            case DataType.FixedSizeBinary(int width) ->
                    stored.equals(type)
                            ? new Fixed(Conversion.same(width))
                            : stored instanceof DataType.Binary ? new FixedOfBytes(width, false) : null;
            case DataType.Binary _ -> stored instanceof DataType.Binary ? new Strings(Layout.of(type), false) : null;
            case DataType.Utf8 _ ->
                    stored instanceof DataType.Utf8 || isEnum(element) ? new Strings(Layout.of(type), true) : null;
            case DataType.Date(boolean milliseconds) ->
                    stored.equals(Types.DATE32)
                            ? new Fixed(Conversion.scaled(4, milliseconds ? 8 : 4, milliseconds ? 86_400_000 : 1, 1))
                            : null;
            case DataType.Time(TimeUnit unit) ->
                    stored instanceof DataType.Time(TimeUnit from)
                            ? new Fixed(scaled(width(element), from, unit.perSecond() <= 1_000 ? 4 : 8, unit))
                            : null;
            case DataType.Timestamp(TimeUnit unit, String zone) -> timestamp(element, stored, unit, zone);
            case DataType.Interval _,
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

    private static @Nullable LeafTarget timestamp(
            SchemaElement element, DataType stored, TimeUnit unit, @Nullable String zone) {
        if (!(stored instanceof DataType.Timestamp(TimeUnit from, String known))) {
            return null;
        }
        if (element.getType() == Type.INT96) {
            return new Fixed(Conversion.int96(unit.perSecond()));
        }
        // Writers that had only converted types could not say whether there is a zone.
        boolean sure = element.isSetLogicalType();
        return sure && (zone == null) != (known == null) ? null : new Fixed(scaled(8, from, 8, unit));
    }

    private static Conversion scaled(int width, TimeUnit from, int to, TimeUnit unit) {
        long times = Math.max(1, unit.perSecond() / from.perSecond());
        long parts = Math.max(1, from.perSecond() / unit.perSecond());
        return Conversion.scaled(width, to, times, parts);
    }

    private static @Nullable LeafTarget decimal(SchemaElement element, DataType stored, DataType.Decimal type) {
        boolean same =
                stored instanceof DataType.Decimal(_, int precision, int scale)
                        && precision == type.precision()
                        && scale == type.scale();
        if (!same) {
            return null;
        }
        int width = type.bits() / 8;
        return switch (element.getType()) {
            case INT32, INT64 -> new Fixed(Conversion.integer(width(element), width));
            case FIXED_LEN_BYTE_ARRAY -> new Fixed(Conversion.bigEndian(width(element), width));
            default -> new FixedOfBytes(width, true);
        };
    }

    private static boolean isEnum(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        return logical != null ? logical.isSetENUM() : element.getConverted_type() == ConvertedType.ENUM;
    }

    /// How many bytes a value has in a page; 0 where that differs, or is a bit.
    static int width(SchemaElement element) {
        return switch (element.getType()) {
            case BOOLEAN, BYTE_ARRAY -> 0;
            case INT32, FLOAT -> 4;
            case INT64, DOUBLE -> 8;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> element.getType_length();
        };
    }
}
