package dev.penstock;

import dev.penstock.bind.BoundPlan;
import dev.penstock.optimize.Tables;
import dev.penstock.plan.Plan;
import dev.penstock.source.FileSet;
import dev.penstock.source.parquet.ParquetFacts;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What is known of the tables of one plan: the rows of its frames, and what the footers of its Parquet files say.
final class KnownTables implements Tables {
    /// Of more files than these, some speak for all.
    private static final int MOST_FILES = 64;

    private final Map<String, Long> frames = new HashMap<>();
    private final Map<Plan.Scan, ParquetFacts> scans = new HashMap<>();
    private final Map<Plan.Scan, Integer> columns = new HashMap<>();

    private KnownTables() {}

    /// @param plan as it was bound, with all columns of its files
    static KnownTables of(BoundPlan plan, Sources sources, FileFacts files) {
        var known = new KnownTables();
        known.look(plan, sources, files);
        return known;
    }

    private void look(BoundPlan plan, Sources sources, FileFacts files) {
        switch (plan) {
            case BoundPlan.FrameScan(String handle, _) ->
                    frames.computeIfAbsent(handle, name -> sources.frame(name).rows());
            case BoundPlan.FileScan(Plan.Scan scan, Schema schema) -> {
                columns.put(scan, schema.size());
                if (scan.format() == Plan.Format.PARQUET && !scans.containsKey(scan)) {
                    ParquetFacts facts = facts(scan, files);
                    if (facts != null) {
                        scans.put(scan, facts);
                    }
                }
            }
            default -> plan.inputs().forEach(input -> look(input, sources, files));
        }
    }

    /// What all files of a scan say; null when one of them says nothing.
    private static @Nullable ParquetFacts facts(Plan.Scan scan, FileFacts files) {
        List<Path> all = FileSet.of(scan).files();
        List<Path> asked = all.subList(0, Math.min(all.size(), MOST_FILES));
        double rows = 0;
        Map<String, ParquetFacts.Bounds> bounds = null;
        Map<String, Double> textBytes = new HashMap<>();
        for (Path file : asked) {
            ParquetFacts facts = files.of(file);
            if (facts == null) {
                return null;
            }
            rows += facts.rows();
            facts.textWidths().forEach((name, width) -> textBytes.merge(name, width * facts.rows(), Double::sum));
            if (bounds == null) {
                bounds = new HashMap<>(facts.bounds());
            } else {
                bounds.keySet().retainAll(facts.bounds().keySet());
                Map<String, ParquetFacts.Bounds> both = bounds;
                facts.bounds().forEach((name, more) -> both.computeIfPresent(name, (_, known) -> known.and(more)));
            }
        }
        Long most = scan.options().integer("n_rows");
        double whole = rows * all.size() / asked.size();
        double counted = Math.max(1, rows);
        textBytes.replaceAll((_, bytes) -> bytes / counted);
        return new ParquetFacts(
                (long) Math.min(whole, most == null ? Double.MAX_VALUE : most),
                bounds == null ? Map.of() : bounds,
                textBytes);
    }

    @Override
    public OptionalLong rows(BoundPlan leaf) {
        Long rows = leaf instanceof BoundPlan.FrameScan(String handle, _) ? frames.get(handle) : null;
        ParquetFacts facts = facts(leaf);
        rows = facts == null ? rows : (Long) facts.rows();
        return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
    }

    private @Nullable ParquetFacts facts(BoundPlan leaf) {
        return leaf instanceof BoundPlan.FileScan(Plan.Scan scan, _) ? scans.get(scan) : null;
    }

    @Override
    public OptionalInt columns(BoundPlan leaf) {
        Integer all = leaf instanceof BoundPlan.FileScan(Plan.Scan scan, _) ? columns.get(scan) : null;
        return all == null ? OptionalInt.empty() : OptionalInt.of(all);
    }

    @Override
    public OptionalDouble width(BoundPlan leaf, String column) {
        ParquetFacts facts = facts(leaf);
        Double width = facts == null ? null : facts.textWidths().get(column);
        return width == null ? OptionalDouble.empty() : OptionalDouble.of(width);
    }

    @Override
    public @Nullable Range range(BoundPlan leaf, String column) {
        ParquetFacts facts = facts(leaf);
        ParquetFacts.Bounds bounds = facts == null ? null : facts.bounds().get(column);
        return bounds == null ? null : new Range(bounds.least(), bounds.greatest());
    }
}
