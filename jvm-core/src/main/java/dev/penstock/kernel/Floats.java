package dev.penstock.kernel;

import dev.penstock.memory.Native;

/// What is special about floats: NaN equals NaN and is the greatest, and -0.0 equals 0.0.
public final class Floats {
    private Floats() {}

    /// The number of 16, 32 or 64 bits at `address`.
    public static double read(long address, int bits) {
        return switch (bits) {
            case 16 -> Float.float16ToFloat(Native.getShort(address));
            case 32 -> Native.getFloat(address);
            default -> Native.getDouble(address);
        };
    }

    public static boolean same(double a, double b) {
        return a == b || (Double.isNaN(a) && Double.isNaN(b));
    }
}
