package dev.penstock.source;

import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// Memory that grows at its end.
final class GrowingBuffer implements AutoCloseable {
    private static final long FIRST_BYTES = 4_096;

    private final Allocator allocator;
    private @Nullable Block block;
    private long size;

    GrowingBuffer(Allocator allocator) {
        this.allocator = allocator;
    }

    /// The address of `count` bytes from `from` on; the buffer then ends behind them.
    long room(long from, long count) {
        long needed = from + count;
        Block current = block;
        if (current == null || needed > current.capacityBytes()) {
            Block larger = allocator.allocate(Math.max(FIRST_BYTES, Math.max(needed, 2 * size)));
            if (current != null) {
                Native.copy(current.address(), larger.address(), size);
                current.close();
            }
            block = larger;
            current = larger;
        }
        size = needed;
        return current.address() + from;
    }

    void zeros(long from, long count) {
        Native.fill(room(from, count), count, (byte) 0);
    }

    long address() {
        return block == null ? 0 : block.address();
    }

    long size() {
        return size;
    }

    /// The content, whose memory moves to `assembly`; or none, when it is not wanted. The buffer starts anew.
    Buffer take(boolean wanted, Assembly assembly) {
        Block current = block;
        long bytes = size;
        block = null;
        size = 0;
        if (current == null) {
            return Buffer.NONE;
        }
        assembly.adopt(current);
        return wanted && bytes > 0 ? new Buffer(current.address(), bytes) : Buffer.NONE;
    }

    @Override
    public void close() {
        if (block != null) {
            block.close();
            block = null;
        }
    }
}
