package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.HugeInteger;
import dev.penstock.kernel.WideInteger;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Conversions from and to text. Text is read in the forms that Polars accepts, and no other.
final class TextCasts {
    private static final Pattern FLOAT =
            Pattern.compile("[+-]?(([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|(?i:inf|infinity|nan))");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    /// Beyond this exponent a decimal is none of ours, and it would take long to find out.
    private static final int MOST_EXPONENT = 100;

    /// Numbers of 64 bits, and truth values, have no more bytes.
    private static final int NUMBER_BYTES = 20;

    private TextCasts() {}

    /// Null where there is no kernel.
    static @Nullable Node compile(Node input, DataType from, DataType to, BoundExpr.Cast cast) {
        if (from.isText()) {
            return switch (to) {
                case DataType.Int target when !cast.wrap() -> integers(input, target, cast);
                case DataType.FloatingPoint target -> floats(input, target, cast);
                case DataType.Decimal target when target.bits() <= 128 && target.scale() >= 0 ->
                        decimals(input, target, cast);
                case DataType.Utf8 _ -> input;
                case DataType.Binary _ -> input;
                default -> null;
            };
        }
        if (!(to instanceof DataType.Utf8)) {
            return null;
        }
        return switch (from) {
            case DataType.Int(int bits, boolean signed) -> ofIntegers(input, bits == 64 && !signed);
            case DataType.Bool _ ->
                    TextNodes.made(
                            List.of(input),
                            1,
                            (in, lane, made) -> made.copy(BitLanes.get(in[0].values(), lane) ? "true" : "false"));
            case DataType.Decimal(_, _, int scale) when HugeDecimals.isHuge(from) && scale >= 0 ->
                    TextNodes.made(
                            List.of(input),
                            1,
                            (in, lane, made) ->
                                    made.copy(
                                            new BigDecimal(HugeInteger.read(in[0].values() + (lane << 5)), scale)
                                                    .toPlainString()));
            case DataType.Decimal(int bits, _, int scale) when bits <= 128 && scale >= 0 ->
                    TextNodes.made(
                            List.of(input),
                            1,
                            (in, lane, made) ->
                                    made.copy(
                                            new BigDecimal(WideInteger.read(in[0].values() + (lane << 4)), scale)
                                                    .toPlainString()));
            case DataType.Date(boolean milliseconds) when milliseconds -> null;
            case DataType.Date _, DataType.Time _, DataType.Timestamp _ ->
                    MomentText.of(new Temporal(from, input), MomentText.ofCast(from));
            default -> null;
        };
    }

    private static Node ofIntegers(Node input, boolean large) {
        return TextNodes.made(
                List.of(input),
                1,
                (in, lane, made) -> {
                    long value = TextNodes.number(in[0], lane);
                    return large && value < 0
                            ? made.copy(Long.toUnsignedString(value))
                            : MomentText.number(value, 1, '0', made.room(NUMBER_BYTES));
                });
    }

