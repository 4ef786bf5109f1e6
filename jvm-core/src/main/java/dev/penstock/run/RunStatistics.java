package dev.penstock.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What a run did, fragment by fragment.
public final class RunStatistics {
    /// The rows that a fragment delivered and the time that its reader waited for them.
    public static final class Counter {
        private final LongAdder rows = new LongAdder();
        private final LongAdder nanoseconds = new LongAdder();

        private Counter() {}

        void add(long rowCount, long waited) {
            rows.add(rowCount);
            nanoseconds.add(waited);
        }

        public long rows() {
            return rows.sum();
        }

        public long nanoseconds() {
            return nanoseconds.sum();
        }
    }

    private final Map<Integer, Counter> counters = new ConcurrentHashMap<>();

    RunStatistics() {}

    /// The counter of a fragment.
    public Counter of(int fragment) {
        return counters.computeIfAbsent(fragment, _ -> new Counter());
    }
}
