package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Interval;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Objects;

/// The types of arithmetic and mathematics.
final class MathTypes {
    private MathTypes() {}

    static BoundExpr bind(MathFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case ADD, SUB, MUL, TRUEDIV, FLOORDIV, MOD -> {
                arity(function, arguments, 2, 2);
                yield arithmetic(function, arguments);
            }
            case POW -> {
                arity(function, arguments, 2, 2);
                yield power(arguments);
            }
            case NEG, ABS -> {
                BoundExpr argument = one(function, arguments);
                boolean unsigned = argument.type() instanceof DataType.Int(_, boolean signed) && !signed;
                require(function == MathFunction.ABS || !unsigned, function, arguments);
                require(argument.type().isNumeric() || argument.type() instanceof Duration, function, arguments);
                yield call(function, List.of(argument), options, argument.type());
            }
            case SQRT, CBRT, EXP, LOG, LOG1P -> {
                BoundExpr argument = floating(function, one(function, arguments), arguments);
                yield call(function, List.of(argument), options, argument.type());
            }
            case SIN,
                    COS,
                    TAN,
                    COT,
                    ARCSIN,
                    ARCCOS,
                    ARCTAN,
                    SINH,
                    COSH,
                    TANH,
                    ARCSINH,
                    ARCCOSH,
                    ARCTANH,
                    DEGREES,
                    RADIANS -> {
                DataType angle = one(function, arguments).type();
                require(!(angle instanceof Decimal || angle instanceof DataType.Bool), function, arguments);
                BoundExpr argument = floating(function, one(function, arguments), arguments);
                yield call(function, List.of(argument), options, argument.type());
            }
            case ARCTAN2 -> {
                arity(function, arguments, 2, 2);
                require(arguments.stream().allMatch(e -> isNumber(e.type())), function, arguments);
                DataType type = arguments.getFirst().type().equals(Types.FLOAT32) ? Types.FLOAT32 : Types.FLOAT64;
                yield call(function, arguments.stream().map(e -> Operands.as(e, type)).toList(), options, type);
            }
            case FLOOR, CEIL, ROUND, ROUND_SIG_FIGS, TRUNCATE -> {
                BoundExpr argument = one(function, arguments);
                require(argument.type().isNumeric(), function, arguments);
                yield argument.type().isInteger() && function != MathFunction.ROUND_SIG_FIGS
                        ? argument
                        : call(function, List.of(argument), options, rounded(function, argument.type(), options));
            }
            case SIGN -> {
                BoundExpr argument = one(function, arguments);
                require(argument.type().isNumeric(), function, arguments);
                yield call(function, List.of(argument), options, argument.type());
            }
            case CLIP -> {
                arity(function, arguments, 3, 3);
                DataType type = Operands.settled(arguments.getFirst()).type();
                require(type.isNumeric() || type.isTemporal(), function, arguments);
                require(arguments.stream().allMatch(e -> bounds(type, e.type())), function, arguments);
                yield call(function, arguments.stream().map(e -> Operands.as(e, type)).toList(), options, type);
            }
            case BITWISE_COUNT_ONES,
                    BITWISE_COUNT_ZEROS,
                    BITWISE_LEADING_ONES,
                    BITWISE_LEADING_ZEROS,
                    BITWISE_TRAILING_ONES,
                    BITWISE_TRAILING_ZEROS -> {
                BoundExpr argument = one(function, arguments);
                require(argument.type().isInteger() || argument.type() instanceof DataType.Bool, function, arguments);
                yield call(function, List.of(argument), options, Types.UINT32);
            }
            case MIN_HORIZONTAL, MAX_HORIZONTAL -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                boolean text = arguments.stream().anyMatch(e -> isBytes(e.type()));
                boolean fits = arguments.stream().allMatch(e -> isBytes(e.type()) || e.type() instanceof DataType.Null);
                require(!text || fits, function, arguments);
                List<BoundExpr> all = Operands.unify(arguments);
                require(AggregationTypes.isOrdered(all.getFirst().type()), function, arguments);
                yield call(function, all, options, all.getFirst().type());
            }
            case SUM_HORIZONTAL -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                DataType type = Operands.commonType(arguments);
                DataType result =
                        switch (type) {
                            case DataType.Bool _ -> Types.UINT32;
                            case Decimal(_, _, int scale) -> new Decimal(128, 38, scale);
                            case DataType.Int _, DataType.FloatingPoint _, Duration _, DataType.Null _ -> type;
                            default -> throw Operands.invalid(function.symbol(), arguments);
                        };
                yield call(function, arguments.stream().map(e -> Operands.as(e, result)).toList(), options, result);
            }
            case MEAN_HORIZONTAL -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                require(arguments.stream().allMatch(e -> isNumber(e.type())), function, arguments);
                boolean plain = arguments.stream().anyMatch(Operands::isDynamic);
                boolean narrow = !plain && common(arguments).equals(Types.FLOAT32);
                DataType type = narrow ? Types.FLOAT32 : Types.FLOAT64;
                yield call(function, arguments.stream().map(e -> Operands.as(e, type)).toList(), options, type);
            }
            case HASH -> call(function, List.of(one(function, arguments)), options, Types.UINT64);
        };
    }

    /// The type that holds all arguments; float64 when there is none, as for a decimal and a truth value.
    private static DataType common(List<BoundExpr> arguments) {
        DataType type = Types.NULL;
        for (BoundExpr argument : arguments) {
            type = Supertype.of(type, argument.type()).orElse(Types.FLOAT64);
        }
        return type;
    }

    /// Rounding a decimal may take one digit more: 9.99 becomes 10.00.
    private static DataType rounded(MathFunction function, DataType type, Options options) {
        boolean kept =
                function == MathFunction.TRUNCATE
                        || (function == MathFunction.ROUND
                                && type instanceof Decimal(_, _, int digits)
                                && options.integer("decimals", 0) >= digits);
        return type instanceof Decimal(int bits, int precision, int scale) && !kept
                ? new Decimal(bits > 128 ? 256 : 128, Math.min(precision + 1, bits > 128 ? 76 : 38), scale)
                : type;
    }

    /// Whether values of `type` are bounded by one of `bound`.
    private static boolean bounds(DataType type, DataType bound) {
        if (bound instanceof DataType.Null || bound.getClass().equals(type.getClass())) {
            return true;
        }
        boolean points =
                (type instanceof Date || type instanceof Timestamp)
                        && (bound instanceof Date || bound instanceof Timestamp);
        return points || (type.isNumeric() && (bound.isNumeric() || bound instanceof DataType.Bool));
    }

    private static BoundExpr arithmetic(MathFunction function, List<BoundExpr> arguments) {
        BoundExpr left = arguments.get(0);
        BoundExpr right = arguments.get(1);
        DataType l = left.type();
        DataType r = right.type();
        if (isTime(l) || isTime(r)) {
            return temporal(function, left, right, arguments);
        }
        if (function == MathFunction.ADD && (isBytes(l) || isBytes(r))) {
            return joined(arguments);
        }
        require(isNumber(l) && isNumber(r), function, arguments);
        DataType type = function == MathFunction.TRUEDIV ? quotient(arguments) : Operands.commonType(arguments);
        if (type instanceof Decimal decimal) {
            require(decimal.bits() <= 128, function, arguments);
            // Polars: every decimal result has precision 38 and the larger of the two scales.
            type = new Decimal(128, 38, decimal.scale());
        } else if (type instanceof DataType.Bool) {
            require(function == MathFunction.ADD, function, arguments);
            type = Types.UINT32;
        } else if (type instanceof DataType.Null) {
            return new BoundExpr.Constant(Types.NULL, null);
        }
        return call(function, List.of(Operands.as(left, type), Operands.as(right, type)), Options.NONE, type);
    }

    /// Both sides of a true division: floats, unless there are decimals and no truth values.
    private static DataType quotient(List<BoundExpr> arguments) {
        boolean decimal = arguments.stream().anyMatch(e -> e.type() instanceof Decimal);
        boolean truth = arguments.stream().anyMatch(e -> e.type() instanceof DataType.Bool);
        if (decimal && truth) {
            return Types.FLOAT64;
        }
        DataType type = Operands.commonType(arguments);
        return decimal || type.isFloat() ? type : Types.FLOAT64;
    }

    /// Texts one behind the other; with a truth value among them that is written out, with bytes the bytes.
    private static BoundExpr joined(List<BoundExpr> arguments) {
        boolean fits =
                arguments.stream()
                        .map(BoundExpr::type)
                        .allMatch(type ->
                                isBytes(type) || type instanceof DataType.Bool || type instanceof DataType.Null);
        boolean bytes = arguments.stream().anyMatch(e -> e.type().logical() instanceof DataType.Binary);
        require(fits, MathFunction.ADD, arguments);
        DataType type = bytes ? Types.BINARY : Types.UTF8;
        require(
                !bytes || arguments.stream().noneMatch(e -> e.type() instanceof DataType.Bool),
                MathFunction.ADD,
                arguments);
        return call(MathFunction.ADD, arguments.stream().map(e -> Operands.as(e, type)).toList(), Options.NONE, type);
    }

    private static boolean isBytes(DataType type) {
        return type.logical().isText() || type.logical() instanceof DataType.Binary;
    }

    /// Dates, timestamps, times and durations: which sums and differences there are, and in which unit.
    private static BoundExpr temporal(
            MathFunction function, BoundExpr left, BoundExpr right, List<BoundExpr> arguments) {
        DataType l = left.type();
        DataType r = right.type();
        if (l instanceof Interval || r instanceof Interval) {
            boolean first = l instanceof Interval && function == MathFunction.ADD;
            return moved(function, first ? right : left, first ? left : right, arguments);
        }
        return switch (function) {
            case ADD -> {
                if (l instanceof Duration && !(r instanceof Duration)) {
                    yield shifted(function, right, left, arguments);
                }
                yield shifted(function, left, right, arguments);
            }
            case SUB ->
                    r instanceof Duration
                            ? shifted(function, left, right, arguments)
                            : distance(left, right, arguments);
            case MUL -> {
                boolean durationFirst = l instanceof Duration;
                BoundExpr duration = durationFirst ? left : right;
                BoundExpr factor = durationFirst ? right : left;
                require(duration.type() instanceof Duration, function, arguments);
                yield call(
                        function,
                        List.of(duration, number(function, factor, arguments)),
                        Options.NONE,
                        duration.type());
            }
            case TRUEDIV -> {
                require(l instanceof Duration, function, arguments);
                yield r instanceof Duration
                        ? call(function, Operands.unify(arguments), Options.NONE, Types.FLOAT64)
                        : call(function, List.of(left, number(function, right, arguments)), Options.NONE, l);
            }
            default -> throw Operands.invalid(function.symbol(), arguments);
        };
    }

    /// A date or a timestamp that a calendar interval moves.
    private static BoundExpr moved(MathFunction function, BoundExpr point, BoundExpr by, List<BoundExpr> arguments) {
        boolean sum = function == MathFunction.ADD || function == MathFunction.SUB;
        boolean moves = point.type() instanceof DataType.Date || point.type() instanceof Timestamp;
        require(sum && moves && by.type() instanceof Interval, function, arguments);
        return call(function, List.of(point, by), Options.NONE, point.type());
    }

    private static BoundExpr shifted(MathFunction function, BoundExpr point, BoundExpr by, List<BoundExpr> arguments) {
        require(by.type() instanceof Duration, function, arguments);
        TimeUnit unit = ((Duration) by.type()).unit();
        boolean constant = by instanceof BoundExpr.Constant;
        DataType type =
                switch (point.type()) {
                    case Duration(TimeUnit own) -> new Duration(constant ? own : coarser(own, unit));
                    case Timestamp(TimeUnit own, String zone) ->
                            new Timestamp(constant ? own : coarser(own, unit), zone);
                    case Date date -> date;
                    default -> throw Operands.invalid(function.symbol(), arguments);
                };
        DataType step =
                switch (type) {
                    case Duration own -> own;
                    case Timestamp(TimeUnit own, _) -> new Duration(own);
                    default -> by.type();
                };
        return call(function, List.of(Operands.as(point, type), Operands.as(by, step)), Options.NONE, type);
    }

    private static BoundExpr distance(BoundExpr left, BoundExpr right, List<BoundExpr> arguments) {
        DataType l = left.type();
        DataType r = right.type();
        if (l instanceof Time && r instanceof Time) {
            DataType type = new Time(TimeUnit.NANOSECOND);
            return call(
                    MathFunction.SUB,
                    List.of(Operands.as(left, type), Operands.as(right, type)),
                    Options.NONE,
                    new Duration(TimeUnit.NANOSECOND));
        }
        TimeUnit unit =
                switch (l) {
                    case Timestamp(TimeUnit own, String zone) ->
                            switch (r) {
                                case Timestamp(TimeUnit other, String otherZone) when Objects.equals(zone, otherZone) ->
                                        coarser(own, other);
                                case Date _ -> own;
                                default -> throw Operands.invalid("sub", arguments);
                            };
                    case Date _ ->
                            switch (r) {
                                case Timestamp(TimeUnit other, _) -> other;
                                case Date _ -> TimeUnit.MICROSECOND;
                                default -> throw Operands.invalid("sub", arguments);
                            };
                    default -> throw Operands.invalid("sub", arguments);
                };
        String zone = l instanceof Timestamp(_, String z) ? z : r instanceof Timestamp(_, String z) ? z : null;
        DataType type = new Timestamp(unit, zone);
        return call(
                MathFunction.SUB,
                List.of(Operands.as(left, type), Operands.as(right, type)),
                Options.NONE,
                new Duration(unit));
    }

    /// Polars: a float to any power is a float of that width, an integer to an integer keeps the base's type, and an
    /// integer to a float becomes the exponent's.
    private static BoundExpr power(List<BoundExpr> arguments) {
        for (BoundExpr argument : arguments) {
            require(argument.type().isInteger() || argument.type().isFloat(), MathFunction.POW, arguments);
        }
        BoundExpr base = Operands.settled(arguments.get(0));
        BoundExpr exponent = Operands.settled(arguments.get(1));
        boolean integers = base.type().isInteger() && exponent.type().isInteger();
        DataType type = base.type().isInteger() ? integers ? base.type() : exponent.type() : base.type();
        DataType exponentType = integers ? exponent.type() : type;
        return call(
                MathFunction.POW,
                List.of(Operands.as(base, type), Operands.as(exponent, exponentType)),
                Options.NONE,
                type);
    }

    private static BoundExpr floating(MathFunction function, BoundExpr argument, List<BoundExpr> arguments) {
        require(isNumber(argument.type()), function, arguments);
        return Operands.as(argument, argument.type().equals(Types.FLOAT32) ? Types.FLOAT32 : Types.FLOAT64);
    }

    /// What a duration is multiplied or divided by.
    private static BoundExpr number(MathFunction function, BoundExpr factor, List<BoundExpr> arguments) {
        require(factor.type().isInteger() || factor.type().isFloat(), function, arguments);
        return Operands.as(factor, factor.type().isInteger() ? Types.INT64 : Types.FLOAT64);
    }

    private static BoundExpr one(MathFunction function, List<BoundExpr> arguments) {
        arity(function, arguments, 1, 1);
        return Operands.settled(arguments.getFirst());
    }

    private static boolean isNumber(DataType type) {
        return type.isNumeric() || type instanceof DataType.Bool || type instanceof DataType.Null;
    }

    private static boolean isTime(DataType type) {
        return type.isTemporal();
    }

    private static TimeUnit coarser(TimeUnit a, TimeUnit b) {
        return a.perSecond() <= b.perSecond() ? a : b;
    }

    private static void require(boolean holds, MathFunction function, List<BoundExpr> arguments) {
        if (!holds) {
            throw Operands.invalid(function.symbol(), arguments);
        }
    }
}
