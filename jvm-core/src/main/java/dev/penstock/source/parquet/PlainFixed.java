package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Values as they are, one behind the other.
final class PlainFixed extends FixedValues {
    private final ByteCursor bytes;
    private final int width;

    PlainFixed(ByteCursor bytes, int width) {
        this.bytes = bytes;
        this.width = width;
    }

    @Override
    public void skip(int count) {
        bytes.take((long) count * width);
    }

    @Override
    void read(long to, int count) {
        Native.copy(borrow(count), to, (long) count * width);
    }

    @Override
    long borrow(int count) {
        return bytes.take((long) count * width);
    }
}
