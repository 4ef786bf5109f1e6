package dev.penstock.source;

import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads LZ4 frames. Our own, because blocks of a frame may refer to the blocks before them, as the frames of Arrow's
/// C++ library do, and the Java libraries that were looked at refuse those.
///
/// Source: "LZ4 Frame Format Description" 1.6 and "LZ4 Block Format Description". Checksums are passed over: damage
/// that matters to us shows as lengths that do not fit.
final class Lz4Frame {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MAGIC = 0x184D2204;
    private static final long LARGEST_BLOCK = 4L << 20;
    private static final int SHORTEST_MATCH = 4;

    private final MemorySegment in;
    private final MemorySegment out;
    private long from;
    private long to;

    private Lz4Frame(MemorySegment in, MemorySegment out) {
        this.in = in;
        this.out = out;
    }

    /// Writes the content of all frames in `in` to `out`; how many bytes that is.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO for a broken frame, or one that holds more than `out`
    static long decode(MemorySegment in, MemorySegment out) {
        return Messages.guarded(() -> {
            var frame = new Lz4Frame(in, out);
            while (frame.from < in.byteSize()) {
                frame.frame();
            }
            return frame.to;
        });
    }

    /// Writes `in` to `out` as one frame of independent blocks; how many bytes that is.
    static long encode(MemorySegment in, MemorySegment out) {
        out.set(INT, 0, MAGIC);
        // Version 1 with independent blocks of up to 4 MiB, and the checksum of these two bytes.
        out.set(ValueLayout.JAVA_BYTE, 4, (byte) 0x60);
        out.set(ValueLayout.JAVA_BYTE, 5, (byte) 0x70);
        out.set(ValueLayout.JAVA_BYTE, 6, (byte) 0x73);
        long to = 7;
        var compressor = new Lz4JavaCompressor();
        for (long from = 0; from < in.byteSize(); from += LARGEST_BLOCK) {
            MemorySegment block = in.asSlice(from, Math.min(LARGEST_BLOCK, in.byteSize() - from));
            int size = compressor.compress(block, out.asSlice(to + 4));
            if (size < block.byteSize()) {
                out.set(INT, to, size);
                to += 4 + size;
            } else {
                out.set(INT, to, (int) block.byteSize() | 1 << 31);
                MemorySegment.copy(block, 0, out, to + 4, block.byteSize());
                to += 4 + block.byteSize();
            }
        }
        out.set(INT, to, 0);
        return to + 4;
    }

    private void frame() {
        if (in.get(INT, from) != MAGIC) {
            throw Messages.broken("an LZ4 frame without its magic number");
        }
        int flags = in.get(ValueLayout.JAVA_BYTE, from + 4);
        if ((flags & 0xC0) != 0x40 || (flags & 1) != 0) {
            throw Messages.broken("an LZ4 frame of a version, or with a dictionary, that is not known");
        }
        boolean blockChecksums = (flags & 0x10) != 0;
        boolean contentSize = (flags & 0x08) != 0;
        boolean contentChecksum = (flags & 0x04) != 0;
        from += 6 + (contentSize ? 8 : 0) + 1;
        for (int size = next(); size != 0; size = next()) {
            long length = size & 0x7FFF_FFFFL;
            if (length > in.byteSize() - from) {
                throw Messages.broken("an LZ4 block of %,d bytes where fewer are left".formatted(length));
            }
            if (size < 0) {
                literals(length);
            } else {
                block(from + length);
            }
            from += blockChecksums ? 4 : 0;
        }
        from += contentChecksum ? 4 : 0;
    }

    private int next() {
        int size = in.get(INT, from);
        from += 4;
        return size;
    }

    /// One block: literals and matches by turns; the last literals have no match behind them.
    private void block(long end) {
        while (from < end) {
            int token = in.get(ValueLayout.JAVA_BYTE, from++) & 0xFF;
            literals(length(token >>> 4));
            if (from >= end) {
                break;
            }
            int distance = in.get(SHORT, from) & 0xFFFF;
            from += 2;
            match(distance, length(token & 15) + SHORTEST_MATCH);
        }
        if (from != end) {
            throw Messages.broken("an LZ4 block that goes beyond its end");
        }
    }

    private long length(int start) {
        long length = start;
        if (start == 15) {
            int more;
            do {
                more = in.get(ValueLayout.JAVA_BYTE, from++) & 0xFF;
                length += more;
            } while (more == 255);
        }
        return length;
    }

    private void literals(long length) {
        MemorySegment.copy(in, from, out, to, length);
        from += length;
        to += length;
    }

    private void match(int distance, long length) {
        if (distance == 0 || distance > to || length > out.byteSize() - to) {
            throw Messages.broken("an LZ4 match outside of the content");
        }
        long left = length;
        // A match may overlap itself: what was copied doubles the distance that can be copied next.
        long step = distance;
        long source = to - distance;
        while (left > 0) {
            long count = Math.min(left, step);
            MemorySegment.copy(out, source, out, to, count);
            to += count;
            left -= count;
            step += count;
        }
    }
}
