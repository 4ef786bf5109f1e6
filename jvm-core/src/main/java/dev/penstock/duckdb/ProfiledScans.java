package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.Plan;
import dev.penstock.run.OperatorReport;
import dev.penstock.run.RunContext;
import dev.penstock.run.ScanReport;
import dev.penstock.source.FileSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which of a plan's Parquet files DuckDB's own reader read, and which of their row groups it left out.
final class ProfiledScans {
    private static final String FILES = "Filename(s)";

    private final RunContext context;
    private final List<BoundPlan.FileScan> leaves = new ArrayList<>();
    private final List<FileSet> sets = new ArrayList<>();
    private final Set<Integer> taken = new HashSet<>();

    private ProfiledScans(RunContext context) {
        this.context = context;
    }

    /// Tells the run what the scans among `operators` did.
    static void tell(OperatorReport operators, BoundPlan plan, RunContext context) {
        var scans = new ProfiledScans(context);
        scans.gather(plan);
        scans.tell(operators);
    }

    private void gather(BoundPlan plan) {
        if (plan instanceof BoundPlan.FileScan scan && scan.scan().format() == Plan.Format.PARQUET) {
            leaves.add(scan);
            sets.add(FileSet.of(scan.scan()));
        } else if (!(plan instanceof BoundPlan.Sample)) {
            // A sample is a query of its own.
            plan.inputs().forEach(this::gather);
        }
    }

    private void tell(OperatorReport operator) {
        if (operator.details().getOrDefault("Function", "").equals("READ_PARQUET")) {
            int leaf = leaf(operator.details().getOrDefault(FILES, ""));
            if (leaf >= 0) {
                taken.add(leaf);
                ScanReport report = report(operator, leaf);
                context.addScan(() -> report);
                context.counter(leaves.get(leaf)).add(operator.rows(), operator.bytes());
            }
        }
        operator.inputs().forEach(this::tell);
    }

    /// The scan that reads the first of the files; the next one when DuckDB read none. Less than 0 for a file that the
    /// user's text names.
    private int leaf(String files) {
        int found = -1;
        for (int i = 0; i < sets.size(); i++) {
            boolean reads =
                    files.isEmpty() || sets.get(i).files().stream().anyMatch(file -> files.startsWith(file.toString()));
            if (reads && (found < 0 || (taken.contains(found) && !taken.contains(i)))) {
                found = i;
            }
        }
        return found;
    }

    private ScanReport report(OperatorReport operator, int leaf) {
        FileSet set = sets.get(leaf);
        long partitions = set.hive().stream().distinct().count();
        return new ScanReport(
                String.join(", ", leaves.get(leaf).scan().paths()),
                operator.rowGroupsKept(),
                operator.rowGroups(),
                partitions == 0 ? 0 : partitionsKept(operator, set, partitions),
                partitions);
    }

    /// DuckDB counts files, and names the first few of them.
    private static long partitionsKept(OperatorReport operator, FileSet set, long partitions) {
        @Nullable String scanning = operator.details().get("Scanning Files");
        if (scanning == null) {
            return partitions;
        }
        long read = Long.parseLong(scanning.substring(0, scanning.indexOf('/')));
        if (read == set.files().size() || read == 0) {
            return read == 0 ? 0 : partitions;
        }
        if (partitions == set.files().size()) {
            return read;
        }
        Set<String> named = Set.of(operator.details().getOrDefault(FILES, "").split(", "));
        if (named.contains("...")) {
            return ScanReport.UNKNOWN;
        }
        Set<List<String>> kept = new HashSet<>();
        for (int i = 0; i < set.files().size(); i++) {
            if (named.contains(set.files().get(i).toString())) {
                kept.add(set.hive().get(i));
            }
        }
        return kept.size();
    }
}
