package dev.penstock.bind;

import dev.penstock.type.Schema;
import java.util.Set;

/// What a SQL text answers with.
///
/// @param writes whether the text is a statement that does something besides
/// @param handedOn columns, by their place, with durations of a table that the text hands on as they are; others are
///   made of intervals
public record SqlAnswer(Schema schema, boolean writes, Set<Integer> handedOn) {
    /// That of a query without durations of tables.
    public SqlAnswer(Schema schema) {
        this(schema, false, Set.of());
    }
}
