package dev.penstock.kernel.join;

import java.util.List;

/// Whoever runs tasks for a kernel, side by side if it can.
public interface Runner {
    /// Runs all of `tasks` and returns when they are done.
    ///
    /// @throws RuntimeException or Error, the first that a task threw
    void run(List<Runnable> tasks);
}
