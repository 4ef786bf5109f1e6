package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.FloatComparisons;
import dev.penstock.kernel.LongLanes;
import dev.penstock.memory.Native;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import java.util.List;

/// Comparison, truth, and what is missing.
final class Logic {
    private Logic() {}

    static Node compile(LogicFunction function, BoundExpr.Call call, Compiler compiler) {
        if (function == LogicFunction.IS_IN) {
            return Membership.compile(call, compiler);
        }
        if (function == LogicFunction.REPLACE || function == LogicFunction.REPLACE_STRICT) {
            return Replacement.compile(function, call, compiler);
        }
        List<Node> inputs = compiler.compileAll(call.arguments(), function.symbol());
        DataType type = call.arguments().getFirst().type();
        Kind kind = Kind.of(type, function.symbol());
        return switch (function) {
            case EQ, NE, LT, LE, GT, GE -> Comparison.of(function, inputs, type, kind);
            case EQ_MISSING, NE_MISSING -> same(inputs, Order.of(type, kind), function == LogicFunction.NE_MISSING);
            case AND, OR ->
                    kind == Kind.BITS ? kleene(inputs, function == LogicFunction.AND) : bitwise(function, inputs);
            case ALL_HORIZONTAL, ANY_HORIZONTAL -> kleene(inputs, function == LogicFunction.ALL_HORIZONTAL);
            case XOR ->
                    kind == Kind.BITS
                            ? Computed.strict(
                                    kind,
                                    inputs,
                                    (in, to, n) -> BitLanes.xor(in[0].values(), in[1].values(), to.room(), n))
                            : bitwise(function, inputs);
            case NOT ->
                    kind == Kind.BITS
                            ? Computed.strict(kind, inputs, (in, to, n) -> BitLanes.not(in[0].values(), to.room(), n))
                            : complement(type, inputs);
            case IS_NAN, IS_NOT_NAN, IS_FINITE, IS_INFINITE -> classify(function, kind, inputs);
            case COALESCE -> TextChoice.of(Kind.of(call.type(), function.symbol()), inputs, Choice::coalesce);
            case FILL_NAN -> fillNan(inputs);
            case IS_CLOSE -> close(call.options(), inputs);
            case IS_NULL, IS_NOT_NULL, IS_IN, IS_BETWEEN, REPLACE, REPLACE_STRICT ->
                    throw new NoKernel(function.symbol());
        };
    }

