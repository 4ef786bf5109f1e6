package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.LongLanes;
import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Arithmetic and mathematics. Integers wrap around at their own width; floats of 32 bits are rounded after each step.
final class Arithmetic {
    private static final long DAY_SECONDS = 86_400;

    private Arithmetic() {}

    static Node compile(MathFunction function, BoundExpr.Call call, List<Node> inputs) {
        DataType type = call.type();
        DataType first = call.arguments().getFirst().type();
        return switch (function) {
            case ADD, SUB, MUL, TRUEDIV, FLOORDIV, MOD -> binary(function, call, inputs);
            case MIN_HORIZONTAL, MAX_HORIZONTAL, SUM_HORIZONTAL, MEAN_HORIZONTAL ->
                    Horizontal.compile(function, call, inputs);
            case NEG, ABS, SIGN -> signs(function, type, inputs);
            case POW -> Powers.compile(call, inputs);
            case BITWISE_COUNT_ONES -> {
                if (!(first instanceof DataType.Int(int bits, _))) {
                    throw new NoKernel(function.symbol() + " of " + first);
                }
                yield Computed.strict(
                        Kind.LONGS, inputs, (in, to, n) -> LongLanes.countOnes(in[0].longs(), bits, to.longs(), n));
            }
            case CLIP -> Horizontal.clip(first, inputs);
            case HASH -> HashNode.of(inputs.getFirst(), call.options());
            case ARCTAN2,
                    BITWISE_COUNT_ZEROS,
                    BITWISE_LEADING_ONES,
                    BITWISE_LEADING_ZEROS,
                    BITWISE_TRAILING_ONES,
                    BITWISE_TRAILING_ZEROS,
                    ROUND_SIG_FIGS ->
                    throw new NoKernel(function.symbol());
            default -> {
                if (inputs.getFirst().kind() != Kind.DOUBLES || !first.isFloat()) {
                    throw new NoKernel(function.symbol() + " of " + first);
                }
                Mathematics.Loop loop = Mathematics.loop(function, call.options());
                yield Computed.strict(
                        Kind.DOUBLES,
                        inputs,
                        (in, to, n) -> {
                            loop.run(in[0].doubles(), to.doubles(), n);
                            round(type, to.doubles(), n);
                        });
            }
        };
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
        boolean sums = function == MathFunction.ADD || function == MathFunction.SUB;
        boolean scaled = function == MathFunction.MUL && (left.isInteger() || right.isInteger());
        boolean plain = !counts || (sums && !(type instanceof DataType.Date)) || scaled;
        Kind kind = Kind.of(type, function.symbol());
        if (!plain || inputs.stream().anyMatch(input -> input.kind() != kind)) {
            throw new NoKernel(function.symbol() + " of " + left + " and " + right);
        }
        return switch (kind) {
            case LONGS -> integers(function, type, inputs);
            case DOUBLES -> floats(function, type, inputs);
            case BITS, BYTES, WIDE -> throw new NoKernel(function.symbol() + " of " + type);
        };
    }

