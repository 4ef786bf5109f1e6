package dev.penstock.source.parquet;

/// Chooses rows by the indices that their column is stored as, page by page.
final class IndexSelection {
    private static final int CHUNK = 1_024;

    private final PassingValues values;
    private final long from;
    private final long count;
    private final long to;
    private final int[] indices = new int[CHUNK];
    private long row;
    private long done;
    private long chosen;

    /// @param from where the numbers of the rows lie that are asked, in order
    /// @param count how many these are; -1 for all rows
    /// @param to where the numbers go of those that pass
    IndexSelection(PassingValues values, long from, long count, long to) {
        this.values = values;
        this.from = from;
        this.count = count;
        this.to = to;
    }

    /// Asks the next `rows` rows.
    ///
    /// @throws IndexBuilder.NoIndices when some of them are null, or are stored otherwise
    void page(int rows, Levels levels, PageValues stored) {
        if (!(stored instanceof IndexValues lookups) || !levels.takeHighest(rows)) {
            throw new IndexBuilder.NoIndices();
        }
        for (int start = 0; start < rows; start += CHUNK) {
            int n = Math.min(CHUNK, rows - start);
            if (count < 0) {
                lookups.read(indices, n);
                chosen += values.choose(indices, n, row, to + (chosen << 2));
            } else {
                among(lookups, n);
            }
            row += n;
        }
    }

    private void among(IndexValues lookups, int n) {
        long at = from + (done << 2);
        int asked = Lookup.before(at, (int) Math.min(count - done, n), row + n);
        if (asked == 0) {
            lookups.skip(n);
            return;
        }
        lookups.read(indices, n);
        chosen += values.choose(indices, at, asked, row, to + (chosen << 2));
        done += asked;
    }

    /// How many rows passed.
    long chosen() {
        return chosen;
    }
}
