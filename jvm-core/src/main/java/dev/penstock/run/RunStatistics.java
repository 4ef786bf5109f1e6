package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// What a run did, fragment by fragment and node by node.
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
    private final IdentityHashMap<BoundPlan, NodeCounter> nodes = new IdentityHashMap<>();
    private final IdentityHashMap<BoundPlan, ForeignReport> foreign = new IdentityHashMap<>();
    private final long start = System.nanoTime();
    private final List<Supplier<ScanReport>> scans = new CopyOnWriteArrayList<>();

    RunStatistics() {}

    /// The counter of a fragment.
    public Counter of(int fragment) {
        return counters.computeIfAbsent(fragment, _ -> new Counter());
    }

    /// The counter of a node, which is told from others by its identity: equal parts of a plan run one by one.
    NodeCounter of(BoundPlan node) {
        synchronized (nodes) {
            return nodes.computeIfAbsent(node, _ -> new NodeCounter());
        }
    }

    /// Keeps what a foreign engine says of the plan below a node.
    void add(BoundPlan node, ForeignReport report) {
        synchronized (nodes) {
            foreign.put(node, report);
        }
    }

    /// What the nodes did so far.
    NodeReports nodes() {
        synchronized (nodes) {
            var reports = new IdentityHashMap<BoundPlan, NodeReport>();
            nodes.forEach((node, counter) -> reports.put(node, counter.report(start)));
            return new NodeReports(reports, foreign);
        }
    }

    /// Says where it can be asked what a scan did.
    public void addScan(Supplier<ScanReport> scan) {
        scans.add(scan);
    }

    /// What the scans did so far, in the order in which they began.
    public List<ScanReport> scans() {
        return scans.stream().map(Supplier::get).toList();
    }
}
