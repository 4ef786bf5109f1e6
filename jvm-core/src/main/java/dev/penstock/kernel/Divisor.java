package dev.penstock.kernel;

import java.math.BigInteger;

/// A positive number to divide by with a multiplication: the quotient of `x`, cut off toward zero, is `(x +
/// multiplyHigh(magic, x) >> shift) - (x >> 63)`. A division takes ten times as long.
///
/// Source: Granlund and Montgomery, "Division by Invariant Integers using Multiplication" (1994), figure 5.1.
record Divisor(long magic, int shift) {
    static Divisor of(long divisor) {
        int bits = Math.max(1, 64 - Long.numberOfLeadingZeros(divisor - 1));
        BigInteger magic = BigInteger.ONE.shiftLeft(63 + bits).divide(BigInteger.valueOf(divisor)).add(BigInteger.ONE);
        return new Divisor(magic.longValue(), bits - 1);
    }
}
