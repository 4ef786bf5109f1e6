package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Hashes;
import dev.penstock.memory.Native;
import dev.penstock.plan.LogicFunction;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Whether a value is among others. Null is among none, and nothing is known about it, unless nulls are equal.
final class Membership {
    /// From here on a set is faster than one comparison after the other.
    private static final int FEW = 4;

    private Membership() {}

    static Node compile(BoundExpr.Call call, Compiler compiler) {
        BoundExpr value = call.arguments().getFirst();
        List<BoundExpr> others = elements(call.arguments().subList(1, call.arguments().size()), value.type());
        boolean nullsEqual = call.options().flag("nulls_equal", false);
        DataType type = value.type();
        Kind kind = Kind.of(type, "is_in");
        if (others.size() > FEW
                && kind == Kind.LONGS
                && others.stream().allMatch(BoundExpr.Constant.class::isInstance)) {
            return ofSet(compiler.compileAll(List.of(value), "is_in"), others, nullsEqual);
        }
        if (others.size() > FEW
                && kind == Kind.BYTES
                && !nullsEqual
                && others.stream().allMatch(BoundExpr.Constant.class::isInstance)) {
            return new TextSet(compiler.compileAll(List.of(value), "is_in").getFirst(), texts(others));
        }
        if (kind == Kind.BYTES
                && !nullsEqual
                && others.stream().allMatch(BoundExpr.Constant.class::isInstance)
                && compiler.compile(value) instanceof ColumnNode column) {
            List<Node> equalities = equalities(column, others, type);
            if (!equalities.isEmpty()) {
                return Logic.any(equalities);
            }
        }
        var inputs = new ArrayList<BoundExpr>();
        inputs.add(value);
        inputs.addAll(others);
        return ofAll(compiler.compileAll(inputs, "is_in"), Order.of(type, kind), nullsEqual);
    }

    /// A constant list as its elements.
    private static List<BoundExpr> elements(List<BoundExpr> others, DataType type) {
        if (others.size() == 1
                && others.getFirst() instanceof BoundExpr.Constant(DataType list, Object value, _)
                && Kind.of(list) == null) {
            if (!(value instanceof Collection<?> values)) {
                throw new NoKernel("is_in of a null list");
            }
            return values.stream().<BoundExpr>map(element -> new BoundExpr.Constant(type, element)).toList();
        }
        return others;
    }

    /// Whether the value is one of the constants, asked of one after the other: nothing equals null.
    private static List<Node> equalities(ColumnNode column, List<BoundExpr> constants, DataType type) {
        return constants.stream()
                .map(constant -> ((BoundExpr.Constant) constant).value())
                .filter(Objects::nonNull)
                .distinct()
                .map(value ->
                        Comparison.of(
                                LogicFunction.EQ,
                                List.of(column, new ConstantNode(type, value, Kind.BYTES)),
                                type,
                                Kind.BYTES))
                .toList();
    }

    /// Each of the constants once, without null.
    private static List<byte[]> texts(List<BoundExpr> constants) {
        return constants.stream()
                .map(constant -> ((BoundExpr.Constant) constant).value())
                .filter(Objects::nonNull)
                .distinct()
                .map(ConstantNode::bytes)
                .toList();
    }

    private static Node ofAll(List<Node> inputs, Order order, boolean nullsEqual) {
        return Computed.of(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    long bits = to.room();
                    long found = to.mask(0);
                    BitLanes.fill(bits, n, false);
                    for (int i = 1; i < in.length; i++) {
                        order.equal(in[0], in[i], found, n);
                        Lanes other = in[i];
                        if (in[0].nulls() || other.nulls()) {
                            long a = in[0].writtenValid(n);
                            long b = other.writtenValid(n);
                            BitLanes.and(found, a, found, n);
                            BitLanes.and(found, b, found, n);
                            if (nullsEqual) {
                                long either = to.mask(1);
                                BitLanes.or(a, b, either, n);
                                BitLanes.not(either, either, n);
                                BitLanes.or(found, either, found, n);
                            }
                        }
                        BitLanes.or(bits, found, bits, n);
                    }
                    if (nullsEqual) {
                        to.nulls(false);
                    } else {
                        to.nullsOf(in[0], n);
                    }
                });
    }

    private static Node ofSet(List<Node> inputs, List<BoundExpr> others, boolean nullsEqual) {
        Set<Long> values = new HashSet<>();
        boolean hasNull = false;
        for (BoundExpr other : others) {
            Object value = ((BoundExpr.Constant) other).value();
            if (value == null) {
                hasNull = true;
            } else {
                values.add(ConstantNode.integer(Objects.requireNonNull(value)));
            }
        }
        var set = new LongSet(values);
        boolean nullFound = nullsEqual && hasNull;
        return Computed.of(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    long bits = to.room();
                    set.contains(in[0].values(), bits, n);
                    if (nullsEqual && in[0].nulls()) {
                        BitLanes.and(bits, in[0].valid(), bits, n);
                        if (nullFound) {
                            BitLanes.not(in[0].valid(), to.mask(0), n);
                            BitLanes.or(bits, to.mask(0), bits, n);
                        }
                        to.nulls(false);
                    } else {
                        to.nullsOf(in[0], n);
                    }
                });
    }

    /// Numbers in a table with open addresses, at most half full.
    private static final class LongSet {
        private final long[] table;
        private final boolean[] used;
        private final int mask;

        LongSet(Set<Long> values) {
            int size = Math.max(16, Integer.highestOneBit(Math.max(1, values.size())) << 2);
            table = new long[size];
            used = new boolean[size];
            mask = size - 1;
            for (long value : values) {
                int at = slot(value);
                while (used[at]) {
                    at = (at + 1) & mask;
                }
                table[at] = value;
                used[at] = true;
            }
        }

        private int slot(long value) {
            return (int) Hashes.mix(value) & mask;
        }

        void contains(long values, long bits, int n) {
            for (long i = 0; i < n; i++) {
                long value = Native.getLong(values + (i << 3));
                int at = slot(value);
                while (used[at] && table[at] != value) {
                    at = (at + 1) & mask;
                }
                BitLanes.put(bits, i, used[at]);
            }
        }
    }
}
