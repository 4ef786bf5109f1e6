package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.LongLanes;
import dev.penstock.plan.LogicFunction;
import dev.penstock.type.DataType;
import java.util.List;

/// Comparison, truth, and what is missing.
final class Logic {
    private Logic() {}

    static Node compile(LogicFunction function, BoundExpr.Call call, Compiler compiler) {
        if (function == LogicFunction.IS_IN) {
            return Membership.compile(call, compiler);
        }
        List<Node> inputs = compiler.compileAll(call.arguments(), function.symbol());
        DataType type = call.arguments().getFirst().type();
        Kind kind = Kind.of(type, function.symbol());
        return switch (function) {
            case EQ, NE -> equality(function, inputs, new Order(type, kind));
            case LT, LE, GT, GE -> comparison(function, inputs, new Order(type, kind));
            case EQ_MISSING, NE_MISSING -> same(inputs, new Order(type, kind), function == LogicFunction.NE_MISSING);
            case AND, OR ->
                    kind == Kind.BITS ? kleene(inputs, function == LogicFunction.AND) : bitwise(function, inputs);
            case ALL_HORIZONTAL, ANY_HORIZONTAL -> kleene(inputs, function == LogicFunction.ALL_HORIZONTAL);
            case XOR ->
                    kind == Kind.BITS
                            ? Computed.strict(
                                    kind, inputs, (in, to, n) -> BitLanes.xor(in[0].bits(), in[1].bits(), to.bits(), n))
                            : bitwise(function, inputs);
            case NOT ->
                    kind == Kind.BITS
                            ? Computed.strict(kind, inputs, (in, to, n) -> BitLanes.not(in[0].bits(), to.bits(), n))
                            : complement(type, inputs);
            case IS_NAN, IS_NOT_NAN, IS_FINITE, IS_INFINITE -> classify(function, kind, inputs);
            case COALESCE -> Choice.coalesce(Kind.of(call.type(), function.symbol()), inputs);
            case FILL_NAN -> fillNan(inputs);
            case IS_NULL, IS_NOT_NULL, IS_IN, IS_BETWEEN, IS_CLOSE, REPLACE, REPLACE_STRICT ->
                    throw new NoKernel(function.symbol());
        };
    }

