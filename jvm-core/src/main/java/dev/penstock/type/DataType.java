package dev.penstock.type;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An Arrow data type, physical layout included.
///
/// Types that differ in layout only (`utf8`, `large_utf8`, `utf8_view`) are different types here, because what a user
/// passes through must come back as it was; [#sameValues(DataType)] says whether two types hold the same values.
/// `toString()` gives the name used in messages.
public sealed interface DataType {
    /// How the bytes of a string or binary column are laid out.
    enum Bytes {
        /// 32-bit offsets into one buffer.
        OFFSETS32,
        /// 64-bit offsets into one buffer.
        OFFSETS64,
        /// 16-byte views into any number of buffers.
        VIEWS
    }

    /// How the elements of a list column are found.
    enum Elements {
        OFFSETS32,
        OFFSETS64,
        /// 32-bit offsets and sizes, in any order.
        VIEWS32,
        /// 64-bit offsets and sizes, in any order.
        VIEWS64
    }

    /// What a calendar interval counts.
    enum IntervalUnit {
        YEAR_MONTH(4),
        DAY_TIME(8),
        MONTH_DAY_NANO(16);

        private final int bytes;

        IntervalUnit(int bytes) {
            this.bytes = bytes;
        }

        /// The width of one value.
        public int bytes() {
            return bytes;
        }
    }

    /// Every value is null; there is no buffer.
    record Null() implements DataType {
        @Override
        public String toString() {
            return "null";
        }
    }

    /// One bit for each value.
    record Bool() implements DataType {
        @Override
        public String toString() {
            return "bool";
        }
    }

    /// An integer of 8, 16, 32 or 64 bits.
    record Int(int bits, boolean signed) implements DataType {
        public Int {
            require(bits == 8 || bits == 16 || bits == 32 || bits == 64, "an integer of " + bits + " bits");
        }

        @Override
        public String toString() {
            return (signed ? "int" : "uint") + bits;
        }
    }

    /// An IEEE 754 number of 16, 32 or 64 bits.
    record FloatingPoint(int bits) implements DataType {
        public FloatingPoint {
            require(bits == 16 || bits == 32 || bits == 64, "a float of " + bits + " bits");
        }

        @Override
        public String toString() {
            return "float" + bits;
        }
    }

    /// A decimal number stored as an integer of 32, 64, 128 or 256 bits.
    ///
    /// @param precision digits in all, from 1 to 9, 18, 38 or 76
    /// @param scale digits behind the point, from 0 to the precision; Arrow also knows negative scales
    record Decimal(int bits, int precision, int scale) implements DataType {
        public Decimal {
            require(bits == 32 || bits == 64 || bits == 128 || bits == 256, "a decimal of " + bits + " bits");
            int most = bits == 32 ? 9 : bits == 64 ? 18 : bits == 128 ? 38 : 76;
            require(
                    precision >= 1 && precision <= most,
                    "decimal" + bits + " with precision " + precision + " (1 to " + most + ")");
        }

        @Override
        public String toString() {
            return "decimal" + bits + "(" + precision + ", " + scale + ")";
        }
    }

    /// UTF-8 text.
    record Utf8(Bytes bytes) implements DataType {
        @Override
        public String toString() {
            return switch (bytes) {
                case OFFSETS32 -> "utf8";
                case OFFSETS64 -> "large_utf8";
                case VIEWS -> "utf8_view";
            };
        }
    }

    /// Bytes of any length.
    record Binary(Bytes bytes) implements DataType {
        @Override
        public String toString() {
            return switch (bytes) {
                case OFFSETS32 -> "binary";
                case OFFSETS64 -> "large_binary";
                case VIEWS -> "binary_view";
            };
        }
    }

    /// Exactly `width` bytes for each value.
    record FixedSizeBinary(int width) implements DataType {
        public FixedSizeBinary {
            require(width >= 0, "a fixed-size binary of " + width + " bytes");
        }

        @Override
        public String toString() {
            return "fixed_size_binary(" + width + ")";
        }
    }

    /// A calendar day since 1970-01-01: days as int32, or milliseconds as int64.
    record Date(boolean milliseconds) implements DataType {
        @Override
        public String toString() {
            return milliseconds ? "date64" : "date32";
        }
    }

    /// A time of day: int32 for seconds and milliseconds, int64 for the finer units.
    record Time(TimeUnit unit) implements DataType {
        @Override
        public String toString() {
            return (unit.perSecond() <= 1_000 ? "time32[" : "time64[") + unit.symbol() + "]";
        }
    }

    /// An instant (with a zone) or a local date and time (without), counted from 1970-01-01T00:00.
    record Timestamp(TimeUnit unit, @Nullable String zone) implements DataType {
        @Override
        public String toString() {
            return "timestamp[" + unit.symbol() + (zone == null ? "]" : ", " + zone + "]");
        }
    }

    /// A length of time.
    record Duration(TimeUnit unit) implements DataType {
        @Override
        public String toString() {
            return "duration[" + unit.symbol() + "]";
        }
    }

    /// A calendar interval, which has no fixed length.
    record Interval(IntervalUnit unit) implements DataType {
        @Override
        public String toString() {
            return "interval[" + unit.name().toLowerCase(java.util.Locale.ROOT) + "]";
        }
    }

