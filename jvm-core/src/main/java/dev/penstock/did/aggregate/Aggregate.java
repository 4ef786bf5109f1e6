package dev.penstock.did.aggregate;

import dev.penstock.did.panel.DidWarning;
import java.util.List;

/// A summary of group-time effects.
///
/// @param alpha one less the confidence level
/// @param band what the limits of all rows but the first are
/// @param rows the overall effect first
public record Aggregate(
        AggregationType type, double alpha, Band band, List<AggregateRow> rows, List<DidWarning> warnings) {
    public Aggregate {
        rows = List.copyOf(rows);
        warnings = List.copyOf(warnings);
    }
}
