package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.LongLanes;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Conversions between numbers, truth values, and what counts units of time.
final class Casts {
    private static final long DAY_SECONDS = 86_400;
    private static final DataType.Int DAYS = new DataType.Int(32, true);

    private Casts() {}

    static Node compile(Node input, BoundExpr.Cast cast) {
        DataType from = cast.input().type().logical();
        DataType to = cast.type().logical();
        if (from instanceof DataType.Null) {
            return Compiler.constant(cast.type(), null);
        }
        if (from.equals(to)) {
            return input;
        }
        Node node =
                switch (from) {
                    case DataType.Bool _ -> ofTruth(input, to);
                    case DataType.Int(int bits, boolean signed) -> ofInteger(input, bits, signed, to, cast);
                    case DataType.FloatingPoint(int bits) -> ofFloat(input, bits, to, cast);
                    case DataType.Date _, DataType.Time _, DataType.Timestamp _, DataType.Duration _ ->
                            ofTime(input, from, to, cast);
                    default -> null;
                };
        if (node == null) {
            throw new NoKernel("cast from " + cast.input().type() + " to " + cast.type());
        }
        return node;
    }

    private static @Nullable Node ofTruth(Node input, DataType to) {
        return switch (to) {
            case DataType.Int _ -> map(Kind.LONGS, input, (in, out, n) -> LongLanes.ofBits(in.bits(), out.longs(), n));
            case DataType.FloatingPoint _ ->
                    map(Kind.DOUBLES, input, (in, out, n) -> DoubleLanes.ofBits(in.bits(), out.doubles(), n));
            default -> null;
        };
    }

    private static @Nullable Node ofInteger(Node input, int bits, boolean signed, DataType to, BoundExpr.Cast cast) {
        return switch (to) {
            case DataType.Bool _ -> map(Kind.BITS, input, (in, out, n) -> BitLanes.ofLongs(in.longs(), out.bits(), n));
            case DataType.Int target -> {
                boolean holdsAll =
                        target.signed() == signed ? target.bits() >= bits : target.signed() && target.bits() > bits;
                if (holdsAll) {
                    yield input;
                }
                if (cast.wrap()) {
                    yield map(
                            Kind.LONGS,
                            input,
                            (in, out, n) -> {
                                System.arraycopy(in.longs(), 0, out.longs(), 0, n);
                                Arithmetic.narrow(target, out.longs(), n);
                            });
                }
                yield checked(input, bits == 64 && !signed, target, cast);
            }
            case DataType.FloatingPoint(int width) -> {
                boolean large = bits == 64 && !signed;
                yield map(
                        Kind.DOUBLES,
                        input,
                        (in, out, n) -> {
                            if (large) {
                                LongLanes.unsignedToDoubles(in.longs(), width == 32, out.doubles(), n);
                            } else if (width == 32) {
                                LongLanes.toFloats(in.longs(), out.doubles(), n);
                            } else {
                                LongLanes.toDoubles(in.longs(), out.doubles(), n);
                            }
                            if (width == 16) {
                                Arithmetic.round(to, out.doubles(), n);
                            }
                        });
            }
            case DataType.Date(boolean milliseconds) when !milliseconds ->
                    (bits <= 32 && signed) || bits < 32 ? input : checked(input, bits == 64 && !signed, DAYS, cast);
            case DataType.Timestamp _, DataType.Duration _ -> bits < 64 || signed ? input : null;
            default -> null;
        };
    }

    private static @Nullable Node ofFloat(Node input, int bits, DataType to, BoundExpr.Cast cast) {
        return switch (to) {
            case DataType.Bool _ ->
                    map(Kind.BITS, input, (in, out, n) -> BitLanes.ofDoubles(in.doubles(), out.bits(), n));
            case DataType.FloatingPoint(int width) ->
                    width >= bits
                            ? input
                            : map(
                                    Kind.DOUBLES,
                                    input,
                                    (in, out, n) -> {
                                        System.arraycopy(in.doubles(), 0, out.doubles(), 0, n);
                                        Arithmetic.round(to, out.doubles(), n);
                                    });
            case DataType.Int target when !cast.wrap() -> cutOff(input, target, cast);
            default -> null;
        };
    }

