package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.LongLanes;
import dev.penstock.type.DataType;
import java.util.List;

/// Numbers to the power of others.
final class Powers {
    private Powers() {}

    static Node compile(BoundExpr.Call call, List<Node> inputs) {
        DataType type = call.type();
        if (type.isFloat()) {
            boolean square =
                    inputs.get(1) instanceof ConstantNode constant
                            && constant.value() instanceof Number number
                            && number.doubleValue() == 2;
            return Computed.strict(
                    Kind.DOUBLES,
                    inputs,
                    (in, to, n) -> {
                        if (square) {
                            DoubleLanes.multiply(in[0].doubles(), in[0].doubles(), to.doubles(), n);
                        } else {
                            powers(in[0].doubles(), in[1].doubles(), to.doubles(), n);
                        }
                        Arithmetic.round(type, to.doubles(), n);
                    });
        }
        boolean unsigned = call.arguments().get(1).type() instanceof DataType.Int(_, boolean signed) && !signed;
        long[] negative = Choice.mask();
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    if (!unsigned) {
                        refuseNegative(in[1], to, negative, n);
                    }
                    powers(in[0].longs(), in[1].longs(), to.longs(), n);
                    Arithmetic.narrow(type, to.longs(), n);
                });
    }

    private static void refuseNegative(Lanes exponents, Lanes to, long[] negative, int n) {
        LongLanes.between(exponents.longs(), Long.MIN_VALUE, -1, negative, n);
        if (to.nulls()) {
            BitLanes.and(negative, to.valid(), negative, n);
        }
        int lane = BitLanes.first(negative, n);
        if (lane >= 0) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "an integer cannot be raised to the power of " + exponents.longs()[lane])
                    .hint("cast the base or the exponent to a float first");
        }
    }

    private static void powers(double[] a, double[] b, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            // 1 to any power is 1 elsewhere, NaN included; Java says NaN.
            to[i] = a[i] == 1 || (a[i] == -1 && Double.isInfinite(b[i])) ? 1 : Math.pow(a[i], b[i]);
        }
    }

    private static void powers(long[] a, long[] b, long[] to, int n) {
        assert n <= LaneMemory.LANES;
        for (int i = 0; i < n; i++) {
            long base = a[i];
            long result = 1;
            for (long left = b[i]; left != 0; left >>>= 1) {
                result *= (left & 1) != 0 ? base : 1;
                base *= base;
            }
            to[i] = result;
        }
    }
}
