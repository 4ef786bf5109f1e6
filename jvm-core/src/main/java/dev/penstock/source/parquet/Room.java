package dev.penstock.source.parquet;

import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// Memory that grows, and then moves to a column.
final class Room implements AutoCloseable {
    private final Allocator allocator;
    private @Nullable Block block;

    Room(Allocator allocator) {
        this.allocator = allocator;
    }

    /// The address of room for `bytes` bytes, with slack behind them, of which the first `kept` are those that were
    /// there.
    long ensure(long bytes, long kept) {
        Block current = block;
        if (current != null && current.capacityBytes() >= bytes + Runs.SLACK) {
            return current.address();
        }
        // The first request of a flat column is the only one.
        Block larger =
                allocator.allocate(
                        current == null
                                ? bytes + Runs.SLACK
                                : Math.max(bytes + Runs.SLACK, 2 * current.capacityBytes()));
        if (current != null) {
            Native.copy(current.address(), larger.address(), kept);
            current.close();
        }
        block = larger;
        return larger.address();
    }

    long address() {
        return block == null ? 0 : block.address();
    }

    /// Hands the memory on.
    ///
    /// @return its address
    long moveTo(Assembly assembly) {
        Block current = block;
        block = null;
        return current == null ? 0 : assembly.adopt(current).address();
    }

    @Override
    public void close() {
        if (block != null) {
            block.close();
            block = null;
        }
    }
}
