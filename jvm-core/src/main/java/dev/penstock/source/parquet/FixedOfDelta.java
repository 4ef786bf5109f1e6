package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Values of one width that are stored as strings of bytes.
final class FixedOfDelta extends FixedValues implements AutoCloseable {
    private static final int CHUNK = 1_024;

    private final DeltaBytes strings;
    private final int width;
    private final long[] addresses = new long[CHUNK];
    private final int[] sizes = new int[CHUNK];

    /// Adopts the strings.
    FixedOfDelta(DeltaBytes strings, int width) {
        this.strings = strings;
        this.width = width;
    }

    @Override
    public void skip(int count) {
        strings.skip(count);
    }

    @Override
    void read(long to, int count) {
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            strings.read(addresses, sizes, n);
            for (int i = 0; i < n; i++) {
                if (sizes[i] != width) {
                    throw BrokenFile.because("a value of %d bytes where all have %d", sizes[i], width);
                }
                Native.copy(addresses[i], to + (long) (done + i) * width, width);
            }
        }
    }

    @Override
    public void close() {
        strings.close();
    }
}
