package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Comparisons;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.LongLanes;
import dev.penstock.memory.Native;
import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import java.util.List;

/// Arithmetic and mathematics. Integers wrap around at their own width; floats of 32 bits are rounded after each step.
final class Arithmetic {
    private static final long DAY_SECONDS = 86_400;

    private Arithmetic() {}

    static Node compile(MathFunction function, BoundExpr.Call call, List<Node> inputs) {
        DataType type = call.type();
        DataType first = call.arguments().getFirst().type();
        Node decimal = DecimalArithmetic.compile(function, call, inputs);
        if (decimal != null) {
            return decimal;
        }
        return switch (function) {
            case ADD, SUB, MUL, TRUEDIV, FLOORDIV, MOD -> binary(function, call, inputs);
            case MIN_HORIZONTAL, MAX_HORIZONTAL, SUM_HORIZONTAL, MEAN_HORIZONTAL ->
                    Horizontal.compile(function, call, inputs);
            case NEG, ABS, SIGN -> signs(function, type, inputs);
            case POW -> Powers.compile(call, inputs);
            case BITWISE_COUNT_ONES,
                    BITWISE_COUNT_ZEROS,
                    BITWISE_LEADING_ONES,
                    BITWISE_LEADING_ZEROS,
                    BITWISE_TRAILING_ONES,
                    BITWISE_TRAILING_ZEROS -> {
                if (!(first instanceof DataType.Int(int bits, _))) {
                    throw new NoKernel(function.symbol() + " of " + first);
                }
                yield bits(function, bits, inputs);
            }
            case ARCTAN2 -> angle(type, inputs);
            case CLIP -> Horizontal.clip(first, inputs);
            case HASH -> HashNode.of(inputs.getFirst(), call.options());
            case ROUND_SIG_FIGS -> significant(type, first, call.options().integer("digits", 1), inputs);
            default -> {
                if (inputs.getFirst().kind() != Kind.DOUBLES || !first.isFloat()) {
                    throw new NoKernel(function.symbol() + " of " + first);
                }
                Mathematics.Loop loop = Mathematics.loop(function, call.options());
                yield Computed.strict(
                        Kind.DOUBLES,
                        inputs,
                        (in, to, n) -> {
                            long room = to.room();
                            loop.run(in[0].values(), room, n);
                            round(type, room, n);
                        });
            }
        };
    }

