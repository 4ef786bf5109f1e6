package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
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
                require(argument.type().isNumeric() || argument.type() instanceof Duration, function, arguments);
                yield call(function, List.of(argument), options, argument.type());
            }
            case SQRT,
                    CBRT,
                    EXP,
                    LOG,
                    LOG1P,
                    SIN,
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
                BoundExpr argument = floating(function, one(function, arguments), arguments);
                yield call(function, List.of(argument), options, argument.type());
            }
            case ARCTAN2 -> {
                arity(function, arguments, 2, 2);
                List<BoundExpr> both = Operands.unify(arguments);
                List<BoundExpr> floats = both.stream().map(e -> floating(function, e, arguments)).toList();
                yield call(function, floats, options, floats.getFirst().type());
            }
            case FLOOR, CEIL, ROUND, ROUND_SIG_FIGS, TRUNCATE -> {
                BoundExpr argument = one(function, arguments);
                require(argument.type().isNumeric(), function, arguments);
                yield argument.type().isInteger() && function != MathFunction.ROUND_SIG_FIGS
                        ? argument
                        : call(function, List.of(argument), options, argument.type());
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
                List<BoundExpr> all = Operands.unify(arguments);
                yield call(function, all, options, all.getFirst().type());
            }
            case SUM_HORIZONTAL -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                List<BoundExpr> all = Operands.unify(arguments);
                DataType type = all.getFirst().type();
                require(type.isNumeric() || type instanceof DataType.Bool, function, arguments);
                DataType result = type instanceof DataType.Bool ? Types.UINT32 : type;
                yield call(function, all.stream().map(e -> Operands.as(e, result)).toList(), options, result);
            }
            case MEAN_HORIZONTAL -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                List<BoundExpr> all = Operands.unify(arguments);
                DataType type = all.getFirst().type();
                require(type.isNumeric() || type instanceof DataType.Bool, function, arguments);
                DataType result = type.equals(Types.FLOAT32) ? type : Types.FLOAT64;
                yield call(function, all.stream().map(e -> Operands.as(e, result)).toList(), options, result);
            }
            case HASH -> call(function, List.of(one(function, arguments)), options, Types.UINT64);
        };
    }

    private static BoundExpr arithmetic(MathFunction function, List<BoundExpr> arguments) {
        BoundExpr left = arguments.get(0);
        BoundExpr right = arguments.get(1);
        DataType l = left.type();
        DataType r = right.type();
        if (isTime(l) || isTime(r)) {
            return temporal(function, left, right, arguments);
        }
        if (function == MathFunction.ADD && (l.isText() || r.isText())) {
            require(
                    (l.isText() || l instanceof DataType.Null) && (r.isText() || r instanceof DataType.Null),
                    function,
                    arguments);
            return call(
                    function,
                    List.of(Operands.as(left, Types.UTF8), Operands.as(right, Types.UTF8)),
                    Options.NONE,
                    Types.UTF8);
        }
        require(isNumber(l) && isNumber(r), function, arguments);
        DataType type = Operands.commonType(arguments);
        if (type instanceof Decimal decimal) {
            // Polars: every decimal result has precision 38 and the larger of the two scales.
            type = new Decimal(128, 38, decimal.scale());
        } else if (type instanceof DataType.Bool) {
            type = function == MathFunction.TRUEDIV ? Types.FLOAT64 : Types.UINT32;
        } else if (type instanceof DataType.Null) {
            return new BoundExpr.Constant(function == MathFunction.TRUEDIV ? Types.FLOAT64 : Types.NULL, null);
        } else if (function == MathFunction.TRUEDIV && type.isInteger()) {
            type = Types.FLOAT64;
        }
        return call(function, List.of(Operands.as(left, type), Operands.as(right, type)), Options.NONE, type);
    }

    /// Dates, timestamps, times and durations: which sums and differences there are, and in which unit.
    private static BoundExpr temporal(
            MathFunction function, BoundExpr left, BoundExpr right, List<BoundExpr> arguments) {
        DataType l = left.type();
        DataType r = right.type();
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
                require(duration.type() instanceof Duration && factor.type().isNumeric(), function, arguments);
                yield call(function, List.of(duration, number(factor)), Options.NONE, duration.type());
            }
            case TRUEDIV, FLOORDIV, MOD -> {
                require(l instanceof Duration, function, arguments);
                if (r instanceof Duration) {
                    List<BoundExpr> both = Operands.unify(arguments);
                    DataType type =
                            function == MathFunction.TRUEDIV
                                    ? Types.FLOAT64
                                    : function == MathFunction.FLOORDIV ? Types.INT64 : both.getFirst().type();
                    yield call(function, both, Options.NONE, type);
                }
                require(function != MathFunction.MOD && r.isNumeric(), function, arguments);
                yield call(function, List.of(left, number(right)), Options.NONE, l);
            }
            default -> throw Operands.invalid(function.symbol(), arguments);
        };
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

    /// Polars: a float to any power is a float of that width; an integer to an integer keeps the base's type.
    private static BoundExpr power(List<BoundExpr> arguments) {
        require(isNumber(arguments.get(0).type()) && isNumber(arguments.get(1).type()), MathFunction.POW, arguments);
        BoundExpr base = Operands.settled(arguments.get(0));
        BoundExpr exponent = Operands.settled(arguments.get(1));
        boolean integers = base.type().isInteger() && exponent.type().isInteger();
        DataType type = integers ? base.type() : base.type().isFloat() ? base.type() : Types.FLOAT64;
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

    private static BoundExpr number(BoundExpr factor) {
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
