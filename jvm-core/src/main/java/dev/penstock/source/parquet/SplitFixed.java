package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Values taken apart: all first bytes, then all second bytes, and so on (BYTE_STREAM_SPLIT).
final class SplitFixed extends FixedValues {
    private final long from;
    private final long values;
    private final int width;
    private long next;

    SplitFixed(ByteCursor bytes, int width) {
        this.width = width;
        values = bytes.left() / width;
        if (values * width != bytes.left()) {
            throw BrokenFile.because("%,d bytes of values of %d bytes each", bytes.left(), width);
        }
        from = bytes.take(bytes.left());
    }

    private long advance(int count) {
        if (count > values - next) {
            throw BrokenFile.because("a page of %,d values where more are needed", values);
        }
        long first = next;
        next += count;
        return from + first;
    }

    @Override
    public void skip(int count) {
        advance(count);
    }

    @Override
    void read(long to, int count) {
        long at = advance(count);
        switch (width) {
            case 4 -> ints(at, to, count);
            case 8 -> longs(at, to, count);
            default -> {
                for (int k = 0; k < width; k++) {
                    for (long i = 0; i < count; i++) {
                        Native.putByte(to + i * width + k, Native.getByte(at + k * values + i));
                    }
                }
            }
        }
    }

    private void ints(long at, long to, int count) {
        for (long i = 0; i < count; i++) {
            int value =
                    (Native.getByte(at + i) & 0xFF)
                            | (Native.getByte(at + values + i) & 0xFF) << 8
                            | (Native.getByte(at + 2 * values + i) & 0xFF) << 16
                            | Native.getByte(at + 3 * values + i) << 24;
            Native.putInt(to + (i << 2), value);
        }
    }

    /// Eight values at a time: a byte of each is a row of a matrix of 8 by 8 bytes, which is turned over.
    private void longs(long at, long to, int count) {
        long whole = count & ~7L;
        for (long i = 0; i < whole; i += 8) {
            transpose(at + i, to + (i << 3));
        }
        for (long i = whole; i < count; i++) {
            long value = 0;
            for (int k = 7; k >= 0; k--) {
                value = value << 8 | (Native.getByte(at + k * values + i) & 0xFF);
            }
            Native.putLong(to + (i << 3), value);
        }
    }

    private void transpose(long at, long to) {
        long a = Native.getLong(at);
        long b = Native.getLong(at + values);
        long c = Native.getLong(at + 2 * values);
        long d = Native.getLong(at + 3 * values);
        long e = Native.getLong(at + 4 * values);
        long f = Native.getLong(at + 5 * values);
        long g = Native.getLong(at + 6 * values);
        long h = Native.getLong(at + 7 * values);
        // Single bytes, then pairs, then fours change places across the diagonal.
        long m1 = 0x00FF00FF00FF00FFL;
        long a1 = (a & m1) | (b & m1) << 8;
        long b1 = (a >>> 8 & m1) | (b & ~m1);
        long c1 = (c & m1) | (d & m1) << 8;
        long d1 = (c >>> 8 & m1) | (d & ~m1);
        long e1 = (e & m1) | (f & m1) << 8;
        long f1 = (e >>> 8 & m1) | (f & ~m1);
        long g1 = (g & m1) | (h & m1) << 8;
        long h1 = (g >>> 8 & m1) | (h & ~m1);
        long m2 = 0x0000FFFF0000FFFFL;
        long a2 = (a1 & m2) | (c1 & m2) << 16;
        long b2 = (b1 & m2) | (d1 & m2) << 16;
        long c2 = (a1 >>> 16 & m2) | (c1 & ~m2);
        long d2 = (b1 >>> 16 & m2) | (d1 & ~m2);
        long e2 = (e1 & m2) | (g1 & m2) << 16;
        long f2 = (f1 & m2) | (h1 & m2) << 16;
        long g2 = (e1 >>> 16 & m2) | (g1 & ~m2);
        long h2 = (f1 >>> 16 & m2) | (h1 & ~m2);
        long m4 = 0x00000000FFFFFFFFL;
        Native.putLong(to, (a2 & m4) | e2 << 32);
        Native.putLong(to + 8, (b2 & m4) | f2 << 32);
        Native.putLong(to + 16, (c2 & m4) | g2 << 32);
        Native.putLong(to + 24, (d2 & m4) | h2 << 32);
        Native.putLong(to + 32, a2 >>> 32 | (e2 & ~m4));
        Native.putLong(to + 40, b2 >>> 32 | (f2 & ~m4));
        Native.putLong(to + 48, c2 >>> 32 | (g2 & ~m4));
        Native.putLong(to + 56, d2 >>> 32 | (h2 & ~m4));
    }
}
