package dev.penstock.kernel.group;

import java.util.List;

/// A result that is computed for all groups at once, before the first of them is asked for.
public interface PreparedResult extends GroupResult, AutoCloseable {
    /// What is to be done once when all rows are arranged, in about `parts` pieces that may run side by side.
    ///
    /// @param check called every few milliseconds; what it throws ends the work
    List<Runnable> prepare(int parts, Runnable check);

    @Override
    void close();
}
