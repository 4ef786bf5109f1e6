package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Levels as the first version of the format stored them: packed highest bit first, without runs.
final class BitPackedLevels {
    private final ByteCursor bytes;
    private final int width;
    private long bit;

    /// @param count how many levels there are, which says how many bytes they take of `page`
    BitPackedLevels(ByteCursor page, int width, long count) {
        this.width = width;
        long size = (count * width + 7) >>> 3;
        long from = page.take(size);
        bytes = new ByteCursor(from, from + size);
    }

    void read(int[] to, int from, int count) {
        for (int i = 0; i < count; i++) {
            int value = 0;
            for (int k = 0; k < width; k++, bit++) {
                long at = bytes.at() + (bit >>> 3);
                if (at >= bytes.end()) {
                    throw new BrokenFile("a page with fewer levels than it claims to have");
                }
                value = value << 1 | (Native.getByte(at) >>> (7 - (bit & 7)) & 1);
            }
            to[from + i] = value;
        }
    }
}
