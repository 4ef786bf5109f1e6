package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Writes integers as differences: the opposite of [DeltaIntegers].
final class DeltaWriter {
    private static final int BLOCK = 128;
    private static final int PARTS = 4;
    private static final int PART = BLOCK / PARTS;

    private final long[] deltas = new long[BLOCK];

    /// The most bytes that `count` integers take.
    static long most(long count) {
        return 64 + (count + BLOCK) * 8 + (count / BLOCK + 1) * 16;
    }

    private static long varint(long to, long number) {
        long at = to;
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            Native.putByte(at++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        Native.putByte(at++, (byte) rest);
        return at;
    }

    private static long zigzag(long to, long number) {
        return varint(to, number << 1 ^ number >> 63);
    }

    private static long value(long from, int width, long index) {
        return width == 4 ? Native.getInt(from + (index << 2)) : Native.getLong(from + (index << 3));
    }

    /// Writes `count` integers of `width` bytes, and returns where they end.
    long write(long from, int width, long count, long to) {
        long at = varint(to, BLOCK);
        at = varint(at, PARTS);
        at = varint(at, count);
        long last = count == 0 ? 0 : value(from, width, 0);
        at = zigzag(at, last);
        for (long next = 1; next < count; next += BLOCK) {
            int n = (int) Math.min(BLOCK, count - next);
            long least = Long.MAX_VALUE;
            for (int i = 0; i < n; i++) {
                long value = value(from, width, next + i);
                deltas[i] = width == 4 ? (int) (value - last) : value - last;
                least = Math.min(least, deltas[i]);
                last = value;
            }
            at = block(n, least, at);
        }
        return at;
    }

    private long block(int n, long least, long to) {
        long at = zigzag(to, least);
        long widths = at;
        at += PARTS;
        for (int part = 0; part < PARTS; part++) {
            int from = part * PART;
            int until = Math.min(n, from + PART);
            long all = 0;
            for (int i = from; i < until; i++) {
                deltas[i] -= least;
                all |= deltas[i];
            }
            int width = 64 - Long.numberOfLeadingZeros(all);
            Native.putByte(widths + part, (byte) width);
            if (from < until) {
                at = pack(from, until, width, at);
            }
        }
        return at;
    }

    private long pack(int from, int until, int width, long to) {
        long end = to + (long) width * PART / 8;
        Native.fill(to, end - to, (byte) 0);
        long bit = 0;
        for (int i = from; i < until && width > 0; i++, bit += width) {
            long at = to + (bit >>> 3);
            int shift = (int) (bit & 7);
            // The room has slack for the bytes behind the part.
            Native.putLong(at, (Native.getLong(at) & ((1L << shift) - 1)) | deltas[i] << shift);
            if (shift + width > 64) {
                Native.putByte(at + 8, (byte) (deltas[i] >>> (64 - shift)));
            }
        }
        return end;
    }
}
