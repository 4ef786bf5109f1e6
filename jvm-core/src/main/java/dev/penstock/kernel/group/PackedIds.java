package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;

/// Numbers different combinations of the numbers of several keys, which lie side by side in a word, in the order in
/// which they come. One table does for all keys, where pairs of pairs would need one for each, most of them large when
/// most combinations differ.
///
/// A key has bits for more numbers than it has so far; when it gets more than that, all words are made anew.
final class PackedIds implements AutoCloseable {
    /// So many combinations need a table that is much larger than the caches.
    private static final long MANY = 1L << 20;

    /// A table of so many, and those of one more batch, stays in the second cache.
    private static final long FEW = LongTable.MOST_IN_CACHE - GroupedColumn.MOST_ROWS;

    /// When so many of the rows are new ones, it saves little to know them.
    private static final double MOSTLY_NEW = 0.8;

    private final Allocator allocator;
    private final int[] widths;
    private final int[] shifts;
    private final Slots words;
    private LongTable table;
    private int count;
    private int expected;

    /// The first number that the table knows.
    private int first;

    /// How many rows were looked up since it knows it.
    private long rowsSeen;

    private boolean repeats;

    /// @param keys how many there are
    PackedIds(int keys, Allocator allocator) {
        this.allocator = allocator;
        widths = new int[keys];
        shifts = new int[keys];
        words = Slots.longs(allocator, 0);
        table = new LongTable(allocator);
    }

    /// Begins without combinations, but for as many numbers of each key as `layout` packs.
    PackedIds(PackedIds layout, Allocator allocator) {
        this(layout.widths.length, allocator);
        System.arraycopy(layout.widths, 0, widths, 0, widths.length);
        System.arraycopy(layout.shifts, 0, shifts, 0, shifts.length);
    }

    /// Forgets combinations when there are very many, which most rows have to themselves: they keep their numbers, and
    /// get others when they come again.
    void forgetMany() {
        int known = count - first;
        if (repeats ? known > FEW : known > MANY && known > MOSTLY_NEW * rowsSeen) {
            repeat();
        }
    }

    /// Forgets all combinations, which get other numbers when they come again.
    void repeat() {
        repeats = true;
        forget();
    }

    /// Forgets all combinations. They keep their numbers.
    void forget() {
        table.clear();
        first = count;
        rowsSeen = 0;
    }

    /// Whether a combination may have several numbers.
    boolean repeats() {
        return repeats;
    }

    /// Says that there will be about `wanted` different combinations.
    void reserve(int wanted) {
        expected = wanted;
        table.reserve(wanted);
    }

    int count() {
        return count;
    }

    /// The number of a key in a combination.
    int part(long id, int key) {
        return part(words.getLong(id), key, widths, shifts);
    }

    private static int part(long word, int key, int[] widths, int[] shifts) {
        return (int) (word >>> shifts[key] & ((1L << widths[key]) - 1));
    }

    /// Makes room for numbers of keys below `counts`; false when a word does not hold them.
    boolean fits(int[] counts) {
        boolean enough = true;
        int needed = 0;
        for (int key = 0; key < counts.length; key++) {
            int bits = bits(counts[key]);
            enough &= bits <= widths[key];
            needed += bits;
        }
        if (!enough && needed <= Long.SIZE) {
            widen(counts, (Long.SIZE - needed) / counts.length);
        }
        return needed <= Long.SIZE;
    }

    private static int bits(int count) {
        return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
    }

    private void widen(int[] counts, int slack) {
        int[] oldWidths = widths.clone();
        int[] oldShifts = shifts.clone();
        int shift = 0;
        for (int key = 0; key < counts.length; key++) {
            widths[key] = Math.min(bits(counts[key]) + slack, Integer.SIZE - 1);
            shifts[key] = shift;
            shift += widths[key];
        }
        if (count == 0) {
            return;
        }
        table.close();
        table = new LongTable(allocator);
        table.reserve(Math.max(count - first, expected));
        for (int id = 0; id < count; id++) {
            long word = words.getLong(id);
            long made = 0;
            for (int key = 0; key < counts.length; key++) {
                made |= (long) part(word, key, oldWidths, oldShifts) << shifts[key];
            }
            words.putLong(id, made);
            if (id >= first) {
                table.find(made, id);
            }
        }
    }

    /// Writes the bits of one key's numbers into words of `rows` rows, where those of the keys before are already.
    void pack(int key, long numbers, long rows, long to) {
        int shift = shifts[key];
        for (long row = 0; row < rows; row++) {
            long bits = (long) Native.getInt(numbers + (row << 2)) << shift;
            Native.putLong(to + (row << 3), key == 0 ? bits : Native.getLong(to + (row << 3)) | bits);
        }
    }

    /// Writes the bits of one key's numbers in other words, where those of the keys before are already.
    ///
    /// @param numbers the new number of each of the key's numbers, four bytes each
    /// @param layout how the other words are packed
    void repack(int key, int from, long rows, long numbers, PackedIds layout, long to) {
        long base = words.address() + ((long) from << 3);
        int shift = shifts[key];
        long mask = (1L << widths[key]) - 1;
        int newShift = layout.shifts[key];
        for (long row = 0; row < rows; row++) {
            long number = Native.getLong(base + (row << 3)) >>> shift & mask;
            long bits = (long) Native.getInt(numbers + (number << 2)) << newShift;
            Native.putLong(to + (row << 3), key == 0 ? bits : Native.getLong(to + (row << 3)) | bits);
        }
    }

    /// Writes the number of each packed word to `ids`, four bytes each.
    ///
    /// @param fresh room for as many words
    void find(long packed, long rows, long ids, long fresh) {
        rowsSeen += rows;
        int added = table.find(packed, rows, ids, count, fresh);
        words.grow(count + added);
        Native.copy(fresh, words.address() + ((long) count << 3), (long) added << 3);
        count += added;
    }

    @Override
    public void close() {
        words.close();
        table.close();
    }
}
