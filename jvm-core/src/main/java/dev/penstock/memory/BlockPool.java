package dev.penstock.memory;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Memory of the C heap, kept by size class after use.
///
/// Why a pool: the first touch of a fresh page costs more than the arithmetic on it, so a pipeline that writes into the
/// pages it wrote a moment ago runs about twice as fast. Size classes are powers of two from 4 KiB to 256 MiB; larger
/// blocks go straight back to the C heap. Idle memory is bounded. Thread-safe.
public final class BlockPool implements AutoCloseable {
    private static final int SMALLEST = 12;
    private static final int LARGEST = 28;

    private final long idleLimitBytes;
    private final AtomicLong idle = new AtomicLong();
    private final AtomicLong outstanding = new AtomicLong();
    private volatile boolean closed;
    private final ConcurrentLinkedQueue<Long>[] classes;

    /// @param idleLimitBytes how much unused memory may be kept
    @SuppressWarnings({"unchecked", "rawtypes"})
    public BlockPool(long idleLimitBytes) {
        this.idleLimitBytes = idleLimitBytes;
        classes = new ConcurrentLinkedQueue[LARGEST + 1];
        for (int i = SMALLEST; i <= LARGEST; i++) {
            classes[i] = new ConcurrentLinkedQueue<>();
        }
    }

    /// A block of at least `bytes` bytes with any content, charged to `budget`.
    ///
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT when the budget refuses
    public Block allocate(long bytes, Budget budget) {
        long capacity = capacityFor(bytes);
        budget.reserve(capacity);
        try {
            return new Block(take(capacity), capacity, budget, this);
        } catch (Throwable e) {
            budget.release(capacity);
            throw e;
        }
    }

    private long take(long capacity) {
        int sizeClass = sizeClass(capacity);
        if (sizeClass <= LARGEST) {
            Long address = classes[sizeClass].poll();
            if (address != null) {
                idle.addAndGet(-capacity);
                outstanding.incrementAndGet();
                return address;
            }
        }
        long address = Native.allocate(capacity);
        outstanding.incrementAndGet();
        return address;
    }

    void give(long address, long capacity) {
        outstanding.decrementAndGet();
        int sizeClass = sizeClass(capacity);
        if (closed || sizeClass > LARGEST || !keep(sizeClass, capacity, address)) {
            Native.free(address);
        }
    }

    private boolean keep(int sizeClass, long capacity, long address) {
        if (idle.addAndGet(capacity) > idleLimitBytes) {
            idle.addAndGet(-capacity);
            return false;
        }
        classes[sizeClass].add(address);
        if (closed) {
            drain();
        }
        return true;
    }

    /// Blocks that are in use; zero when everything was closed.
    public long outstandingBlocks() {
        return outstanding.get();
    }

    /// Gives the idle memory back to the operating system. Blocks that are still in use follow when they are closed.
    @Override
    public void close() {
        closed = true;
        drain();
    }

    private void drain() {
        for (int i = SMALLEST; i <= LARGEST; i++) {
            Long address;
            while ((address = classes[i].poll()) != null) {
                idle.addAndGet(-(1L << i));
                Native.free(address);
            }
        }
    }

    /// How much memory a block of at least `bytes` bytes takes.
    public static long capacityFor(long bytes) {
        if (bytes <= 1L << SMALLEST) {
            return 1L << SMALLEST;
        }
        if (bytes <= 1L << LARGEST) {
            return Long.highestOneBit(bytes - 1) << 1;
        }
        return Math.addExact(bytes, 63) & ~63L;
    }

    private static int sizeClass(long capacity) {
        return Long.bitCount(capacity) == 1 ? Long.numberOfTrailingZeros(capacity) : Integer.MAX_VALUE;
    }
}
