package dev.penstock.kernel;

import dev.penstock.memory.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Moves chunks between memory and lanes, widening and narrowing on the way. One for each worker: it holds room for the
/// narrow values, because C2 vectorises the copy and the widening apart but not together.
public final class LaneMemory {
    /// The most lanes that move at once: 8 KB of 64-bit values, four or five of which a first cache holds.
    public static final int LANES = 256;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private final int[] ints = new int[LANES];
    private final float[] floats = new float[LANES];
    private final short[] shorts = new short[LANES];
    private final byte[] bytes = new byte[LANES];

    /// Reads `n` integers of `width` bytes.
    public void load(long address, int width, boolean signed, long[] to, int n) {
        switch (width) {
            case 1 -> {
                MemorySegment.copy(Native.ALL, BYTE, address, bytes, 0, n);
                widen(bytes, to, n);
            }
            case 2 -> {
                MemorySegment.copy(Native.ALL, SHORT, address, shorts, 0, n);
                widen(shorts, to, n);
            }
            case 4 -> {
                MemorySegment.copy(Native.ALL, INT, address, ints, 0, n);
                widen(ints, to, n);
            }
            default -> MemorySegment.copy(Native.ALL, LONG, address, to, 0, n);
        }
        if (!signed && width < 8) {
            LongLanes.narrow(to, width << 3, false, to, n);
        }
    }

    private static void widen(byte[] from, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = from[i];
        }
    }

    private static void widen(short[] from, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = from[i];
        }
    }

    private static void widen(int[] from, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = from[i];
        }
    }

    /// Reads `n` floats of `width` bytes.
    public void load(long address, int width, double[] to, int n) {
        switch (width) {
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    to[i] = Float.float16ToFloat(Native.getShort(address + ((long) i << 1)));
                }
            }
            case 4 -> {
                MemorySegment.copy(Native.ALL, FLOAT, address, floats, 0, n);
                for (int i = 0; i < n; i++) {
                    to[i] = floats[i];
                }
            }
            default -> MemorySegment.copy(Native.ALL, DOUBLE, address, to, 0, n);
        }
    }

    /// Reads the integers of the selected rows `from` to `from + n`.
    public static void gather(long address, int width, boolean signed, Selection rows, long from, long[] to, int n) {
        long at = rows.address() + (from << 2);
        switch (width) {
            case 1 -> {
                for (int i = 0; i < n; i++) {
                    to[i] = Native.getByte(address + Native.getInt(at + ((long) i << 2)));
                }
            }
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    to[i] = Native.getShort(address + ((long) Native.getInt(at + ((long) i << 2)) << 1));
                }
            }
            case 4 -> {
                for (int i = 0; i < n; i++) {
                    to[i] = Native.getInt(address + ((long) Native.getInt(at + ((long) i << 2)) << 2));
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    to[i] = Native.getLong(address + ((long) Native.getInt(at + ((long) i << 2)) << 3));
                }
            }
        }
        if (!signed && width < 8) {
            LongLanes.narrow(to, width << 3, false, to, n);
        }
    }

    /// Reads the floats of the selected rows `from` to `from + n`.
    public static void gather(long address, int width, Selection rows, long from, double[] to, int n) {
        long at = rows.address() + (from << 2);
        switch (width) {
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    long row = Native.getInt(at + ((long) i << 2));
                    to[i] = Float.float16ToFloat(Native.getShort(address + (row << 1)));
                }
            }
            case 4 -> {
                for (int i = 0; i < n; i++) {
                    to[i] = Native.getFloat(address + ((long) Native.getInt(at + ((long) i << 2)) << 2));
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    to[i] = Native.getDouble(address + ((long) Native.getInt(at + ((long) i << 2)) << 3));
                }
            }
        }
    }

    /// Writes the lowest `width` bytes of `n` integers.
    public void store(long[] from, int width, long address, int n) {
        switch (width) {
            case 1 -> {
                for (int i = 0; i < n; i++) {
                    bytes[i] = (byte) from[i];
                }
                MemorySegment.copy(bytes, 0, Native.ALL, BYTE, address, n);
            }
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    shorts[i] = (short) from[i];
                }
                MemorySegment.copy(shorts, 0, Native.ALL, SHORT, address, n);
            }
            case 4 -> {
                for (int i = 0; i < n; i++) {
                    ints[i] = (int) from[i];
                }
                MemorySegment.copy(ints, 0, Native.ALL, INT, address, n);
            }
            default -> MemorySegment.copy(from, 0, Native.ALL, LONG, address, n);
        }
    }

    /// Writes `n` floats as floats of `width` bytes.
    public void store(double[] from, int width, long address, int n) {
        switch (width) {
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    Native.putShort(address + ((long) i << 1), Float.floatToFloat16((float) from[i]));
                }
            }
            case 4 -> {
                for (int i = 0; i < n; i++) {
                    floats[i] = (float) from[i];
                }
                MemorySegment.copy(floats, 0, Native.ALL, FLOAT, address, n);
            }
            default -> MemorySegment.copy(from, 0, Native.ALL, DOUBLE, address, n);
        }
    }
}
