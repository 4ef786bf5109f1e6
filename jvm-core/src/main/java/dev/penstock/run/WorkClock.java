package dev.penstock.run;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The node of a plan that a thread works for at the moment. Each turn from one node to the next charges the first for
/// the time since the turn before, so that a node pays for its own work and for nobody else's.
///
/// A turn costs some tens of nanoseconds, and there are a few for each morsel.
///
/// ```java
/// NodeCounter before = WorkClock.turnTo(node);
/// try {
///     work();
/// } finally {
///     WorkClock.turnTo(before);
/// }
/// ```
public final class WorkClock {
    private static final ThreadLocal<WorkClock> CLOCKS = ThreadLocal.withInitial(WorkClock::new);

    private @Nullable NodeCounter node;
    private long since;

    private WorkClock() {}

    /// From now on this thread works for `next`; null when it waits, or works for no node.
    ///
    /// @return the node that it worked for, for the turn back
    public static @Nullable NodeCounter turnTo(@Nullable NodeCounter next) {
        WorkClock clock = CLOCKS.get();
        NodeCounter before = clock.node;
        if (before != next) {
            long now = System.nanoTime();
            if (before != null) {
                before.worked(clock.since, now);
            }
            clock.node = next;
            clock.since = now;
        }
        return before;
    }

    /// What `work` makes, on the account of `node`.
    public static <T> T during(@Nullable NodeCounter node, Supplier<T> work) {
        NodeCounter before = turnTo(node);
        try {
            return work.get();
        } finally {
            turnTo(before);
        }
    }

    /// The node that this thread works for.
    public static @Nullable NodeCounter current() {
        return CLOCKS.get().node;
    }

    /// Says that this thread has written so many bytes to the disk, because memory was short.
    static void spilled(long bytes) {
        NodeCounter node = current();
        if (node != null) {
            node.spilled(bytes);
        }
    }
}