    /// Any number of elements for each value.
    record ListOf(Field element, Elements elements) implements DataType {
        @Override
        public String toString() {
            String name =
                    switch (elements) {
                        case OFFSETS32 -> "list";
                        case OFFSETS64 -> "large_list";
                        case VIEWS32 -> "list_view";
                        case VIEWS64 -> "large_list_view";
                    };
            return name + "<" + element.type() + ">";
        }
    }

    /// Exactly `size` elements for each value.
    record FixedSizeListOf(Field element, int size) implements DataType {
        public FixedSizeListOf {
            require(size >= 0, "a fixed-size list of " + size + " elements");
        }

        @Override
        public String toString() {
            return "fixed_size_list<" + element.type() + ", " + size + ">";
        }
    }

    /// One value of each field.
    record StructOf(List<Field> fields) implements DataType {
        public StructOf {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return fields.stream()
                    .map(f -> f.name() + ": " + f.type())
                    .collect(Collectors.joining(", ", "struct<", ">"));
        }
    }

    /// Any number of key-value pairs; `entries` is a struct of two fields, the key first.
    record MapOf(Field entries, boolean sortedKeys) implements DataType {
        public MapOf {
            require(
                    entries.type() instanceof StructOf(List<Field> fields) && fields.size() == 2,
                    "a map whose entries are " + entries.type());
        }

        public Field key() {
            return ((StructOf) entries.type()).fields().get(0);
        }

        public Field value() {
            return ((StructOf) entries.type()).fields().get(1);
        }

        @Override
        public String toString() {
            return "map<" + key().type() + ", " + value().type() + ">";
        }
    }

    /// Values kept once in a dictionary, and an integer index for each row.
    record Dictionary(Int index, DataType values, boolean ordered) implements DataType {
        @Override
        public String toString() {
            return "dictionary<" + index + ", " + values + (ordered ? ", ordered>" : ">");
        }
    }

    /// Runs of equal values: the first field holds the run ends, the second the values.
    record RunEndEncoded(Field runEnds, Field values) implements DataType {
        public RunEndEncoded {
            require(
                    runEnds.type() instanceof Int(int bits, boolean signed) && signed && bits >= 16,
                    "run-end encoded column whose run ends are " + runEnds.type());
        }

        @Override
        public String toString() {
            return "run_end_encoded<" + runEnds.type() + ", " + values.type() + ">";
        }
    }

    /// One of several types for each value.
    record Union(boolean dense, List<Integer> typeIds, List<Field> fields) implements DataType {
        public Union {
            typeIds = List.copyOf(typeIds);
            fields = List.copyOf(fields);
            require(
                    typeIds.size() == fields.size(),
                    "a union of " + fields.size() + " fields and " + typeIds.size() + " ids");
            require(
                    typeIds.stream().allMatch(id -> id >= 0 && id <= Byte.MAX_VALUE)
                            && typeIds.stream().distinct().count() == typeIds.size(),
                    "a union with the ids " + typeIds);
        }

        @Override
        public String toString() {
            return fields.stream()
                    .map(f -> f.name() + ": " + f.type())
                    .collect(Collectors.joining(", ", dense ? "dense_union<" : "sparse_union<", ">"));
        }
    }

    /// A list with 32-bit offsets whose nullable element is called `item`, as Polars and pyarrow call it.
    static DataType listOf(DataType element) {
        return new ListOf(Field.nullable("item", element), Elements.OFFSETS32);
    }

    default boolean isInteger() {
        return this instanceof Int;
    }

    default boolean isFloat() {
        return this instanceof FloatingPoint;
    }

    /// Integers, floats and decimals.
    default boolean isNumeric() {
        return this instanceof Int || this instanceof FloatingPoint || this instanceof Decimal;
    }

    default boolean isText() {
        return this instanceof Utf8;
    }

    /// Dates, times, timestamps and durations.
    default boolean isTemporal() {
        return this instanceof Date || this instanceof Time || this instanceof Timestamp || this instanceof Duration;
    }

    /// Whether both types hold the same values, whatever their layout: `utf8` and `utf8_view`, `list` and `large_list`.
    default boolean sameValues(DataType other) {
        return logical().equals(other.logical());
    }

    /// This type in its plainest layout: 32-bit offsets, no views, no dictionary, no runs, the same values.
    default DataType logical() {
        return switch (this) {
            case Utf8 _ -> Types.UTF8;
            case Binary _ -> Types.BINARY;
            case ListOf(Field element, _) -> listOf(element.type().logical());
            case FixedSizeListOf(Field element, int size) ->
                    new FixedSizeListOf(Field.nullable("item", element.type().logical()), size);
            case StructOf(List<Field> fields) ->
                    new StructOf(fields.stream().map(f -> Field.nullable(f.name(), f.type().logical())).toList());
            case MapOf map -> {
                var key = new Field("key", map.key().type().logical(), false);
                var value = Field.nullable("value", map.value().type().logical());
                yield new MapOf(new Field("entries", new StructOf(List.of(key, value)), false), false);
            }
            case Dictionary(_, DataType values, _) -> values.logical();
            case RunEndEncoded(_, Field values) -> values.type().logical();
            case Decimal(_, int precision, int scale) -> new Decimal(precision > 38 ? 256 : 128, precision, scale);
            case Null _,
                    Bool _,
                    Int _,
                    FloatingPoint _,
                    FixedSizeBinary _,
                    Date _,
                    Time _,
                    Timestamp _,
                    Duration _,
                    Interval _,
                    Union _ ->
                    this;
        };
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "there is no " + what);
        }
    }
}
