package dev.penstock.kernel;

import dev.penstock.memory.Native;

/// What is special about floats: NaN equals NaN and is the greatest, and -0.0 equals 0.0.
final class Floats {
    private Floats() {}

    /// The number of 16, 32 or 64 bits at `address`.
    static double read(long address, int bits) {
        return switch (bits) {
            case 16 -> Float.float16ToFloat(Native.getShort(address));
            case 32 -> Native.getFloat(address);
            default -> Native.getDouble(address);
        };
    }

    static boolean same(double a, double b) {
        return a == b || (Double.isNaN(a) && Double.isNaN(b));
    }
}
