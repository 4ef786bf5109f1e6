package dev.penstock.source.parquet;

import dev.penstock.memory.Native;
import java.util.Arrays;

/// Integers as differences from one to the next, packed in blocks (DELTA_BINARY_PACKED), read from front to back.
///
/// Source: parquet-format, Encodings.md, "Delta Encoding". Arithmetic wraps around, as the format wants it.
final class DeltaIntegers {
    /// Writers use 32 or 64; a page may not make us hold more.
    private static final int LARGEST_PART = 1 << 15;

    private static final int MOST_PARTS = 512;

    private final ByteCursor bytes;
    private final int partSize;
    private final byte[] widths;
    private final long[] deltas;
    private long left;
    private long last;
    private boolean started;
    private long least;
    private int part;
    private int inPart;

    DeltaIntegers(ByteCursor bytes) {
        this.bytes = bytes;
        long blockSize = bytes.varint();
        long parts = bytes.varint();
        left = bytes.varint();
        last = bytes.zigzag();
        boolean fits =
                parts > 0
                        && parts <= MOST_PARTS
                        && blockSize > 0
                        && blockSize % parts == 0
                        && blockSize / parts <= LARGEST_PART
                        && blockSize / parts % 32 == 0
                        && left >= 0;
        if (!fits) {
            throw BrokenFile.because("blocks of %d differences in %d parts", blockSize, parts);
        }
        partSize = (int) (blockSize / parts);
        widths = new byte[(int) parts];
        deltas = new long[partSize];
        part = widths.length;
        inPart = partSize;
    }

    /// How many integers there are still.
    long left() {
        return left;
    }

    /// Reads `count` integers.
    void read(long[] to, int from, int count) {
        if (count > left) {
            throw BrokenFile.because("%,d integers where %,d are needed", left, count);
        }
        left -= count;
        int done = 0;
        if (!started && count > 0) {
            started = true;
            to[from] = last;
            done = 1;
        }
        while (done < count) {
            if (inPart == partSize) {
                nextPart();
            }
            int n = Math.min(count - done, partSize - inPart);
            long sum = last;
            for (int i = 0; i < n; i++) {
                sum += deltas[inPart + i] + least;
                to[from + done + i] = sum;
            }
            last = sum;
            inPart += n;
            done += n;
        }
    }

    private void nextPart() {
        int width = nextWidth();
        // The last part may be cut to the differences that are there.
        long needed = ((long) width * partSize + 7) >>> 3;
        long present = Math.min(needed, bytes.left());
        Unpack.longs(bytes.take(present), width, deltas, readable(present, width));
        inPart = 0;
    }

    /// How many differences `present` bytes hold; those behind become zero.
    private int readable(long present, int width) {
        int count = width == 0 ? partSize : (int) Math.min(partSize, (present << 3) / width);
        Arrays.fill(deltas, count, partSize, 0);
        return count;
    }

    /// The width of the next part's differences. Each block begins with the widths of all its parts.
    private int nextWidth() {
        if (part == widths.length) {
            least = bytes.zigzag();
            long at = bytes.take(widths.length);
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Native.getByte(at + i);
            }
            part = 0;
        }
        int width = widths[part++];
        if (width < 0 || width > 64) {
            throw BrokenFile.because("differences of %d bits", width & 0xFF);
        }
        return width;
    }

    /// Moves `bytes` behind integers that begin there.
    static void skipAll(ByteCursor bytes) {
        var integers = new DeltaIntegers(bytes);
        for (long rest = integers.left - 1; rest > 0; rest -= integers.partSize) {
            bytes.take(((long) integers.nextWidth() * integers.partSize + 7) >>> 3);
        }
    }
}
