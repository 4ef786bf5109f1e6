package dev.penstock.memory;

import java.util.concurrent.atomic.AtomicBoolean;

/// Writable memory with one owner. Closing gives it back to the pool and to the budget; closing twice is harmless.
///
/// The block is 64-byte aligned and its capacity a multiple of 64, so a kernel may write whole words past the last row.
public final class Block implements AutoCloseable {
    private final long address;
    private final long capacityBytes;
    private final Budget budget;
    private final BlockPool pool;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Block(long address, long capacityBytes, Budget budget, BlockPool pool) {
        this.address = address;
        this.capacityBytes = capacityBytes;
        this.budget = budget;
        this.pool = pool;
    }

    public long address() {
        return address;
    }

    public long capacityBytes() {
        return capacityBytes;
    }

    /// Sets all bytes to zero, and returns the block.
    public Block cleared() {
        Native.fill(address, capacityBytes, (byte) 0);
        return this;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            pool.give(address, capacityBytes);
            budget.release(capacityBytes);
        }
    }
}
