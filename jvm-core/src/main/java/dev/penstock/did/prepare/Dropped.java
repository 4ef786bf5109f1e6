package dev.penstock.did.prepare;

import dev.penstock.did.panel.DidWarning;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rows that are left out because something in them is null, NaN or infinite.
final class Dropped {
    private final Map<String, Long> byColumn = new TreeMap<>();
    private long rows;

    /// Counts values of a column, or of a term, that rows are left out for.
    void count(String column, int values) {
        if (values > 0) {
            byColumn.merge(column, (long) values, Long::sum);
        }
    }

    void countRow() {
        rows++;
    }

    long rows() {
        return rows;
    }

    /// Values that rows are left out for; a row that lacks two is counted with both.
    Map<String, Long> byColumn() {
        return byColumn;
    }

    /// DID-W01; null when no row was left out.
    @Nullable DidWarning warning(long all) {
        if (rows == 0) {
            return null;
        }
        return DidWarning.of(
                "DID-W01",
                "%d of %d rows were left out, with null, NaN or infinite values in %s".formatted(rows, all, text()),
                rows);
    }

    String text() {
        return byColumn.entrySet().stream()
                .map(entry -> "'%s' (%d)".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
