package dev.penstock.explain;

import dev.penstock.run.Fragment;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fragments in words: who runs what and why, and after a run what came of it.
final class FragmentTree {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private final @Nullable RunReport report;

    FragmentTree(@Nullable RunReport report) {
        this.report = report;
    }

    /// The fragment, its plan, and in place of exchanges the fragments that deliver their rows.
    TextNode of(Fragment fragment) {
        var plan = new BoundTree(false, id -> input(fragment, id));
        var items = new ArrayList<String>();
        part(fragment.id()).ifPresent(part -> items.add(did(part)));
        PlanEngine engine = fragment.engine();
        String description = engine == null ? "" : engine.describe(fragment.plan()).strip();
        if (!description.isEmpty()) {
            items.add(description);
        }
        String subject = "on " + fragment.engineName() + " (" + fragment.reason() + ")";
        return new TextNode("FRAGMENT " + fragment.id(), subject, items, List.of(plan.of(fragment.plan())));
    }

    private TextNode input(Fragment fragment, int id) {
        return fragment.inputs().stream()
                .filter(input -> input.id() == id)
                .findFirst()
                .map(this::of)
                .orElseGet(() -> TextNode.of("EXCHANGE", String.valueOf(id)));
    }

    private Optional<RunReport.Part> part(int id) {
        return report == null
                ? Optional.empty()
                : report.fragments().stream().filter(part -> part.id() == id).findFirst();
    }

    private static String did(RunReport.Part part) {
        return String.format(Locale.ROOT, "%,d rows in %s", part.rows(), time(part.nanoseconds()));
    }

    /// A length of time with three digits that count.
    static String time(long nanoseconds) {
        if (nanoseconds < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f µs", nanoseconds / 1e3);
        }
        return nanoseconds < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f ms", nanoseconds / 1e6)
                : String.format(Locale.ROOT, "%.2f s", nanoseconds / 1e9);
    }

    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }
}
