package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;

/// Numbers different combinations of the numbers of several keys, which lie side by side in a word, in the order in
/// which they come. One table does for all keys, where pairs of pairs would need one for each, most of them large when
/// most combinations differ.
///
/// A key has bits for more numbers than it has so far; when it gets more than that, all words are made anew.
final class PackedIds implements AutoCloseable {
    private final Allocator allocator;
    private final int[] widths;
    private final int[] shifts;
    private final Slots words;
    private LongTable table;
    private int count;
    private int expected;

    /// @param keys how many there are
    PackedIds(int keys, Allocator allocator) {
        this.allocator = allocator;
        widths = new int[keys];
        shifts = new int[keys];
        words = Slots.longs(allocator, 0);
        table = new LongTable(allocator);
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
        table.reserve(Math.max(count, expected));
        for (int id = 0; id < count; id++) {
            long word = words.getLong(id);
            long made = 0;
            for (int key = 0; key < counts.length; key++) {
                made |= (long) part(word, key, oldWidths, oldShifts) << shifts[key];
            }
            words.putLong(id, made);
            table.find(made, id);
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

    /// Writes the number of each packed word to `ids`, four bytes each.
    ///
    /// @param fresh room for as many words
    void find(long packed, long rows, long ids, long fresh) {
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
