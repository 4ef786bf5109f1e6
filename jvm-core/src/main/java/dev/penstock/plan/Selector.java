package dev.penstock.plan;

import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule that picks columns of the input, in the input's order unless it names them.
public sealed interface Selector {
    /// Families of types; each Arrow type belongs to the ones that its values fit.
    enum TypeClass {
        NUMERIC,
        INTEGER,
        SIGNED_INTEGER,
        UNSIGNED_INTEGER,
        FLOAT,
        DECIMAL,
        BOOLEAN,
        STRING,
        BINARY,
        /// Dictionaries whose values have no order.
        CATEGORICAL,
        /// Dictionaries whose values are ordered.
        ENUM,
        DATE,
        TIME,
        DATETIME,
        DATETIME_S,
        DATETIME_MS,
        DATETIME_US,
        DATETIME_NS,
        DURATION,
        TEMPORAL,
        LIST,
        ARRAY,
        STRUCT,
        MAP,
        NESTED
    }

    /// Every column.
    record All() implements Selector {}

    /// The named columns in this order; `strict` refuses names that the input lacks.
    record Names(List<String> names, boolean strict) implements Selector {}

    /// The columns at these positions; negative ones count from the end. `strict` refuses positions that the input
    /// lacks.
    record Positions(List<Integer> positions, boolean strict) implements Selector {}

    /// The columns whose whole name or a part of it matches.
    record Matching(String pattern) implements Selector {}

    /// The columns of one of these families.
    record OfClass(List<TypeClass> classes) implements Selector {}

    /// The columns whose values have one of these types, whatever the layout.
    record OfType(List<DataType> types) implements Selector {}

    /// The columns of lists whose elements the other selector picks.
    record ListsOf(Selector inner) implements Selector {}

    /// The columns of fixed-size lists whose elements the other selector picks, of one width unless that is null.
    record ArraysOf(Selector inner, @Nullable Integer width) implements Selector {}

    /// Every column that the other selector does not pick.
    record Not(Selector selector) implements Selector {}

    /// Columns that one or the other picks.
    record Or(Selector left, Selector right) implements Selector {}

    /// Columns that both pick.
    record And(Selector left, Selector right) implements Selector {}
}
