package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The rows of the build side of a join by their keys. Made once, by many workers, and then only read.
///
/// NaN is one value, and -0.0 is 0.0. A null has no partner unless nulls are equal.
public final class JoinTable implements AutoCloseable {
    /// Fewer rows are one partition: to split them would cost more than it saves.
    private static final int FEW_ROWS = 1 << 16;

    private static final int FEWEST_PARTITION_BITS = 4;
    private static final int MOST_PARTITION_BITS = 9;

    /// Lines of a partition, and entries by position, that stay in a core's second cache.
    private static final int PARTITION_LINE_BITS = 12;

    private static final int PARTITION_POSITION_BITS = 16;

    /// A table of words that lie close to each other may have this many entries, however few rows there are: as many as
    /// stay in a core's second cache.
    private static final long SMALL_RANGE = 1L << 18;

    /// And this many for each row: twice as large as a hash table, but rows that come in the order of their keys find
    /// their entries side by side.
    private static final long RANGE_PER_ROW = 12;

    private static final int DISTANCE_BITS = 4;

    private final List<ArrayData> keys;
    private final List<@Nullable JoinTable> dictionaries;
    private final BuildWords words;
    private final @Nullable WordTable table;
    private final @Nullable Block runs;
    private @Nullable WordSet set;
    private boolean setKnown;

    private JoinTable(
            List<ArrayData> keys,
            List<@Nullable JoinTable> dictionaries,
            BuildWords words,
            @Nullable WordTable table,
            @Nullable Block runs) {
        this.keys = keys;
        this.dictionaries = dictionaries;
        this.words = words;
        this.table = table;
        this.runs = runs;
    }

    /// Whether there are tables for keys of `left` on one side and of `right` on the other.
    public static boolean handles(DataType left, DataType right) {
        if (left instanceof DataType.Decimal && !left.equals(right)) {
            return false;
        }
        if (left instanceof DataType.Dictionary(_, DataType values, _)) {
            return right instanceof DataType.Dictionary(_, DataType others, _)
                    && !(values instanceof DataType.Dictionary)
                    && handles(values, others);
        }
        return left.sameValues(right) && handles(left) && handles(right);
    }

    private static boolean handles(DataType type) {
        return NumberPart.handles(type) || BytesPart.handles(type);
    }

