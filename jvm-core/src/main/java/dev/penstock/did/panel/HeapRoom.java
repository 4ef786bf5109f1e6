package dev.penstock.did.panel;

import dev.penstock.did.config.Fault;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Budget;

/// What a call takes of a budget for arrays of Java. Closing it gives all of it back.
public final class HeapRoom implements AutoCloseable {
    private static final double MEGA = 1e6;

    /// Of a large heap the bytes that are only for what has just been made: Python starts the JVM so. Of a small one it
    /// is a third.
    private static final long YOUNG = 200L << 20;

    private static final Budget HEAP = Budget.root("the Java heap", most(Runtime.getRuntime().maxMemory()));

    private final Budget budget;
    private long held;

    public HeapRoom(Budget budget) {
        this.budget = budget;
    }

    /// What all calls of the process may take together of a heap: what arrays may lie in, less a sixteenth for
    /// everything else. Who asks for more is refused before the collector runs itself to death.
    static long most(long heapBytes) {
        return heapBytes - Math.min(heapBytes / 3, YOUNG) - heapBytes / 16;
    }

    /// Room on the Java heap, which has a share of the memory limit for itself.
    public static HeapRoom ofJavaHeap() {
        return new HeapRoom(HEAP);
    }

    /// What calls hold now.
    public static long usedBytes() {
        return HEAP.usedBytes();
    }

    /// Reserves `bytes` before they are allocated.
    ///
    /// @throws PenstockException DID-E60 when the budget has no room for them
    public void reserve(long bytes) {
        if (!budget.tryReserve(bytes)) {
            throw Fault.E60.because(
                    "difference-in-differences needs about %,.1f MB, budget %,.1f MB, of which %,.1f MB are free"
                            .formatted((held + bytes) / MEGA, budget.limitBytes() / MEGA, budget.freeBytes() / MEGA),
                    "raise memory_limit, or give the Java heap more of it with heap_limit");
        }
        held += bytes;
    }

    /// Gives back what was reserved for arrays that are gone.
    public void release(long bytes) {
        budget.release(bytes);
        held -= bytes;
    }

    @Override
    public void close() {
        release(held);
    }
}
