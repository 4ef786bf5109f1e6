package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Comparisons;
import dev.penstock.kernel.DecimalLanes;
import dev.penstock.kernel.DecimalLanes.Step;
import dev.penstock.kernel.WideInteger;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conversions from and to decimals.
final class DecimalCasts {
    private DecimalCasts() {}

    /// Null where there is no kernel.
    static @Nullable Node compile(Node input, DataType from, DataType to, BoundExpr.Cast cast) {
        return to instanceof DataType.Decimal target
                ? isPlain(target) ? ofOther(input, from, target, cast) : null
                : from instanceof DataType.Decimal source && isPlain(source) ? toOther(input, source, to, cast) : null;
    }

    private static boolean isPlain(DataType.Decimal type) {
        return type.bits() <= 128 && type.scale() >= 0;
    }

    private static @Nullable Node ofOther(Node input, DataType from, DataType.Decimal to, BoundExpr.Cast cast) {
        return switch (from) {
            case DataType.Int(int bits, boolean signed) -> {
                Step unit = Step.ofDigits(to.scale());
                boolean unsigned = bits == 64 && !signed;
                int digits = digits(bits);
                yield checked(
                        List.of(input),
                        to,
                        digits + to.scale() <= to.precision(),
                        cast,
                        (in, out, n) -> DecimalLanes.ofLongs(in.values(), unsigned, unit, out.room(), n));
            }
            case DataType.FloatingPoint _ -> ofFloat(input, to, cast);
            case DataType.Decimal source -> {
                if (!isPlain(source)) {
                    yield null;
                }
                int more = to.scale() - source.scale();
                boolean holdsAll = source.precision() + more + (more < 0 ? 1 : 0) <= to.precision();
                if (more == 0) {
                    yield holdsAll
                            ? input
                            : checked(
                                    List.of(input),
                                    to,
                                    false,
                                    cast,
                                    (in, out, n) -> Native.copy(in.values(), out.room(), (long) n << 4));
                }
                Step by = Step.ofDigits(Math.abs(more));
                yield checked(
                        List.of(input),
                        to,
                        holdsAll,
                        cast,
                        (in, out, n) -> {
                            if (more > 0) {
                                DecimalLanes.scaleUp(in.values(), by, out.room(), n);
                            } else {
                                DecimalLanes.scaleDown(in.values(), by, false, out.room(), n);
                            }
                        });
            }
            default -> null;
        };
    }

    /// How many digits integers of that width have.
    private static int digits(int bits) {
        return switch (bits) {
            case 8 -> 3;
            case 16 -> 5;
            case 32 -> 10;
            default -> 20;
        };
    }

    private interface Loop {
        void run(Lanes in, Lanes to, int n);
    }

    private static Node checked(
            List<Node> inputs, DataType.Decimal to, boolean holdsAll, BoundExpr.Cast cast, Loop loop) {
        return Computed.of(
                Kind.WIDE,
                inputs,
                (in, out, n) -> {
                    loop.run(in[0], out, n);
                    if (holdsAll) {
                        out.nullsOf(in[0], n);
                        return;
                    }
                    DecimalLanes.within(out.values(), to.precision(), out.mask(0), n);
                    long lane = Casts.keep(in[0], out, out.mask(0), cast, n);
                    if (lane >= 0) {
                        BigDecimal value = new BigDecimal(WideInteger.read(out.values() + (lane << 4)), to.scale());
                        throw Casts.unfit(value.toPlainString(), cast);
                    }
                });
    }

    private static Node ofFloat(Node input, DataType.Decimal to, BoundExpr.Cast cast) {
        double unit = Math.pow(10, to.scale());
        double limit = Math.pow(10, to.precision());
        return Computed.of(
                Kind.WIDE,
                List.of(input),
                (in, out, n) -> {
                    long room = out.room();
                    long fits = out.mask(0);
                    for (long i = 0; i < n; i++) {
                        double scaled = Math.rint(Native.getDouble(in[0].values() + (i << 3)) * unit);
                        long at = room + (i << 4);
                        BitLanes.put(fits, i, Math.abs(scaled) < limit);
                        if (Math.abs(scaled) < 0x1p63) {
                            Native.putLong(at, (long) scaled);
                            Native.putLong(at + 8, (long) scaled >> 63);
                        } else if (Math.abs(scaled) < limit) {
                            WideInteger.write(at, new BigDecimal(scaled).toBigInteger());
                        }
                    }
                    long lane = Casts.keep(in[0], out, fits, cast, n);
                    if (lane >= 0) {
                        throw Casts.unfit(Double.toString(Native.getDouble(in[0].values() + (lane << 3))), cast);
                    }
                });
    }

    private static @Nullable Node toOther(Node input, DataType.Decimal from, DataType to, BoundExpr.Cast cast) {
        Step unit = Step.ofDigits(from.scale());
        return switch (to) {
            case DataType.Bool _ ->
                    Computed.strict(
                            Kind.BITS,
                            List.of(input),
                            (in, out, n) -> {
                                long bits = out.room();
                                for (long i = 0; i < n; i++) {
                                    long at = in[0].values() + (i << 4);
                                    BitLanes.put(bits, i, (Native.getLong(at) | Native.getLong(at + 8)) != 0);
                                }
                            });
            case DataType.FloatingPoint _ -> new DecimalFloats(input, from.scale(), to);
            case DataType.Int target when !cast.wrap() && (target.bits() < 64 || target.signed()) ->
                    integers(input, unit, target, cast);
            default -> null;
        };
    }

    private static Node integers(Node input, Step unit, DataType.Int target, BoundExpr.Cast cast) {
        int bits = target.bits();
        long most = target.signed() ? Long.MAX_VALUE >> (64 - bits) : (1L << bits) - 1;
        long least = target.signed() ? -most - 1 : 0;
        Node whole =
                Computed.strict(
                        Kind.WIDE,
                        List.of(input),
                        (in, out, n) -> DecimalLanes.scaleDown(in[0].values(), unit, true, out.room(), n));
        return Computed.of(
                Kind.LONGS,
                List.of(whole),
                (in, out, n) -> {
                    long fits = out.mask(0);
                    DecimalLanes.toLongs(in[0].values(), fits, out.room(), n);
                    Comparisons.between(out.values(), least, most, out.mask(1), n);
                    BitLanes.and(fits, out.mask(1), fits, n);
                    long lane = Casts.keep(in[0], out, fits, cast, n);
                    if (lane >= 0) {
                        throw Casts.unfit(WideInteger.read(in[0].values() + (lane << 4)).toString(), cast);
                    }
                });
    }
}