    private static Node integers(Node input, DataType.Int target, BoundExpr.Cast cast) {
        int bits = target.bits();
        // Of unsigned integers of 64 bits, the largest as a signed one: the digits are compared below.
        long most = target.signed() ? Long.MAX_VALUE >> (64 - bits) : -1L >>> (64 - bits);
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, to, n) -> {
                    long room = to.room();
                    long fits = to.mask(0);
                    for (long i = 0; i < n; i++) {
                        long text = TextNodes.text(in[0], i);
                        int size = TextNodes.size(in[0], i);
                        boolean minus = size > 0 && Native.getByte(text) == '-';
                        boolean sign = minus || (size > 0 && Native.getByte(text) == '+');
                        boolean good = size > (sign ? 1 : 0) && (!minus || target.signed());
                        long value = 0;
                        for (int at = sign ? 1 : 0; at < size && good; at++) {
                            int digit = Native.getByte(text + at) - '0';
                            // Counted downwards for a minus, because there is one number more there.
                            long next = value * 10 + (minus ? -digit : digit);
                            boolean overflows =
                                    minus
                                            ? value < (-most - 1) / 10 || next > 0 || next < -most - 1
                                            : Long.compareUnsigned(value, Long.divideUnsigned(most, 10)) > 0
                                                    || Long.compareUnsigned(next, most) > 0
                                                    || (value != 0 && Long.compareUnsigned(next, value) < 0);
                            good = digit >= 0 && digit <= 9 && !overflows;
                            value = next;
                        }
                        Native.putLong(room + (i << 3), value);
                        BitLanes.put(fits, i, good);
                    }
                    refuse(in[0], to, fits, cast, n);
                });
    }

    private static Node floats(Node input, DataType.FloatingPoint target, BoundExpr.Cast cast) {
        return Computed.of(
                Kind.DOUBLES,
                List.of(input),
                (in, to, n) -> {
                    long room = to.room();
                    long fits = to.mask(0);
                    for (long i = 0; i < n; i++) {
                        String text =
                                in[0].isNull(i)
                                        ? ""
                                        : TextNodes.string(TextNodes.text(in[0], i), TextNodes.size(in[0], i));
                        boolean good = FLOAT.matcher(text).matches();
                        Native.putDouble(room + (i << 3), good ? number(text, target.bits()) : 0);
                        BitLanes.put(fits, i, good);
                    }
                    refuse(in[0], to, fits, cast, n);
                });
    }

    private static double number(String text, int bits) {
        char last = Character.toLowerCase(text.charAt(text.length() - 1));
        boolean minus = text.charAt(0) == '-';
        if (last == 'n') {
            return minus ? -Double.NaN : Double.NaN;
        }
        if (last == 'f' || last == 'y') {
            return minus ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        // Rounded once: by way of a float of 64 bits there could be two roundings.
        return bits == 64 ? Double.parseDouble(text) : Float.parseFloat(text);
    }

    /// Decimals out of text; null, or an error, where it is none or has too many digits.
    static Node decimals(Node input, DataType.Decimal target, BoundExpr.Cast cast) {
        return Computed.of(
                Kind.WIDE,
                List.of(input),
                (in, to, n) -> {
                    long room = to.room();
                    long fits = to.mask(0);
                    for (long i = 0; i < n; i++) {
                        BigDecimal value = in[0].isNull(i) ? null : decimal(in[0], i, target);
                        if (value != null) {
                            WideInteger.write(room + (i << 4), value.unscaledValue());
                        }
                        BitLanes.put(fits, i, value != null);
                    }
                    refuse(in[0], to, fits, cast, n);
                });
    }

    /// The number that a lane's text says; null where it says none.
    static @Nullable BigDecimal number(Lanes in, long lane) {
        String text = TextNodes.string(TextNodes.text(in, lane), TextNodes.size(in, lane));
        try {
            BigDecimal value = DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
            return value == null || Math.abs((long) value.scale()) > MOST_EXPONENT ? null : value;
        } catch (ArithmeticException | NumberFormatException _) {
            return null;
        }
    }

    private static @Nullable BigDecimal decimal(Lanes in, long lane, DataType.Decimal target) {
        String text = TextNodes.string(TextNodes.text(in, lane), TextNodes.size(in, lane));
        if (!DECIMAL.matcher(text).matches()) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(text);
            if (Math.abs((long) value.scale()) > MOST_EXPONENT) {
                return value.signum() == 0 || value.scale() > 0 ? BigDecimal.ZERO.setScale(target.scale()) : null;
            }
            BigDecimal scaled = value.setScale(target.scale(), RoundingMode.HALF_UP);
            return scaled.precision() <= target.precision() ? scaled : null;
        } catch (ArithmeticException | NumberFormatException _) {
            return null;
        }
    }

    private static void refuse(Lanes in, Lanes to, long fits, BoundExpr.Cast cast, int n) {
        long lane = Casts.keep(in, to, fits, cast, n);
        if (lane >= 0) {
            String text = TextNodes.string(TextNodes.text(in, lane), TextNodes.size(in, lane));
            throw Casts.unfit("\"" + text + "\"", cast);
        }
    }
}