    private static Node integers(MathFunction function, DataType type, List<Node> inputs) {
        boolean unsigned = type instanceof DataType.Int(int bits, boolean signed) && bits == 64 && !signed;
        boolean divides = function == MathFunction.FLOORDIV || function == MathFunction.MOD;
        boolean byConstant =
                inputs.get(1) instanceof ConstantNode constant
                        && constant.value() != null
                        && ConstantNode.integer(constant.value()) != 0;
        long @Nullable [] nonzero = divides && !byConstant ? Choice.mask() : null;
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    long[] a = in[0].longs();
                    long[] b = in[1].longs();
                    long[] result = to.longs();
                    switch (function) {
                        case ADD -> LongLanes.add(a, b, result, n);
                        case SUB -> LongLanes.subtract(a, b, result, n);
                        case MUL -> LongLanes.multiply(a, b, result, n);
                        case FLOORDIV -> {
                            if (unsigned) {
                                LongLanes.divideUnsigned(a, b, result, n);
                            } else {
                                LongLanes.floorDivide(a, b, result, n);
                            }
                        }
                        default -> {
                            if (unsigned) {
                                LongLanes.remainderUnsigned(a, b, result, n);
                            } else {
                                LongLanes.modulo(a, b, result, n);
                            }
                        }
                    }
                    narrow(type, result, n);
                    if (nonzero != null) {
                        BitLanes.ofLongs(b, nonzero, n);
                        if (BitLanes.count(nonzero, n) < n) {
                            to.keepOnly(nonzero, n);
                        }
                    }
                });
    }

    private static Node floats(MathFunction function, DataType type, List<Node> inputs) {
        return Computed.strict(
                Kind.DOUBLES,
                inputs,
                (in, to, n) -> {
                    double[] a = in[0].doubles();
                    double[] b = in[1].doubles();
                    double[] result = to.doubles();
                    switch (function) {
                        case ADD -> DoubleLanes.add(a, b, result, n);
                        case SUB -> DoubleLanes.subtract(a, b, result, n);
                        case MUL -> DoubleLanes.multiply(a, b, result, n);
                        default -> DoubleLanes.divide(a, b, result, n);
                    }
                    round(type, result, n);
                    if (function == MathFunction.FLOORDIV || function == MathFunction.MOD) {
                        DoubleLanes.floor(result, result, n);
                    }
                    if (function == MathFunction.MOD) {
                        DoubleLanes.multiply(result, b, result, n);
                        round(type, result, n);
                        DoubleLanes.subtract(a, result, result, n);
                        round(type, result, n);
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
                    long[] result = to.longs();
                    LongLanes.multiply(in[0].longs(), day, result, n);
                    if (function == MathFunction.ADD) {
                        LongLanes.add(result, in[1].longs(), result, n);
                    } else {
                        LongLanes.subtract(result, in[1].longs(), result, n);
                    }
                    LongLanes.floorDivide(result, day, result, n);
                });
    }

    private static Node quotient(List<Node> inputs) {
        double[] divisor = new double[dev.penstock.kernel.LaneMemory.LANES];
        return Computed.strict(
                Kind.DOUBLES,
                inputs,
                (in, to, n) -> {
                    LongLanes.toDoubles(in[0].longs(), to.doubles(), n);
                    LongLanes.toDoubles(in[1].longs(), divisor, n);
                    DoubleLanes.divide(to.doubles(), divisor, to.doubles(), n);
                });
    }

    private static Node signs(MathFunction function, DataType type, List<Node> inputs) {
        boolean unsigned = type instanceof DataType.Int(_, boolean signed) && !signed;
        return switch (Kind.of(type, function.symbol())) {
            case LONGS ->
                    Computed.strict(
                            Kind.LONGS,
                            inputs,
                            (in, to, n) -> {
                                switch (function) {
                                    case NEG -> LongLanes.negate(in[0].longs(), to.longs(), n);
                                    case ABS -> {
                                        if (unsigned) {
                                            System.arraycopy(in[0].longs(), 0, to.longs(), 0, n);
                                        } else {
                                            LongLanes.absolute(in[0].longs(), to.longs(), n);
                                        }
                                    }
                                    default -> {
                                        LongLanes.sign(in[0].longs(), to.longs(), n);
                                        if (unsigned) {
                                            LongLanes.absolute(to.longs(), to.longs(), n);
                                        }
                                    }
                                }
                                narrow(type, to.longs(), n);
                            });
            case DOUBLES ->
                    Computed.strict(
                            Kind.DOUBLES,
                            inputs,
                            (in, to, n) -> {
                                switch (function) {
                                    case NEG -> DoubleLanes.negate(in[0].doubles(), to.doubles(), n);
                                    case ABS -> DoubleLanes.absolute(in[0].doubles(), to.doubles(), n);
                                    default -> DoubleLanes.map(in[0].doubles(), to.doubles(), n, Math::signum);
                                }
                            });
            case BITS, BYTES, WIDE -> throw new NoKernel(function.symbol() + " of " + type);
        };
    }

    /// Cuts integers off to the width of their type.
    static void narrow(DataType type, long[] lanes, int n) {
        if (type instanceof DataType.Int(int bits, boolean signed) && bits < 64) {
            LongLanes.narrow(lanes, bits, signed, lanes, n);
        }
    }

    /// Rounds floats to the width of their type.
    static void round(DataType type, double[] lanes, int n) {
        if (type instanceof DataType.FloatingPoint(int bits) && bits < 64) {
            if (bits == 32) {
                DoubleLanes.toFloats(lanes, lanes, n);
            } else {
                DoubleLanes.map(lanes, lanes, n, x -> Float.float16ToFloat(Float.floatToFloat16((float) x)));
            }
        }
    }
}
