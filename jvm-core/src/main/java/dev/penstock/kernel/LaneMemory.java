package dev.penstock.kernel;

import dev.penstock.memory.Native;

/// Moves values between columns and lanes: widens, narrows, and gathers selected rows. Addresses are those of
/// [LongLanes].
public final class LaneMemory {
    /// The most lanes that are computed at once: three chunks of 64-bit values stay in a first cache of 32 KB.
    public static final int LANES = 1024;

    private LaneMemory() {}

    /// Widens `n` integers of `width` bytes.
    public static void widen(long address, int width, boolean signed, long to, long n) {
        switch (width) {
            case 1 -> {
                long mask = signed ? -1L : 0xFF;
                for (long i = 0; i < n; i++) {
                    Native.putLong(to + (i << 3), Native.getByte(address + i) & mask);
                }
            }
            case 2 -> {
                long mask = signed ? -1L : 0xFFFF;
                for (long i = 0; i < n; i++) {
                    Native.putLong(to + (i << 3), Native.getShort(address + (i << 1)) & mask);
                }
            }
            case 4 -> {
                long mask = signed ? -1L : 0xFFFF_FFFFL;
                for (long i = 0; i < n; i++) {
                    Native.putLong(to + (i << 3), Native.getInt(address + (i << 2)) & mask);
                }
            }
            default -> LongLanes.copy(address, to, n);
        }
    }

    /// Widens `n` floats of `width` bytes.
    public static void widen(long address, int width, long to, long n) {
        switch (width) {
            case 2 -> {
                for (long i = 0; i < n; i++) {
                    Native.putDouble(to + (i << 3), Float.float16ToFloat(Native.getShort(address + (i << 1))));
                }
            }
            case 4 -> {
                for (long i = 0; i < n; i++) {
                    Native.putDouble(to + (i << 3), Native.getFloat(address + (i << 2)));
                }
            }
            default -> LongLanes.copy(address, to, n);
        }
    }

    /// Reads the integers of the selected rows `from` to `from + n`.
    public static void gather(long address, int width, boolean signed, Selection rows, long from, long to, long n) {
        long at = rows.address() + (from << 2);
        switch (width) {
            case 1 -> {
                long mask = signed ? -1L : 0xFF;
                for (long i = 0; i < n; i++) {
                    Native.putLong(to + (i << 3), Native.getByte(address + Native.getInt(at + (i << 2))) & mask);
                }
            }
            case 2 -> {
                long mask = signed ? -1L : 0xFFFF;
                for (long i = 0; i < n; i++) {
                    long row = Native.getInt(at + (i << 2));
                    Native.putLong(to + (i << 3), Native.getShort(address + (row << 1)) & mask);
                }
            }
            case 4 -> {
                long mask = signed ? -1L : 0xFFFF_FFFFL;
                for (long i = 0; i < n; i++) {
                    long row = Native.getInt(at + (i << 2));
                    Native.putLong(to + (i << 3), Native.getInt(address + (row << 2)) & mask);
                }
            }
            default -> gatherLongs(address, at, to, n);
        }
    }

    /// Reads the floats of the selected rows `from` to `from + n`.
    public static void gather(long address, int width, Selection rows, long from, long to, long n) {
        long at = rows.address() + (from << 2);
        switch (width) {
            case 2 -> {
                for (long i = 0; i < n; i++) {
                    long row = Native.getInt(at + (i << 2));
                    float value = Float.float16ToFloat(Native.getShort(address + (row << 1)));
                    Native.putDouble(to + (i << 3), value);
                }
            }
            case 4 -> {
                for (long i = 0; i < n; i++) {
                    long row = Native.getInt(at + (i << 2));
                    Native.putDouble(to + (i << 3), Native.getFloat(address + (row << 2)));
                }
            }
            default -> gatherLongs(address, at, to, n);
        }
    }

    private static void gatherLongs(long address, long rows, long to, long n) {
        for (long i = 0; i < n; i++) {
            long row = Native.getInt(rows + (i << 2));
            Native.putLong(to + (i << 3), Native.getLong(address + (row << 3)));
        }
    }

