package dev.penstock.spill;

import dev.penstock.memory.Native;

/// Rows in parts by their hashes: rows with equal hashes are in the same part.
///
/// The highest bits of a hash choose the part, and the next ones the part of a part, so that a part which is still too
/// large can be split again. Hash tables take the lowest bits, which are as good as ever inside of a part.
///
/// @param bits how many bits choose; there are `1 << bits` parts
/// @param level 0, or how often the rows were split before with as many bits
public record HashParts(int bits, int level) {
    public HashParts {
        assert bits >= 0 && bits <= 16 && (level + 1) * bits <= Long.SIZE : bits + " bits at level " + level;
    }

    /// How many parts there are.
    public int count() {
        return 1 << bits;
    }

    /// The part of a row with this hash.
    public int of(long hash) {
        return (int) (hash << (level * bits) >>> 1 >>> (Long.SIZE - 1 - bits));
    }

    /// Writes the numbers of `rows` rows part by part to `to`, which has room for all of them; rows of a part keep
    /// their order.
    ///
    /// @param hashes eight bytes for each row
    /// @return where each part begins among the numbers, and in the end how many there are
    public long[] split(long hashes, long rows, long to) {
        long[] starts = new long[count() + 1];
        for (long row = 0; row < rows; row++) {
            starts[of(Native.getLong(hashes + (row << 3))) + 1]++;
        }
        for (int part = 0; part < count(); part++) {
            starts[part + 1] += starts[part];
        }
        long[] places = starts.clone();
        for (long row = 0; row < rows; row++) {
            long place = places[of(Native.getLong(hashes + (row << 3)))]++;
            Native.putInt(to + (place << 2), (int) row);
        }
        return starts;
    }
}
