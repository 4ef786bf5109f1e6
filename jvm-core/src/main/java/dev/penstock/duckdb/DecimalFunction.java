package dev.penstock.duckdb;

import dev.penstock.kernel.WideInteger;
import dev.penstock.memory.Native;
import dev.penstock.plan.MathFunction;
import java.math.BigInteger;
import java.util.List;

/// Products, quotients and remainders of decimals with 38 digits and one scale: rounded half to even, as Polars does.
///
/// Source of the layout: `duckdb_hugeint` in duckdb.h, the low 64 bits first.
final class DecimalFunction implements JvmFunction {
    static final List<MathFunction> FUNCTIONS =
            List.of(MathFunction.MUL, MathFunction.TRUEDIV, MathFunction.FLOORDIV, MathFunction.MOD);

    private final MathFunction function;
    private final BigInteger one;

    /// 1 as a count of units, or 0 where that is more than a long.
    private final long unit;

    DecimalFunction(MathFunction function, int scale) {
        this.function = function;
        this.one = BigInteger.TEN.pow(scale);
        this.unit = scale <= 18 ? one.longValueExact() : 0;
    }

    @Override
    public void compute(long left, long right, long result, long valid, long rows) {
        for (long row = 0; row < rows; row++) {
            if (JvmFunction.isValid(valid, row)) {
                long at = row * WideInteger.BYTES;
                if (!small(left + at, right + at, result + at)) {
                    BigInteger made = exact(WideInteger.read(left + at), WideInteger.read(right + at));
                    WideInteger.write(result + at, made);
                }
            }
        }
    }

    /// Multiplies what fits into 64 bits, product included. Whether it did.
    private boolean small(long left, long right, long result) {
        long a = Native.getLong(left);
        long b = Native.getLong(right);
        boolean fits = Native.getLong(left + 8) == a >> 63 && Native.getLong(right + 8) == b >> 63;
        if (function != MathFunction.MUL || unit == 0 || !fits) {
            return false;
        }
        long product = a * b;
        if (Math.multiplyHigh(a, b) != product >> 63) {
            return false;
        }
        long quotient = product / unit;
        long rest = Math.abs(product % unit);
        // Compared this way round the rest cannot overflow.
        long other = unit - rest;
        if (rest > other || (rest == other && (quotient & 1) != 0)) {
            quotient += product < 0 ? -1 : 1;
        }
        Native.putLong(result, quotient);
        Native.putLong(result + 8, quotient >> 63);
        return true;
    }

    /// The result as a count of units.
    BigInteger exact(BigInteger a, BigInteger b) {
        BigInteger made =
                switch (function) {
                    case MUL -> WideInteger.divide(a.multiply(b), one);
                    case TRUEDIV -> WideInteger.divide(a.multiply(one), b);
                    case FLOORDIV -> WideInteger.floorDivide(a, b).multiply(one);
                    case MOD -> a.subtract(WideInteger.floorDivide(a, b).multiply(b));
                    default -> throw new AssertionError(function);
                };
        return WideInteger.checked(made, function.symbol());
    }
}
