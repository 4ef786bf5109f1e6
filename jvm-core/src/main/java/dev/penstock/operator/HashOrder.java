package dev.penstock.operator;

import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;

/// Rows or groups, numbered from 0 on, in the order of the first bits of their hashes; those of a part stay in order.
///
/// @param numbers four bytes each
/// @param starts where each part begins, and the end
@SuppressWarnings("ArrayRecordComponent") // never compared
record HashOrder(Block numbers, int[] starts) implements AutoCloseable {
    private static final int BITS = 5;

    /// How many parts there are: with a million groups, those of one of them fit into the second cache, and a batch has
    /// some hundred rows for each.
    static final int PARTS = 1 << BITS;

    /// @param hashes eight bytes each
    static HashOrder of(long hashes, int count, Allocator allocator) {
        int[] starts = new int[PARTS + 1];
        for (int i = 0; i < count; i++) {
            starts[part(hashes, i) + 1]++;
        }
        for (int part = 0; part < PARTS; part++) {
            starts[part + 1] += starts[part];
        }
        Block numbers = allocator.allocate(Selection.bytes(count));
        int[] next = starts.clone();
        for (int i = 0; i < count; i++) {
            Native.putInt(numbers.address() + Selection.bytes(next[part(hashes, i)]++), i);
        }
        return new HashOrder(numbers, starts);
    }

    private static int part(long hashes, int row) {
        return (int) (Native.getLong(hashes + ((long) row << 3)) >>> (Long.SIZE - BITS));
    }

    /// All of them, one part after the other.
    Selection all() {
        return new Selection(numbers.address(), starts[PARTS]);
    }

    Selection part(int part) {
        return new Selection(numbers.address() + Selection.bytes(starts[part]), starts[part + 1] - starts[part]);
    }

    @Override
    public void close() {
        numbers.close();
    }
}