    private static Node cutOff(Node input, DataType.Int target, BoundExpr.Cast cast) {
        // The open interval of floats that cut off to a number of the type.
        double beyond = Math.scalb(1.0, target.signed() ? target.bits() - 1 : target.bits());
        double most = Math.nextDown(beyond);
        double least = !target.signed() ? Math.nextUp(-1.0) : target.bits() == 64 ? -beyond : Math.nextUp(-beyond - 1);
        boolean large = !target.signed() && target.bits() == 64;
        long[] fits = Choice.mask();
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, out, n) -> {
                    double[] values = in[0].doubles();
                    DoubleLanes.between(values, least, most, fits, n);
                    if (large) {
                        DoubleLanes.toUnsigned(values, out.longs(), n);
                    } else {
                        DoubleLanes.toLongs(values, out.longs(), n);
                    }
                    int lane = keep(in[0], out, fits, cast, n);
                    if (lane >= 0) {
                        throw unfit(String.valueOf(values[lane]), cast);
                    }
                });
    }

    /// Integers that must fit `target`.
    private static Node checked(Node input, boolean large, DataType.Int target, BoundExpr.Cast cast) {
        long least = target.signed() ? -1L << (target.bits() - 1) : 0;
        long most =
                target.bits() == 64
                        ? Long.MAX_VALUE
                        : (1L << (target.signed() ? target.bits() - 1 : target.bits())) - 1;
        long[] fits = Choice.mask();
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, out, n) -> {
                    // An unsigned number beyond the signed ones looks negative: it fits nothing that is checked.
                    LongLanes.between(in[0].longs(), large ? 0 : least, most, fits, n);
                    System.arraycopy(in[0].longs(), 0, out.longs(), 0, n);
                    int lane = keep(in[0], out, fits, cast, n);
                    if (lane >= 0) {
                        long value = in[0].longs()[lane];
                        throw unfit(large ? Long.toUnsignedString(value) : Long.toString(value), cast);
                    }
                });
    }

    private static @Nullable Node ofTime(Node input, DataType from, DataType to, BoundExpr.Cast cast) {
        if (to instanceof DataType.Int target) {
            boolean narrow = from instanceof DataType.Date(boolean milliseconds) && !milliseconds;
            boolean holdsAll = target.signed() && target.bits() >= (narrow ? 32 : 64);
            return from instanceof DataType.Time ? null : holdsAll ? input : checked(input, false, target, cast);
        }
        return switch (from) {
            case DataType.Date(boolean milliseconds) ->
                    !milliseconds && to instanceof DataType.Timestamp(TimeUnit unit, String zone) && zone == null
                            ? scaled(input, DAY_SECONDS * unit.perSecond(), cast)
                            : null;
            case DataType.Timestamp(TimeUnit unit, String zone) ->
                    switch (to) {
                        case DataType.Timestamp(TimeUnit other, String otherZone)
                                when Objects.equals(zone, otherZone) ->
                                rescaled(input, unit, other, true, cast);
                        case DataType.Date(boolean milliseconds) when zone == null && !milliseconds ->
                                map(
                                        Kind.LONGS,
                                        input,
                                        (in, out, n) ->
                                                LongLanes.floorDivide(
                                                        in.longs(), DAY_SECONDS * unit.perSecond(), out.longs(), n));
                        default -> null;
                    };
            case DataType.Duration(TimeUnit unit) ->
                    to instanceof DataType.Duration(TimeUnit other) ? rescaled(input, unit, other, false, cast) : null;
            default -> null;
        };
    }

    /// Points in time are rounded down, lengths of time cut off: so does Polars.
    private static Node rescaled(Node input, TimeUnit from, TimeUnit to, boolean down, BoundExpr.Cast cast) {
        if (to.perSecond() > from.perSecond()) {
            return scaled(input, to.perSecond() / from.perSecond(), cast);
        }
        long divisor = from.perSecond() / to.perSecond();
        return map(
                Kind.LONGS,
                input,
                (in, out, n) -> {
                    if (down) {
                        LongLanes.floorDivide(in.longs(), divisor, out.longs(), n);
                    } else {
                        LongLanes.divide(in.longs(), divisor, out.longs(), n);
                    }
                });
    }

    private static Node scaled(Node input, long factor, BoundExpr.Cast cast) {
        long most = Long.MAX_VALUE / factor;
        long[] fits = Choice.mask();
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, out, n) -> {
                    LongLanes.between(in[0].longs(), -most, most, fits, n);
                    LongLanes.multiply(in[0].longs(), factor, out.longs(), n);
                    int lane = keep(in[0], out, fits, cast, n);
                    if (lane >= 0) {
                        throw unfit(in[0].longs()[lane] + " units", cast);
                    }
                });
    }

    private interface Loop {
        void run(Lanes in, Lanes to, int n);
    }

    private static Node map(Kind kind, Node input, Loop loop) {
        return Computed.strict(kind, List.of(input), (in, to, n) -> loop.run(in[0], to, n));
    }

    /// Makes null what does not fit, or finds the first such lane that was not null when that is an error.
    private static int keep(Lanes in, Lanes to, long[] fits, BoundExpr.Cast cast, int n) {
        to.nullsOf(in, n);
        if (BitLanes.count(fits, n) == n) {
            return -1;
        }
        if (cast.strict()) {
            for (int i = 0; i < BitLanes.words(n); i++) {
                fits[i] = in.nulls() ? in.valid()[i] & ~fits[i] : ~fits[i];
            }
            return BitLanes.first(fits, n);
        }
        to.keepOnly(fits, n);
        return -1;
    }

    private static PenstockException unfit(String value, BoundExpr.Cast cast) {
        var error =
                new PenstockException(
                        ErrorCode.CAST,
                        "the conversion from " + cast.input().type() + " to " + cast.type() + " failed for " + value);
        if (cast.input() instanceof BoundExpr.Ref(String name, _) && !name.startsWith("__")) {
            error.column(name);
        }
        return error.hint("cast with strict=False to make null of what does not fit");
    }
}
