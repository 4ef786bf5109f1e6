package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/// Values of statistics and constants of predicates in one form in which they compare as the engine compares them.
///
/// Integers and times are BigInteger, floats Double without -0.0, decimals BigDecimal, texts and bytes [Text], truth
/// values Boolean.
final class Values {
    private Values() {}

    /// Bytes, which compare without a sign.
    record Text(ByteBuffer bytes) implements Comparable<Text> {
        static Text of(byte[] bytes) {
            return new Text(ByteBuffer.wrap(bytes));
        }

        @Override
        public int compareTo(Text other) {
            int at = bytes.mismatch(other.bytes);
            return at < 0 || at >= Math.min(bytes.remaining(), other.bytes.remaining())
                    ? Integer.compare(bytes.remaining(), other.bytes.remaining())
                    : Byte.compareUnsigned(bytes.get(at), other.bytes.get(at));
        }
    }

    /// The constant of a predicate; null for one that does not compare.
    static @Nullable Comparable<?> of(Object constant) {
        return switch (constant) {
            case Long number -> BigInteger.valueOf(number);
            case BigInteger number -> number;
            case Double number -> number + 0.0;
            case BigDecimal number -> plain(number);
            case String text -> Text.of(text.getBytes(StandardCharsets.UTF_8));
            case ByteBuffer bytes -> new Text(bytes.duplicate());
            case Boolean truth -> truth;
            default -> null;
        };
    }

    /// Equal numbers of different scales must be equal.
    private static BigDecimal plain(BigDecimal number) {
        return number.stripTrailingZeros();
    }

    /// Whether constants of a column of this type compare with its statistics.
    static boolean compares(DataType type) {
        return switch (type) {
            case DataType.Bool _,
                    DataType.Int _,
                    DataType.Decimal _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _ ->
                    true;
            case DataType.FloatingPoint(int bits) -> bits > 16;
            case DataType.Dictionary(_, DataType values, _) -> compares(values);
            default -> false;
        };
    }

    /// A bound that a file has in its plain form; null for one that says nothing.
    ///
    /// @param type the column's, which is one that [#compares]
    /// @param up whether the bound is an upper one, which must not become smaller on the way
    static @Nullable Comparable<?> bound(ByteBuffer stored, SchemaElement element, DataType type, boolean up) {
        ByteBuffer bytes = stored.slice().order(ByteOrder.LITTLE_ENDIAN);
        int width = LeafTarget.width(element);
        boolean fits = element.getType() == Type.BYTE_ARRAY || bytes.remaining() == Math.max(1, width);
        if (!fits) {
            return null;
        }
        DataType plain = type instanceof DataType.Dictionary(_, DataType values, _) ? values : type;
        return switch (element.getType()) {
            case BOOLEAN -> bytes.get(0) != 0;
            case INT32 -> integer(bytes.getInt(0), element, plain, up);
            case INT64 -> integer(bytes.getLong(0), element, plain, up);
            case INT96 -> null;
            case FLOAT -> number(bytes.getFloat(0));
            case DOUBLE -> number(bytes.getDouble(0));
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> text(bytes, plain);
        };
    }

    /// A zero may stand for the other one, which is equal to it; NaN bounds nothing.
    private static @Nullable Double number(double value) {
        return Double.isNaN(value) ? null : (Double) (value == 0 ? 0.0 : value);
    }

    private static @Nullable Comparable<?> text(ByteBuffer bytes, DataType type) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return switch (type) {
            case DataType.Decimal(_, _, int scale) ->
                    copy.length == 0 ? null : plain(new BigDecimal(new BigInteger(copy), scale));
            case DataType.FloatingPoint _ -> null;
            default -> Text.of(copy);
        };
    }

    private static @Nullable Comparable<?> integer(long value, SchemaElement element, DataType type, boolean up) {
        return switch (type) {
            case DataType.Decimal(_, _, int scale) -> plain(BigDecimal.valueOf(value, scale));
            case DataType.Int(int bits, boolean signed) ->
                    signed
                            ? BigInteger.valueOf(value)
                            : bits == 64 ? unsigned(value) : BigInteger.valueOf(value & ((1L << bits) - 1));
            case DataType.Date(boolean milliseconds) -> scaled(value, milliseconds ? 86_400_000 : 1, 1, up);
            case DataType.Time(TimeUnit unit) -> inUnit(value, element, unit, up);
            case DataType.Timestamp(TimeUnit unit, _) -> inUnit(value, element, unit, up);
            case DataType.Duration _ -> BigInteger.valueOf(value);
            default -> null;
        };
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    private static @Nullable BigInteger inUnit(long value, SchemaElement element, TimeUnit unit, boolean up) {
        DataType stored = StoredTypes.leaf(element);
        TimeUnit from =
                switch (stored) {
                    case DataType.Time(TimeUnit known) -> known;
                    case DataType.Timestamp(TimeUnit known, _) -> known;
                    default -> null;
                };
        if (from == null) {
            return null;
        }
        return scaled(
                value,
                Math.max(1, unit.perSecond() / from.perSecond()),
                Math.max(1, from.perSecond() / unit.perSecond()),
                up);
    }

    private static BigInteger scaled(long value, long times, long parts, boolean up) {
        if (parts > 1) {
            return BigInteger.valueOf(up ? Math.ceilDiv(value, parts) : Math.floorDiv(value, parts));
        }
        return BigInteger.valueOf(value).multiply(BigInteger.valueOf(times));
    }
}
