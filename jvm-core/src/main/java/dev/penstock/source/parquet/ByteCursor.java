package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// A place in bytes of a page that moves forward and never beyond their end.
final class ByteCursor {
    private long at;
    private final long end;

    ByteCursor(long at, long end) {
        this.at = at;
        this.end = end;
    }

    long at() {
        return at;
    }

    long end() {
        return end;
    }

    long left() {
        return end - at;
    }

    /// The address of the next `count` bytes, behind which the cursor then is.
    long take(long count) {
        if (count < 0 || count > end - at) {
            throw BrokenFile.because("a page that ends %,d bytes too early", count - (end - at));
        }
        long from = at;
        at += count;
        return from;
    }

    /// The next byte, from 0 to 255.
    int unsignedByte() {
        return Native.getByte(take(1)) & 0xFF;
    }

    /// The next four bytes, lowest first.
    int integer() {
        return Native.getInt(take(4));
    }

    /// The next number of 7 bits a byte, lowest first.
    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = unsignedByte();
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new BrokenFile("a number of more than 64 bits");
    }

    /// The next number whose sign is its lowest bit.
    long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }
}
