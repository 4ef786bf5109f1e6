package dev.penstock.memory;

/// Where an owner gets its memory: blocks of a pool, charged to a budget. A cheap value.
public record Allocator(BlockPool pool, Budget budget) {
    /// A block of at least `bytes` bytes with any content. The caller owns it.
    ///
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT when the budget refuses
    public Block allocate(long bytes) {
        return pool.allocate(bytes, budget);
    }

    /// A block of at least `bytes` zeros. The caller owns it.
    ///
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT when the budget refuses
    public Block allocateZeroed(long bytes) {
        return allocate(bytes).cleared();
    }
}
