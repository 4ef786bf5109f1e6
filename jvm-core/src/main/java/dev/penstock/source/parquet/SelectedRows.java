package dev.penstock.source.parquet;

import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;

/// The rows of a flat column that passed a filter. Pages in which none did are not read; where a page has all values in
/// their places, only those of the rows are taken; of pages in which few rows passed, only those are decoded.
final class SelectedRows implements AutoCloseable {
    /// From here on it is better to decode a page's rows and to leave some out afterwards.
    private static final int MANY = 8;

    private final Chunk chunk;
    private final LeafBuilder builder;
    private final Selection rows;
    private final Block places;
    private boolean allTaken = true;

    SelectedRows(Chunk chunk, LeafBuilder builder, Selection rows, Allocator allocator) {
        this.chunk = chunk;
        this.builder = builder;
        this.rows = rows;
        places = allocator.allocate(Selection.bytes(Math.max(1, rows.count())));
    }

    /// Reads the rows into the builder.
    ///
    /// @param from the row of the chunk that the selection counts from
    void read(long from, long pieceRows) {
        PageMap map = chunk.pages();
        long to = from + pieceRows;
        int done = 0;
        int count = Math.toIntExact(rows.count());
        for (int number = map.find(from); done < count; number++) {
            long first = map.firstEntries()[number];
            long last = map.firstEntries()[number + 1];
            long begin = Math.max(first, from) - from;
            long end = Math.min(last, to) - from;
            long at = rows.address() + ((long) done << 2);
            int chosen = Lookup.before(at, (int) Math.min(count - done, end - begin), end);
            if (chosen > 0) {
                boolean own = first >= from && last <= to;
                Page page = own ? chunk.load(number) : chunk.share(number);
                try {
                    int taken = done;
                    FlatReader.read(
                            chunk,
                            number,
                            page,
                            (int) (begin + from - first),
                            (int) (end - begin),
                            (n, levels, values) -> page(levels, values, n, taken, chosen, begin));
                } finally {
                    if (own) {
                        page.close();
                    }
                }
                done += chosen;
            }
        }
    }

    /// Takes what is wanted of `n` rows from row `begin` of the piece on: those that the selection has at `done` and
    /// behind it.
    private void page(Levels levels, PageValues values, int n, int done, int chosen, long begin) {
        long at = rows.address() + ((long) done << 2);
        long before = builder.rows();
        if (levels.takeHighest(n)) {
            if (builder.addSelected(values, n, at, chosen, begin)) {
                inOrder(done, chosen, before);
            } else {
                builder.addAll(n, values);
                among(done, chosen, before - begin);
            }
        } else if ((long) chosen * MANY < n) {
            few(levels, values, done, chosen, begin);
            inOrder(done, chosen, before);
        } else {
            builder.add(n, levels, values);
            among(done, chosen, before - begin);
        }
    }

    /// Decodes the selected rows alone, those that follow one another together.
    private void few(Levels levels, PageValues values, int done, int chosen, long begin) {
        long row = begin;
        for (int i = done; i < done + chosen; ) {
            long next = rows.row(i);
            int run = 1;
            while (i + run < done + chosen && rows.row(i + run) == next + run) {
                run++;
            }
            if (next > row) {
                values.skip((int) levels.skip(next - row));
            }
            builder.add(run, levels, values);
            row = next + run;
            i += run;
        }
    }

    /// Says that the rows lie in the builder one behind the other, from row `from` on.
    private void inOrder(int done, int chosen, long from) {
        for (long i = 0; i < chosen; i++) {
            Native.putInt(places.address() + ((done + i) << 2), (int) (from + i));
        }
    }

    /// Says that the rows lie in the builder among others, by their numbers and `shift`.
    private void among(int done, int chosen, long shift) {
        allTaken = false;
        for (int i = done; i < done + chosen; i++) {
            Native.putInt(places.address() + ((long) i << 2), (int) (rows.row(i) + shift));
        }
    }

    /// The rows, of `column`, which moves in and is what the builder made.
    Column of(Column column, Allocator allocator) {
        if (allTaken) {
            return column;
        }
        try (column) {
            return Gather.column(column, new Selection(places.address(), rows.count()), allocator);
        }
    }

    @Override
    public void close() {
        places.close();
    }
}
