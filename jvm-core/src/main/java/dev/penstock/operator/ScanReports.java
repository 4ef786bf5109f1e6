package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.run.ScanReport;
import dev.penstock.source.parquet.ScanCounts;

/// What scans counted, as values.
final class ScanReports {
    private ScanReports() {}

    static ScanReport of(BoundPlan.FileScan scan, ScanCounts counts) {
        return new ScanReport(
                String.join(", ", scan.scan().paths()),
                counts.rowGroupsKept(),
                counts.rowGroups(),
                counts.partitionsKept(),
                counts.partitions());
    }
}
