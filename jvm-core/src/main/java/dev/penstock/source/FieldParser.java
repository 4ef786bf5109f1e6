package dev.penstock.source;

import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Reads a field's text as a value of one type and appends it to a builder.
final class FieldParser {
    private final ColumnBuilder builder;
    private final DataType type;
    private final byte point;
    private final boolean lossy;
    private final boolean[] ok = new boolean[1];

    /// @param lossy whether what is no UTF-8 is replaced
    FieldParser(ColumnBuilder builder, byte point, boolean lossy) {
        this.builder = builder;
        this.type = builder.plainType();
        this.point = point;
        this.lossy = lossy;
    }

    /// Appends the value; false, and nothing appended, when the text is none of the type.
    boolean parse(byte[] text, int from, int end) {
        return switch (type) {
            case DataType.Bool _ -> {
                int value = TextNumbers.bool(text, from, end);
                if (value >= 0) {
                    builder.addBit(value == 1);
                }
                yield value >= 0;
            }
            case DataType.Int(int bits, boolean signed) -> integer(text, from, end, bits, signed);
            case DataType.FloatingPoint(int bits) -> {
                double value = TextNumbers.floating(text, from, end, point, ok);
                if (ok[0]) {
                    builder.addLong(
                            bits == 64
                                    ? Double.doubleToRawLongBits(value)
                                    : bits == 32
                                            ? Float.floatToRawIntBits((float) value)
                                            : Float.floatToFloat16((float) value));
                }
                yield ok[0];
            }
            case DataType.Decimal(_, int precision, int scale) -> decimal(text, from, end, precision, scale);
            case DataType.Date(boolean milliseconds) -> {
                Long day = TextDates.date(text, from, end);
                yield add(day == null ? null : milliseconds ? Long.valueOf(day * 86_400_000) : day);
            }
            case DataType.Time(TimeUnit unit) -> {
                Long nanos = TextDates.time(text, from, end);
                yield add(nanos == null ? null : Long.valueOf(nanos / (1_000_000_000L / unit.perSecond())));
            }
            case DataType.Timestamp(TimeUnit unit, _) -> {
                TextDates.Moment moment = TextDates.moment(text, from, end);
                Long day = moment == null ? TextDates.date(text, from, end) : null;
                long seconds = moment == null ? day == null ? 0 : day * 86_400 : moment.seconds();
                long nanos = moment == null ? 0 : moment.nanos();
                yield add(
                        moment == null && day == null
                                ? null
                                : Long.valueOf(
                                        seconds * unit.perSecond() + nanos / (1_000_000_000L / unit.perSecond())));
            }
            case DataType.Utf8 _ -> text(text, from, end);
            case DataType.Binary _ -> {
                builder.addBytes(text, from, end - from);
                yield true;
            }
            case DataType.Null _ -> {
                builder.addNull();
                yield true;
            }
            default -> false;
        };
    }

    private boolean add(@org.jspecify.annotations.Nullable Long value) {
        if (value == null) {
            return false;
        }
        builder.addLong(value);
        return true;
    }

    private boolean integer(byte[] text, int from, int end, int bits, boolean signed) {
        if (bits == 64 && !signed) {
            BigInteger value = TextNumbers.big(text, from, end);
            return add(
                    value == null || value.signum() < 0 || value.bitLength() > 64
                            ? null
                            : Long.valueOf(value.longValue()));
        }
        Long value = TextNumbers.integer(text, from, end);
        if (value == null || bits == 64) {
            return add(value);
        }
        long least = signed ? -(1L << (bits - 1)) : 0;
        long most = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
        return add(value < least || value > most ? null : value);
    }

    private boolean decimal(byte[] text, int from, int end, int precision, int scale) {
        BigDecimal value = TextNumbers.decimal(text, from, end, point);
        if (value == null) {
            return false;
        }
        BigDecimal rounded = value.setScale(scale, RoundingMode.HALF_EVEN);
        if (rounded.precision() > precision) {
            return false;
        }
        builder.addBig(rounded.unscaledValue());
        return true;
    }

    private boolean text(byte[] text, int from, int end) {
        boolean ascii = true;
        for (int i = from; ascii && i < end; i++) {
            ascii = text[i] >= 0;
        }
        if (!ascii && !isUtf8(text, from, end)) {
            if (!lossy) {
                return false;
            }
            byte[] replaced =
                    new String(text, from, end - from, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            builder.addBytes(replaced, 0, replaced.length);
            return true;
        }
        builder.addBytes(text, from, end - from);
        return true;
    }

    private static boolean isUtf8(byte[] text, int from, int end) {
        try {
            CharBuffer decoded =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(text, from, end - from));
            return decoded.hasRemaining();
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
