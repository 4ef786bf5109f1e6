package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.Plan;
import dev.penstock.source.FileSet;
import dev.penstock.source.parquet.ParquetFacts;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Scans of Parquet files whose rows are the same ones for DuckDB's reader and for ours, so that a user's SQL may see
/// the files themselves: it then reads the columns and the row groups that it needs.
///
/// Only what is known to be the same counts. Other scans are handed over row by row, which is right as well.
final class PlainFiles {
    /// Files beyond this many are not compared with one another when the plan is bound, and DuckDB converts where they
    /// differ.
    private static final int COMPARED = 256;

    /// What a user may say without changing what a scan gives.
    private static final Set<String> HARMLESS = Set.of("glob", "hive_partitioning", "try_parse_hive_dates");

    private PlainFiles() {}

    static boolean are(BoundPlan.FileScan scan) {
        Plan.Scan files = scan.scan();
        if (files.format() != Plan.Format.PARQUET
                || files.schema() != null
                || !files.schemaOverrides().isEmpty()
                || !HARMLESS.containsAll(files.options().values().keySet())
                || !areDistinct(scan.schema())
                || !scan.schema().fields().stream().allMatch(field -> !field.isExtension() && isSame(field.type()))) {
            return false;
        }
        FileSet set = FileSet.of(files);
        return set.hiveFields().isEmpty()
                && set.files().size() <= COMPARED
                && set.files().stream().noneMatch(ParquetFacts::isEncrypted);
    }

    /// DuckDB numbers names that differ in case alone, and names columns that have no name.
    private static boolean areDistinct(Schema schema) {
        Set<String> names = new HashSet<>();
        for (Field field : schema.fields()) {
            String name = field.name();
            if (name.isEmpty() || name.indexOf('\0') >= 0 || !names.add(name.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return !names.isEmpty();
    }

    /// Zones, units that only one of both has, bytes that may be shapes, and what holds other values are left to our
    /// reader. So are floats: statistics know nothing of NaN, and DuckDB 2.0 drops rows of NaN that are greater than a
    /// number when their row group has no other such rows.
    private static boolean isSame(DataType type) {
        return switch (type) {
            case DataType.Bool _, DataType.Int _, DataType.Utf8 _ -> true;
            case DataType.Decimal _ -> !SqlTypes.isCarried(type);
            case DataType.Date(boolean milliseconds) -> !milliseconds;
            case DataType.Timestamp(TimeUnit unit, String zone) -> unit == TimeUnit.MICROSECOND && zone == null;
            case DataType.Dictionary(_, DataType values, _) -> values instanceof DataType.Utf8;
            default -> false;
        };
    }
}