    private static Node bits(MathFunction function, int width, List<Node> inputs) {
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    long room = to.room();
                    if (function == MathFunction.BITWISE_COUNT_ONES) {
                        LongLanes.countOnes(in[0].values(), width, room, n);
                        return;
                    }
                    for (long i = 0; i < n; i++) {
                        // The highest bits of the word are those of the number; ones follow behind, or zeros.
                        long number = Native.getLong(in[0].values() + (i << 3)) << (64 - width);
                        long count =
                                switch (function) {
                                    case BITWISE_COUNT_ZEROS -> width - Long.bitCount(number);
                                    case BITWISE_LEADING_ONES -> Long.numberOfLeadingZeros(~number);
                                    case BITWISE_LEADING_ZEROS -> Long.numberOfLeadingZeros(number);
                                    case BITWISE_TRAILING_ONES -> Long.numberOfTrailingZeros(~(number >> (64 - width)));
                                    default -> Long.numberOfTrailingZeros(number) - (64 - width);
                                };
                        Native.putLong(room + (i << 3), Math.min(count, width));
                    }
                });
    }

    /// The angle of the point (second, first).
    private static Node angle(DataType type, List<Node> inputs) {
        return Computed.strict(
                Kind.DOUBLES,
                inputs,
                (in, to, n) -> {
                    long room = to.room();
                    for (long i = 0; i < n; i++) {
                        double y = Native.getDouble(in[0].values() + (i << 3));
                        double x = Native.getDouble(in[1].values() + (i << 3));
                        Native.putDouble(room + (i << 3), Math.atan2(y, x));
                    }
                    round(type, room, n);
                });
    }

    /// The same steps as in Polars, so that both lose the same digits.
    private static Node significant(DataType type, DataType first, long digits, List<Node> inputs) {
        if (!first.isFloat() || !type.isFloat()) {
            throw new NoKernel("round_sig_figs of " + first);
        }
        return Computed.strict(
                Kind.DOUBLES,
                inputs,
                (in, to, n) -> {
                    long room = to.room();
                    DoubleLanes.map(
                            in[0].values(),
                            room,
                            n,
                            x -> {
                                if (x == 0 || !Double.isFinite(x)) {
                                    return x;
                                }
                                double power = Math.pow(10, digits - 1 - Math.floor(Math.log10(Math.abs(x))));
                                return Mathematics.roundAway(x * power) / power;
                            });
                    round(type, room, n);
                });
    }

    private static Node binary(MathFunction function, BoundExpr.Call call, List<Node> inputs) {
        DataType left = call.arguments().get(0).type();
        DataType right = call.arguments().get(1).type();
        DataType type = call.type();
        boolean counts = left.isTemporal() || right.isTemporal();
        if (type instanceof DataType.Date(boolean milliseconds) && !milliseconds) {
            return moved(function, right, inputs);
        }
        if (type.isFloat() && left instanceof DataType.Duration && right instanceof DataType.Duration) {
            return quotient(inputs);
        }
        if (function == MathFunction.ADD && inputs.stream().allMatch(input -> input.kind() == Kind.BYTES)) {
            return TextMaking.joined(inputs, "", false);
        }
        boolean sums = function == MathFunction.ADD || function == MathFunction.SUB;
        boolean scaled = function == MathFunction.MUL && (left.isInteger() || right.isInteger());
        boolean plain = !counts || (sums && !(type instanceof DataType.Date)) || scaled;
        Kind kind = Kind.of(type, function.symbol());
        if (!plain || inputs.stream().anyMatch(input -> input.kind() != kind)) {
            throw new NoKernel(function.symbol() + " of " + left + " and " + right);
        }
        WithConstant shorter = WithConstant.of(function, kind, inputs);
        if (shorter != null) {
            return unary(type, shorter.input(), shorter.loop());
        }
        return switch (kind) {
            case LONGS -> integers(function, type, inputs);
            case DOUBLES -> floats(function, type, inputs);
            case BITS, BYTES, WIDE, HUGE -> throw new NoKernel(function.symbol() + " of " + type);
        };
    }

    private static Node integers(MathFunction function, DataType type, List<Node> inputs) {
        boolean unsigned = type instanceof DataType.Int(int bits, boolean signed) && bits == 64 && !signed;
        boolean divides = function == MathFunction.FLOORDIV || function == MathFunction.MOD;
        boolean byConstant =
                inputs.get(1) instanceof ConstantNode constant && constant.value() != null && constant.integer() != 0;
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    long a = in[0].values();
                    long b = in[1].values();
                    long room = to.room();
                    switch (function) {
                        case ADD -> LongLanes.add(a, b, room, n);
                        case SUB -> LongLanes.subtract(a, b, room, n);
                        case MUL -> LongLanes.multiply(a, b, room, n);
                        case FLOORDIV -> {
                            if (unsigned) {
                                LongLanes.divideUnsigned(a, b, room, n);
                            } else {
                                LongLanes.floorDivide(a, b, room, n);
                            }
                        }
                        default -> {
                            if (unsigned) {
                                LongLanes.remainderUnsigned(a, b, room, n);
                            } else {
                                LongLanes.modulo(a, b, room, n);
                            }
                        }
                    }
                    narrow(type, room, n);
                    if (divides && !byConstant) {
                        long nonzero = to.mask(0);
                        Comparisons.equal(b, Long.BYTES, 0, nonzero, n);
                        BitLanes.not(nonzero, nonzero, n);
                        if (BitLanes.count(nonzero, n) < n) {
                            to.keepOnly(nonzero, n);
                        }
                    }
                });
    }

    /// Integers or floats of the same kind as `type`, cut off or rounded to its width.
    private static Node unary(DataType type, Node input, Mathematics.Loop loop) {
        Kind kind = input.kind();
        return Computed.strict(
                kind,
                List.of(input),
                (in, to, n) -> {
                    long room = to.room();
                    loop.run(in[0].values(), room, n);
                    if (kind == Kind.LONGS) {
                        narrow(type, room, n);
                    } else {
                        round(type, room, n);
                    }
                });
    }

    private static Node floats(MathFunction function, DataType type, List<Node> inputs) {
        return Computed.strict(
                Kind.DOUBLES,
                inputs,
                (in, to, n) -> {
                    long a = in[0].values();
                    long b = in[1].values();
                    long room = to.room();
                    switch (function) {
                        case ADD -> DoubleLanes.add(a, b, room, n);
                        case SUB -> DoubleLanes.subtract(a, b, room, n);
                        case MUL -> DoubleLanes.multiply(a, b, room, n);
                        default -> DoubleLanes.divide(a, b, room, n);
                    }
                    round(type, room, n);
                    if (function == MathFunction.FLOORDIV || function == MathFunction.MOD) {
                        DoubleLanes.floor(room, room, n);
                    }
                    if (function == MathFunction.MOD) {
                        DoubleLanes.multiply(room, b, room, n);
                        round(type, room, n);
                        DoubleLanes.subtract(a, room, room, n);
                        round(type, room, n);
                    }
                });
    }

    /// A date and a duration: the day on which the moment lies.
    private static Node moved(MathFunction function, DataType by, List<Node> inputs) {
        if (!(by instanceof DataType.Duration(TimeUnit unit))) {
            throw new NoKernel(function.symbol() + " of a date and " + by);
        }
        long day = DAY_SECONDS * unit.perSecond();
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    long room = to.room();
                    LongLanes.multiplyByConstant(in[0].values(), day, room, n);
                    if (function == MathFunction.ADD) {
                        LongLanes.add(room, in[1].values(), room, n);
                    } else {
                        LongLanes.subtract(room, in[1].values(), room, n);
                    }
                    LongLanes.floorDivideByConstant(room, day, room, n);
                });
    }

    private static Node quotient(List<Node> inputs) {
        return Computed.strict(
                Kind.DOUBLES,
                inputs,
                (in, to, n) -> {
                    long room = to.room();
                    long divisor = to.spare(0).room();
                    LongLanes.toDoubles(in[0].values(), room, n);
                    LongLanes.toDoubles(in[1].values(), divisor, n);
                    DoubleLanes.divide(room, divisor, room, n);
                });
    }

    private static Node signs(MathFunction function, DataType type, List<Node> inputs) {
        boolean unsigned = type instanceof DataType.Int(_, boolean signed) && !signed;
        Node input = inputs.getFirst();
        return switch (Kind.of(type, function.symbol())) {
            case LONGS ->
                    switch (function) {
                        case NEG -> unary(type, input, LongLanes::negate);
                        case ABS -> unsigned ? input : unary(type, input, LongLanes::absolute);
                        default ->
                                unary(
                                        type,
                                        input,
                                        (a, to, n) -> {
                                            LongLanes.sign(a, to, n);
                                            if (unsigned) {
                                                LongLanes.absolute(to, to, n);
                                            }
                                        });
                    };
            case DOUBLES ->
                    switch (function) {
                        case NEG -> unary(type, input, DoubleLanes::negate);
                        case ABS -> unary(type, input, DoubleLanes::absolute);
                        default -> unary(type, input, (a, to, n) -> DoubleLanes.map(a, to, n, Math::signum));
                    };
            case BITS, BYTES, WIDE, HUGE -> throw new NoKernel(function.symbol() + " of " + type);
        };
    }

    /// Cuts integers off to the width of their type.
    static void narrow(DataType type, long lanes, int n) {
        if (type instanceof DataType.Int(int bits, boolean signed) && bits < 64) {
            LongLanes.narrow(lanes, bits, signed, lanes, n);
        }
    }

    /// Rounds floats to the width of their type.
    static void round(DataType type, long lanes, int n) {
        if (type instanceof DataType.FloatingPoint(int bits) && bits < 64) {
            if (bits == 32) {
                DoubleLanes.toFloats(lanes, lanes, n);
            } else {
                DoubleLanes.map(lanes, lanes, n, x -> Float.float16ToFloat(Float.floatToFloat16((float) x)));
            }
        }
    }
}
