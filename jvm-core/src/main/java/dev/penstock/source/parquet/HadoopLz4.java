package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// LZ4 as Hadoop's codec wrote it: blocks, each behind its plain and its compressed length, highest byte first.
final class HadoopLz4 {
    private HadoopLz4() {}

    /// @return how many bytes were written; files of writers that left the lengths out are read as well
    static long decompress(long from, long bytes, long to, long size) {
        if (!isFramed(from, bytes, size)) {
            return Codecs.lz4(from, bytes, to, size);
        }
        long at = from;
        long written = 0;
        while (at < from + bytes) {
            long plain = length(at);
            long compressed = length(at + 4);
            written += Codecs.lz4(at + 8, compressed, to + written, plain);
            at += 8 + compressed;
        }
        return written;
    }

    /// Whether the lengths lead from the start to the end, and add up.
    private static boolean isFramed(long from, long bytes, long size) {
        long at = from;
        long end = from + bytes;
        long total = 0;
        while (at < end) {
            if (end - at < 8) {
                return false;
            }
            total += length(at);
            at += 8 + length(at + 4);
            if (at > end || total > size) {
                return false;
            }
        }
        return total == size;
    }

    private static long length(long at) {
        return Integer.reverseBytes(Native.getInt(at)) & 0xFFFF_FFFFL;
    }
}
