package dev.penstock.kernel.join;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import org.jspecify.annotations.Nullable;

/// Finds the rows of a word. A word with several rows has them behind one another in memory of the table's builder.
///
/// What a table knows of a word is one number: the only row, or where the rows begin.
abstract sealed class WordTable implements AutoCloseable permits PositionTable, HashTable {
    /// Nothing is known of a word.
    static final int NONE = -1;

    /// Whether what it finds belongs to the word that was asked for. Otherwise it may belong to another word.
    abstract boolean isExact();

    /// Writes what is known of each of `count` words to `found`, four bytes each; [#NONE] for nothing.
    abstract void find(long words, long count, long found, Room room);

    /// What a worker needs for itself while it looks words up.
    static final class Room implements AutoCloseable {
        /// As many lines of a table as stay in a first cache.
        static final long ROWS = 256;

        private final Block block;

        Room(Allocator allocator) {
            block = allocator.allocate(36 * ROWS);
        }

        /// 36 bytes for each row.
        long address() {
            return block.address();
        }

        @Override
        public void close() {
            block.close();
        }
    }

    /// What is known of a word, of all that it may be the one that fits.
    abstract int find(long word, Fit fit);

    /// Whether what was found is what was meant.
    interface Fit {
        Fit ANY = _ -> true;

        boolean test(int found);
    }

    /// Sees to it that each word of a partition is known with its row.
    ///
    /// @param same whether two rows really have the same key; null when equal words say so
    /// @return what became of it
    abstract Outcome add(CodePartitions partitions, int partition, @Nullable SameKey same);

    /// Like [#add], where words have several rows, which are written to `runs`: four bytes each, the last one of each
    /// word inverted.
    abstract Outcome addRuns(
            CodePartitions partitions, int partition, @Nullable SameKey same, long runs, Allocator allocator);

    /// Forgets all words.
    abstract void clear(int partition, int partitions);

    @Override
    public abstract void close();

    /// Whether two rows of the build side have the same key.
    interface SameKey {
        boolean test(int row, int other);
    }

    /// What became of a partition.
    enum Outcome {
        DONE,
        /// A word has several rows.
        REPEATS,
        /// The table is too small.
        FULL
    }
}
