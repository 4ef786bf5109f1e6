package dev.penstock.testing;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.StringFunction;
import dev.penstock.plan.StructFunction;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;

/// Bound expressions computed one row at a time, in the most obvious way: the twin of all compiled ones.
///
/// Integers of any width are BigInteger inside. A strict cast that fails throws [ArithmeticException]; what the twin
/// does not know throws [UnsupportedOperationException].
public final class Obvious {
    private Obvious() {}

    /// The value on a row, in the kinds of [Columns].
    public static Object value(BoundExpr expression, Map<String, Object> row) {
        return outside(of(expression, row), expression.type());
    }

    private static Object outside(Object value, DataType type) {
        if (value instanceof BigInteger number) {
            boolean large = type instanceof DataType.Int(int bits, boolean signed) && bits == 64 && !signed;
            return large ? number : (Object) number.longValueExact();
        }
        return value;
    }

    private static Object of(BoundExpr expression, Map<String, Object> row) {
        return switch (expression) {
            case BoundExpr.Ref(String name, DataType type) -> inside(row.get(name), type);
            case BoundExpr.Constant(DataType type, Object value, _) -> inside(value, type);
            case BoundExpr.Cast cast -> cast(of(cast.input(), row), cast);
            case BoundExpr.Case cases -> {
                Object result = of(cases.otherwise(), row);
                boolean taken = false;
                for (BoundExpr.Branch branch : cases.branches()) {
                    Object value = of(branch.value(), row);
                    if (!taken && Boolean.TRUE.equals(of(branch.condition(), row))) {
                        result = value;
                        taken = true;
                    }
                }
                yield result;
            }
            case BoundExpr.Call call -> {
                List<Object> arguments = Arrays.asList(call.arguments().stream().map(e -> of(e, row)).toArray());
                yield call(call, arguments);
            }
            default -> throw new UnsupportedOperationException();
        };
    }

    private static Object inside(Object value, DataType type) {
        return switch (value) {
            case null -> null;
            case Long number when !(type instanceof DataType.FloatingPoint) -> BigInteger.valueOf(number);
            case Number number when type instanceof DataType.FloatingPoint(int bits) ->
                    rounded(number.doubleValue(), bits);
            default -> value;
        };
    }

    private static double rounded(double value, int bits) {
        return bits == 64
                ? value
                : bits == 32 ? (float) value : Float.float16ToFloat(Float.floatToFloat16((float) value));
    }

    private static Object call(BoundExpr.Call call, List<Object> a) {
        return switch (call.function()) {
            case LogicFunction function -> logic(function, call, a);
            case MathFunction function ->
                    switch (function) {
                        case MIN_HORIZONTAL -> fold(a, (x, y) -> isNaN(x) || (!isNaN(y) && compare(y, x) < 0) ? y : x);
                        case MAX_HORIZONTAL -> fold(a, (x, y) -> isNaN(x) || (!isNaN(y) && compare(y, x) > 0) ? y : x);
                        case CLIP -> clip(a);
                        default -> a.contains(null) ? null : math(function, call, a);
                    };
            case StringFunction function -> a.contains(null) ? null : ObviousText.of(function, call, a);
            case StructFunction function when function == StructFunction.FIELD -> {
                DataType.StructOf type = (DataType.StructOf) call.arguments().getFirst().type();
                List<String> names = type.fields().stream().map(Field::name).toList();
                int place = names.indexOf(call.options().text("name"));
                yield a.getFirst() == null ? null : inside(((List<?>) a.getFirst()).get(place), call.type());
            }
            case ListFunction function -> a.contains(null) ? null : list(function, call, a);
            case TemporalFunction function -> a.contains(null) ? null : temporal(function, call, (BigInteger) a.get(0));
            default -> throw new UnsupportedOperationException();
        };
    }

    private static Object clip(List<Object> a) {
        Object value = a.get(0);
        if (value == null || isNaN(value)) {
            return value;
        }
        Object least = a.get(1);
        Object most = a.get(2);
        if (least != null && !isNaN(least) && compare(value, least) < 0) {
            return least;
        }
        if (most != null && !isNaN(most) && compare(value, most) > 0) {
            return most;
        }
        return value;
    }

