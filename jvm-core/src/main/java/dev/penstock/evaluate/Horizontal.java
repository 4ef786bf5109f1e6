package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.DecimalLanes;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.FloatComparisons;
import dev.penstock.kernel.LongLanes;
import dev.penstock.memory.Native;
import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import java.util.List;

/// The smallest, the largest, the sum or the mean of the values of one row, where nulls do not count.
final class Horizontal {
    private Horizontal() {}

    static Node compile(MathFunction function, BoundExpr.Call call, List<Node> inputs) {
        DataType type = call.type();
        Kind kind = Kind.of(type, function.symbol());
        return switch (function) {
            case MIN_HORIZONTAL, MAX_HORIZONTAL ->
                    extreme(Order.of(type, kind), inputs, function == MathFunction.MIN_HORIZONTAL);
            default -> {
                boolean sums = kind == Kind.LONGS || kind == Kind.DOUBLES || kind == Kind.WIDE;
                if (!sums || type instanceof DataType.Null) {
                    throw new NoKernel(function.symbol() + " of " + type);
                }
                boolean mean = function == MathFunction.MEAN_HORIZONTAL;
                yield sum(type, kind, inputs, call.options().flag("ignore_nulls", true), mean);
            }
        };
    }

    private static Node extreme(Order order, List<Node> inputs, boolean least) {
        Kind kind = order.kind();
        return Computed.of(
                kind,
                inputs,
                (in, to, n) -> {
                    long better = to.mask(0);
                    long other = to.mask(1);
                    Choice.copy(in[0], to, kind, n);
                    for (int i = 1; i < in.length; i++) {
                        Lanes next = in[i];
                        order.less(least ? next : to, least ? to : next, better, n);
                        if (kind == Kind.DOUBLES && !least) {
                            // NaN counts as the greatest, but any number is preferred to it.
                            FloatComparisons.isNaN(next.values(), Double.BYTES, other, n);
                            BitLanes.andNot(better, other, better, n);
                            FloatComparisons.isNaN(to.values(), Double.BYTES, other, n);
                            BitLanes.or(better, other, better, n);
                        }
                        if (to.nulls()) {
                            BitLanes.not(to.valid(), other, n);
                            BitLanes.or(better, other, better, n);
                        }
                        if (next.nulls()) {
                            BitLanes.and(better, next.valid(), better, n);
                        }
                        Choice.select(kind, better, next, to, to, n);
                    }
                });
    }

    private static Node sum(DataType type, Kind kind, List<Node> inputs, boolean ignoreNulls, boolean mean) {
        return Computed.of(
                kind,
                inputs,
                (in, to, n) -> {
                    Lanes zero = to.spare(0);
                    Lanes part = to.spare(1);
                    long counts = to.spare(2).room();
                    long sums = to.room();
                    to.nulls(false);
                    long words = ((long) n * kind.bytes()) >> 3;
                    LongLanes.fill(0, counts, n);
                    LongLanes.fill(0, zero.room(), words);
                    LongLanes.fill(0, sums, words);
                    for (Lanes input : in) {
                        Lanes added = input;
                        if (input.nulls()) {
                            Choice.select(kind, input.valid(), input, zero, part, n);
                            added = part;
                        }
                        if (kind == Kind.WIDE) {
                            DecimalLanes.add(sums, added.values(), 0, sums, n);
                        } else if (kind == Kind.LONGS) {
                            LongLanes.add(sums, added.values(), sums, n);
                            Arithmetic.narrow(type, sums, n);
                        } else {
                            DoubleLanes.add(sums, added.values(), sums, n);
                            Arithmetic.round(type, sums, n);
                        }
                        for (long i = 0; mean && i < n; i++) {
                            long at = counts + (i << 3);
                            Native.putDouble(at, Native.getDouble(at) + (input.isNull(i) ? 0 : 1));
                        }
                    }
                    if (!ignoreNulls) {
                        to.nullsOf(in, n);
                    }
                    if (mean) {
                        DoubleLanes.divide(sums, counts, sums, n);
                        Arithmetic.round(type, sums, n);
                        long any = to.mask(0);
                        FloatComparisons.equal(counts, Double.BYTES, 0, any, n);
                        BitLanes.not(any, any, n);
                        to.keepOnly(any, n);
                    }
                });
    }

    /// The first input kept between the second and the third; a null bound does not bound. Where the bounds cross, the
    /// lower one decides for what lies below it.
    static Node clip(DataType type, List<Node> inputs) {
        Kind kind = Kind.of(type, "clip");
        Order order = Order.of(type, kind);
        return Computed.of(
                kind,
                inputs,
                (in, to, n) -> {
                    long beyond = to.mask(0);
                    long nan = to.mask(1);
                    Lanes value = in[0];
                    Choice.copy(value, to, kind, n);
                    for (int i = 2; i >= 1; i--) {
                        Lanes bound = in[i];
                        order.less(i == 1 ? value : bound, i == 1 ? bound : value, beyond, n);
                        if (kind == Kind.DOUBLES) {
                            // NaN is kept, and does not bound.
                            FloatComparisons.isNaN(value.values(), Double.BYTES, nan, n);
                            BitLanes.andNot(beyond, nan, beyond, n);
                            FloatComparisons.isNaN(bound.values(), Double.BYTES, nan, n);
                            BitLanes.andNot(beyond, nan, beyond, n);
                        }
                        if (to.nulls()) {
                            BitLanes.and(beyond, to.valid(), beyond, n);
                        }
                        if (bound.nulls()) {
                            BitLanes.and(beyond, bound.valid(), beyond, n);
                        }
                        Choice.select(kind, beyond, bound, to, to, n);
                    }
                });
    }
}
