package dev.penstock.source.parquet;

/// Indices into the dictionary of the column chunk.
final class IndexValues implements PageValues {
    private final Runs runs;
    private final Dictionary dictionary;

    IndexValues(ByteCursor bytes, Dictionary dictionary) {
        this.dictionary = dictionary;
        // A page of nulls alone may be empty.
        runs = bytes.left() == 0 ? new Runs(bytes, 1) : new Runs(bytes, bytes.unsignedByte());
    }

    Dictionary dictionary() {
        return dictionary;
    }

    @Override
    public void skip(int count) {
        runs.skip(count);
    }

    /// Reads `count` indices, each of which the dictionary has.
    void read(int[] to, int count) {
        runs.read(to, 0, count);
        int last = dictionary.count() - 1;
        int wrong = 0;
        for (int i = 0; i < count; i++) {
            // The sign is set when the index is negative or too large.
            wrong |= (last - to[i]) | to[i];
        }
        if (wrong < 0) {
            throw BrokenFile.because("an index beyond the %,d values of the dictionary", dictionary.count());
        }
    }
}
