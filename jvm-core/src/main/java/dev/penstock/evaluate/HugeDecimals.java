package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.HugeInteger;
import dev.penstock.kernel.WideInteger;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conversions from and to decimals of more than 38 digits, one number at a time: they are rare.
final class HugeDecimals {
    private HugeDecimals() {}

    /// Null where there is no kernel.
    static @Nullable Node compile(Node input, DataType from, DataType to, BoundExpr.Cast cast) {
        Reader reader = reader(from);
        if (reader == null) {
            return null;
        }
        return switch (to) {
            case DataType.Decimal decimal -> ofNumbers(input, reader, decimal, cast);
            case DataType.Int(int bits, boolean signed) when !cast.wrap() ->
                    integers(input, reader, bits, signed, cast);
            case DataType.FloatingPoint _ ->
                    Computed.strict(
                            Kind.DOUBLES,
                            List.of(input),
                            (in, out, n) -> {
                                long room = out.room();
                                for (long i = 0; i < n; i++) {
                                    BigDecimal number = in[0].isNull(i) ? BigDecimal.ZERO : reader.read(in[0], i);
                                    Native.putDouble(room + (i << 3), number == null ? 0 : number.doubleValue());
                                }
                                Arithmetic.round(to, room, n);
                            });
            default -> null;
        };
    }

    /// Whether a type needs more than 128 bits.
    static boolean isHuge(DataType type) {
        return type instanceof DataType.Decimal && Kind.of(type) == Kind.HUGE;
    }

    /// The number in a lane that is not null; null for what is none.
    private interface Reader {
        @Nullable BigDecimal read(Lanes in, long lane);
    }

    private static @Nullable Reader reader(DataType type) {
        return switch (type) {
            case DataType.Int(int bits, boolean signed) ->
                    (in, lane) -> {
                        long value = Native.getLong(in.values() + (lane << 3));
                        return bits == 64 && !signed
                                ? new BigDecimal(new BigInteger(Long.toUnsignedString(value)))
                                : BigDecimal.valueOf(value);
                    };
            case DataType.FloatingPoint _ ->
                    (in, lane) -> {
                        double value = Native.getDouble(in.values() + (lane << 3));
                        return Double.isFinite(value) ? new BigDecimal(value) : null;
                    };
            case DataType.Decimal(_, _, int scale) when Kind.of(type) == Kind.WIDE ->
                    (in, lane) -> new BigDecimal(WideInteger.read(in.values() + (lane << 4)), scale);
            case DataType.Decimal(_, _, int scale) ->
                    (in, lane) -> new BigDecimal(HugeInteger.read(in.values() + (lane << 5)), scale);
            case DataType.Utf8 _ -> TextCasts::number;
            default -> null;
        };
    }

    private static Node ofNumbers(Node input, Reader reader, DataType.Decimal to, BoundExpr.Cast cast) {
        Kind kind = Kind.of(to, "cast");
        return Computed.of(
                kind,
                List.of(input),
                (in, out, n) -> {
                    long room = out.room();
                    long fits = out.mask(0);
                    for (long i = 0; i < n; i++) {
                        BigDecimal number = in[0].isNull(i) ? BigDecimal.ZERO : reader.read(in[0], i);
                        BigDecimal scaled = number == null ? null : number.setScale(to.scale(), RoundingMode.HALF_EVEN);
                        boolean holds = scaled != null && scaled.precision() <= to.precision();
                        BitLanes.put(fits, i, holds);
                        BigInteger unscaled = holds && scaled != null ? scaled.unscaledValue() : BigInteger.ZERO;
                        if (kind == Kind.HUGE) {
                            HugeInteger.write(room + (i << 5), unscaled);
                        } else {
                            WideInteger.write(room + (i << 4), unscaled);
                        }
                    }
                    refuse(in[0], out, fits, reader, cast, n);
                });
    }

    private static Node integers(Node input, Reader reader, int bits, boolean signed, BoundExpr.Cast cast) {
        BigInteger most = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        BigInteger least = signed ? most.not() : BigInteger.ZERO;
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, out, n) -> {
                    long room = out.room();
                    long fits = out.mask(0);
                    for (long i = 0; i < n; i++) {
                        BigDecimal number = in[0].isNull(i) ? BigDecimal.ZERO : reader.read(in[0], i);
                        BigInteger whole = number == null ? null : number.toBigInteger();
                        boolean holds = whole != null && whole.compareTo(least) >= 0 && whole.compareTo(most) <= 0;
                        BitLanes.put(fits, i, holds);
                        Native.putLong(room + (i << 3), holds && whole != null ? whole.longValue() : 0);
                    }
                    refuse(in[0], out, fits, reader, cast, n);
                });
    }

    private static void refuse(Lanes in, Lanes out, long fits, Reader reader, BoundExpr.Cast cast, int n) {
        long lane = Casts.keep(in, out, fits, cast, n);
        if (lane >= 0) {
            BigDecimal number = reader.read(in, lane);
            throw Casts.unfit(number == null ? "what is no number" : number.toPlainString(), cast);
        }
    }
}
