package dev.penstock.source.parquet;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;

/// Writes small numbers as runs: the opposite of [Runs].
final class RunsWriter {
    private RunsWriter() {}

    /// The most bytes that `count` numbers of `width` bits take.
    static long most(long count, int width) {
        return 16 + (count + 8) * Math.max(1, width) / 8 + count / 8 + 16L * Runs.SLACK;
    }

    private static long varint(long to, long number) {
        long at = to;
        long rest = number;
        while (rest >= 0x80) {
            Native.putByte(at++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        Native.putByte(at++, (byte) rest);
        return at;
    }

    /// Writes the ints at `numbers`, and returns where they end.
    static long ints(long numbers, long count, int width, long to) {
        long at = to;
        long literal = 0;
        long i = 0;
        while (i < count) {
            int value = Native.getInt(numbers + (i << 2));
            long end = i + 1;
            while (end < count && Native.getInt(numbers + (end << 2)) == value) {
                end++;
            }
            // Packed numbers come by eights, so a run may have to lend them some of its own.
            long lent = -(i - literal) & 7;
            if (end - i - lent >= 8) {
                at = packed(numbers, literal, i + lent, width, at);
                at = repeated(value, end - i - lent, width, at);
                literal = end;
            }
            i = end;
        }
        return packed(numbers, literal, count, width, at);
    }

    private static long repeated(int value, long count, int width, long to) {
        long at = varint(to, count << 1);
        for (int i = 0; i < (width + 7) >>> 3; i++) {
            Native.putByte(at++, (byte) (value >>> (i << 3)));
        }
        return at;
    }

    private static long packed(long numbers, long from, long until, int width, long to) {
        if (from == until) {
            return to;
        }
        long groups = (until - from + 7) >>> 3;
        long at = varint(to, groups << 1 | 1);
        long end = at + groups * width;
        long word = 0;
        int bits = 0;
        for (long i = from; i < until; i++) {
            word |= (Native.getInt(numbers + (i << 2)) & 0xFFFF_FFFFL) << bits;
            bits += width;
            if (bits >= 32) {
                Native.putInt(at, (int) word);
                at += 4;
                word >>>= 32;
                bits -= 32;
            }
        }
        while (at < end) {
            Native.putByte(at++, (byte) word);
            word >>>= 8;
        }
        return end;
    }

    /// Writes levels of a byte each.
    static long bytes(long levels, long count, int width, long to) {
        long at = to;
        long literal = 0;
        long i = 0;
        while (i < count) {
            byte value = Native.getByte(levels + i);
            long end = i + 1;
            while (end < count && Native.getByte(levels + end) == value) {
                end++;
            }
            long lent = -(i - literal) & 7;
            if (end - i - lent >= 8) {
                at = packedBytes(levels, literal, i + lent, width, at);
                at = repeated(value, end - i - lent, width, at);
                literal = end;
            }
            i = end;
        }
        return packedBytes(levels, literal, count, width, at);
    }

    private static long packedBytes(long levels, long from, long until, int width, long to) {
        if (from == until) {
            return to;
        }
        long groups = (until - from + 7) >>> 3;
        long at = varint(to, groups << 1 | 1);
        for (long group = 0; group < groups; group++) {
            long word = 0;
            for (int lane = 0; lane < 8; lane++) {
                long i = from + (group << 3) + lane;
                word |= (i < until ? Native.getByte(levels + i) & 0xFFL : 0) << (lane * width);
            }
            for (int k = 0; k < width; k++) {
                Native.putByte(at++, (byte) (word >>> (k << 3)));
            }
        }
        return at;
    }

    /// Writes bits: as one run when all are set, else packed as they are.
    static long bits(Bitmap bits, long to) {
        if (bits.isAllSet() || bits.count() == bits.length()) {
            return repeated(1, bits.length(), 1, to);
        }
        long groups = (bits.length() + 7) >>> 3;
        long at = varint(to, groups << 1 | 1);
        for (long i = 0; i < bits.length(); i += 64) {
            long word = bits.word(i);
            long bytes = Math.min(8, groups - (i >>> 3));
            for (long k = 0; k < bytes; k++) {
                Native.putByte(at++, (byte) (word >>> (k << 3)));
            }
        }
        return at;
    }
}
