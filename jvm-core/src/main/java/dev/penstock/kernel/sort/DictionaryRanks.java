package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The places of dictionaries' values among one another: equal values have the same. Each dictionary is sorted once,
/// however many pieces of its column are; it is known by its addresses, so its memory must stay. Thread-safe.
public final class DictionaryRanks implements AutoCloseable {
    /// @param address four bytes for each value
    /// @param count how many different ranks there are
    record Ranks(long address, int count) {}

    private final Allocator allocator;
    private final Map<ArrayData, Ranks> known = new HashMap<>();
    private final Map<ArrayData, Block> blocks = new HashMap<>();

    public DictionaryRanks(Allocator allocator) {
        this.allocator = allocator;
    }

    /// The ranks of a dictionary's values. Those of nulls mean nothing.
    synchronized Ranks of(ArrayData dictionary) {
        Ranks ranks = known.get(dictionary);
        if (ranks == null) {
            Block block = allocator.allocate(Selection.bytes(dictionary.length()));
            blocks.put(dictionary, block);
            ranks = new Ranks(block.address(), rank(dictionary, block.address()));
            known.put(dictionary, ranks);
        }
        return ranks;
    }

    private int rank(ArrayData dictionary, long to) {
        long values = dictionary.length();
        try (Block room = allocator.allocate(Selection.bytes(values))) {
            var key = new SortKey(dictionary, SortOrder.ASCENDING);
            Selection order = RowSort.order(List.of(key), values, this, room.address(), allocator);
            int rank = 0;
            for (long i = 0; i < values; i++) {
                boolean same =
                        i > 0
                                && ValueOrder.compare(
                                                List.of(dictionary),
                                                order.row(i - 1),
                                                List.of(dictionary),
                                                order.row(i),
                                                List.of(SortOrder.ASCENDING))
                                        == 0;
                rank += i > 0 && !same ? 1 : 0;
                Native.putInt(to + ((long) order.row(i) << 2), rank);
            }
            return values == 0 ? 0 : rank + 1;
        }
    }

    @Override
    public synchronized void close() {
        blocks.values().forEach(Block::close);
        blocks.clear();
        known.clear();
    }
}
