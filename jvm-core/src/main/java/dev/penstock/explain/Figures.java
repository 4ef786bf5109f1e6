package dev.penstock.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.run.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What is known of a node beside what it computes.
///
/// @param estimate about how many rows it delivers
/// @param did what it did; null before the run, and for a node that another engine ran
/// @param notes how its engine runs it
/// @param engine that runs it; empty for a node of a plan that was not cut. For programs: people see it at the fragment
/// @param peakBytes the most memory that it held at one time; 0 when nobody says so
record Figures(OptionalLong estimate, @Nullable NodeReport did, List<String> notes, String engine, long peakBytes) {
    static final Figures NONE = new Figures(OptionalLong.empty(), null, List.of(), "");

    Figures(OptionalLong estimate, @Nullable NodeReport did, List<String> notes, String engine) {
        this(estimate, did, notes, engine, 0);
    }

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    /// In brackets; empty when nothing is known.
    String text() {
        var parts = new ArrayList<String>();
        if (did != null && did.rows() >= 0) {
            parts.add(
                    count(did.rows())
                            + " rows"
                            + (estimate.isPresent() ? ", " + count(estimate.getAsLong()) + " expected" : ""));
        } else if (estimate.isPresent()) {
            parts.add("about " + count(estimate.getAsLong()) + " rows");
        }
        if (did != null) {
            if (did.bytes() > 0) {
                parts.add(bytes(did.bytes()));
            }
            if (did.nanoseconds() > 0) {
                parts.add(time(did.nanoseconds()));
            }
            if (did.spilledBytes() > 0) {
                parts.add(bytes(did.spilledBytes()) + " spilled");
            }
        }
        if (peakBytes > 0) {
            parts.add("peak memory " + bytes(peakBytes));
        }
        parts.addAll(notes);
        return parts.isEmpty() ? "" : "[" + String.join("; ", parts) + "]";
    }

    /// Adds what is known to a node's JSON.
    void put(ObjectNode json) {
        if (!engine.isEmpty()) {
            json.put("engine", engine);
        }
        estimate.ifPresent(rows -> json.put("estimated_rows", rows));
        if (did != null) {
            if (did.rows() >= 0) {
                json.put("rows", did.rows());
            }
            json.put("bytes", did.bytes());
            json.put("seconds", did.nanoseconds() / 1e9);
            json.put("spilled_bytes", did.spilledBytes());
            json.put("start_seconds", did.began() / 1e9);
            json.put("end_seconds", did.ended() / 1e9);
        }
        if (peakBytes > 0) {
            json.put("peak_bytes", peakBytes);
        }
        if (!notes.isEmpty()) {
            json.set("notes", Layouts.texts(notes));
        }
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
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