    private static Object fold(List<Object> a, BinaryOperator<Object> better) {
        return a.stream().filter(Objects::nonNull).reduce(better).orElse(null);
    }

    private static boolean isNaN(Object x) {
        return x instanceof Double number && number.isNaN();
    }

    private static Object logic(LogicFunction function, BoundExpr.Call call, List<Object> a) {
        Object x = a.get(0);
        return switch (function) {
            case IS_NULL -> x == null;
            case IS_NOT_NULL -> x != null;
            case COALESCE -> a.stream().filter(Objects::nonNull).findFirst().orElse(null);
            case FILL_NAN -> isNaN(x) ? a.get(1) : x;
            case AND, ALL_HORIZONTAL -> x instanceof BigInteger ? bits(a, BigInteger::and) : kleene(a, false);
            case OR, ANY_HORIZONTAL -> x instanceof BigInteger ? bits(a, BigInteger::or) : kleene(a, true);
            case EQ_MISSING -> a.get(1) == null || x == null ? x == a.get(1) : compare(x, a.get(1)) == 0;
            case NE_MISSING -> a.get(1) == null || x == null ? x != a.get(1) : compare(x, a.get(1)) != 0;
            case IS_IN -> {
                boolean nullsEqual = call.options().flag("nulls_equal", false);
                if (x == null) {
                    yield nullsEqual ? (Object) a.subList(1, a.size()).contains(null) : null;
                }
                yield a.subList(1, a.size()).stream().anyMatch(y -> y != null && compare(x, y) == 0);
            }
            default -> {
                if (a.contains(null)) {
                    yield null;
                }
                yield switch (function) {
                    case EQ -> compare(x, a.get(1)) == 0;
                    case NE -> compare(x, a.get(1)) != 0;
                    case LT -> compare(x, a.get(1)) < 0;
                    case LE -> compare(x, a.get(1)) <= 0;
                    case GT -> compare(x, a.get(1)) > 0;
                    case GE -> compare(x, a.get(1)) >= 0;
                    case XOR -> x instanceof Boolean ? (Object) !x.equals(a.get(1)) : bits(a, BigInteger::xor);
                    case NOT ->
                            x instanceof Boolean truth ? (Object) !truth : wrapped(((BigInteger) x).not(), call.type());
                    case IS_NAN -> isNaN(x);
                    case IS_NOT_NAN -> !isNaN(x);
                    case IS_FINITE -> !(x instanceof Double number) || Double.isFinite(number);
                    case IS_INFINITE -> x instanceof Double number && Double.isInfinite(number);
                    default -> throw new UnsupportedOperationException();
                };
            }
        };
    }

    private static Object bits(List<Object> a, BinaryOperator<BigInteger> operator) {
        return a.contains(null) ? null : operator.apply((BigInteger) a.get(0), (BigInteger) a.get(1));
    }

    private static Object kleene(List<Object> a, boolean decides) {
        return a.contains(decides) ? (Object) decides : a.contains(null) ? null : (Object) !decides;
    }

