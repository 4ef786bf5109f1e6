package dev.penstock.source.parquet;

import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// The values that a column chunk's indices stand for, in the form in which a column wants them.
///
/// Fixed-width values lie converted in memory of their own. Strings lie where they are in the dictionary page, behind
/// views whose only buffer is that page, so that a column takes a view for each row and copies no text.
final class Dictionary implements AutoCloseable {
    private static final int CHUNK = 1_024;

    private final int count;
    private final int width;
    private final Stored values;
    private final @Nullable Stored page;

    private Dictionary(int count, int width, Stored values, @Nullable Stored page) {
        this.count = count;
        this.width = width;
        this.values = values;
        this.page = page;
    }

    /// The dictionary for columns that become `target`.
    ///
    /// @param bytes the page's values, in `page`, which stays the caller's
    /// @param stored the width of a value in the page; 0 for strings
    static Dictionary of(int count, ByteCursor bytes, Stored page, int stored, LeafTarget target, Allocator allocator) {
        return switch (target) {
            case LeafTarget.Nothing _ -> new Dictionary(count, 0, Stored.allocate(0, allocator), null);
            case LeafTarget.Bits _ -> throw new BrokenFile("a dictionary of truth values");
            case LeafTarget.Fixed(Conversion conversion) -> fixed(count, bytes, conversion, allocator);
            case LeafTarget.FixedOfBytes fixed -> fixedOfBytes(count, bytes, page, fixed, allocator);
            case LeafTarget.Strings(_, boolean text) -> strings(count, bytes, page, text, allocator);
        };
    }

    private static Dictionary fixed(int count, ByteCursor bytes, Conversion conversion, Allocator allocator) {
        long from = bytes.take((long) count * conversion.from());
        Stored values = Stored.allocate((long) count * conversion.to(), allocator);
        try {
            Conversion.Loop loop = conversion.loop();
            if (loop == null) {
                Native.copy(from, values.address(), (long) count * conversion.to());
            } else {
                loop.run(from, values.address(), count);
            }
            return new Dictionary(count, conversion.to(), values, null);
        } catch (Throwable e) {
            values.close();
            throw e;
        }
    }

    private static Dictionary fixedOfBytes(
            int count, ByteCursor bytes, Stored page, LeafTarget.FixedOfBytes target, Allocator allocator) {
        var strings = new PlainBytes(bytes, page, false);
        checkCount(count, bytes);
        Stored values = Stored.allocate((long) count * target.width(), allocator);
        try {
            each(
                    strings,
                    count,
                    (index, address, size) ->
                            FixedBuilder.put(address, size, target, values.address() + (long) index * target.width()));
            return new Dictionary(count, target.width(), values, null);
        } catch (Throwable e) {
            values.close();
            throw e;
        }
    }

    private static Dictionary strings(int count, ByteCursor bytes, Stored page, boolean text, Allocator allocator) {
        var strings = new PlainBytes(bytes, page, text);
        checkCount(count, bytes);
        Stored views = Stored.allocate((long) count * BytesColumn.VIEW_BYTES, allocator);
        try {
            each(
                    strings,
                    count,
                    (index, address, size) ->
                            ViewsBuilder.put(
                                    views.address() + ((long) index << 4), address, size, 0, address - page.address()));
            return new Dictionary(count, BytesColumn.VIEW_BYTES, views, page.share());
        } catch (Throwable e) {
            views.close();
            throw e;
        }
    }

    /// Every string has a length in front, so that the page bounds what is allocated.
    private static void checkCount(int count, ByteCursor bytes) {
        if (count > bytes.left() / 4) {
            throw BrokenFile.because("a dictionary of %,d strings in %,d bytes", count, bytes.left());
        }
    }

    private interface Each {
        void accept(int index, long address, int size);
    }

    private static void each(BytesValues strings, int count, Each use) {
        long[] addresses = new long[CHUNK];
        int[] sizes = new int[CHUNK];
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            strings.read(addresses, sizes, n);
            for (int i = 0; i < n; i++) {
                use.accept(done + i, addresses[i], sizes[i]);
            }
        }
    }

    int count() {
        return count;
    }

    /// The width of the values, or of the views.
    int width() {
        return width;
    }

    /// Where the values lie, or the views of the strings.
    long address() {
        return values.address();
    }

    /// The page that the views point into.
    Stored page() {
        if (page == null) {
            throw new AssertionError("a dictionary without strings");
        }
        return page;
    }

    boolean isOfStrings() {
        return page != null;
    }

    /// The memory of the values.
    Stored values() {
        return values;
    }

    @Override
    public void close() {
        values.close();
        if (page != null) {
            page.close();
        }
    }
}