    /// The table of all rows of `keys`, whose memory must outlive it. The caller owns it.
    ///
    /// @param keys at least one, all of the same length
    /// @param first whether the first row of each key is all that anybody will ask for
    /// @throws PenstockException with code MEMORY_LIMIT, or COMPUTE for more rows than can be numbered
    public static JoinTable of(
            List<ArrayData> keys, boolean nullsEqual, boolean first, Allocator allocator, Runner runner) {
        if (keys.getFirst().length() >= Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "a join cannot look up rows among more than %,d".formatted(Integer.MAX_VALUE))
                    .hint("put the larger table on the other side, or split it");
        }
        var dictionaries = new ArrayList<@Nullable JoinTable>();
        @Nullable BuildWords words = null;
        try {
            for (ArrayData key : keys) {
                ArrayData values = key.dictionary();
                dictionaries.add(values == null ? null : of(List.of(values), false, true, allocator, runner));
            }
            words = BuildWords.of(keys, () -> parts(keys, dictionaries, allocator), nullsEqual, allocator, runner);
            return new Builder(keys, dictionaries, words, first, allocator, runner).build();
        } catch (Throwable e) {
            if (words != null) {
                words.close();
            }
            closeAll(dictionaries);
            throw e;
        }
    }

    private static List<KeyPart> parts(
            List<ArrayData> keys, List<@Nullable JoinTable> dictionaries, Allocator allocator) {
        var parts = new ArrayList<KeyPart>();
        for (int i = 0; i < keys.size(); i++) {
            JoinTable dictionary = dictionaries.get(i);
            if (dictionary != null) {
                parts.add(new DictionaryPart(dictionary, allocator));
            } else {
                parts.add(NumberPart.handles(keys.get(i).type()) ? new NumberPart() : new BytesPart());
            }
        }
        return parts;
    }

    private static void closeAll(List<@Nullable JoinTable> tables) {
        for (JoinTable table : tables) {
            if (table != null) {
                table.close();
            }
        }
    }

    /// Makes the table of words.
    private static final class Builder {
        private final List<ArrayData> keys;
        private final List<@Nullable JoinTable> dictionaries;
        private final BuildWords words;
        private final boolean first;
        private final Allocator allocator;
        private final Runner runner;
        private final long rows;

        Builder(
                List<ArrayData> keys,
                List<@Nullable JoinTable> dictionaries,
                BuildWords words,
                boolean first,
                Allocator allocator,
                Runner runner) {
            this.keys = keys;
            this.dictionaries = dictionaries;
            this.words = words;
            this.first = first;
            this.allocator = allocator;
            this.runner = runner;
            this.rows = words.valid().count();
        }

        JoinTable build() {
            KeyForm form = words.form();
            if (rows == 0) {
                return new JoinTable(keys, dictionaries, words, null, null);
            }
            if (Long.compareUnsigned(form.most(), Math.max(SMALL_RANGE, RANGE_PER_ROW * rows)) < 0) {
                return positions(form, form.most() + 1);
            }
            int lineBits = HashTable.lineBits(rows);
            for (int more = 0; ; more++) {
                JoinTable made = hashed(form, lineBits + more, DISTANCE_BITS + 4 * more);
                if (made != null) {
                    return made;
                }
            }
        }

        private JoinTable positions(KeyForm form, long range) {
            int count = 1 << partitionBits(form.bits(), PARTITION_POSITION_BITS);
            var spread = new Spread(form.low(), form.bits(), false);
            int shift = PositionTable.shift(range, count);
            WordTable table = new PositionTable(form.low(), range, allocator);
            try (CodePartitions partitions = CodePartitions.of(words, spread, shift, count, allocator, runner)) {
                JoinTable made = filled(table, partitions, null);
                if (made == null) {
                    throw new AssertionError("a table by position was full");
                }
                return made;
            } catch (Throwable e) {
                table.close();
                throw e;
            }
        }

        /// Null when there is too little room after all.
        private @Nullable JoinTable hashed(KeyForm form, int lineBits, int distanceBits) {
            int bits = Math.min(lineBits, partitionBits(lineBits, PARTITION_LINE_BITS));
            var spread = new Spread(form.low(), form.bits(), true);
            WordTable table = new HashTable(spread, words.valid().length(), lineBits, bits, distanceBits, allocator);
            @Nullable JoinTable made = null;
            try (CodePartitions partitions =
                    CodePartitions.of(words, spread, Long.SIZE - bits, 1 << bits, allocator, runner)) {
                made = filled(table, partitions, same(table));
                return made;
            } finally {
                if (made == null) {
                    table.close();
                }
            }
        }

        private int partitionBits(int bits, int partition) {
            return rows < FEW_ROWS ? 0 : Math.clamp(bits - partition, FEWEST_PARTITION_BITS, MOST_PARTITION_BITS);
        }

        private WordTable.@Nullable SameKey same(WordTable table) {
            if (table.isExact()) {
                return null;
            }
            if (words.form().kind() == KeyForm.Kind.HASHED) {
                KeyEquality equality = KeyEquality.of(keys, keys, words.form().nullsEqual());
                return (row, other) -> word(row) == word(other) && (word(row) >= 0 || equality.test(row, other));
            }
            return (row, other) -> word(row) == word(other);
        }

        private long word(long row) {
            return Native.getLong(words.address() + (row << 3));
        }

        /// Tries it with one row for each key, which most tables have.
        private @Nullable JoinTable filled(
                WordTable table, CodePartitions partitions, WordTable.@Nullable SameKey same) {
            var full = new AtomicBoolean();
            var repeats = new AtomicBoolean();
            for (int i = 0; i < partitions.count(); i++) {
                table.clear(i, partitions.count());
            }
            partitions.forEach(
                    runner,
                    partition -> {
                        if (first || !repeats.get()) {
                            note(table.add(partitions, partition, same), full, repeats);
                        }
                    });
            if (full.get()) {
                return null;
            }
            if (first || !repeats.get()) {
                return new JoinTable(keys, dictionaries, words, table, null);
            }
            Block runs = allocator.allocate(Selection.bytes(partitions.rowCount()));
            try {
                for (int i = 0; i < partitions.count(); i++) {
                    table.clear(i, partitions.count());
                }
                partitions.forEach(
                        runner,
                        partition ->
                                note(
                                        table.addRuns(partitions, partition, same, runs.address(), allocator),
                                        full,
                                        repeats));
                if (full.get()) {
                    runs.close();
                    return null;
                }
                return new JoinTable(keys, dictionaries, words, table, runs);
            } catch (Throwable e) {
                runs.close();
                throw e;
            }
        }

        private static void note(WordTable.Outcome outcome, AtomicBoolean full, AtomicBoolean repeats) {
            switch (outcome) {
                case DONE -> {}
                case REPEATS -> repeats.set(true);
                case FULL -> full.set(true);
            }
        }
    }

    /// Whether a key may have several rows; then what is found of it is where they begin.
    public boolean hasRuns() {
        return runs != null;
    }

    /// Where the rows of keys lie, four bytes each, the last one of each key inverted.
    public long runs() {
        return runs == null ? 0 : runs.address();
    }

    /// How many rows have a key, which is how many there are in [#runs()] if [#hasRuns()].
    public long keyedRows() {
        return words.valid().count();
    }

    /// Looks keys up; each worker needs one. The caller owns it, and closes it before the table.
    public JoinProbe probe(Allocator allocator) {
        return probe(null, allocator);
    }

    /// The same for one that wants to know no more than which rows have a partner, which it may be told faster.
    public JoinProbe choosing(Allocator allocator) {
        return probe(set(allocator), allocator);
    }

    /// All probes share the set.
    private synchronized @Nullable WordSet set(Allocator allocator) {
        if (!setKnown) {
            set = table == null ? null : WordSet.of(words, allocator);
            setKnown = true;
        }
        return set;
    }

    private JoinProbe probe(@Nullable WordSet chosen, Allocator allocator) {
        return new JoinProbe(
                this,
                keys,
                words,
                table,
                chosen,
                new KeyWords(words.form(), parts(keys, dictionaries, allocator), allocator),
                allocator);
    }

    @Override
    public void close() {
        if (table != null) {
            table.close();
        }
        closeSet();
        if (runs != null) {
            runs.close();
        }
        words.close();
        closeAll(dictionaries);
    }

    private synchronized void closeSet() {
        if (set != null) {
            set.close();
            set = null;
        }
    }
}