    private static int compare(Object x, Object y) {
        return switch (x) {
            case Double a -> {
                double b = (Double) y;
                yield a == b ? 0 : Double.compare(a, b);
            }
            case String a ->
                    Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), ((String) y).getBytes(StandardCharsets.UTF_8));
            case ByteBuffer a -> Arrays.compareUnsigned(a.array(), ((ByteBuffer) y).array());
            case BigInteger a -> a.compareTo((BigInteger) y);
            case BigDecimal a -> a.compareTo((BigDecimal) y);
            case Boolean a -> a.compareTo((Boolean) y);
            default -> throw new UnsupportedOperationException(x.getClass().toString());
        };
    }

    private static Object math(MathFunction function, BoundExpr.Call call, List<Object> a) {
        DataType type = call.type();
        if (function == MathFunction.ADD && type.isText()) {
            return (String) a.get(0) + a.get(1);
        }
        if (type instanceof DataType.FloatingPoint(int bits) && a.stream().allMatch(Double.class::isInstance)) {
            double x = (Double) a.get(0);
            double y = a.size() > 1 ? (Double) a.get(1) : 0;
            return floating(function, x, y, bits);
        }
        if (type instanceof DataType.Decimal && a.stream().allMatch(BigDecimal.class::isInstance)) {
            return decimal(function, call, a);
        }
        if (!a.stream().allMatch(BigInteger.class::isInstance)) {
            throw new UnsupportedOperationException();
        }
        BigInteger x = (BigInteger) a.get(0);
        BigInteger y = a.size() > 1 ? (BigInteger) a.get(1) : BigInteger.ZERO;
        if (type instanceof DataType.Date) {
            DataType by = call.arguments().get(1).type();
            BigInteger day = BigInteger.valueOf(86_400 * ((DataType.Duration) by).unit().perSecond());
            BigInteger moment = x.multiply(day);
            return floor(function == MathFunction.ADD ? moment.add(y) : moment.subtract(y), day);
        }
        if (type instanceof DataType.FloatingPoint) {
            return x.doubleValue() / y.doubleValue();
        }
        return switch (function) {
            case ADD -> wrapped(x.add(y), type);
            case SUB -> wrapped(x.subtract(y), type);
            case MUL -> wrapped(x.multiply(y), type);
            case FLOORDIV -> y.signum() == 0 ? null : wrapped(floor(x, y), type);
            case MOD -> y.signum() == 0 ? null : wrapped(x.subtract(y.multiply(floor(x, y))), type);
            case NEG -> wrapped(x.negate(), type);
            case ABS -> wrapped(x.abs(), type);
            case SIGN -> BigInteger.valueOf(x.signum());
            default -> throw new UnsupportedOperationException();
        };
    }

    private static Object decimal(MathFunction function, BoundExpr.Call call, List<Object> a) {
        BigDecimal x = (BigDecimal) a.get(0);
        BigDecimal y = a.size() > 1 ? (BigDecimal) a.get(1) : BigDecimal.ONE;
        int scale = ((DataType.Decimal) call.type()).scale();
        int decimals = (int) call.options().integer("decimals", 0);
        BigDecimal result =
                switch (function) {
                    case ADD -> x.add(y);
                    case SUB -> x.subtract(y);
                    case MUL -> x.multiply(y);
                    case TRUEDIV -> x.divide(y, scale, RoundingMode.HALF_EVEN);
                    case FLOORDIV -> x.divide(y, 0, RoundingMode.FLOOR);
                    case MOD -> x.subtract(x.divide(y, 0, RoundingMode.FLOOR).multiply(y));
                    case NEG -> x.negate();
                    case ABS -> x.abs();
                    case SIGN -> BigDecimal.valueOf(x.signum());
                    case FLOOR -> x.setScale(0, RoundingMode.FLOOR);
                    case CEIL -> x.setScale(0, RoundingMode.CEILING);
                    case ROUND -> x.setScale(Math.min(scale, decimals), RoundingMode.HALF_EVEN);
                    case TRUNCATE -> x.setScale(Math.min(scale, decimals), RoundingMode.DOWN);
                    default -> throw new UnsupportedOperationException();
                };
        return fitting(result.setScale(scale, RoundingMode.HALF_EVEN), 38, true);
    }

    /// The decimal if it has so many digits at most.
    private static BigDecimal fitting(BigDecimal value, int digits, boolean strict) {
        if (value.unscaledValue().abs().compareTo(BigInteger.TEN.pow(digits)) < 0) {
            return value;
        }
        if (strict) {
            throw new ArithmeticException(value + " has more than " + digits + " digits");
        }
        return null;
    }

    private static BigInteger floor(BigInteger x, BigInteger y) {
        return new BigDecimal(x).divide(new BigDecimal(y), 0, RoundingMode.FLOOR).toBigInteger();
    }

    private static BigInteger wrapped(BigInteger value, DataType type) {
        if (type instanceof DataType.Int(int bits, boolean signed) && !signed) {
            return value.mod(BigInteger.ONE.shiftLeft(bits));
        }
        return switch (type instanceof DataType.Int(int bits, _) ? bits : 64) {
            case 8 -> BigInteger.valueOf(value.byteValue());
            case 16 -> BigInteger.valueOf(value.shortValue());
            case 32 -> BigInteger.valueOf(value.intValue());
            default -> BigInteger.valueOf(value.longValue());
        };
    }

    private static Object floating(MathFunction function, double x, double y, int bits) {
        return switch (function) {
            case ADD -> rounded(x + y, bits);
            case SUB -> rounded(x - y, bits);
            case MUL -> rounded(x * y, bits);
            case TRUEDIV -> rounded(x / y, bits);
            case FLOORDIV -> Math.floor(rounded(x / y, bits));
            case MOD -> rounded(x - rounded(Math.floor(rounded(x / y, bits)) * y, bits), bits);
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SQRT -> rounded(Math.sqrt(x), bits);
            case EXP -> rounded(Math.exp(x), bits);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            default -> throw new UnsupportedOperationException();
        };
    }

    private static Object list(ListFunction function, BoundExpr.Call call, List<Object> a) {
        List<?> elements = (List<?>) a.get(0);
        return switch (function) {
            case LEN -> BigInteger.valueOf(elements.size());
            case GET -> {
                int at = number(a.get(1)) < 0 ? number(a.get(1)) + elements.size() : number(a.get(1));
                yield at < 0 || at >= elements.size() ? null : inside(elements.get(at), call.type());
            }
            default -> throw new UnsupportedOperationException();
        };
    }

    private static Object temporal(TemporalFunction function, BoundExpr.Call call, BigInteger units) {
        DataType type = call.arguments().getFirst().type();
        if (type instanceof DataType.Duration(TimeUnit unit)) {
            BigInteger second = BigInteger.valueOf(unit.perSecond());
            return switch (function) {
                case TOTAL_DAYS -> units.divide(second.multiply(BigInteger.valueOf(86_400)));
                case TOTAL_HOURS -> units.divide(second.multiply(BigInteger.valueOf(3_600)));
                case TOTAL_SECONDS -> units.divide(second);
                case TOTAL_MILLISECONDS -> units.multiply(BigInteger.valueOf(1_000)).divide(second);
                default -> throw new UnsupportedOperationException();
            };
        }
        LocalDateTime shown = shown(type, units);
        LocalDate day = shown.toLocalDate();
        return switch (function) {
            case YEAR -> BigInteger.valueOf(day.getYear());
            case MONTH -> BigInteger.valueOf(day.getMonthValue());
            case DAY -> BigInteger.valueOf(day.getDayOfMonth());
            case QUARTER -> BigInteger.valueOf(day.get(IsoFields.QUARTER_OF_YEAR));
            case WEEK -> BigInteger.valueOf(day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case ISO_YEAR -> BigInteger.valueOf(day.get(IsoFields.WEEK_BASED_YEAR));
            case WEEKDAY -> BigInteger.valueOf(day.getDayOfWeek().getValue());
            case ORDINAL_DAY -> BigInteger.valueOf(day.getDayOfYear());
            case DAYS_IN_MONTH -> BigInteger.valueOf(day.lengthOfMonth());
            case IS_LEAP_YEAR -> day.isLeapYear();
            case DATE -> BigInteger.valueOf(day.toEpochDay());
            case HOUR -> BigInteger.valueOf(shown.getHour());
            case MINUTE -> BigInteger.valueOf(shown.getMinute());
            case SECOND -> BigInteger.valueOf(shown.getSecond());
            case MILLISECOND -> BigInteger.valueOf(shown.getNano() / 1_000_000);
            case MICROSECOND -> BigInteger.valueOf(shown.getNano() / 1_000);
            case NANOSECOND -> BigInteger.valueOf(shown.getNano());
            case TIME -> BigInteger.valueOf(shown.toLocalTime().toNanoOfDay());
            case MONTH_START -> onDay(type, shown, day.withDayOfMonth(1));
            case MONTH_END -> onDay(type, shown, day.withDayOfMonth(day.lengthOfMonth()));
            case OFFSET_BY -> {
                CalendarSpan by = CalendarSpan.parse(call.options().text("by"));
                LocalDate moved = day.plusMonths(by.months()).plusDays(7 * by.weeks() + by.days());
                BigInteger on = onDay(type, shown, moved);
                yield type instanceof DataType.Timestamp ? on.add(BigInteger.valueOf(by.nanos() / 1_000)) : on;
            }
            case TRUNCATE -> {
                CalendarSpan every = CalendarSpan.parse(call.options().text("every"));
                if (every.nanos() != 0 || every.months() > 1 || every.days() > 1) {
                    throw new UnsupportedOperationException();
                }
                LocalDate start =
                        every.months() == 1
                                ? day.withDayOfMonth(1)
                                : every.weeks() == 1 ? day.minusDays(day.getDayOfWeek().getValue() - 1) : day;
                yield onDay(type, day.atStartOfDay(), start);
            }
            default -> throw new UnsupportedOperationException();
        };
    }

    private static LocalDateTime shown(DataType type, BigInteger units) {
        return switch (type) {
            case DataType.Date _ -> LocalDate.ofEpochDay(units.longValueExact()).atStartOfDay();
            case DataType.Timestamp(TimeUnit unit, String zone) -> {
                BigInteger[] parts = units.divideAndRemainder(BigInteger.valueOf(unit.perSecond()));
                Instant instant =
                        Instant.ofEpochSecond(
                                parts[0].longValueExact(),
                                parts[1].longValueExact() * (1_000_000_000 / unit.perSecond()));
                yield LocalDateTime.ofInstant(instant, ZoneId.of(zone == null ? "UTC" : zone));
            }
            default -> throw new UnsupportedOperationException();
        };
    }

    private static BigInteger onDay(DataType type, LocalDateTime shown, LocalDate day) {
        if (type instanceof DataType.Date) {
            return BigInteger.valueOf(day.toEpochDay());
        }
        if (!(type instanceof DataType.Timestamp(TimeUnit unit, String zone)) || zone != null) {
            throw new UnsupportedOperationException();
        }
        LocalDateTime moved = day.atTime(shown.toLocalTime());
        return BigInteger.valueOf(moved.toEpochSecond(ZoneOffset.UTC))
                .multiply(BigInteger.valueOf(unit.perSecond()))
                .add(BigInteger.valueOf(moved.getNano() / (1_000_000_000 / unit.perSecond())));
    }

    static int number(Object value) {
        return ((BigInteger) value).intValueExact();
    }

    private static Object cast(Object value, BoundExpr.Cast cast) {
        if (value == null) {
            return null;
        }
        DataType from = cast.input().type();
        if (from.isTemporal() || (cast.type().isTemporal() && !from.equals(cast.type()))) {
            throw new UnsupportedOperationException();
        }
        return switch (cast.type().logical()) {
            case DataType.Bool _ ->
                    switch (value) {
                        case Boolean truth -> truth;
                        case BigInteger number -> number.signum() != 0;
                        case Double number -> number != 0;
                        case BigDecimal number -> number.signum() != 0;
                        default -> throw new UnsupportedOperationException();
                    };
            case DataType.Int(int bits, boolean signed) -> integer(value, bits, signed, cast);
            case DataType.FloatingPoint(int bits) ->
                    switch (value) {
                        case Boolean truth -> truth ? 1.0 : 0.0;
                        case BigInteger number ->
                                bits == 32 ? number.floatValue() : rounded(number.doubleValue(), bits);
                        case Double number -> rounded(number, bits);
                        default -> throw new UnsupportedOperationException();
                    };
            case DataType.Decimal(_, int precision, int scale) ->
                    switch (value) {
                        case BigInteger number ->
                                fitting(new BigDecimal(number).setScale(scale), precision, cast.strict());
                        case BigDecimal number ->
                                fitting(number.setScale(scale, RoundingMode.HALF_EVEN), precision, cast.strict());
                        default -> throw new UnsupportedOperationException();
                    };
            case DataType other when other.equals(from.logical()) -> value;
            default -> throw new UnsupportedOperationException();
        };
    }

    private static Object integer(Object value, int bits, boolean signed, BoundExpr.Cast cast) {
        BigInteger number =
                switch (value) {
                    case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
                    case BigInteger integer -> integer;
                    case Double real -> Double.isFinite(real) ? new BigDecimal(real).toBigInteger() : null;
                    case BigDecimal decimal -> decimal.toBigInteger();
                    default -> throw new UnsupportedOperationException();
                };
        if (cast.wrap()) {
            if (value instanceof Double) {
                throw new UnsupportedOperationException();
            }
            return wrapped(number, cast.type());
        }
        boolean fits =
                number != null
                        && (signed ? number.bitLength() < bits : number.signum() >= 0 && number.bitLength() <= bits);
        if (!fits && cast.strict()) {
            throw new ArithmeticException(value + " as " + cast.type());
        }
        return fits ? number : null;
    }
}
