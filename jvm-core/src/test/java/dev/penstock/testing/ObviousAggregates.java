package dev.penstock.testing;

import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// Aggregates of plain values, slowly and obviously: the twin that kernels and engines are held against.
public final class ObviousAggregates {
    private static final Comparator<Object> ORDER = ObviousAggregates::compare;

    private ObviousAggregates() {}

    /// Strings by their bytes.
    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        return switch (a) {
            case String text ->
                    Arrays.compareUnsigned(
                            text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
            case ByteBuffer bytes -> Arrays.compareUnsigned(bytes.array(), ((ByteBuffer) b).array());
            default -> ((Comparable<Object>) a).compareTo(b);
        };
    }

    /// @param values all values of a group, in order, null for null
    /// @param input the type of the values
    /// @param output the type of the result
    public static @Nullable Object of(
            Aggregation function, Options options, List<?> values, DataType input, DataType output) {
        List<Object> known = new ArrayList<>(values);
        known.removeIf(value -> value == null || value instanceof Tagged(_, Object inner) && inner == null);
        boolean ignoreNulls =
                options.flag("ignore_nulls", function != Aggregation.FIRST && function != Aggregation.LAST);
        if (output instanceof DataType.Null) {
            return null;
        }
        return switch (function) {
            case LEN -> (long) values.size();
            case COUNT -> (long) known.size();
            case NULL_COUNT -> (long) values.size() - known.size();
            case HAS_NULLS -> known.size() < values.size();
            case SUM -> sum(known, output);
            case PRODUCT -> product(known, output);
            case MEAN -> known.isEmpty() ? null : point(total(known) / known.size(), input, output);
            case MEDIAN -> quantile(known, 0.5, "linear", input, output);
            case QUANTILE ->
                    quantile(
                            known,
                            options.number("quantile", 0.5),
                            options.text("interpolation", "nearest"),
                            input,
                            output);
            case IMPLODE -> new ArrayList<Object>(values);
            case ARG_MIN -> place(values, known, ORDER);
            case ARG_MAX -> place(values, known, ORDER.reversed());
            case SKEW -> skew(known, options.flag("bias", true));
            case KURTOSIS -> kurtosis(known, options.flag("fisher", true), options.flag("bias", true));
            case BITWISE_AND -> bits(known, BigInteger::and, output);
            case BITWISE_OR -> bits(known, BigInteger::or, output);
            case BITWISE_XOR -> bits(known, BigInteger::xor, output);
            case VAR -> variance(known, options.integer("ddof", 1), false, output);
            case STD -> variance(known, options.integer("ddof", 1), true, output);
            case MIN -> extreme(known, ORDER, true);
            case MAX -> extreme(known, ORDER.reversed(), true);
            case NAN_MIN -> extreme(known, ORDER, false);
            case NAN_MAX -> extreme(known, ORDER.reversed(), false);
            case FIRST -> first(ignoreNulls ? known : values);
            case LAST -> first((ignoreNulls ? known : values).reversed());
            case ANY -> truth(values, ignoreNulls, true);
            case ALL -> truth(values, ignoreNulls, false);
            case N_UNIQUE, APPROX_N_UNIQUE -> (long) different(values);
            default -> throw new AssertionError(function);
        };
    }

