package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Whether bytes are text. Columns of strings are handed to libraries that rely on it.
final class Utf8 {
    private static final long HIGH = 0x8080808080808080L;

    private Utf8() {}

    /// Whether all bytes are below 128.
    static boolean isAscii(long from, long bytes) {
        long at = from;
        long end = from + bytes;
        for (; at + 32 <= end; at += 32) {
            long any = Native.getLong(at) | Native.getLong(at + 8) | Native.getLong(at + 16) | Native.getLong(at + 24);
            if ((any & HIGH) != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (Native.getByte(at) < 0) {
                return false;
            }
        }
        return true;
    }

    /// @throws BrokenFile for bytes that are not UTF-8
    static void check(long from, int bytes) {
        long at = from;
        long end = from + bytes;
        while (at < end) {
            if (end - at >= 8 && (Native.getLong(at) & HIGH) == 0) {
                at += 8;
                continue;
            }
            int lead = Native.getByte(at) & 0xFF;
            if (lead < 0x80) {
                at++;
                continue;
            }
            int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
            if (lead < 0xC2 || lead > 0xF4 || end - at <= more || !follows(at, lead, more)) {
                throw new BrokenFile("a text that is not UTF-8");
            }
            at += more + 1;
        }
    }

    /// Whether what stands behind a lead byte belongs to it: no longer form of a short code, no surrogate, nothing
    /// beyond the last code.
    private static boolean follows(long at, int lead, int more) {
        int second = Native.getByte(at + 1) & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        boolean good = second >= least && second <= most;
        for (int i = 2; i <= more; i++) {
            good &= (Native.getByte(at + i) & 0xC0) == 0x80;
        }
        return good;
    }
}
