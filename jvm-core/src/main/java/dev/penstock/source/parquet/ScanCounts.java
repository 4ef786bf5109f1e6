package dev.penstock.source.parquet;

import java.util.concurrent.atomic.LongAdder;

/// What a scan looked at and what it left out, for reports. Thread-safe.
public final class ScanCounts {
    private final LongAdder partitions = new LongAdder();
    private final LongAdder partitionsKept = new LongAdder();
    private final LongAdder rowGroups = new LongAdder();
    private final LongAdder rowGroupsKept = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder rowsKept = new LongAdder();

    /// Nothing looked at yet.
    public ScanCounts() {}

    void addPartition(boolean kept) {
        partitions.increment();
        partitionsKept.add(kept ? 1 : 0);
    }

    void addRowGroup(boolean kept, long groupRows, long rowsInPages) {
        rowGroups.increment();
        rowGroupsKept.add(kept ? 1 : 0);
        rows.add(groupRows);
        rowsKept.add(rowsInPages);
    }

    /// How many of the folders' combinations of values were read.
    public long partitionsKept() {
        return partitionsKept.sum();
    }

    /// How many combinations of values the folders have; 0 without such folders.
    public long partitions() {
        return partitions.sum();
    }

    /// How many row groups were read.
    public long rowGroupsKept() {
        return rowGroupsKept.sum();
    }

    /// How many row groups the files that were opened have.
    public long rowGroups() {
        return rowGroups.sum();
    }

    /// How many rows the pages that were read have, and those of a row group together.
    public long rowsKept() {
        return rowsKept.sum();
    }

    public long rows() {
        return rows.sum();
    }
}
