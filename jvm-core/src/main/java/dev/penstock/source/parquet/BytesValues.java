package dev.penstock.source.parquet;

/// Strings of bytes.
abstract non-sealed class BytesValues implements PageValues, AutoCloseable {
    /// Whether each value must still be looked at: it should be text, and not all bytes are plain ASCII.
    private final boolean checked;

    /// @param text whether the values must be UTF-8
    /// @param from where the bytes of all values lie
    BytesValues(boolean text, long from, long bytes) {
        checked = text && !Utf8.isAscii(from, bytes);
    }

    /// Finds the next `count` values.
    ///
    /// @param sizes at most the bytes of the page
    abstract void locate(long[] addresses, int[] sizes, int count);

    /// The memory in which the values of the last [#read] lie. It stays theirs.
    abstract Stored memory();

    /// Finds the next `count` values and checks them.
    final void read(long[] addresses, int[] sizes, int count) {
        locate(addresses, sizes, count);
        for (int i = 0; checked && i < count; i++) {
            Utf8.check(addresses[i], sizes[i]);
        }
    }

    /// Gives back what the values made for themselves.
    @Override
    public void close() {}
}
