package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Comparisons;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.List;

/// Numbers to the power of others.
final class Powers {
    private Powers() {}

    static Node compile(BoundExpr.Call call, List<Node> inputs) {
        DataType type = call.type();
        if (type.isFloat()) {
            double power =
                    inputs.get(1) instanceof ConstantNode constant && constant.value() instanceof Number number
                            ? number.doubleValue()
                            : 1;
            return Computed.strict(
                    Kind.DOUBLES,
                    inputs,
                    (in, to, n) -> {
                        long room = to.room();
                        if (power == 2) {
                            DoubleLanes.multiply(in[0].values(), in[0].values(), room, n);
                        } else if (power == 0.5) {
                            // Of -0.0 and of -inf the two differ, and this is what others compute.
                            DoubleLanes.squareRoot(in[0].values(), room, n);
                        } else {
                            floats(in[0].values(), in[1].values(), room, n);
                        }
                        Arithmetic.round(type, room, n);
                    });
        }
        boolean unsigned = call.arguments().get(1).type() instanceof DataType.Int(_, boolean signed) && !signed;
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    if (!unsigned) {
                        refuseNegative(in[1], to, n);
                    }
                    long room = to.room();
                    integers(in[0].values(), in[1].values(), room, n);
                    Arithmetic.narrow(type, room, n);
                });
    }

    private static void refuseNegative(Lanes exponents, Lanes to, int n) {
        long negative = to.mask(0);
        Comparisons.less(exponents.values(), Long.BYTES, 0, 0, negative, n);
        if (to.nulls()) {
            BitLanes.and(negative, to.valid(), negative, n);
        }
        long lane = BitLanes.first(negative, n);
        if (lane >= 0) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "an integer cannot be raised to the power of "
                                    + Native.getLong(exponents.values() + (lane << 3)))
                    .hint("cast the base or the exponent to a float first");
        }
    }

    private static void floats(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            double base = Native.getDouble(a + (i << 3));
            double exponent = Native.getDouble(b + (i << 3));
            // 1 to any power is 1 elsewhere, NaN included; Java says NaN.
            boolean one = base == 1 || (base == -1 && Double.isInfinite(exponent));
            Native.putDouble(to + (i << 3), one ? 1 : Math.pow(base, exponent));
        }
    }

    private static void integers(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            long base = Native.getLong(a + (i << 3));
            long result = 1;
            for (long left = Native.getLong(b + (i << 3)); left != 0; left >>>= 1) {
                result *= (left & 1) != 0 ? base : 1;
                base *= base;
            }
            Native.putLong(to + (i << 3), result);
        }
    }
}
