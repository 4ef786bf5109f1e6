package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.bits.SameBits;
import dev.penstock.function.bits.Unscaled;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.DerivedFunction;
import dev.penstock.plan.Function;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.FloatingPoint;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/// Derived functions that are made of other functions, of constants and of casts.
final class Derivations {
    /// Nanoseconds.
    private static final long DAY = 86_400_000_000_000L;

    private Derivations() {}

    static BoundExpr bind(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case TRUNCDIV -> quotient(function, arguments);
            case LOWER_BOUND, UPPER_BOUND -> bound(function, arguments);
            case TO_PHYSICAL -> physical(function, arguments, options);
            case REINTERPRET -> sameBits(function, arguments, options);
            case DT_COMBINE -> combined(function, arguments, options);
            case DT_ROUND -> rounded(function, arguments, options);
            case NAME_FIELDS -> named(function, arguments, options);
            default -> throw new AssertionError(function);
        };
    }

    private static BoundExpr of(Function.Elementwise function, BoundExpr... arguments) {
        return ElementwiseTypes.bind(function, List.of(arguments), Options.NONE);
    }

    /// The quotient rounded down, and one more where that took a fraction from a negative one.
    private static BoundExpr quotient(DerivedFunction function, List<BoundExpr> arguments) {
        arity(function, arguments, 2, 2);
        BoundExpr left = arguments.get(0);
        BoundExpr right = arguments.get(1);
        BoundExpr down = of(MathFunction.FLOORDIV, left, right);
        if (down.type().isFloat()) {
            return of(
                    MathFunction.TRUNCATE,
                    of(MathFunction.TRUEDIV, Operands.as(left, down.type()), Operands.as(right, down.type())));
        }
        if (!down.type().isNumeric()) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        BoundExpr nought = new BoundExpr.Constant(Types.INT32, 0L, true);
        BoundExpr fraction = of(LogicFunction.NE, of(MathFunction.MOD, left, right), nought);
        BoundExpr negative =
                of(LogicFunction.XOR, of(LogicFunction.LT, left, nought), of(LogicFunction.LT, right, nought));
        BoundExpr up = of(MathFunction.ADD, down, new BoundExpr.Constant(Types.INT32, 1L, true));
        return new BoundExpr.Case(
                List.of(new BoundExpr.Branch(of(LogicFunction.AND, fraction, negative), Operands.as(up, down.type()))),
                down,
                down.type());
    }

    private static BoundExpr bound(DerivedFunction function, List<BoundExpr> arguments) {
        arity(function, arguments, 1, 1);
        boolean lower = function == DerivedFunction.LOWER_BOUND;
        DataType type = kept(Operands.settled(arguments.getFirst()).type());
        return switch (type) {
            case FloatingPoint _ ->
                    new BoundExpr.Constant(type, lower ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
            case Int(int bits, boolean signed) -> {
                BigInteger most = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
                BigInteger least = signed ? most.not() : BigInteger.ZERO;
                BigInteger value = lower ? least : most;
                Object constant = bits == 64 && !signed ? (Object) value : (Object) value.longValueExact();
                yield new BoundExpr.Constant(type, constant);
            }
            default -> throw Operands.invalid(function.symbol(), arguments);
        };
    }

    /// In what values of a type are kept.
    private static DataType kept(DataType type) {
        return switch (type) {
            case DataType.Date _ -> Types.INT32;
            case Timestamp _, Time _, DataType.Duration _ -> Types.INT64;
            case DataType.ListOf(Field element, var elements) ->
                    new DataType.ListOf(element.typed(kept(element.type())), elements);
            case DataType.FixedSizeListOf(Field element, int size) ->
                    new DataType.FixedSizeListOf(element.typed(kept(element.type())), size);
            case DataType.StructOf(List<Field> fields) ->
                    new DataType.StructOf(fields.stream().map(field -> field.typed(kept(field.type()))).toList());
            default -> type;
        };
    }

    private static BoundExpr physical(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 1, 1);
        BoundExpr value = Operands.settled(arguments.getFirst());
        boolean number = value.type().isNumeric() || value.type().isTemporal() || value.type() instanceof DataType.Bool;
        if (options.flag("numeric", false)) {
            if (!number) {
                throw Operands.invalid("peak_max", arguments);
            }
            if (value.type() instanceof DataType.Decimal) {
                return value;
            }
        }
        if (value.type() instanceof DataType.Decimal(int bits, _, _) && bits == 128) {
            DataType whole = new DataType.Decimal(128, 38, 0);
            return DerivedTypes.own(function, List.of(value), List.of(value.type()), whole, new Unscaled());
        }
        DataType type = kept(value.type());
        return value.type().equals(type) ? value : new BoundExpr.Cast(value, type, true, false);
    }

    private static BoundExpr sameBits(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 1, 2);
        BoundExpr value = Operands.settled(arguments.getFirst());
        DataType from = value.type();
        boolean number = from instanceof Int || from instanceof FloatingPoint;
        DataType to =
                arguments.size() == 2
                        ? arguments.get(1).type()
                        : from instanceof Int(int bits, _) ? new Int(bits, options.flag("signed", true)) : from;
        if (!number || width(from) != width(to)) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "the bits of " + from + " are not those of " + to)
                    .hint(number ? "both types need as many bits; cast instead" : "cast it to a number first");
        }
        if (from.equals(to)) {
            return value;
        }
        return from.isInteger() && to.isInteger()
                ? new BoundExpr.Cast(value, to, true, true)
                : DerivedTypes.own(function, List.of(value), List.of(from), to, new SameBits(from, to));
    }

    private static int width(DataType type) {
        return switch (type) {
            case Int(int bits, _) -> bits;
            case FloatingPoint(int bits) -> bits;
            default -> 0;
        };
    }

    /// The day, moved by what has passed since midnight; then the clocks of the zone, if there was one.
    private static BoundExpr combined(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 2, 2);
        BoundExpr day = arguments.get(0);
        if (!(day.type() instanceof DataType.Date || day.type() instanceof Timestamp)
                || !(arguments.get(1).type() instanceof Time || arguments.get(1).type() instanceof DataType.Null)) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        TimeUnit unit = TimeUnit.of(options.text("time_unit", "us"));
        BoundExpr date = day.type() instanceof Timestamp ? of(TemporalFunction.DATE, day) : day;
        BoundExpr midnight = new BoundExpr.Cast(date, new Timestamp(unit, null), true, false);
        BoundExpr time = Operands.as(arguments.get(1), new Time(TimeUnit.NANOSECOND));
        BoundExpr nanos = new BoundExpr.Cast(time, Types.INT64, true, false);
        long factor = 1_000_000_000L / unit.perSecond();
        BoundExpr units = of(MathFunction.FLOORDIV, nanos, new BoundExpr.Constant(Types.INT64, factor));
        BoundExpr span = new BoundExpr.Cast(units, new DataType.Duration(unit), true, false);
        BoundExpr clock = of(MathFunction.ADD, midnight, span);
        if (!(day.type() instanceof Timestamp(_, String zone)) || zone == null) {
            return clock;
        }
        return ElementwiseTypes.bind(
                TemporalFunction.REPLACE_TIME_ZONE, List.of(clock), new Options(Map.of("time_zone", zone)));
    }

    /// The window that half a window later is in. As in Polars, a month is four weeks long there.
    private static BoundExpr rounded(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 1, 1);
        BoundExpr moment = arguments.getFirst();
        CalendarSpan every = CalendarSpan.parse(options.text("every", ""));
        long days = Math.addExact(every.days(), Math.addExact(7 * every.weeks(), 28 * every.months()));
        long half = Math.addExact(Math.multiplyExact(days, DAY), every.nanos()) / 2;
        String later;
        if (moment.type() instanceof DataType.Date) {
            later = half / DAY + "d";
        } else if (moment.type() instanceof Timestamp(TimeUnit unit, _)) {
            later = half / (1_000_000_000L / unit.perSecond()) + unit.symbol();
        } else {
            throw Operands.invalid(function.symbol(), arguments);
        }
        if (half < 0) {
            throw new PenstockException(ErrorCode.COMPUTE, "dt.round to windows of a negative length");
        }
        BoundExpr moved =
                ElementwiseTypes.bind(TemporalFunction.OFFSET_BY, arguments, new Options(Map.of("by", later)));
        return ElementwiseTypes.bind(TemporalFunction.TRUNCATE, List.of(moved), options);
    }

    private static BoundExpr named(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 1, 1);
        BoundExpr struct = arguments.getFirst();
        List<Field> fields = StructTypes.fields(struct, "name.prefix_fields");
        String prefix = options.text("prefix", "");
        String suffix = options.text("suffix", "");
        List<String> names = fields.stream().map(field -> prefix + field.name() + suffix).toList();
        new Schema(names.stream().map(name -> Field.nullable(name, Types.NULL)).toList());
        return StructTypes.of(
                struct, names, fields.stream().map(field -> StructTypes.field(struct, field.name())).toList());
    }
}
