package dev.penstock.source.parquet;

import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.memory.Native;
import java.util.Arrays;

/// Small numbers as runs: of one number repeated, or of numbers of a few bits each, packed. Levels and indices into
/// dictionaries are stored so.
///
/// Source: parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid". Reads up to eight bytes behind the
/// last packed number, so what it reads needs that much slack.
final class Runs {
    /// Bytes behind a page that may be read, and mean nothing.
    static final int SLACK = 16;

    private final ByteCursor bytes;
    private final int width;
    private long left;
    private boolean packed;
    private int repeated;
    private long packedAt;
    private long packedIndex;

    /// @param width bits of each number, up to 32
    Runs(ByteCursor bytes, int width) {
        if (width < 0 || width > 32) {
            throw BrokenFile.because("numbers of %d bits", width);
        }
        this.bytes = bytes;
        this.width = width;
        if (width == 0) {
            left = Long.MAX_VALUE;
        }
    }

    private void next() {
        long header = bytes.varint();
        packed = (header & 1) == 1;
        if (packed) {
            long groups = header >>> 1;
            // Some writers leave out the bytes of the last group that no number needs.
            long present = Math.min(Math.multiplyExact(groups, (long) width), bytes.left());
            left = groups > present ? (present << 3) / width : Math.min(groups << 3, (present << 3) / width);
            packedAt = bytes.take(present);
            packedIndex = 0;
        } else {
            left = header >>> 1;
            int size = (width + 7) >>> 3;
            long at = bytes.take(size);
            int value = 0;
            for (int i = 0; i < size; i++) {
                value |= (Native.getByte(at + i) & 0xFF) << (i << 3);
            }
            repeated = width == 32 ? value : value & ((1 << width) - 1);
        }
        if (left == 0 && bytes.left() == 0) {
            throw new BrokenFile("a page with fewer values than it claims to have");
        }
    }

    /// Passes over `count` numbers.
    void skip(long count) {
        for (long rest = count; rest > 0; ) {
            long part = part(rest);
            take(part);
            rest -= part;
        }
    }

    /// How many of the next `rest` numbers lie in one run.
    private long part(long rest) {
        while (left == 0) {
            next();
        }
        return Math.min(left, rest);
    }

    private void take(long count) {
        left -= count;
        packedIndex += count;
    }

    /// Reads `count` numbers.
    void read(int[] to, int from, int count) {
        for (int done = 0; done < count; ) {
            int part = (int) part(count - done);
            if (packed) {
                Unpack.ints(packedAt, packedIndex, width, to, from + done, part);
            } else {
                Arrays.fill(to, from + done, from + done + part, repeated);
            }
            take(part);
            done += part;
        }
    }

    /// Passes over the next `count` numbers if they are a run of `number`, and says whether they are.
    boolean takeRepeated(int number, long count) {
        while (left == 0 && count > 0) {
            next();
        }
        if (packed || left < count || repeated != number) {
            return false;
        }
        take(count);
        return true;
    }

    /// Reads `count` numbers of one bit into the bitmap at `to`, from bit `from` on; bits behind them become undefined.
    ///
    /// @return how many of them are 1
    long bits(long to, long from, long count) {
        long ones = 0;
        for (long done = 0; done < count; ) {
            long part = part(count - done);
            if (packed) {
                var bits = new Bitmap(packedAt, packedIndex, part);
                Bitmaps.append(bits, to, from + done);
                ones += bits.count();
            } else {
                Bitmaps.setRange(to, from + done, part, repeated == 1);
                ones += repeated == 1 ? part : 0;
            }
            take(part);
            done += part;
        }
        return ones;
    }

    /// Passes over `count` numbers of one bit.
    ///
    /// @return how many of them are 1
    long skipBits(long count) {
        long ones = 0;
        for (long rest = count; rest > 0; ) {
            long part = part(rest);
            ones += packed ? new Bitmap(packedAt, packedIndex, part).count() : repeated == 1 ? part : 0;
            take(part);
            rest -= part;
        }
        return ones;
    }
}
