package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.LongLanes;
import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import java.util.Arrays;
import java.util.List;

/// The smallest, the largest, the sum or the mean of the values of one row, where nulls do not count.
final class Horizontal {
    private Horizontal() {}

    static Node compile(MathFunction function, BoundExpr.Call call, List<Node> inputs) {
        DataType type = call.type();
        Kind kind = Kind.of(type, function.symbol());
        return switch (function) {
            case MIN_HORIZONTAL, MAX_HORIZONTAL ->
                    extreme(new Order(type, kind), kind, inputs, function == MathFunction.MIN_HORIZONTAL);
            default -> {
                boolean sums = kind == Kind.LONGS || kind == Kind.DOUBLES;
                if (!sums || type instanceof DataType.Null) {
                    throw new NoKernel(function.symbol() + " of " + type);
                }
                boolean mean = function == MathFunction.MEAN_HORIZONTAL;
                yield sum(type, kind, inputs, call.options().flag("ignore_nulls", true), mean);
            }
        };
    }

    private static Node extreme(Order order, Kind kind, List<Node> inputs, boolean least) {
        long[] better = Choice.mask();
        long[] nan = Choice.mask();
        return Computed.of(
                kind,
                inputs,
                (in, to, n) -> {
                    Choice.copy(kind, in[0], to, n);
                    for (int i = 1; i < in.length; i++) {
                        Lanes other = in[i];
                        order.less(least ? other : to, least ? to : other, better, n);
                        if (kind == Kind.DOUBLES && !least) {
                            // NaN counts as the greatest, but any number is preferred to it.
                            DoubleLanes.isNaN(other.doubles(), nan, n);
                            BitLanes.andNot(better, nan, better, n);
                            DoubleLanes.isNaN(to.doubles(), nan, n);
                            BitLanes.or(better, nan, better, n);
                        }
                        if (to.nulls()) {
                            BitLanes.not(to.valid(), nan, n);
                            BitLanes.or(better, nan, better, n);
                        }
                        if (other.nulls()) {
                            BitLanes.and(better, other.valid(), better, n);
                        }
                        Choice.select(kind, better, other, to, to, n);
                    }
                });
    }

    private static Node sum(DataType type, Kind kind, List<Node> inputs, boolean ignoreNulls, boolean mean) {
        var zero = new Lanes();
        var part = new Lanes();
        double[] counts = mean ? new double[LaneMemory.LANES] : new double[0];
        return Computed.of(
                kind,
                inputs,
                (in, to, n) -> {
                    to.nulls(false);
                    Arrays.fill(counts, 0);
                    Arrays.fill(kind == Kind.LONGS ? to.longs() : new long[0], 0);
                    Arrays.fill(kind == Kind.DOUBLES ? to.doubles() : new double[0], 0);
                    for (Lanes input : in) {
                        Lanes added = input;
                        if (input.nulls()) {
                            Choice.select(kind, input.valid(), input, zero, part, n);
                            added = part;
                        }
                        if (kind == Kind.LONGS) {
                            LongLanes.add(to.longs(), added.longs(), to.longs(), n);
                            Arithmetic.narrow(type, to.longs(), n);
                        } else {
                            DoubleLanes.add(to.doubles(), added.doubles(), to.doubles(), n);
                            Arithmetic.round(type, to.doubles(), n);
                        }
                        for (int i = 0; mean && i < n; i++) {
                            counts[i] += input.nulls() ? input.valid()[i >> 6] >>> i & 1 : 1;
                        }
                    }
                    if (!ignoreNulls) {
                        to.nullsOf(in, n);
                    }
                    if (mean) {
                        DoubleLanes.divide(to.doubles(), counts, to.doubles(), n);
                        Arithmetic.round(type, to.doubles(), n);
                        long[] any = to.bits();
                        BitLanes.ofDoubles(counts, any, n);
                        to.keepOnly(any, n);
                    }
                });
    }

    /// The first input kept between the second and the third; a null bound does not bound. Where the bounds cross, the
    /// lower one decides for what lies below it.
    static Node clip(DataType type, List<Node> inputs) {
        Kind kind = Kind.of(type, "clip");
        var order = new Order(type, kind);
        long[] beyond = Choice.mask();
        long[] nan = Choice.mask();
        return Computed.of(
                kind,
                inputs,
                (in, to, n) -> {
                    Lanes value = in[0];
                    Choice.copy(kind, value, to, n);
                    for (int i = 2; i >= 1; i--) {
                        Lanes bound = in[i];
                        order.less(i == 1 ? value : bound, i == 1 ? bound : value, beyond, n);
                        if (kind == Kind.DOUBLES) {
                            // NaN is kept, and does not bound.
                            DoubleLanes.isNaN(value.doubles(), nan, n);
                            BitLanes.andNot(beyond, nan, beyond, n);
                            DoubleLanes.isNaN(bound.doubles(), nan, n);
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