    /// Reads the 8-byte values of the selected rows `from` to `from + n` of several columns: up to four in one loop, so
    /// that the memory that they come from is asked for all of them at the same time.
    ///
    /// @param addresses where each column begins
    /// @param to where the values of each go
    public static void gather(long[] addresses, Selection rows, long from, long[] to, long n) {
        long at = rows.address() + (from << 2);
        for (int first = 0; first < addresses.length; first += 4) {
            switch (addresses.length - first) {
                case 1 -> gatherLongs(addresses[first], at, to[first], n);
                case 2 -> gatherTwo(addresses[first], addresses[first + 1], at, to[first], to[first + 1], n);
                case 3 -> {
                    gatherTwo(addresses[first], addresses[first + 1], at, to[first], to[first + 1], n);
                    gatherLongs(addresses[first + 2], at, to[first + 2], n);
                }
                default -> gatherFour(addresses, first, at, to, n);
            }
        }
    }

    private static void gatherTwo(long a, long b, long rows, long x, long y, long n) {
        for (long i = 0; i < n; i++) {
            long row = (long) Native.getInt(rows + (i << 2)) << 3;
            Native.putLong(x + (i << 3), Native.getLong(a + row));
            Native.putLong(y + (i << 3), Native.getLong(b + row));
        }
    }

    private static void gatherFour(long[] addresses, int first, long rows, long[] to, long n) {
        long a = addresses[first];
        long b = addresses[first + 1];
        long c = addresses[first + 2];
        long d = addresses[first + 3];
        long x = to[first];
        long y = to[first + 1];
        long z = to[first + 2];
        long w = to[first + 3];
        for (long i = 0; i < n; i++) {
            long row = (long) Native.getInt(rows + (i << 2)) << 3;
            Native.putLong(x + (i << 3), Native.getLong(a + row));
            Native.putLong(y + (i << 3), Native.getLong(b + row));
            Native.putLong(z + (i << 3), Native.getLong(c + row));
            Native.putLong(w + (i << 3), Native.getLong(d + row));
        }
    }

    /// Writes the lowest `width` bytes of `n` integers.
    public static void narrow(long from, int width, long to, long n) {
        switch (width) {
            case 1 -> {
                for (long i = 0; i < n; i++) {
                    Native.putByte(to + i, (byte) Native.getLong(from + (i << 3)));
                }
            }
            case 2 -> {
                for (long i = 0; i < n; i++) {
                    Native.putShort(to + (i << 1), (short) Native.getLong(from + (i << 3)));
                }
            }
            case 4 -> {
                for (long i = 0; i < n; i++) {
                    Native.putInt(to + (i << 2), (int) Native.getLong(from + (i << 3)));
                }
            }
            default -> LongLanes.copy(from, to, n);
        }
    }

    /// Writes `n` floats as floats of `width` bytes.
    public static void narrowFloats(long from, int width, long to, long n) {
        switch (width) {
            case 2 -> {
                for (long i = 0; i < n; i++) {
                    Native.putShort(to + (i << 1), Float.floatToFloat16((float) Native.getDouble(from + (i << 3))));
                }
            }
            case 4 -> {
                for (long i = 0; i < n; i++) {
                    Native.putFloat(to + (i << 2), (float) Native.getDouble(from + (i << 3)));
                }
            }
            default -> LongLanes.copy(from, to, n);
        }
    }

    /// Writes the lowest `width` bytes, 4 or 8, of `n` decimals of 16 bytes.
    public static void narrowDecimals(long from, int width, long to, long n) {
        for (long i = 0; i < n; i++) {
            long low = Native.getLong(from + (i << 4));
            if (width == 4) {
                Native.putInt(to + (i << 2), (int) low);
            } else if (width == 32) {
                long high = Native.getLong(from + (i << 4) + 8);
                Native.putLong(to + (i << 5), low);
                Native.putLong(to + (i << 5) + 8, high);
                Native.putLong(to + (i << 5) + 16, high >> 63);
                Native.putLong(to + (i << 5) + 24, high >> 63);
            } else {
                Native.putLong(to + (i << 3), low);
            }
        }
    }
}
