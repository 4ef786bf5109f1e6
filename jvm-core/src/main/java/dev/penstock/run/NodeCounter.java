package dev.penstock.run;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What one node of a plan has done so far. Any number of threads count, morsel by morsel and never row by row.
public final class NodeCounter {
    private final LongAdder rows = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanoseconds = new LongAdder();
    private final LongAdder spilledBytes = new LongAdder();
    private final AtomicLong began = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong ended = new AtomicLong(Long.MIN_VALUE);
    private volatile boolean counted;

    /// Nothing done yet.
    public NodeCounter() {}

    /// Adds rows that the node delivered, in this many bytes of columns; 0 bytes when they were never columns of their
    /// own.
    public void add(long rowCount, long byteCount) {
        counted = true;
        rows.add(rowCount);
        bytes.add(byteCount);
    }

    /// Says that the node's rows are counted, of which there may be none.
    public void expectRows() {
        counted = true;
    }

    void worked(long from, long to) {
        nanoseconds.add(to - from);
        // Most turns are in the middle of the node's time, and cost a look.
        if (from < began.get()) {
            began.accumulateAndGet(from, Math::min);
        }
        if (to > ended.get()) {
            ended.accumulateAndGet(to, Math::max);
        }
    }

    /// Adds what a foreign engine did for the node and for all below it.
    ///
    /// @param from when it began, as [System#nanoTime] said
    /// @param to when it ended, likewise
    public void add(ForeignReport report, long from, long to) {
        nanoseconds.add(report.nanoseconds());
        spilledBytes.add(report.spilledBytes());
        began.accumulateAndGet(from, Math::min);
        ended.accumulateAndGet(to, Math::max);
    }

    void spilled(long byteCount) {
        spilledBytes.add(byteCount);
    }

    /// What was counted so far, as a value.
    ///
    /// @param start what [System#nanoTime] said when the run began
    NodeReport report(long start) {
        boolean worked = ended.get() > Long.MIN_VALUE;
        return new NodeReport(
                counted ? rows.sum() : -1,
                bytes.sum(),
                nanoseconds.sum(),
                spilledBytes.sum(),
                worked ? began.get() - start : 0,
                worked ? ended.get() - start : 0);
    }
}