    /// The covariance or correlation of pairs without nulls.
    public static @Nullable Object ofPairs(Aggregation function, Options options, List<?> xs, List<?> ys) {
        double n = xs.size();
        double meanX = xs.stream().mapToDouble(ObviousAggregates::number).sum() / n;
        double meanY = ys.stream().mapToDouble(ObviousAggregates::number).sum() / n;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < n; i++) {
            double x = number(xs.get(i)) - meanX;
            double y = number(ys.get(i)) - meanY;
            xx += x * x;
            yy += y * y;
            xy += x * y;
        }
        if (function == Aggregation.COV) {
            double ddof = options.integer("ddof", 1);
            return n > ddof ? (Object) (xy / (n - ddof)) : null;
        }
        return xy / Math.sqrt(xx * yy);
    }

    private static Object sum(List<Object> known, DataType output) {
        if (output instanceof DataType.FloatingPoint) {
            return cut(total(known), output);
        }
        if (output instanceof DataType.Decimal(_, _, int scale)) {
            return known.stream().map(BigDecimal.class::cast).reduce(BigDecimal.ZERO.setScale(scale), BigDecimal::add);
        }
        BigInteger sum = BigInteger.ZERO;
        for (Object value : known) {
            sum = sum.add(integer(value));
        }
        return wrapped(sum, output);
    }

    /// A number, or a point in time in whole units.
    private static Object point(double value, DataType input, DataType output) {
        if (output instanceof DataType.FloatingPoint) {
            return cut(value, output);
        }
        double unit = input instanceof DataType.Date(boolean milliseconds) ? (milliseconds ? 1e3 : 86_400e6) : 1;
        return (long) (value * unit);
    }

    private static @Nullable Object quantile(
            List<Object> known, double quantile, String interpolation, DataType input, DataType output) {
        if (known.isEmpty()) {
            return null;
        }
        double[] sorted = known.stream().mapToDouble(ObviousAggregates::number).sorted().toArray();
        double place = (sorted.length - 1) * quantile;
        double lower = sorted[(int) Math.floor(place)];
        double upper = sorted[(int) Math.ceil(place)];
        double value =
                switch (interpolation) {
                    case "lower" -> lower;
                    case "higher" -> upper;
                    case "midpoint" -> lower == upper ? lower : (lower + upper) / 2;
                    case "linear" -> lower == upper ? lower : lower + (upper - lower) * (place - Math.floor(place));
                    case "equiprobable" -> sorted[(int) Math.max(0, Math.ceil(sorted.length * quantile) - 1)];
                    default -> sorted[(int) Math.round(place)];
                };
        return point(value, input, output);
    }

    private static @Nullable Object place(List<?> values, List<Object> known, Comparator<Object> order) {
        List<Object> keys = new ArrayList<>();
        known.forEach(value -> keys.add(key(value)));
        Object best = extreme(keys, order, true);
        List<Object> all = new ArrayList<>();
        values.forEach(value -> all.add(key(value)));
        return best == null ? null : (Object) (long) all.indexOf(best);
    }

    private static double moment(List<Object> known, int power) {
        double mean = known.stream().mapToDouble(ObviousAggregates::number).sum() / known.size();
        return known.stream().mapToDouble(value -> Math.pow(number(value) - mean, power)).sum() / known.size();
    }

    private static boolean isConstant(List<Object> known) {
        return known.stream().mapToDouble(ObviousAggregates::number).distinct().count() == 1;
    }

    private static @Nullable Object skew(List<Object> known, boolean bias) {
        double n = known.size();
        if (n <= (bias ? 0 : 2)) {
            return null;
        }
        double skew = isConstant(known) ? Double.NaN : moment(known, 3) / Math.pow(moment(known, 2), 1.5);
        return bias ? skew : skew * Math.sqrt(n * (n - 1)) / (n - 2);
    }

    private static @Nullable Object kurtosis(List<Object> known, boolean fisher, boolean bias) {
        double n = known.size();
        if (n <= (bias ? 0 : 3)) {
            return null;
        }
        double plain = isConstant(known) ? Double.NaN : moment(known, 4) / Math.pow(moment(known, 2), 2);
        double kurtosis = bias ? plain : (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * plain - 3 * (n - 1)) + 3;
        return fisher ? kurtosis - 3 : kurtosis;
    }

    private static @Nullable Object bits(List<Object> known, BinaryOperator<BigInteger> fold, DataType output) {
        return known.stream()
                .map(ObviousAggregates::integer)
                .reduce(fold)
                .map(value -> output instanceof DataType.Bool ? value.signum() != 0 : wrapped(value, output))
                .orElse(null);
    }

    private static Object product(List<Object> known, DataType output) {
        if (output instanceof DataType.FloatingPoint) {
            double product = 1;
            for (Object value : known) {
                product *= number(value);
            }
            return cut(product, output);
        }
        BigInteger product = BigInteger.ONE;
        for (Object value : known) {
            product = (BigInteger) (Object) product.multiply(integer(value)).mod(BigInteger.ONE.shiftLeft(64));
        }
        return wrapped(product, output);
    }

    private static BigInteger integer(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
            case BigInteger large -> large;
            default -> BigInteger.valueOf((Long) value);
        };
    }

    private static Object wrapped(BigInteger value, DataType output) {
        if (!(output instanceof DataType.Int(int bits, boolean signed))) {
            return value.longValue();
        }
        BigInteger size = BigInteger.ONE.shiftLeft(bits);
        BigInteger rest = value.mod(size);
        BigInteger wrapped = signed && rest.testBit(bits - 1) ? rest.subtract(size) : rest;
        return bits == 64 && !signed ? wrapped : (Object) wrapped.longValueExact();
    }

    static double number(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? 1 : 0;
            case Number number -> number.doubleValue();
            default -> throw new AssertionError(value);
        };
    }

    /// Exact where it can be.
    private static double total(List<Object> known) {
        boolean finite = known.stream().allMatch(value -> Double.isFinite(number(value)));
        if (!finite) {
            return known.stream().mapToDouble(ObviousAggregates::number).reduce(0, Double::sum);
        }
        return known.stream()
                .map(value -> value instanceof BigInteger large ? new BigDecimal(large) : exact(value))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }

    private static BigDecimal exact(Object value) {
        return value instanceof Long whole ? BigDecimal.valueOf(whole) : new BigDecimal(number(value));
    }

    private static @Nullable Object variance(List<Object> known, long ddof, boolean root, DataType output) {
        int n = known.size();
        if (n <= ddof) {
            return null;
        }
        if (!known.stream().allMatch(value -> Double.isFinite(number(value)))) {
            return Double.NaN;
        }
        List<BigDecimal> exact = known.stream().map(value -> new BigDecimal(number(value))).toList();
        BigDecimal count = BigDecimal.valueOf(n);
        BigDecimal mean = exact.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(count, new MathContext(400));
        BigDecimal squares = exact.stream().map(x -> x.subtract(mean).pow(2)).reduce(BigDecimal.ZERO, BigDecimal::add);
        double variance = squares.divide(BigDecimal.valueOf(n - ddof), new MathContext(40)).doubleValue();
        return cut(root ? Math.sqrt(variance) : variance, output);
    }

    private static Double cut(double value, DataType output) {
        return switch (output) {
            case DataType.FloatingPoint(int bits) when bits == 32 -> (double) (float) value;
            case DataType.FloatingPoint(int bits) when bits == 16 ->
                    (double) Float.float16ToFloat(Float.floatToFloat16((float) value));
            default -> value;
        };
    }

    private static @Nullable Object extreme(List<Object> known, Comparator<Object> order, boolean skipNan) {
        boolean nan = known.contains(Double.NaN);
        List<Object> numbers = known.stream().filter(value -> !value.equals(Double.NaN)).toList();
        if (nan && (!skipNan || numbers.isEmpty())) {
            return Double.NaN;
        }
        return numbers.stream().min(order).orElse(null);
    }

    private static @Nullable Object first(List<?> values) {
        return values.isEmpty() ? null : values.getFirst();
    }

    private static @Nullable Object truth(List<?> values, boolean ignoreNulls, boolean any) {
        if (values.contains(any)) {
            return any;
        }
        return !ignoreNulls && values.contains(null) ? null : (Object) !any;
    }

    /// The value by which keys are compared: -0.0 is 0.0, NaN is NaN, also inside of lists and structs.
    public static @Nullable Object key(@Nullable Object value) {
        return switch (value) {
            case Double number when number == 0 -> 0.0;
            case List<?> values -> {
                List<Object> keys = new ArrayList<>();
                values.forEach(inner -> keys.add(key(inner)));
                yield keys;
            }
            case null, default -> value;
        };
    }

    private static int different(List<?> values) {
        Set<Object> different = new HashSet<>();
        values.forEach(value -> different.add(key(value)));
        return different.size();
    }
}
