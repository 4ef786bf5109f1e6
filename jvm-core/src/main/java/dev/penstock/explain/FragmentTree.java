package dev.penstock.explain;

import dev.penstock.bind.BoundPlan;
import dev.penstock.optimize.Cardinality;
import dev.penstock.optimize.Tables;
import dev.penstock.run.ForeignReport;
import dev.penstock.run.Fragment;
import dev.penstock.run.NodeReport;
import dev.penstock.run.OperatorReport;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.RunReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fragments in words: who runs what and why, about how many rows there are, and after a run what came of it.
final class FragmentTree {
    /// What DuckDB calls its guess of the rows.
    private static final String ESTIMATE = "Estimated Cardinality";

    private final @Nullable RunReport report;
    private final Tables tables;
    private final Cardinality cardinality;
    private final Set<Integer> shown = new HashSet<>();

    /// @param tables what is known of the tables, behind exchanges too
    FragmentTree(@Nullable RunReport report, Tables tables) {
        this.report = report;
        this.tables = tables;
        cardinality = new Cardinality(tables);
    }

    /// The fragment, its plan, and in place of exchanges the fragments that deliver their rows.
    TextNode of(Fragment fragment) {
        var plan = new BoundTree(false, id -> input(fragment, id), node -> figures(fragment, node));
        var items = new ArrayList<String>();
        part(fragment.id()).ifPresent(part -> items.add(did(part)));
        PlanEngine engine = fragment.engine();
        String description = engine == null ? "" : engine.describe(fragment.plan()).strip();
        if (!description.isEmpty()) {
            items.add(description);
        }
        String subject =
                "on "
                        + fragment.engineName()
                        + " ("
                        + fragment.reason()
                        + ")"
                        + (fragment.shared() ? ", for several" : "");
        var parts = new ArrayList<TextNode>();
        parts.add(plan.of(fragment.plan()));
        addForeign(fragment.plan(), fragment.engineName(), parts);
        return new TextNode("FRAGMENT " + fragment.id(), subject, items, parts);
    }

    /// What the engine says of its own operators, where it was asked.
    private void addForeign(BoundPlan node, String engine, List<TextNode> parts) {
        ForeignReport foreign = report == null ? null : report.nodes().foreign(node).orElse(null);
        if (foreign != null) {
            TextNode operators = operator(foreign.operators(), engine);
            var whole = new NodeReport(-1, 0, foreign.nanoseconds(), foreign.spilledBytes(), 0, 0);
            var figures = new Figures(OptionalLong.empty(), whole, List.of(), engine, foreign.peakBytes());
            parts.add(TextNode.of("RAN", "as operators of " + engine, operators).with(figures));
        }
        node.inputs().forEach(input -> addForeign(input, engine, parts));
    }

    private static TextNode operator(OperatorReport operator, String engine) {
        List<String> details =
                operator.details().entrySet().stream()
                        .filter(detail -> !detail.getKey().equals(ESTIMATE))
                        .map(detail -> detail.getKey() + ": " + detail.getValue().replaceAll("\\s*\n\\s*", ", "))
                        .toList();
        return new TextNode(
                        operator.name(),
                        "",
                        details,
                        operator.inputs().stream().map(input -> operator(input, engine)).toList())
                .with(new Figures(estimate(operator), did(operator), rowGroups(operator), engine));
    }

    private static NodeReport did(OperatorReport operator) {
        return new NodeReport(operator.rows(), operator.bytes(), operator.nanoseconds(), 0, 0, 0);
    }

    private static OptionalLong estimate(OperatorReport operator) {
        String rows = operator.details().getOrDefault(ESTIMATE, "");
        return rows.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(rows)) : OptionalLong.empty();
    }

    private static List<String> rowGroups(OperatorReport operator) {
        return operator.rowGroups() == 0
                ? List.of()
                : List.of("row groups " + operator.rowGroupsKept() + "/" + operator.rowGroups());
    }

    private TextNode input(Fragment fragment, int id) {
        return fragment.inputs().stream()
                .filter(input -> input.id() == id)
                .findFirst()
                .map(input ->
                        input.shared() && !shown.add(id)
                                ? TextNode.of("FRAGMENT " + id, "again: its rows were kept")
                                : of(input))
                .orElseGet(() -> TextNode.of("EXCHANGE", String.valueOf(id)));
    }

    private Figures figures(Fragment fragment, BoundPlan node) {
        PlanEngine engine = fragment.engine();
        var notes = new ArrayList<>(engine == null ? List.<String>of() : engine.notes(node, cardinality));
        tables.columns(node).ifPresent(columns -> notes.add(node.schema().size() + " of " + columns + " columns"));
        if (report != null && report.nodes().foreign(node).isPresent()) {
            notes.add("time and spill are those of the whole plan");
        }
        return new Figures(
                cardinality.of(node),
                report == null ? null : report.nodes().of(node).orElse(null),
                notes,
                fragment.engineName());
    }

    private Optional<RunReport.Part> part(int id) {
        return report == null
                ? Optional.empty()
                : report.fragments().stream().filter(part -> part.id() == id).findFirst();
    }

    private static String did(RunReport.Part part) {
        if (part.engine().equals(RunReport.RESULT_CACHE)) {
            return Figures.count(part.rows()) + " rows from the result cache";
        }
        return Figures.count(part.rows()) + " rows in " + Figures.time(part.nanoseconds());
    }
}
