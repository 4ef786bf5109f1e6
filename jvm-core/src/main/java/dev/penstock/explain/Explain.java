package dev.penstock.explain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.bind.BoundPlan;
import dev.penstock.optimize.Optimizer;
import dev.penstock.optimize.Sizes;
import dev.penstock.optimize.Tables;
import dev.penstock.plan.DeepStack;
import dev.penstock.plan.Plan;
import dev.penstock.plan.PlanHash;
import dev.penstock.plan.PlanLimits;
import dev.penstock.run.Fragment;
import dev.penstock.run.RunReport;
import dev.penstock.run.ScanReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A plan at its stages, as text for people or as JSON.
///
/// @param tables what is known of the tables that the plan reads
/// @param report what the run did; null before it
/// @param expected what scans of files would leave out, as far as it is known before a run
public record Explain(
        Plan written,
        Optimizer.Optimized optimized,
        Fragment root,
        Tables tables,
        @Nullable RunReport report,
        List<ScanReport> expected) {
    /// Hexadecimal digits of the plan's hash that people see.
    private static final int HASH_DIGITS = 12;

    /// The stages.
    public enum Level {
        /// What the user wrote.
        LOGICAL,
        /// What is computed: every name and type resolved, after all rules.
        OPTIMIZED,
        /// Who computes it: the fragments and their engines, and after a run what they did.
        PHYSICAL
    }

    /// The looks.
    public enum Format {
        /// Indented lines.
        PLAIN,
        /// Lines drawn from each node to its inputs.
        TREE,
        /// An object with `level`, `hash`, `plan` and what belongs to the level.
        JSON
    }

    public Explain(
            Plan written, Optimizer.Optimized optimized, Fragment root, Tables tables, @Nullable RunReport report) {
        this(written, optimized, root, tables, report, List.of());
    }

    /// The text.
    public String text(Level level, Format format) {
        // A level of the written plan becomes a few of the bound one.
        return DeepStack.call(
                8 * PlanLimits.check(written),
                () -> {
                    TextNode tree =
                            switch (level) {
                                case LOGICAL -> WrittenTree.of(written);
                                case OPTIMIZED -> bound(optimized.plan());
                                case PHYSICAL -> new FragmentTree(report, root.tables(tables)).of(root);
                            };
                    return switch (format) {
                        case PLAIN -> Layouts.plain(tree) + footer(level);
                        case TREE -> Layouts.tree(tree) + footer(level);
                        case JSON -> json(level, tree).toPrettyString() + "\n";
                    };
                });
    }

    /// A bound plan as indented lines, with the type of each column that it makes; for tests.
    public static String typed(BoundPlan plan) {
        return Layouts.plain(new BoundTree(true, id -> TextNode.of("EXCHANGE", String.valueOf(id))).of(plan));
    }

    private static TextNode bound(BoundPlan plan) {
        return new BoundTree(false, id -> TextNode.of("EXCHANGE", String.valueOf(id))).of(plan);
    }

    private String footer(Level level) {
        var lines = new ArrayList<String>();
        switch (level) {
            case LOGICAL -> {}
            case OPTIMIZED -> lines.add("rules: " + rules());
            case PHYSICAL -> {
                if (report == null) {
                    scans().forEach(scan ->
                            lines.add("scan of " + scan.subject() + ": " + scan.text() + ", as far as is known"));
                } else {
                    scans().forEach(scan -> lines.add("scan of " + scan.subject() + ": " + scan.text()));
                    lines.add("times: the work of each node alone, of all threads together");
                    lines.add("peak memory: " + Figures.bytes(report.peakBytes()));
                    if (report.spilledBytes() > 0) {
                        lines.add("spilled: " + Figures.bytes(report.spilledBytes()));
                    }
                }
            }
        }
        lines.add("plan: " + PlanHash.of(written).substring(0, HASH_DIGITS));
        return "\n" + String.join("\n", lines) + "\n";
    }

    /// About how many rows the plan delivers and how large they are.
    private void sizes(ObjectNode json) {
        var sizes = new Sizes(tables);
        BoundPlan plan = optimized.plan();
        sizes.rows(plan).ifPresent(rows -> json.put("estimated_rows", rows));
        sizes.bytes(plan).ifPresent(bytes -> json.put("estimated_bytes", bytes));
        var widths = json.putArray("bytes_per_row");
        plan.schema().fields().forEach(field -> widths.add(sizes.perRow(plan, field)));
    }

    private List<ScanReport> scans() {
        return report == null ? expected : report.scans().stream().map(scan -> scan.completed(expected)).toList();
    }

    private String rules() {
        Map<String, Integer> applied = optimized.applied();
        return applied.isEmpty()
                ? "none applied"
                : applied.entrySet().stream()
                        .map(entry -> entry.getKey() + (entry.getValue() == 1 ? "" : " " + entry.getValue() + " times"))
                        .collect(Collectors.joining(", "));
    }

    private ObjectNode json(Level level, TextNode tree) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("level", level.name().toLowerCase(java.util.Locale.ROOT));
        json.put("hash", PlanHash.of(written));
        if (level == Level.OPTIMIZED) {
            ObjectNode rules = json.putObject("rules");
            optimized.applied().forEach(rules::put);
            List<String> columns = optimized.plan().schema().fields().stream().map(Object::toString).toList();
            json.set("schema", Layouts.texts(columns));
            sizes(json);
        }
        if (level == Level.PHYSICAL && report != null) {
            json.put("peak_bytes", report.peakBytes());
            json.put("spilled_bytes", report.spilledBytes());
            var fragments = json.putArray("fragments");
            for (RunReport.Part part : report.fragments()) {
                fragments
                        .addObject()
                        .put("id", part.id())
                        .put("engine", part.engine())
                        .put("reason", part.reason())
                        .put("rows", part.rows())
                        .put("seconds", part.nanoseconds() / 1e9);
            }
        }
        List<ScanReport> known = scans();
        if (level == Level.PHYSICAL && !known.isEmpty()) {
            var scans = json.putArray("scans");
            for (ScanReport scan : known) {
                scans.addObject()
                        .put("subject", scan.subject())
                        .put("expected", report == null)
                        .put("row_groups_kept", scan.rowGroupsKept())
                        .put("row_groups", scan.rowGroups())
                        .put("partitions_kept", scan.partitionsKept())
                        .put("partitions", scan.partitions());
            }
        }
        json.set("plan", Layouts.json(tree));
        return json;
    }
}
