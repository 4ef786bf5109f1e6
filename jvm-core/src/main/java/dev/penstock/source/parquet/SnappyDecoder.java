package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Decompresses blocks of Snappy: literals, which are bytes to take over, and copies of bytes that came before.
///
/// Numbers in a dictionary become a short literal and a short copy for each number. Decoded one element after the
/// other, each has to wait until the one before has said how long it is, through a table; literals and copies that take
/// turns are foreseen by the processor when they are told apart by a branch, and the next one starts at once.
/// Elsewhere, as in texts, nobody can foresee what comes, and a step without branches is best. Beside Snappy's own C
/// library, as `aircompressor` brings it, this takes 0.52 to 0.64 of the time for the dictionaries of TPC-H's numbers
/// and 0.77 for that of its comments; up to 1.6 times as long for what repeats every few bytes for long.
///
/// Source: google/snappy, format_description.txt. Reads nothing beyond the block, and writes nothing beyond the room.
final class SnappyDecoder {
    private static final int LITERAL = 0;

    /// A literal or a copy of so many bytes is done in a step, with two words.
    private static final int STEP = 16;

    /// So far from the ends of both sides two steps never reach beyond them.
    private static final int MARGIN = 2 * STEP;

    /// So many steps without branches come before literals and copies are expected to take turns again.
    private static final int STEPS = 64;

    /// Fewer bytes than this say that they did not take turns.
    private static final int FEW = 64;

    private static final int LENGTH = 0x7F;

    /// For each tag the length, from bit 8 on how many bytes of an offset follow, from bit 16 on the part of the offset
    /// that the tag has; negative for what takes more than a step.
    private static final int[] TAGS = new int[256];

    /// For each tag how many bytes of the block belong to it.
    private static final byte[] SIZES = new byte[256];

    static {
        for (int tag = 0; tag < 256; tag++) {
            int kind = tag & 3;
            int length = kind == 1 ? 4 + (tag >>> 2 & 7) : (tag >>> 2) + 1;
            int offset = kind == 1 ? tag >>> 5 << 8 : 0;
            boolean large = kind == 3 || length > STEP;
            TAGS[tag] = (length & LENGTH) | kind << 8 | offset << 16 | (large ? Integer.MIN_VALUE : 0);
            SIZES[tag] = (byte) (kind == LITERAL ? 1 + length : 1 + kind);
        }
    }

    private final long inEnd;
    private final long out;
    private final long outEnd;
    private long in;
    private long at;

    private SnappyDecoder(long from, long bytes, long to, long size) {
        in = from;
        inEnd = from + bytes;
        out = to;
        at = to;
        outEnd = to + size;
    }

    /// Decompresses the block of `bytes` bytes at `from` to `to`.
    ///
    /// @param size what it comes to
    /// @throws BrokenFile when it does not, or is no block of Snappy
    static void decompress(long from, long bytes, long to, long size) {
        var decoder = new SnappyDecoder(from, bytes, to, size);
        if (decoder.length() != size) {
            throw broken();
        }
        decoder.run();
    }

    private static BrokenFile broken() {
        return new BrokenFile("bytes that Snappy cannot decompress");
    }

