package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;

/// Powers of 64-bit integers, which wrap around. The low bits are right for every narrower type too.
final class PowerFunction implements JvmFunction {
    @Override
    public void compute(long left, long right, long result, long valid, long rows) {
        for (long row = 0; row < rows; row++) {
            if (JvmFunction.isValid(valid, row)) {
                long base = Native.getLong(left + row * Long.BYTES);
                long exponent = Native.getLong(right + row * Long.BYTES);
                Native.putLong(result + row * Long.BYTES, power(base, exponent));
            }
        }
    }

    static long power(long base, long exponent) {
        if (exponent < 0) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION, "an integer has no power of " + exponent + " among the integers");
        }
        long power = 1;
        for (long factor = base, left = exponent; left != 0; left >>>= 1, factor *= factor) {
            if ((left & 1) != 0) {
                power *= factor;
            }
        }
        return power;
    }
}
