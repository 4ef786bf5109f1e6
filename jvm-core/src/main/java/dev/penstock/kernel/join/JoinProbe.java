package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks keys up in a table, for one set of rows after the other. Belongs to one worker.
public final class JoinProbe implements AutoCloseable {
    /// How many rows may be looked up at once.
    public static final int MOST_ROWS = KeyPart.MOST_ROWS;

    /// Pairs of rows that are compared at once, what is known of which stays in a first cache.
    private static final long CHECKED_ROWS = 512;

    private final JoinTable owner;
    private final List<ArrayData> buildKeys;
    private final BuildWords build;
    private final @Nullable WordTable table;
    private final @Nullable WordSet set;
    private final KeyWords words;
    private final WordTable.Room room;
    private final Block pairs;

    /// Adopts the words.
    JoinProbe(
            JoinTable owner,
            List<ArrayData> buildKeys,
            BuildWords build,
            @Nullable WordTable table,
            @Nullable WordSet set,
            KeyWords words,
            Allocator allocator) {
        this.owner = owner;
        this.buildKeys = buildKeys;
        this.build = build;
        this.table = table;
        this.set = set;
        this.words = words;
        try {
            room = new WordTable.Room(allocator);
        } catch (Throwable e) {
            words.close();
            throw e;
        }
        try {
            pairs = allocator.allocate(9 * CHECKED_ROWS);
        } catch (Throwable e) {
            words.close();
            room.close();
            throw e;
        }
    }

    /// Writes for each row what the table knows of its key to `found`, four bytes each: the row of the build side, or
    /// where its rows begin in [JoinTable#runs()] if [JoinTable#hasRuns()]; -1 for keys without a row.
    ///
    /// @param keys of the types of the build side's keys, in any layout; at most [#MOST_ROWS] rows
    public void find(List<ArrayData> keys, long found) {
        long rows = keys.getFirst().length();
        if (table == null) {
            Native.fill(found, rows << 2, (byte) -1);
            return;
        }
        words.of(keys);
        table.find(words.words(), rows, found, room);
        drop(words.valid(), found);
        if (!table.isExact()) {
            check(table, keys, rows, found);
        }
    }

    /// Whether the probe can [#choose].
    public boolean mayChoose() {
        return set != null;
    }

    /// Writes the numbers of rows that have a partner.
    ///
    /// @param keys as for [#find]
    /// @param first the number of the first row
    /// @param to room for one number more than there are rows
    /// @return how many there are
    public long choose(List<ArrayData> keys, long first, long to) {
        if (set == null) {
            throw new AssertionError("no set of words");
        }
        words.of(keys);
        return set.choose(words.words(), words.valid(), keys.getFirst().length(), first, to);
    }

    /// Rows whose bit is not set have found nothing.
    private static void drop(Bitmap valid, long found) {
        if (valid.isAllSet()) {
            return;
        }
        for (long base = 0; base < valid.length(); base += Long.SIZE) {
            long word = valid.word(base);
            long lanes = Math.min(Long.SIZE, valid.length() - base);
            for (long lane = 0; lane < lanes; lane++) {
                long at = found + ((base + lane) << 2);
                // All ones, that is -1, for a row whose bit is not set.
                Native.putInt(at, Native.getInt(at) | (int) (word >>> lane & 1) - 1);
            }
        }
    }

    /// Looks whether what was found is what was meant, and looks again where it is not.
    private void check(WordTable known, List<ArrayData> keys, long rows, long found) {
        boolean hashed = build.form().kind() == KeyForm.Kind.HASHED;
        KeyEquality equality =
                hashed ? KeyEquality.of(keys, buildKeys, build.form().nullsEqual()) : new KeyEquality(List.of());
        for (long from = 0; from < rows; from += CHECKED_ROWS) {
            check(known, equality, hashed, from, Math.min(rows, from + CHECKED_ROWS), found);
        }
    }

    private void check(WordTable known, KeyEquality equality, boolean hashed, long from, long to, long found) {
        long mine = pairs.address();
        long others = mine + 4 * CHECKED_ROWS;
        long marks = others + 4 * CHECKED_ROWS;
        int count = pairs(from, to, found, mine, others);
        Native.fill(marks, count, (byte) 0);
        if (hashed && someAreHashes(mine, count)) {
            equality.differ(mine, others, count, marks);
        } else {
            differ(mine, others, count, marks);
        }
        for (long n = 0; n < count; n++) {
            if (Native.getByte(marks + n) != 0) {
                long meant = Native.getInt(mine + (n << 2));
                int right = known.find(word(meant), other -> fits(meant, other, equality));
                Native.putInt(found + (meant << 2), right);
            }
        }
    }

    /// Writes the rows that have found something, and the rows that they have found, the first one of each key.
    private int pairs(long from, long to, long found, long mine, long others) {
        long runs = owner.runs();
        long count = 0;
        for (long row = from; row < to; row++) {
            int value = Native.getInt(found + (row << 2));
            Native.putInt(mine + (count << 2), (int) row);
            Native.putInt(others + (count << 2), value);
            // Not a branch: it could not be foreseen.
            count += (value >>> 31) ^ 1;
        }
        for (long n = 0; n < count && runs != 0; n++) {
            int first = Native.getInt(runs + ((long) Native.getInt(others + (n << 2)) << 2));
            Native.putInt(others + (n << 2), first ^ (first >> 31));
        }
        return (int) count;
    }

    /// Whether the words of some rows do not say all about their keys.
    private boolean someAreHashes(long mine, int count) {
        long all = 0;
        for (long n = 0; n < count; n++) {
            all |= word(Native.getInt(mine + (n << 2)));
        }
        return all < 0;
    }

    /// Sets the byte of each pair of rows with different words.
    private void differ(long mine, long others, int count, long marks) {
        for (long n = 0; n < count; n++) {
            long word = word(Native.getInt(mine + (n << 2)));
            long other = Native.getLong(build.address() + ((long) Native.getInt(others + (n << 2)) << 3));
            Native.putByte(marks + n, (byte) (word == other ? 0 : 1));
        }
    }

    private long word(long row) {
        return Native.getLong(words.words() + (row << 3));
    }

    private boolean fits(long row, int value, KeyEquality equality) {
        long other = value;
        if (owner.hasRuns()) {
            int first = Native.getInt(owner.runs() + ((long) value << 2));
            other = first < 0 ? ~first : first;
        }
        long word = word(row);
        return Native.getLong(build.address() + (other << 3)) == word && (word >= 0 || equality.test(row, other));
    }

    @Override
    public void close() {
        words.close();
        room.close();
        pairs.close();
    }
}
