package dev.penstock.duckdb;

import dev.penstock.memory.Native;
import dev.penstock.run.ForeignReport;
import dev.penstock.run.OperatorReport;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What DuckDB says of the query that a connection ran last. It measures only where it was asked to before.
final class Profile {
    /// The profile is kept for the connection and printed nowhere. Statements that write are measured as well.
    static final String ENABLE = "SET enable_profiling = 'no_output'; SET profiling_coverage = 'ALL'";

    private static final Set<String> HANDING_ON = Set.of("RESULT_COLLECTOR", "EXECUTE");

    private static final double NANOSECONDS = 1e9;

    private final Capi capi;
    private @Nullable OperatorReport operators;
    private double seconds;
    private long peakBytes;
    private long spilledBytes;

    private Profile(Capi capi) {
        this.capi = capi;
    }

    /// The profile; null when there is none.
    static @Nullable ForeignReport of(Connection connection, Capi capi) {
        long root = capi.call(Symbol.GET_PROFILING_INFO, connection.handle());
        return root == 0 ? null : new Profile(capi).read(root);
    }

    /// Below the root are a tree of operators and several groups of figures, in any order, without names of their own.
    private @Nullable ForeignReport read(long root) {
        for (long child : children(root)) {
            Map<String, String> figures = figures(child);
            if (figures.containsKey("type")) {
                operators = work(operator(child, figures));
            }
            seconds += number(figures, "cpu_time");
            peakBytes += (long) number(figures, "peak_buffer_memory");
            spilledBytes += (long) number(figures, "peak_temp_dir_size");
        }
        OperatorReport top = operators;
        return top == null ? null : new ForeignReport(top, (long) (seconds * NANOSECONDS), peakBytes, spilledBytes);
    }

    /// Without those on top that only hand the rows on.
    private static OperatorReport work(OperatorReport operator) {
        return HANDING_ON.contains(operator.name()) && operator.inputs().size() == 1
                ? work(operator.inputs().getFirst())
                : operator;
    }

    private OperatorReport operator(long node, Map<String, String> figures) {
        var inputs = new ArrayList<OperatorReport>();
        for (long child : children(node)) {
            inputs.add(operator(child, figures(child)));
        }
        return new OperatorReport(
                figures.getOrDefault("type", "?"),
                details(figures.getOrDefault("extra_info", "")),
                (long) number(figures, "intermediate_rows"),
                (long) number(figures, "intermediate_size_bytes"),
                (long) (number(figures, "timing") * NANOSECONDS),
                (long) number(figures, "row_groups_scanned"),
                (long) number(figures, "total_row_groups_to_scan"),
                List.copyOf(inputs));
    }

    private List<Long> children(long node) {
        var children = new ArrayList<Long>();
        long count = capi.call(Symbol.PROFILING_INFO_GET_CHILD_COUNT, node);
        for (long i = 0; i < count; i++) {
            children.add(capi.call(Symbol.PROFILING_INFO_GET_CHILD, node, i));
        }
        return children;
    }

    private Map<String, String> figures(long node) {
        Map<String, String> figures = new HashMap<>();
        long metrics = capi.call(Symbol.PROFILING_INFO_GET_METRICS, node);
        long count = capi.call(Symbol.GET_MAP_SIZE, metrics);
        for (long i = 0; i < count; i++) {
            figures.put(
                    text(capi.call(Symbol.GET_MAP_KEY, metrics, i)), text(capi.call(Symbol.GET_MAP_VALUE, metrics, i)));
        }
        destroy(metrics);
        return figures;
    }

    private String text(long value) {
        String text = capi.take(capi.call(Symbol.GET_VARCHAR, value));
        destroy(value);
        return text;
    }

    private void destroy(long value) {
        try (Arena arena = Arena.ofConfined()) {
            long pointer = arena.allocate(8, 8).address();
            Native.putLong(pointer, value);
            capi.run(Symbol.DESTROY_VALUE, pointer);
        }
    }

    private static double number(Map<String, String> figures, String name) {
        try {
            return Double.parseDouble(figures.getOrDefault(name, "0"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// A map as DuckDB writes one: `{Function=READ_PARQUET, Filters='(a < 250)'}`. Between quotes, a backslash takes
    /// the meaning from what follows it.
    static Map<String, String> details(String text) {
        var details = new LinkedHashMap<String, String>();
        var part = new StringBuilder();
        String key = "";
        boolean quoted = false;
        int end = text.endsWith("}") ? text.length() - 1 : text.length();
        for (int i = text.startsWith("{") ? 1 : 0; i < end; i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\' && i + 1 < end) {
                part.append(text.charAt(++i));
            } else if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && c == '=' && key.isEmpty()) {
                key = part.toString().strip();
                part.setLength(0);
            } else if (!quoted && c == ',' && !key.isEmpty()) {
                details.put(key, part.toString());
                key = "";
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (!key.isEmpty()) {
            details.put(key, part.toString());
        }
        return details;
    }
}