    private long length() {
        long length = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = nextByte();
            length |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return length;
            }
        }
        throw broken();
    }

    private int nextByte() {
        if (in == inEnd) {
            throw broken();
        }
        return Native.getByte(in++) & 0xFF;
    }

    /// Both loops are in one method, on variables of its own: as methods, which leave fields behind, they took a third
    /// longer.
    private void run() {
        long start = out;
        long fromEnd = inEnd - MARGIN;
        long toEnd = outEnd - MARGIN;
        while (in < inEnd) {
            long from = in;
            long to = at;
            // Literals and copies that take turns.
            while (from < fromEnd && to < toEnd) {
                int tag = Native.getByte(from) & 0xFF;
                if ((tag & 3) != LITERAL || tag >= STEP << 2) {
                    break;
                }
                int length = (tag >>> 2) + 1;
                Native.putLong(to, Native.getLong(from + 1));
                if (length > Long.BYTES) {
                    Native.putLong(to + 8, Native.getLong(from + 9));
                }
                from += length + 1;
                to += length;
                int word = Native.getInt(from);
                int kind = word & 3;
                int entry = TAGS[word & 0xFF];
                if (kind == LITERAL || entry < 0) {
                    break;
                }
                long offset = (long) (word >>> 8 & ((1 << (kind << 3)) - 1)) + (entry >>> 16);
                // Words of what lies less than a word behind would be read before it is written.
                if (offset < Long.BYTES || offset > to - start) {
                    break;
                }
                int copied = entry & LENGTH;
                Native.putLong(to, Native.getLong(to - offset));
                if (copied > Long.BYTES) {
                    Native.putLong(to + 8, Native.getLong(to - offset + 8));
                }
                from += 1 + kind;
                to += copied;
            }
            // Some elements of whatever order, without a branch.
            int left = from - in < FEW ? STEPS : 1;
            while (left > 0 && from < fromEnd && to < toEnd) {
                long word = Native.getLong(from);
                int tag = (int) word & 0xFF;
                int entry = TAGS[tag];
                int kind = entry >>> 8 & 3;
                // All ones for a literal.
                long literal = (kind - 1L) >> 63;
                long offset = (word >>> 8 & ((1L << (kind << 3)) - 1)) + (entry >>> 16 & 0x7FFF);
                if ((entry | ((offset - Long.BYTES) & ~literal) | (to - start - offset)) < 0) {
                    break;
                }
                long source = to - offset + (literal & (from + 1 - to));
                Native.putLong(to, Native.getLong(source));
                Native.putLong(to + 8, Native.getLong(source + 8));
                to += entry & LENGTH;
                from += SIZES[tag];
                left--;
            }
            in = from;
            at = to;
            if (left > 0) {
                // What takes more than a step seldom comes alone.
                do {
                    element();
                } while (in < inEnd && TAGS[Native.getByte(in) & 0xFF] < 0);
            }
        }
        if (at != outEnd) {
            throw broken();
        }
    }

    /// Decodes an element of whatever kind.
    private void element() {
        int tag = nextByte();
        int kind = tag & 3;
        if (kind == LITERAL) {
            literal(tag >>> 2);
            return;
        }
        long length = TAGS[tag] & LENGTH;
        long offset = kind == 1 ? (long) tag >>> 5 << 8 | nextByte() : integer(kind == 2 ? 2 : 4);
        if (offset == 0 || offset > at - out || length > outEnd - at) {
            throw broken();
        }
        if (outEnd - at >= length + Long.BYTES) {
            copyWords(at - offset, length);
        } else {
            for (long i = 0; i < length; i++) {
                Native.putByte(at + i, Native.getByte(at + i - offset));
            }
        }
        at += length;
    }

    /// Copies by words, which may write seven bytes more.
    private void copyWords(long source, long length) {
        long from = source;
        long to = at;
        long end = at + length;
        // What repeats within a word is written until it fills one: each time it reaches twice as far.
        while (to < end && to - from < Long.BYTES) {
            Native.putLong(to, Native.getLong(from));
            to += to - from;
        }
        for (; to < end; to += Long.BYTES, from += Long.BYTES) {
            Native.putLong(to, Native.getLong(from));
        }
    }

    /// @param length less one, or from 60 on how many bytes that has, less 59
    private void literal(int length) {
        long bytes = 1 + (length < 60 ? length : integer(length - 59));
        if (bytes > inEnd - in || bytes > outEnd - at) {
            throw broken();
        }
        Native.copy(in, at, bytes);
        in += bytes;
        at += bytes;
    }

    private long integer(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) nextByte() << (i << 3);
        }
        return value;
    }
}
