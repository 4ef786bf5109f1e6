package dev.penstock.explain;

import dev.penstock.bind.BoundPlan;
import dev.penstock.optimize.Cardinality;
import dev.penstock.optimize.Tables;
import dev.penstock.run.Fragment;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.RunReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fragments in words: who runs what and why, about how many rows there are, and after a run what came of it.
final class FragmentTree {
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
        TextNode root = plan.of(fragment.plan());
        return TextNode.of("FRAGMENT " + fragment.id(), subject, root).with(items);
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
        return new Figures(cardinality.of(node), report == null ? null : report.nodes().of(node).orElse(null), notes);
    }

    private Optional<RunReport.Part> part(int id) {
        return report == null
                ? Optional.empty()
                : report.fragments().stream().filter(part -> part.id() == id).findFirst();
    }

    private static String did(RunReport.Part part) {
        return Figures.count(part.rows()) + " rows in " + Figures.time(part.nanoseconds());
    }
}
