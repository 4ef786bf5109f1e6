package dev.penstock.source.parquet;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// A leaf below groups: its levels, and a value or a null for each place that its innermost list has, or its row.
final class NestedLeaf implements AutoCloseable {
    private static final int CHUNK = LeafBuilder.CHUNK;

    private final Chunk chunk;
    private final int placeLevel;
    private final LeafLevels levels;
    private final LeafBuilder builder;
    private final int[] repetitions = new int[CHUNK];
    private final int[] definitions = new int[CHUNK];
    private long rows;

    /// @param placeLevel the definition level at which the innermost list has an element; 0 without lists
    NestedLeaf(Chunk chunk, int placeLevel) {
        this.chunk = chunk;
        this.placeLevel = placeLevel;
        Allocator allocator = chunk.allocator();
        levels = new LeafLevels(chunk.leaf(), allocator);
        builder = LeafBuilder.of(chunk.target(), allocator);
    }

    LeafLevels levels() {
        return levels;
    }

    LeafBuilder builder() {
        return builder;
    }

    /// Reads rows of a leaf in which nothing repeats.
    void readRows(long from, long count) {
        FlatReader.each(chunk, from, count, (n, definition, values) -> add(n, null, definition, values));
    }

    /// Reads all rows of the row group, of which there should be `expected`.
    void readAll(long expected) {
        for (int page = 0; page < chunk.pages().count(); page++) {
            try (Page loaded = chunk.load(page)) {
                chunk.place()
                        .onPage(page)
                        .guarded(() -> {
                            PageValues values = FlatReader.values(chunk, loaded);
                            try {
                                add(loaded.entries(), loaded.repetition(), loaded.definition(), values);
                                return true;
                            } finally {
                                FlatReader.close(values);
                            }
                        });
            }
        }
        if (rows != expected) {
            chunk.place()
                    .guarded(() -> {
                        throw BrokenFile.because("%,d rows where there should be %,d", rows, expected);
                    });
        }
    }

    private void add(int count, @Nullable Levels repetition, Levels definition, PageValues values) {
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            if (repetition != null) {
                repetition.read(repetitions, 0, n);
            }
            definition.read(definitions, 0, n);
            if (repetition != null) {
                checkStart();
                rows += starts(n);
            }
            levels.add(repetitions, definitions, n);
            places(n, values);
        }
    }

    private void checkStart() {
        if (levels.entries() == 0 && repetitions[0] != 0) {
            throw new BrokenFile("a first value that continues a row");
        }
    }

    private int starts(int n) {
        int starts = 0;
        for (int i = 0; i < n; i++) {
            starts += repetitions[i] == 0 ? 1 : 0;
        }
        return starts;
    }

    /// Adds a row for each entry that is a place, with its value if it has one.
    private void places(int n, PageValues values) {
        int most = chunk.leaf().definition();
        int places = 0;
        int valid = 0;
        for (int i = 0; i < n; i++) {
            places += definitions[i] >= placeLevel ? 1 : 0;
            valid += definitions[i] == most ? 1 : 0;
        }
        ValidityBits validity = builder.validity();
        if (valid == places) {
            validity.addValid(places);
        } else {
            long bits = validity.prepare(places);
            long row = validity.rows();
            // In whole bytes beyond the end: what is there is written later, if at all.
            for (int i = 0; i < n; i++) {
                if (definitions[i] >= placeLevel) {
                    long at = bits + (row >>> 3);
                    int bit = 1 << (row & 7);
                    int before = Native.getByte(at);
                    Native.putByte(at, (byte) (definitions[i] == most ? before | bit : before & ~bit));
                    row++;
                }
            }
            validity.added(places, valid);
        }
        builder.addValues(values, places, valid);
    }

    @Override
    public void close() {
        levels.close();
        builder.close();
    }
}
