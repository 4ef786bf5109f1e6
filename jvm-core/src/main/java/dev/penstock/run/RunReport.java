package dev.penstock.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a run did, as a value.
///
/// @param peakBytes the most memory that the query's own columns held at one time
/// @param spilledBytes how much was written to the disk because memory was short; of a foreign engine's files only when
///   the run was profiled
/// @param fragments in the order in which they were cut, inputs first
/// @param scans what scans of files read and left out
/// @param nodes what the nodes of plans did
public record RunReport(
        long peakBytes, long spilledBytes, List<Part> fragments, List<ScanReport> scans, NodeReports nodes) {
    /// Instead of an engine, when rows were known from a run before.
    public static final String RESULT_CACHE = "result cache";

    /// What one fragment did.
    ///
    /// @param reason why this engine ran it
    /// @param rows that it delivered
    /// @param nanoseconds that its reader waited for them
    public record Part(int id, String engine, String reason, long rows, long nanoseconds) {}

    /// The report of the fragments from `root` down.
    public static RunReport of(Fragment root, RunStatistics statistics, long peakBytes, long spilledBytes) {
        var parts = new ArrayList<Part>();
        gather(root, statistics, parts, new HashSet<>());
        parts.sort(Comparator.comparingInt(Part::id));
        NodeReports nodes = statistics.nodes();
        return new RunReport(
                peakBytes, spilledBytes + nodes.foreignSpilledBytes(), List.copyOf(parts), statistics.scans(), nodes);
    }

    /// The report of a run that there was no need for.
    ///
    /// @param fragment the number of the last fragment
    public static RunReport cached(int fragment, long rows) {
        var part = new Part(fragment, RESULT_CACHE, "its rows were kept when the plan ran before", rows, 0);
        return new RunReport(0, 0, List.of(part), List.of(), new RunStatistics().nodes());
    }

    private static void gather(Fragment fragment, RunStatistics statistics, List<Part> parts, Set<Integer> seen) {
        if (!seen.add(fragment.id())) {
            return;
        }
        RunStatistics.Counter counter = statistics.of(fragment.id());
        parts.add(
                new Part(
                        fragment.id(),
                        fragment.engineName(),
                        fragment.reason(),
                        counter.rows(),
                        counter.nanoseconds()));
        fragment.inputs().forEach(input -> gather(input, statistics, parts, seen));
    }

    /// The engines that took part, each once.
    public List<String> engines() {
        return fragments.stream().map(Part::engine).distinct().toList();
    }
}
