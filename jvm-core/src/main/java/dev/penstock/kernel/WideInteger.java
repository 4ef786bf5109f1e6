package dev.penstock.kernel;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/// Integers of 128 bits in memory, the low 64 first, as decimals are stored: read, written, and computed with exactly.
/// This is the slow way, for what does not fit into 64 bits.
public final class WideInteger {
    /// What one of them takes.
    public static final int BYTES = 16;

    /// The most digits that a decimal of 128 bits has.
    public static final int DIGITS = 38;

    private static final BigInteger LIMIT = BigInteger.TEN.pow(DIGITS);

    private WideInteger() {}

    public static BigInteger read(long address) {
        long low = Native.getLong(address);
        long high = Native.getLong(address + 8);
        if (high == low >> 63) {
            return BigInteger.valueOf(low);
        }
        return new BigInteger(ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array());
    }

    public static void write(long address, BigInteger value) {
        Native.putLong(address, value.longValue());
        Native.putLong(address + 8, value.shiftRight(64).longValue());
    }

    /// `value`, if it has no more than 38 digits.
    ///
    /// @param operation what made it, for the message
    /// @throws PenstockException with code COMPUTE otherwise
    public static BigInteger checked(BigInteger value, String operation) {
        if (value.abs().compareTo(LIMIT) >= 0) {
            throw new PenstockException(
                    ErrorCode.COMPUTE, "the result of \"" + operation + "\" has more than 38 digits");
        }
        return value;
    }

    /// The quotient rounded half to even.
    ///
    /// @throws PenstockException with code COMPUTE for a divisor of zero
    public static BigInteger divide(BigInteger dividend, BigInteger divisor) {
        BigInteger[] parts = dividend.divideAndRemainder(nonzero(divisor));
        int half = parts[1].abs().shiftLeft(1).compareTo(divisor.abs());
        boolean away = half > 0 || (half == 0 && parts[0].testBit(0));
        return away ? parts[0].add(BigInteger.valueOf((long) dividend.signum() * divisor.signum())) : parts[0];
    }

    /// The quotient rounded down.
    ///
    /// @throws PenstockException with code COMPUTE for a divisor of zero
    public static BigInteger floorDivide(BigInteger dividend, BigInteger divisor) {
        BigInteger[] parts = dividend.divideAndRemainder(nonzero(divisor));
        return parts[1].signum() * divisor.signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static BigInteger nonzero(BigInteger divisor) {
        if (divisor.signum() == 0) {
            throw new PenstockException(ErrorCode.COMPUTE, "a decimal is divided by zero");
        }
        return divisor;
    }
}
