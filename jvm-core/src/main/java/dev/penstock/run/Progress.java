package dev.penstock.run;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// How far a query is. Written by engines, read by anybody.
public final class Progress {
    private final AtomicLong rows = new AtomicLong();
    private volatile @Nullable DoubleSupplier share;

    /// Nothing done yet.
    public Progress() {}

    /// Adds to the rows that the query has read.
    public void addRows(long count) {
        rows.addAndGet(count);
    }

    /// Says where the share of the work done can be asked: 0 to 1, or less than 0 when it is not known.
    public void shareFrom(DoubleSupplier supplier) {
        share = supplier;
    }

    public long rows() {
        return rows.get();
    }

    /// The share of the work done, from 0 to 1; less than 0 when it is not known.
    public double share() {
        DoubleSupplier supplier = share;
        return supplier == null ? -1 : supplier.getAsDouble();
    }
}
