package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundText;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Comparisons;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.FloatComparisons;
import dev.penstock.kernel.LongLanes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Sensitive;
import dev.penstock.type.TimeUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conversions between numbers, truth values, and what counts units of time.
final class Casts {
    private static final long DAY_SECONDS = 86_400;
    private static final DataType.Int DAYS = new DataType.Int(32, true);
    private static final DataType.Int COUNT = new DataType.Int(64, true);

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
                    case DataType _ when HugeDecimals.isHuge(to) || (HugeDecimals.isHuge(from) && !to.isText()) ->
                            HugeDecimals.compile(input, from, to, cast);
                    case DataType _ when from.isText() || to.isText() -> TextCasts.compile(input, from, to, cast);
                    case DataType.Decimal _ -> DecimalCasts.compile(input, from, to, cast);
                    case DataType _ when to instanceof DataType.Decimal -> DecimalCasts.compile(input, from, to, cast);
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
            case DataType.Int _, DataType.Date _, DataType.Time _, DataType.Timestamp _, DataType.Duration _ ->
                    map(Kind.LONGS, input, (in, out, n) -> LongLanes.ofBits(in.values(), out.room(), n));
            case DataType.FloatingPoint _ ->
                    map(Kind.DOUBLES, input, (in, out, n) -> DoubleLanes.ofBits(in.values(), out.room(), n));
            default -> null;
        };
    }

    private static @Nullable Node ofInteger(Node input, int bits, boolean signed, DataType to, BoundExpr.Cast cast) {
        return switch (to) {
            case DataType.Bool _ -> map(Kind.BITS, input, (in, out, n) -> notZero(in, Kind.LONGS, out.room(), n));
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
                            (in, out, n) ->
                                    LongLanes.narrow(in.values(), target.bits(), target.signed(), out.room(), n));
                }
                yield checked(input, bits == 64 && !signed, target, cast);
            }
            case DataType.FloatingPoint(int width) -> {
                boolean large = bits == 64 && !signed;
                yield map(
                        Kind.DOUBLES,
                        input,
                        (in, out, n) -> {
                            long room = out.room();
                            if (large) {
                                LongLanes.unsignedToDoubles(in.values(), width == 32, room, n);
                            } else if (width == 32) {
                                LongLanes.toFloats(in.values(), room, n);
                            } else {
                                LongLanes.toDoubles(in.values(), room, n);
                            }
                            if (width == 16) {
                                Arithmetic.round(to, room, n);
                            }
                        });
            }
            case DataType.Date(boolean milliseconds) when !milliseconds ->
                    (bits <= 32 && signed) || bits < 32 ? input : checked(input, bits == 64 && !signed, DAYS, cast);
            case DataType.Timestamp _, DataType.Duration _ ->
                    bits < 64 || signed ? input : checked(input, true, COUNT, cast);
            case DataType.Time(TimeUnit unit) -> inDay(input, unit, cast);
            default -> null;
        };
    }

    /// Numbers that are a time of day: from midnight to the next one.
    private static Node inDay(Node input, TimeUnit unit, BoundExpr.Cast cast) {
        long last = DAY_SECONDS * unit.perSecond() - 1;
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, out, n) -> {
                    Comparisons.between(in[0].values(), 0, last, out.mask(0), n);
                    LongLanes.copy(in[0].values(), out.room(), n);
                    long lane = keep(in[0], out, out.mask(0), cast, n);
                    if (lane >= 0) {
                        throw unfit(Long.toString(Native.getLong(in[0].values() + (lane << 3))), cast);
                    }
                });
    }

    private static @Nullable Node ofFloat(Node input, int bits, DataType to, BoundExpr.Cast cast) {
        return switch (to) {
            case DataType.Bool _ -> map(Kind.BITS, input, (in, out, n) -> notZero(in, Kind.DOUBLES, out.room(), n));
            case DataType.FloatingPoint(int width) ->
                    width >= bits
                            ? input
                            : map(
                                    Kind.DOUBLES,
                                    input,
                                    (in, out, n) -> {
                                        long room = out.room();
                                        LongLanes.copy(in.values(), room, n);
                                        Arithmetic.round(to, room, n);
                                    });
            case DataType.Int target when !cast.wrap() -> cutOff(input, target, cast);
            case DataType.Date(boolean milliseconds) when !milliseconds -> cutOff(input, DAYS, cast);
            case DataType.Timestamp _, DataType.Duration _ -> cutOff(input, COUNT, cast);
            case DataType.Time(TimeUnit unit) -> inDay(cutOff(input, COUNT, cast), unit, cast);
            default -> null;
        };
    }

    private static Node cutOff(Node input, DataType.Int target, BoundExpr.Cast cast) {
        // The open interval of floats that cut off to a number of the type.
        double beyond = Math.scalb(1.0, target.signed() ? target.bits() - 1 : target.bits());
        double most = Math.nextDown(beyond);
        double least = !target.signed() ? Math.nextUp(-1.0) : target.bits() == 64 ? -beyond : Math.nextUp(-beyond - 1);
        boolean large = !target.signed() && target.bits() == 64;
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, out, n) -> {
                    long values = in[0].values();
                    FloatComparisons.between(values, least, most, out.mask(0), n);
                    if (large) {
                        DoubleLanes.toUnsigned(values, out.room(), n);
                    } else {
                        DoubleLanes.toLongs(values, out.room(), n);
                    }
                    long lane = keep(in[0], out, out.mask(0), cast, n);
                    if (lane >= 0) {
                        throw unfit(String.valueOf(Native.getDouble(values + (lane << 3))), cast);
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
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, out, n) -> {
                    // An unsigned number beyond the signed ones looks negative: it fits nothing that is checked.
                    Comparisons.between(in[0].values(), large ? 0 : least, most, out.mask(0), n);
                    LongLanes.copy(in[0].values(), out.room(), n);
                    long lane = keep(in[0], out, out.mask(0), cast, n);
                    if (lane >= 0) {
                        long value = Native.getLong(in[0].values() + (lane << 3));
                        throw unfit(large ? Long.toUnsignedString(value) : Long.toString(value), cast);
                    }
                });
    }

    private static @Nullable Node ofTime(Node input, DataType from, DataType to, BoundExpr.Cast cast) {
        if (to instanceof DataType.Int target) {
            boolean narrow = from instanceof DataType.Date(boolean milliseconds) && !milliseconds;
            boolean holdsAll = target.signed() && target.bits() >= (narrow ? 32 : 64);
            return holdsAll ? input : checked(input, false, target, cast);
        }
        if (to.isFloat()) {
            return ofInteger(input, 64, true, to, cast);
        }
        return switch (from) {
            case DataType.Date(boolean milliseconds) ->
                    !milliseconds && to instanceof DataType.Timestamp(TimeUnit unit, _)
                            ? scaled(input, DAY_SECONDS * unit.perSecond(), cast)
                            : null;
            case DataType.Time(TimeUnit unit) ->
                    switch (to) {
                        case DataType.Duration(TimeUnit other) -> rescaled(input, unit, other, false, cast);
                        case DataType.Time(TimeUnit other) when other.perSecond() >= unit.perSecond() ->
                                rescaled(input, unit, other, false, cast);
                        default -> null;
                    };
            case DataType.Timestamp(TimeUnit unit, _) ->
                    switch (to) {
                        // An instant is the same in every zone.
                        case DataType.Timestamp(TimeUnit other, _) -> rescaled(input, unit, other, true, cast);
                        case DataType.Time(TimeUnit other) -> timeOfDay(input, unit, other, cast);
                        // In UTC, as in Polars, whatever the zone.
                        case DataType.Date(boolean milliseconds) when !milliseconds ->
                                map(
                                        Kind.LONGS,
                                        input,
                                        (in, out, n) ->
                                                LongLanes.floorDivideByConstant(
                                                        in.values(), DAY_SECONDS * unit.perSecond(), out.room(), n));
                        default -> null;
                    };
            case DataType.Duration(TimeUnit unit) ->
                    to instanceof DataType.Duration(TimeUnit other) ? rescaled(input, unit, other, false, cast) : null;
            default -> null;
        };
    }

    private static Node timeOfDay(Node input, TimeUnit from, TimeUnit to, BoundExpr.Cast cast) {
        long day = DAY_SECONDS * from.perSecond();
        Node inDay =
                map(
                        Kind.LONGS,
                        input,
                        (in, out, n) -> {
                            long room = out.room();
                            LongLanes.floorDivideByConstant(in.values(), day, room, n);
                            LongLanes.multiplyByConstant(room, day, room, n);
                            LongLanes.subtract(in.values(), room, room, n);
                        });
        return rescaled(inDay, from, to, true, cast);
    }

    /// Points in time are rounded down, lengths of time cut off: so does Polars.
    private static Node rescaled(Node input, TimeUnit from, TimeUnit to, boolean down, BoundExpr.Cast cast) {
        if (to == from) {
            return input;
        }
        if (to.perSecond() > from.perSecond()) {
            return scaled(input, to.perSecond() / from.perSecond(), cast);
        }
        long divisor = from.perSecond() / to.perSecond();
        return map(
                Kind.LONGS,
                input,
                (in, out, n) -> {
                    if (down) {
                        LongLanes.floorDivideByConstant(in.values(), divisor, out.room(), n);
                    } else {
                        LongLanes.divideByConstant(in.values(), divisor, out.room(), n);
                    }
                });
    }

    private static Node scaled(Node input, long factor, BoundExpr.Cast cast) {
        long most = Long.MAX_VALUE / factor;
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, out, n) -> {
                    Comparisons.between(in[0].values(), -most, most, out.mask(0), n);
                    LongLanes.multiplyByConstant(in[0].values(), factor, out.room(), n);
                    long lane = keep(in[0], out, out.mask(0), cast, n);
                    if (lane >= 0) {
                        throw unfit(Native.getLong(in[0].values() + (lane << 3)) + " units", cast);
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
    static long keep(Lanes in, Lanes to, long fits, BoundExpr.Cast cast, int n) {
        to.nullsOf(in, n);
        if (BitLanes.count(fits, n) == n) {
            return -1;
        }
        if (cast.strict()) {
            BitLanes.not(fits, fits, n);
            if (in.nulls()) {
                BitLanes.and(fits, in.valid(), fits, n);
            }
            return BitLanes.first(fits, n);
        }
        to.keepOnly(fits, n);
        return -1;
    }

    private static void notZero(Lanes in, Kind kind, long bits, int n) {
        if (kind == Kind.LONGS) {
            Comparisons.equal(in.values(), Long.BYTES, 0, bits, n);
        } else {
            FloatComparisons.equal(in.values(), Double.BYTES, 0, bits, n);
        }
        BitLanes.not(bits, bits, n);
    }

    static PenstockException unfit(String value, BoundExpr.Cast cast) {
        var error =
                new PenstockException(
                        ErrorCode.CAST,
                        "the conversion from %s to %s failed for %s"
                                .formatted(
                                        cast.input().type(),
                                        cast.type(),
                                        BoundText.isSensitive(cast.input()) ? Sensitive.MARK : value));
        if (cast.input() instanceof BoundExpr.Ref(String name, _) && !name.startsWith("__")) {
            error.column(name);
        }
        return error.hint("cast with strict=False to make null of what does not fit");
    }
}
