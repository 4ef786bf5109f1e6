package dev.penstock.source.parquet;

import dev.penstock.memory.Allocator;
import org.jspecify.annotations.Nullable;

/// Rows of a leaf in which nothing repeats, page by page.
final class FlatReader {
    private FlatReader() {}

    /// What is done with a page: `rows` rows from row `from` of the page on.
    interface PageReader {
        void read(int rows, Levels levels, PageValues values);
    }

    /// Adds rows `from` to `from + rows` of the chunk to `builder`.
    static void read(Chunk chunk, long from, long rows, LeafBuilder builder) {
        each(chunk, from, rows, builder::add);
    }

    /// Calls `reader` for each page that has some of the rows.
    static void each(Chunk chunk, long from, long rows, PageReader reader) {
        PageMap map = chunk.pages();
        long to = from + rows;
        long row = from;
        for (int page = rows == 0 ? 0 : map.find(from); row < to; page++) {
            long first = map.firstEntries()[page];
            long last = map.firstEntries()[page + 1];
            int count = (int) (Math.min(last, to) - row);
            int skip = (int) (row - first);
            if (count > 0) {
                boolean own = first >= from && last <= to;
                Page loaded = own ? chunk.load(page) : chunk.share(page);
                try {
                    read(chunk, page, loaded, skip, count, reader);
                } finally {
                    if (own) {
                        loaded.close();
                    }
                }
            }
            row += count;
        }
    }

    /// Calls `reader` for `count` rows of a page behind the first `skip`.
    static void read(Chunk chunk, int number, Page page, int skip, int count, PageReader reader) {
        chunk.place()
                .onPage(number)
                .guarded(() -> {
                    read(chunk, page, skip, count, reader);
                    return true;
                });
    }

    private static void read(Chunk chunk, Page page, int skip, int count, PageReader reader) {
        Levels levels = page.definition();
        PageValues values = values(chunk, page);
        try {
            if (skip > 0) {
                values.skip((int) levels.skip(skip));
            }
            reader.read(count, levels, values);
        } finally {
            close(values);
        }
    }

    static PageValues values(Chunk chunk, Page page) {
        @Nullable Dictionary dictionary = chunk.dictionary();
        Allocator allocator = chunk.allocator();
        return page.values(chunk.target(), dictionary, allocator);
    }

    static void close(PageValues values) {
        switch (values) {
            case BytesValues bytes -> bytes.close();
            case FixedOfDelta fixed -> fixed.close();
            default -> {}
        }
    }
}
