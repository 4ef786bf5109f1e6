package dev.penstock.memory;

/// Memory that is held only because it may be asked for again, and given up when somebody needs it. Thread-safe.
public interface Reclaimable {
    /// Gives memory up, about `bytes` bytes if there are so many, and says whether it gave any. Must not reserve
    /// memory.
    boolean reclaim(long bytes);
}
