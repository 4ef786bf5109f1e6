package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.memory.Allocator;
import dev.penstock.run.Fragment;
import dev.penstock.run.ScanReport;
import dev.penstock.source.FileSet;
import dev.penstock.source.parquet.Condition;
import dev.penstock.source.parquet.ParquetScan;
import dev.penstock.source.parquet.Piece;
import dev.penstock.source.parquet.ScanCounts;
import dev.penstock.source.parquet.ScanRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the Parquet scans of a plan would leave out, found without reading rows: by the values of folders, statistics,
/// Bloom filters and page indices. What a join's other side rules out shows in the run alone.
public final class ScanPreview {
    /// Of more files, looking at all footers takes longer than a reader of plans wants to wait.
    private static final int MOST_FILES = 1_000;

    private final Allocator allocator;
    private final List<ScanReport> reports = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();

    private ScanPreview(Allocator allocator) {
        this.allocator = allocator;
    }

    /// In the order in which the plan's text has them.
    public static List<ScanReport> of(Fragment root, Allocator allocator) {
        var preview = new ScanPreview(allocator);
        preview.look(root);
        return preview.reports;
    }

    private void look(Fragment fragment) {
        if (seen.add(fragment.id())) {
            look(fragment.plan());
            fragment.inputs().forEach(this::look);
        }
    }

    private void look(BoundPlan plan) {
        switch (plan) {
            case BoundPlan.Filter filter when FilteredScan.isOne(filter) ->
                    add(
                            (BoundPlan.FileScan) filter.input(),
                            Conditions.of(filter.predicate(), filter.input().schema()));
            case BoundPlan.FileScan scan when FilteredScan.isParquet(scan) -> add(scan, Condition.UNKNOWN);
            // Nobody but DuckDB knows what a user's text wants of the files.
            case BoundPlan.Sql sql ->
                    sql.inputs().stream().filter(BoundPlan.Exchange.class::isInstance).forEach(this::look);
            default -> plan.inputs().forEach(this::look);
        }
    }

    private void add(BoundPlan.FileScan scan, Condition condition) {
        try {
            if (FileSet.of(scan.scan()).files().size() <= MOST_FILES) {
                reports.add(report(scan, condition));
            }
        } catch (PenstockException _) {
            // The scan says it better.
        }
    }

    private ScanReport report(BoundPlan.FileScan scan, Condition condition) {
        var counts = new ScanCounts();
        var request =
                new ScanRequest(
                        scan.scan(),
                        scan.schema(),
                        null,
                        condition,
                        Long.MAX_VALUE,
                        new ColumnCasts(allocator, new Cancellation()),
                        counts,
                        allocator);
        try (var claimed = new ParquetScan(request)) {
            for (Piece piece = claimed.claim(); piece != null; piece = claimed.claim()) {
                piece.close();
            }
        }
        return ScanReports.of(scan, counts);
    }
}