    /// Equality that is never null.
    private static Node same(List<Node> inputs, Order order, boolean not) {
        return Computed.of(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    long bits = to.room();
                    order.equal(in[0], in[1], bits, n);
                    if (in[0].nulls() || in[1].nulls()) {
                        long a = in[0].writtenValid(n);
                        long b = in[1].writtenValid(n);
                        for (long at = 0; at < BitLanes.bytes(n); at += 8) {
                            long x = Native.getLong(a + at);
                            long y = Native.getLong(b + at);
                            Native.putLong(bits + at, (Native.getLong(bits + at) & x & y) | (~x & ~y));
                        }
                    }
                    if (not) {
                        BitLanes.not(bits, bits, n);
                    }
                    to.nulls(false);
                });
    }

    /// Whether any of them is true.
    static Node any(List<Node> inputs) {
        return kleene(inputs, false);
    }

    /// Conjunction or disjunction in which one side alone may decide, whatever the other one is.
    private static Node kleene(List<Node> inputs, boolean and) {
        return Computed.of(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    Choice.copy(in[0], to, Kind.BITS, n);
                    for (int i = 1; i < in.length; i++) {
                        both(in[i], and, to, n);
                    }
                });
    }

    /// `to` and `other`, or one of them.
    private static void both(Lanes other, boolean and, Lanes to, int n) {
        long a = to.values();
        long b = other.values();
        if (to.nulls() || other.nulls()) {
            long aValid = to.writtenValid(n);
            long bValid = other.writtenValid(n);
            for (long at = 0; at < BitLanes.bytes(n); at += 8) {
                // A false decides a conjunction, a true a disjunction.
                long x = Native.getLong(a + at);
                long y = Native.getLong(b + at);
                long xValid = Native.getLong(aValid + at);
                long yValid = Native.getLong(bValid + at);
                long decided = (xValid & (and ? ~x : x)) | (yValid & (and ? ~y : y));
                Native.putLong(to.valid() + at, (xValid & yValid) | decided);
            }
            to.nulls(true);
        }
        if (and) {
            BitLanes.and(a, b, a, n);
        } else {
            BitLanes.or(a, b, a, n);
        }
    }

    private static Node bitwise(LogicFunction function, List<Node> inputs) {
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    switch (function) {
                        case AND -> LongLanes.and(in[0].values(), in[1].values(), to.room(), n);
                        case OR -> LongLanes.or(in[0].values(), in[1].values(), to.room(), n);
                        default -> LongLanes.xor(in[0].values(), in[1].values(), to.room(), n);
                    }
                });
    }

    private static Node complement(DataType type, List<Node> inputs) {
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    long room = to.room();
                    LongLanes.complement(in[0].values(), room, n);
                    Arithmetic.narrow(type, room, n);
                });
    }

    private static Node classify(LogicFunction function, Kind kind, List<Node> inputs) {
        if (kind != Kind.DOUBLES) {
            boolean all = function == LogicFunction.IS_NOT_NAN || function == LogicFunction.IS_FINITE;
            return Computed.strict(Kind.BITS, inputs, (_, to, n) -> BitLanes.fill(to.room(), n, all));
        }
        return Computed.strict(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    long a = in[0].values();
                    long bits = to.room();
                    switch (function) {
                        case IS_FINITE -> FloatComparisons.between(a, -Double.MAX_VALUE, Double.MAX_VALUE, bits, n);
                        case IS_INFINITE -> {
                            FloatComparisons.equal(a, Double.BYTES, Double.POSITIVE_INFINITY, bits, n);
                            FloatComparisons.equal(a, Double.BYTES, Double.NEGATIVE_INFINITY, to.mask(0), n);
                            BitLanes.or(bits, to.mask(0), bits, n);
                        }
                        default -> {
                            FloatComparisons.isNaN(a, Double.BYTES, bits, n);
                            if (function == LogicFunction.IS_NOT_NAN) {
                                BitLanes.not(bits, bits, n);
                            }
                        }
                    }
                });
    }

    private static Node close(Options options, List<Node> inputs) {
        double relative = options.number("rel_tol", 1e-9);
        double absolute = options.number("abs_tol", 0);
        boolean nans = options.flag("nans_equal", false);
        return Computed.strict(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    long bits = to.room();
                    for (long i = 0; i < n; i++) {
                        double a = Native.getDouble(in[0].values() + (i << 3));
                        double b = Native.getDouble(in[1].values() + (i << 3));
                        boolean close = isClose(a, b, relative, absolute, nans);
                        BitLanes.put(bits, i, close);
                    }
                });
    }

    private static boolean isClose(double a, double b, double relative, double absolute, boolean nans) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return nans && Double.isNaN(a) && Double.isNaN(b);
        }
        if (Double.isInfinite(a) || Double.isInfinite(b)) {
            return a == b;
        }
        return Math.abs(a - b) <= Math.max(relative * Math.max(Math.abs(a), Math.abs(b)), absolute);
    }

    private static Node fillNan(List<Node> inputs) {
        return Computed.of(
                Kind.DOUBLES,
                inputs,
                (in, to, n) -> {
                    long mask = to.mask(0);
                    FloatComparisons.isNaN(in[0].values(), Double.BYTES, mask, n);
                    if (in[0].nulls()) {
                        // What lies behind a null may be NaN.
                        BitLanes.and(mask, in[0].valid(), mask, n);
                    }
                    Choice.select(Kind.DOUBLES, mask, in[1], in[0], to, n);
                });
    }

    /// Whether the values are null; of a column of any type.
    static Node isNull(Node input, DataType type, boolean isNull) {
        if (Kind.of(type) == null) {
            if (!(input instanceof ColumnNode column) || type instanceof DataType.Union) {
                throw new NoKernel("is_null of " + type);
            }
            return new ValidityNode(column.index(), isNull);
        }
        return Computed.of(
                Kind.BITS,
                List.of(input),
                (in, to, n) -> {
                    to.nulls(false);
                    if (!in[0].nulls()) {
                        BitLanes.fill(to.room(), n, !isNull);
                    } else if (isNull) {
                        BitLanes.not(in[0].valid(), to.room(), n);
                    } else {
                        BitLanes.copy(in[0].valid(), to.room(), n);
                    }
                });
    }
}
