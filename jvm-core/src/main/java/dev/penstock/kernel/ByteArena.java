package dev.penstock.kernel;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import java.util.ArrayList;
import java.util.List;

/// Room for bytes that stay where they are until the arena is closed.
public final class ByteArena implements AutoCloseable {
    private static final long FIRST_BYTES = 1 << 12;
    private static final long MOST_BYTES = 1 << 22;

    private final Allocator allocator;
    private final List<Block> blocks = new ArrayList<>();
    private long next;
    private long end;

    public ByteArena(Allocator allocator) {
        this.allocator = allocator;
    }

    /// The address of `bytes` bytes of any content, right behind the room before it where there is enough left: room
    /// that was only asked for in multiples of 64 is aligned by 64.
    ///
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT when the budget refuses
    public long room(long bytes) {
        if (bytes > end - next) {
            // Blocks double, so that few strings take little room and many are in few blocks.
            long size = Math.max(bytes, Math.min(MOST_BYTES, FIRST_BYTES << Math.min(blocks.size(), 10)));
            Block block = allocator.allocate(size);
            blocks.add(block);
            next = block.address();
            end = next + block.capacityBytes();
        }
        long address = next;
        next += bytes;
        return address;
    }

    @Override
    public void close() {
        blocks.forEach(Block::close);
        blocks.clear();
        next = 0;
        end = 0;
    }
}
