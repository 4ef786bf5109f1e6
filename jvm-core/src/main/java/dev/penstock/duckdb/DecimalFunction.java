package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.plan.MathFunction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.List;

/// Products, quotients and remainders of decimals with 38 digits and one scale: rounded half to even, as Polars does.
///
/// Source of the layout: `duckdb_hugeint` in duckdb.h, the low 64 bits first.
final class DecimalFunction implements JvmFunction {
    static final List<MathFunction> FUNCTIONS =
            List.of(MathFunction.MUL, MathFunction.TRUEDIV, MathFunction.FLOORDIV, MathFunction.MOD);

    private static final int BYTES = 16;
    private static final BigInteger LIMIT = BigInteger.TEN.pow(38);

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
                long at = row * BYTES;
                if (!small(left + at, right + at, result + at)) {
                    write(result + at, exact(read(left + at), read(right + at)));
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
        if (function != MathFunction.MUL && b.signum() == 0) {
            throw new PenstockException(ErrorCode.COMPUTE, "a decimal is divided by zero");
        }
        BigInteger made =
                switch (function) {
                    case MUL -> rounded(a.multiply(b), one);
                    case TRUEDIV -> rounded(a.multiply(one), b);
                    case FLOORDIV -> floored(a, b).multiply(one);
                    case MOD -> a.subtract(floored(a, b).multiply(b));
                    default -> throw new AssertionError(function);
                };
        if (made.abs().compareTo(LIMIT) >= 0) {
            throw new PenstockException(
                    ErrorCode.COMPUTE, "the result of \"" + function.symbol() + "\" has more than 38 digits");
        }
        return made;
    }

    private static BigInteger rounded(BigInteger dividend, BigInteger divisor) {
        return new BigDecimal(dividend).divide(new BigDecimal(divisor), 0, RoundingMode.HALF_EVEN).unscaledValue();
    }

    private static BigInteger floored(BigInteger a, BigInteger b) {
        BigInteger[] parts = a.divideAndRemainder(b);
        return parts[1].signum() * b.signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static BigInteger read(long address) {
        long low = Native.getLong(address);
        long high = Native.getLong(address + 8);
        if (high == low >> 63) {
            return BigInteger.valueOf(low);
        }
        return new BigInteger(ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array());
    }

    private static void write(long address, BigInteger value) {
        Native.putLong(address, value.longValue());
        Native.putLong(address + 8, value.shiftRight(64).longValue());
    }
}
