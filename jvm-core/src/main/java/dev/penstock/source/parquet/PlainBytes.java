package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Strings of bytes as they are, each behind its length.
final class PlainBytes extends BytesValues {
    private final Stored page;
    private final long end;
    private long at;

    PlainBytes(ByteCursor bytes, Stored page, boolean text) {
        super(text, bytes.at(), bytes.left());
        this.page = page;
        this.end = bytes.end();
        this.at = bytes.at();
    }

    @Override
    void locate(long[] addresses, int[] sizes, int count) {
        long next = at;
        for (int i = 0; i < count; i++) {
            if (end - next < 4) {
                throw new BrokenFile("a page with fewer strings than it claims to have");
            }
            int size = Native.getInt(next);
            next += 4;
            if (size < 0 || size > end - next) {
                throw BrokenFile.because("a string of %,d bytes where %,d are left", size & 0xFFFF_FFFFL, end - next);
            }
            addresses[i] = next;
            sizes[i] = size;
            next += size;
        }
        at = next;
    }

    @Override
    public void skip(int count) {
        long next = at;
        for (int i = 0; i < count; i++) {
            if (end - next < 4) {
                throw new BrokenFile("a page with fewer strings than it claims to have");
            }
            int size = Native.getInt(next);
            next += 4;
            if (size < 0 || size > end - next) {
                throw BrokenFile.because("a string of %,d bytes where %,d are left", size & 0xFFFF_FFFFL, end - next);
            }
            next += size;
        }
        at = next;
    }

    @Override
    Stored memory() {
        return page;
    }
}
