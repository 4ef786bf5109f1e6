package dev.penstock.source.parquet;

import dev.penstock.memory.Native;
import java.util.Arrays;

/// Numbers of a few bits each, packed lowest bit first, as ints and longs. Reads up to eight bytes behind the last one.
final class Unpack {
    private Unpack() {}

    /// Unpacks `count` numbers of `width` bits from number `index` on.
    ///
    /// Eight numbers take `width` whole bytes, so they are unpacked by eights, with one or two loads where they are
    /// narrow. The method is too large to be inlined, on purpose: behind the calls of a page's readers, the calls
    /// inside of a memory access would be too many for C2, which then makes real calls of some of them.
    ///
    /// @param width from 1 to 32
    static void ints(long packed, long index, int width, int[] to, int from, int count) {
        int mask = width == 32 ? -1 : (1 << width) - 1;
        long bit = index * width;
        int i = from;
        int end = from + count;
        for (; i < end && ((index + i - from) & 7) != 0; i++) {
            to[i] = (int) (Native.getLong(packed + (bit >>> 3)) >>> (bit & 7)) & mask;
            bit += width;
        }
        long at = packed + (bit >>> 3);
        if (width <= 8) {
            for (; i + 8 <= end; i += 8) {
                long word = Native.getLong(at);
                to[i] = (int) word & mask;
                to[i + 1] = (int) (word >>> width) & mask;
                to[i + 2] = (int) (word >>> (2 * width)) & mask;
                to[i + 3] = (int) (word >>> (3 * width)) & mask;
                to[i + 4] = (int) (word >>> (4 * width)) & mask;
                to[i + 5] = (int) (word >>> (5 * width)) & mask;
                to[i + 6] = (int) (word >>> (6 * width)) & mask;
                to[i + 7] = (int) (word >>> (7 * width)) & mask;
                at += width;
            }
        } else if (width <= 16) {
            int half = width >>> 1;
            int shift = (width & 1) << 2;
            for (; i + 8 <= end; i += 8) {
                long low = Native.getLong(at);
                long high = Native.getLong(at + half) >>> shift;
                to[i] = (int) low & mask;
                to[i + 1] = (int) (low >>> width) & mask;
                to[i + 2] = (int) (low >>> (2 * width)) & mask;
                to[i + 3] = (int) (low >>> (3 * width)) & mask;
                to[i + 4] = (int) high & mask;
                to[i + 5] = (int) (high >>> width) & mask;
                to[i + 6] = (int) (high >>> (2 * width)) & mask;
                to[i + 7] = (int) (high >>> (3 * width)) & mask;
                at += width;
            }
        }
        bit = (at - packed) << 3;
        for (; i < end; i++) {
            to[i] = (int) (Native.getLong(packed + (bit >>> 3)) >>> (bit & 7)) & mask;
            bit += width;
        }
    }

    /// Unpacks `count` numbers of `width` bits, up to 64, from the start on.
    static void longs(long packed, int width, long[] to, int count) {
        if (width == 0) {
            Arrays.fill(to, 0, count, 0);
            return;
        }
        long mask = width == 64 ? -1L : (1L << width) - 1;
        long bit = 0;
        if (width <= 57) {
            for (int i = 0; i < count; i++) {
                to[i] = Native.getLong(packed + (bit >>> 3)) >>> (bit & 7) & mask;
                bit += width;
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            long at = packed + (bit >>> 3);
            int shift = (int) (bit & 7);
            long high = shift == 0 ? 0 : (long) Native.getByte(at + 8) << (64 - shift);
            to[i] = (Native.getLong(at) >>> shift | high) & mask;
            bit += width;
        }
    }
}
