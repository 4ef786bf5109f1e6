package dev.penstock.bridge;

/// How long a run takes, from its start to its end or until now.
final class Stopwatch {
    private volatile long startedAt;
    private volatile long stoppedAt;

    synchronized void start() {
        startedAt = System.nanoTime();
    }

    /// Only the first call counts.
    synchronized void stop() {
        if (stoppedAt == 0) {
            stoppedAt = System.nanoTime();
        }
    }

    /// Zero before the start.
    synchronized double seconds() {
        if (startedAt == 0) {
            return 0;
        }
        return ((stoppedAt == 0 ? System.nanoTime() : stoppedAt) - startedAt) / 1e9;
    }
}
