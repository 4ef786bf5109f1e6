package dev.penstock.testing;

import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Single values as the bytes that Arrow stores, and back. The kinds of values are those of
/// [dev.penstock.plan.Expr.Literal]; intervals are lists of their parts.
final class FixedValues {
    private FixedValues() {}

    /// The little-endian bytes of a value of fixed width.
    static byte[] bytes(DataType type, Object value) {
        return switch (type) {
            case DataType.Int(int bits, _) ->
                    value instanceof Long number
                            ? integer(number, bits / 8)
                            : integer(new BigInteger(value.toString()), bits / 8);
            case DataType.FloatingPoint(int bits) ->
                    switch (bits) {
                        case 16 -> integer(Float.floatToFloat16(((Double) value).floatValue()), 2);
                        case 32 -> integer(Float.floatToRawIntBits(((Double) value).floatValue()), 4);
                        default -> integer(Double.doubleToRawLongBits((Double) value), 8);
                    };
            case DataType.Decimal(int bits, _, int scale) ->
                    integer(((BigDecimal) value).setScale(scale).unscaledValue(), bits / 8);
            case DataType.FixedSizeBinary _ -> text(value);
            case DataType.Date(boolean milliseconds) -> integer((Long) value, milliseconds ? 8 : 4);
            case DataType.Time(var unit) -> integer((Long) value, unit.perSecond() <= 1_000 ? 4 : 8);
            case DataType.Timestamp _, DataType.Duration _ -> integer((Long) value, 8);
            case DataType.Interval(DataType.IntervalUnit unit) -> interval(unit, value);
            default -> throw new AssertionError(type + " has no fixed width");
        };
    }

    /// The value that `bytes` hold.
    static Object value(DataType type, byte[] bytes) {
        return switch (type) {
            case DataType.Int(int bits, boolean signed) ->
                    signed
                            ? (Object) number(bytes)
                            : bits == 64 ? unsigned(wide(bytes)) : (Object) (number(bytes) & (1L << bits) - 1);
            case DataType.FloatingPoint(int bits) ->
                    switch (bits) {
                        case 16 -> (double) Float.float16ToFloat((short) number(bytes));
                        case 32 -> (double) Float.intBitsToFloat((int) number(bytes));
                        default -> Double.longBitsToDouble(number(bytes));
                    };
            case DataType.Decimal(_, _, int scale) -> new BigDecimal(wide(bytes), scale);
            case DataType.FixedSizeBinary _ -> ByteBuffer.wrap(bytes);
            case DataType.Interval(DataType.IntervalUnit unit) ->
                    interval(unit, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            default -> number(bytes);
        };
    }

    /// The bytes of text or of a byte string.
    static byte[] text(Object value) {
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static byte[] integer(long value, int width) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (value >> Math.min(63, 8 * i));
        }
        return bytes;
    }

    private static byte[] integer(BigInteger value, int width) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    /// A number of up to eight bytes.
    private static long number(byte[] bytes) {
        long number = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            number = number << 8 | (bytes[i] & 0xFF);
        }
        int unused = 64 - 8 * bytes.length;
        return bytes.length == 0 ? 0 : number << unused >> unused;
    }

    private static BigInteger wide(byte[] bytes) {
        byte[] bigEndian = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            bigEndian[i] = bytes[bytes.length - 1 - i];
        }
        return bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
    }

    private static BigInteger unsigned(BigInteger number) {
        return number.signum() < 0 ? number.add(BigInteger.ONE.shiftLeft(64)) : number;
    }

    private static byte[] interval(DataType.IntervalUnit unit, Object value) {
        ByteBuffer bytes = ByteBuffer.allocate(unit.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        List<?> parts = (List<?>) value;
        for (int i = 0; i < parts.size(); i++) {
            long part = (Long) parts.get(i);
            if (i == 2) {
                bytes.putLong(part);
            } else {
                bytes.putInt((int) part);
            }
        }
        return bytes.array();
    }

    private static List<Long> interval(DataType.IntervalUnit unit, ByteBuffer bytes) {
        return switch (unit) {
            case YEAR_MONTH -> List.of((long) bytes.getInt());
            case DAY_TIME -> List.of((long) bytes.getInt(), (long) bytes.getInt());
            case MONTH_DAY_NANO -> List.of((long) bytes.getInt(), (long) bytes.getInt(), bytes.getLong());
        };
    }
}
