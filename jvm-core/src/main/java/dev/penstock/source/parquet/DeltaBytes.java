package dev.penstock.source.parquet;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// Strings of bytes, each as what differs from the one before: how many of its bytes to keep, and what follows them
/// (DELTA_BYTE_ARRAY). The values are put together in memory of their own, a chunk of them at a time.
final class DeltaBytes extends BytesValues {
    private static final int CHUNK = 1_024;

    private final DeltaIntegers prefixes;
    private final DeltaIntegers suffixes;
    private final ByteCursor data;
    private final Allocator allocator;
    private final long[] kept = new long[CHUNK];
    private final long[] added = new long[CHUNK];
    private @Nullable Stored made;
    private long last;
    private long lastSize;

    private DeltaBytes(
            DeltaIntegers prefixes, DeltaIntegers suffixes, ByteCursor data, boolean text, Allocator allocator) {
        super(text, data.at(), data.left());
        this.prefixes = prefixes;
        this.suffixes = suffixes;
        this.data = data;
        this.allocator = allocator;
    }

    static DeltaBytes of(ByteCursor bytes, boolean text, Allocator allocator) {
        var prefixes = new DeltaIntegers(new ByteCursor(bytes.at(), bytes.end()));
        DeltaIntegers.skipAll(bytes);
        var suffixes = new DeltaIntegers(new ByteCursor(bytes.at(), bytes.end()));
        DeltaIntegers.skipAll(bytes);
        return new DeltaBytes(prefixes, suffixes, bytes, text, allocator);
    }

    @Override
    void locate(long[] addresses, int[] sizes, int count) {
        if (count > CHUNK) {
            throw new AssertionError("more than a chunk");
        }
        if (count == 0) {
            return;
        }
        prefixes.read(kept, 0, count);
        suffixes.read(added, 0, count);
        long total = total(count);
        Stored before = made;
        Stored next = Stored.allocate(total, allocator);
        made = next;
        try {
            long to = next.address();
            for (int i = 0; i < count; i++) {
                Native.copy(last, to, kept[i]);
                Native.copy(data.take(added[i]), to + kept[i], added[i]);
                last = to;
                lastSize = kept[i] + added[i];
                addresses[i] = to;
                sizes[i] = (int) lastSize;
                to += lastSize;
            }
        } finally {
            if (before != null) {
                before.close();
            }
        }
    }

    /// The bytes of the next `count` values, whose parts are then known to be there.
    private long total(int count) {
        long total = 0;
        long size = lastSize;
        for (int i = 0; i < count; i++) {
            if (kept[i] < 0 || kept[i] > size || added[i] < 0 || added[i] > data.left()) {
                throw BrokenFile.because("a string that keeps %,d bytes of %,d and adds %,d", kept[i], size, added[i]);
            }
            size = kept[i] + added[i];
            if (size > Integer.MAX_VALUE) {
                throw BrokenFile.because("a string of %,d bytes", size);
            }
            total += size;
        }
        // Views count in ints where their text begins.
        if (total > Integer.MAX_VALUE) {
            throw BrokenFile.because("%,d strings of %,d bytes", count, total);
        }
        return total;
    }

    @Override
    public void skip(int count) {
        long[] addresses = new long[CHUNK];
        int[] sizes = new int[CHUNK];
        for (int rest = count; rest > 0; rest -= CHUNK) {
            locate(addresses, sizes, Math.min(rest, CHUNK));
        }
    }

    @Override
    Stored memory() {
        if (made == null) {
            throw new AssertionError("nothing was read");
        }
        return made;
    }

    @Override
    public void close() {
        if (made != null) {
            made.close();
            made = null;
        }
    }
}
