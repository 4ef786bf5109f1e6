package dev.penstock.kernel;

import dev.penstock.memory.Native;

/// Text in memory, as UTF-8: searched, counted and taken apart where it lies. What is no UTF-8 gives some answer, and
/// no byte behind the text is touched.
public final class Utf8 {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /// Whether no byte is above 127.
    public static boolean isAscii(long text, long size) {
        long at = text;
        long end = text + size;
        for (; at + 8 <= end; at += 8) {
            if ((Native.getLong(at) & HIGHS) != 0) {
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

    /// How many code points the text has: bytes that do not continue one.
    public static long length(long text, long size) {
        long count = size;
        long at = text;
        long end = text + size;
        for (; at + 8 <= end; at += 8) {
            long word = Native.getLong(at);
            // A byte continues a code point if its highest bit is set and the next one is not.
            count -= Long.bitCount(word & ~(word << 1) & HIGHS);
        }
        for (; at < end; at++) {
            count -= (Native.getByte(at) & 0xC0) == 0x80 ? 1 : 0;
        }
        return count;
    }

    /// How many bytes the first `count` code points have.
    public static long prefix(long text, long size, long count) {
        if (count <= 0) {
            return 0;
        }
        if (count >= size) {
            return size;
        }
        long left = count;
        for (long at = 0; at < size; at++) {
            if ((Native.getByte(text + at) & 0xC0) != 0x80 && left-- == 0) {
                return at;
            }
        }
        return size;
    }

    /// Where `pattern` occurs first, counted in bytes, or -1.
    ///
    /// Looks for the pattern's first and last byte in eight places at once. Source of the search for a byte: Mycroft's
    /// test for a zero byte, in Warren, "Hacker's Delight", 6-1; of the pair of bytes: Mula, "SIMD-friendly algorithms
    /// for substring searching".
    public static long find(long text, long size, long pattern, long bytes) {
        if (bytes == 0) {
            return 0;
        }
        if (bytes > size) {
            return -1;
        }
        byte first = Native.getByte(pattern);
        byte last = Native.getByte(pattern + bytes - 1);
        long firsts = (first & 0xFF) * ONES;
        long lasts = (last & 0xFF) * ONES;
        long places = size - bytes + 1;
        long at = 0;
        for (; at + 8 <= places; at += 8) {
            long x = Native.getLong(text + at) ^ firsts;
            long y = Native.getLong(text + at + bytes - 1) ^ lasts;
            long both = x | y;
            long hits = (both - ONES) & ~both & HIGHS;
            while (hits != 0) {
                long place = at + (Long.numberOfTrailingZeros(hits) >> 3);
                // Behind a hit the borrow may make another one: each is looked at.
                if (Bytes.equal(text + place, pattern, bytes)) {
                    return place;
                }
                hits &= hits - 1;
            }
        }
        for (; at < places; at++) {
            if (Native.getByte(text + at) == first && Bytes.equal(text + at, pattern, bytes)) {
                return at;
            }
        }
        return -1;
    }

    /// The code point that begins at a byte of a text, and that ends before `end`.
    public static int codePoint(long at, long end) {
        int first = Native.getByte(at);
        if (first >= 0) {
            return first;
        }
        int bytes = Math.min(width(first), (int) (end - at));
        int point = first & (0xFF >> (bytes + 1));
        for (int i = 1; i < bytes; i++) {
            point = point << 6 | (Native.getByte(at + i) & 0x3F);
        }
        return point;
    }

    /// How many bytes the code point that begins with this byte has.
    public static int width(int first) {
        int byteOf = first & 0xFF;
        return byteOf < 0x80 ? 1 : byteOf < 0xE0 ? 2 : byteOf < 0xF0 ? 3 : 4;
    }

    /// Where the code point that ends before `end` begins.
    public static long before(long text, long end) {
        long at = end - 1;
        while (at > text && (Native.getByte(at) & 0xC0) == 0x80) {
            at--;
        }
        return at;
    }

    /// Whether a code point is white space, by Unicode.
    public static boolean isWhite(int point) {
        return switch (point) {
            case '\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> point >= 0x2000 && point <= 0x200A;
        };
    }

    /// Copies text that has no byte above 127, in lower or upper case.
    ///
    /// @param from the first letter of the other case, `A` or `a`
    public static void changeCase(long text, long size, int from, long to) {
        // A letter is at least `from` and at most 25 more: its highest bit tells after an addition, as no byte has one.
        long least = (0x80 - from) * ONES;
        long beyond = (0x80 - from - 26) * ONES;
        long at = 0;
        for (; at + 8 <= size; at += 8) {
            long word = Native.getLong(text + at);
            long letters = (word + least) & ~(word + beyond) & HIGHS;
            Native.putLong(to + at, word ^ letters >>> 2);
        }
        for (; at < size; at++) {
            int letter = Native.getByte(text + at);
            Native.putByte(to + at, (byte) (letter >= from && letter < from + 26 ? letter ^ 0x20 : letter));
        }
    }
}