    private static Node comparison(LogicFunction function, List<Node> inputs, Order order) {
        boolean swap = function == LogicFunction.GT || function == LogicFunction.LE;
        boolean not = function == LogicFunction.NE || function == LogicFunction.LE || function == LogicFunction.GE;
        boolean equal = function == LogicFunction.EQ || function == LogicFunction.NE;
        return Computed.strict(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    if (equal) {
                        order.equal(in[0], in[1], to.bits(), n);
                    } else {
                        order.less(in[swap ? 1 : 0], in[swap ? 0 : 1], to.bits(), n);
                    }
                    if (not) {
                        BitLanes.not(to.bits(), to.bits(), n);
                    }
                });
    }

    private static Node equality(LogicFunction function, List<Node> inputs, Order order) {
        Node general = comparison(function, inputs, order);
        for (int i = 0; i < 2; i++) {
            if (inputs.get(i) instanceof ColumnNode column
                    && inputs.get(1 - i) instanceof ConstantNode constant
                    && column.kind() == Kind.BYTES
                    && constant.value() != null
                    && ViewEquality.fits(ConstantNode.bytes(constant.value()))) {
                byte[] text = ConstantNode.bytes(constant.value());
                return new ViewEquality(column, text, general, function == LogicFunction.NE);
            }
        }
        return general;
    }

    /// Equality that is never null.
    private static Node same(List<Node> inputs, Order order, boolean not) {
        return Computed.of(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    long[] bits = to.bits();
                    order.equal(in[0], in[1], bits, n);
                    if (in[0].nulls() || in[1].nulls()) {
                        long[] a = in[0].writtenValid(n);
                        long[] b = in[1].writtenValid(n);
                        for (int i = 0; i < BitLanes.words(n); i++) {
                            bits[i] = (bits[i] & a[i] & b[i]) | (~a[i] & ~b[i]);
                        }
                    }
                    if (not) {
                        BitLanes.not(bits, bits, n);
                    }
                    to.nulls(false);
                });
    }

    /// Conjunction or disjunction in which one side alone may decide, whatever the other one is.
    private static Node kleene(List<Node> inputs, boolean and) {
        return Computed.of(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    Choice.copy(Kind.BITS, in[0], to, n);
                    for (int i = 1; i < in.length; i++) {
                        both(to, in[i], and, to, n);
                    }
                });
    }

    private static void both(Lanes x, Lanes y, boolean and, Lanes to, int n) {
        long[] a = x.bits();
        long[] b = y.bits();
        long[] bits = to.bits();
        if (!x.nulls() && !y.nulls()) {
            if (and) {
                BitLanes.and(a, b, bits, n);
            } else {
                BitLanes.or(a, b, bits, n);
            }
            to.nulls(false);
            return;
        }
        long[] aValid = x.writtenValid(n);
        long[] bValid = y.writtenValid(n);
        long[] valid = to.valid();
        for (int i = 0; i < BitLanes.words(n); i++) {
            // A false decides a conjunction, a true a disjunction.
            long aDecides = aValid[i] & (and ? ~a[i] : a[i]);
            long bDecides = bValid[i] & (and ? ~b[i] : b[i]);
            long bothValid = aValid[i] & bValid[i];
            long value = and ? a[i] & b[i] : a[i] | b[i];
            valid[i] = bothValid | aDecides | bDecides;
            bits[i] = value;
        }
        to.nulls(true);
    }

    private static Node bitwise(LogicFunction function, List<Node> inputs) {
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    switch (function) {
                        case AND -> LongLanes.and(in[0].longs(), in[1].longs(), to.longs(), n);
                        case OR -> LongLanes.or(in[0].longs(), in[1].longs(), to.longs(), n);
                        default -> LongLanes.xor(in[0].longs(), in[1].longs(), to.longs(), n);
                    }
                });
    }

    private static Node complement(DataType type, List<Node> inputs) {
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    LongLanes.xor(in[0].longs(), -1L, to.longs(), n);
                    Arithmetic.narrow(type, to.longs(), n);
                });
    }

    private static Node classify(LogicFunction function, Kind kind, List<Node> inputs) {
        if (kind != Kind.DOUBLES) {
            boolean all = function == LogicFunction.IS_NOT_NAN || function == LogicFunction.IS_FINITE;
            return Computed.strict(Kind.BITS, inputs, (_, to, n) -> BitLanes.fill(to.bits(), n, all));
        }
        return Computed.strict(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    double[] a = in[0].doubles();
                    long[] bits = to.bits();
                    switch (function) {
                        case IS_FINITE -> DoubleLanes.between(a, -Double.MAX_VALUE, Double.MAX_VALUE, bits, n);
                        case IS_INFINITE -> {
                            for (int i = 0; i < n; i++) {
                                Order.put(bits, i, Double.isInfinite(a[i]));
                            }
                        }
                        default -> {
                            DoubleLanes.isNaN(a, bits, n);
                            if (function == LogicFunction.IS_NOT_NAN) {
                                BitLanes.not(bits, bits, n);
                            }
                        }
                    }
                });
    }

    private static Node fillNan(List<Node> inputs) {
        long[] mask = Choice.mask();
        return Computed.of(
                Kind.DOUBLES,
                inputs,
                (in, to, n) -> {
                    DoubleLanes.isNaN(in[0].doubles(), mask, n);
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
                        BitLanes.fill(to.bits(), n, !isNull);
                    } else if (isNull) {
                        BitLanes.not(in[0].valid(), to.bits(), n);
                    } else {
                        System.arraycopy(in[0].valid(), 0, to.bits(), 0, BitLanes.words(n));
                    }
                });
    }
}
