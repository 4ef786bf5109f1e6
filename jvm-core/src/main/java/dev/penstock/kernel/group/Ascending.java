package dev.penstock.kernel.group;

import dev.penstock.memory.Native;

/// Numbers keys that never get smaller from row to row, as those of a sorted file do: each is compared with the one
/// before, and with nothing else.
final class Ascending {
    private Ascending() {}

    /// Writes the number of each key to `ids`: that of the key before, or the next one.
    ///
    /// @param next the first number that is not taken
    /// @param last the key of number `next - 1`, if there is one
    /// @param fresh new keys come here in their order; room for as many as there are rows
    /// @return how many are new; -1 if a key is smaller than the one before, and then all of it is to be done otherwise
    static int find(long keys, long rows, long ids, int next, long last, long fresh) {
        long first = Native.getLong(keys);
        long before = next == 0 ? first : last;
        int id = Math.max(0, next - 1);
        int disorder = 0;
        for (long row = 0; row < rows; row++) {
            long key = Native.getLong(keys + (row << 3));
            disorder |= key < before ? 1 : 0;
            id += key != before ? 1 : 0;
            before = key;
            Native.putInt(ids + (row << 2), id);
            // Also a key that is not new, which the next one then replaces: to ask would cost more.
            int place = id - next;
            Native.putLong(fresh + ((long) (place & ~(place >> 31)) << 3), key);
        }
        return disorder == 0 ? id + 1 - next : -1;
    }
}
