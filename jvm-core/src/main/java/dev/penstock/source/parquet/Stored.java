package dev.penstock.source.parquet;

import dev.penstock.column.Buffer;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Lease;

/// Bytes of a page in memory, which columns may keep for themselves: strings of a page are not copied.
///
/// @param lease the share of whoever holds this; a column that refers to the bytes takes another
record Stored(Buffer buffer, Lease lease) implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    /// Room for `bytes` bytes, and slack behind them.
    static Stored allocate(long bytes, Allocator allocator) {
        Block block = allocator.allocate(bytes + Runs.SLACK);
        return new Stored(new Buffer(block.address(), bytes), Lease.of(block::close));
    }

    /// Room for `bytes` bytes, of which the one at `place` is aligned as columns should be.
    static Stored aligned(long bytes, long place, Allocator allocator) {
        Block block = allocator.allocate(bytes + ALIGNMENT + Runs.SLACK);
        long shift = -place & (ALIGNMENT - 1);
        return new Stored(new Buffer(block.address() + shift, bytes), Lease.of(block::close));
    }

    long address() {
        return buffer.address();
    }

    /// The same bytes for another owner.
    Stored share() {
        return new Stored(buffer, lease.share());
    }

    @Override
    public void close() {
        lease.close();
    }
}
