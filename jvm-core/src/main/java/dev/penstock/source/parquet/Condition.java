package dev.penstock.source.parquet;

import java.util.List;

/// What must hold of a row, in the few words that statistics can answer.
///
/// A condition may say less than the predicate that it comes from, never more: a part that cannot be said is [Unknown].
/// Values are those of [dev.penstock.plan.Expr.Literal], of the column's type.
public sealed interface Condition {
    /// How a column's value compares with a constant. Null compares with nothing; NaN equals itself and is the
    /// greatest.
    enum Comparison {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    /// Anything may hold.
    record Unknown() implements Condition {}

    /// All of them hold.
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /// At least one of them holds; with no part, nothing passes.
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /// The column's value compares so.
    record Compare(String column, Comparison comparison, Object value) implements Condition {}

    /// The column is null, or is not.
    record Null(String column, boolean is) implements Condition {}

    /// The column's text begins with `prefix`: it is not before it, and before all texts that come behind it.
    static Condition begins(String column, String prefix) {
        Condition from = new Compare(column, Comparison.GREATER_OR_EQUAL, prefix);
        String behind = Bounds.raised(prefix);
        return behind == null ? from : new All(List.of(from, new Compare(column, Comparison.LESS, behind)));
    }

    /// The condition that says nothing.
    Condition UNKNOWN = new Unknown();
}
