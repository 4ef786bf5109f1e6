package dev.penstock.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A relational plan as it was written. Every node is a value; every pass over a plan is one `switch`.
///
/// Semantics are those of Polars 2.1 unless a node says otherwise.
public sealed interface Plan {
    /// The file formats that can be read and written.
    enum Format {
        PARQUET,
        CSV,
        NDJSON,
        JSON,
        IPC,
        IPC_STREAM
    }

    /// Which rows of a join's two sides make an output row.
    enum JoinKind {
        INNER,
        LEFT,
        RIGHT,
        FULL,
        SEMI,
        ANTI,
        CROSS
    }

    /// How many rows of the other side a key may match.
    enum JoinValidation {
        MANY_TO_MANY,
        MANY_TO_ONE,
        ONE_TO_MANY,
        ONE_TO_ONE
    }

    /// Whose row order a join keeps.
    enum JoinOrder {
        NONE,
        LEFT,
        RIGHT,
        LEFT_RIGHT,
        RIGHT_LEFT
    }

    /// Which row of the other side an as-of join takes.
    enum AsofStrategy {
        /// The last one whose key is not greater.
        BACKWARD,
        /// The first one whose key is not less.
        FORWARD,
        /// The one whose key is nearest; of two that are equally near the later one.
        NEAREST
    }

    /// Which of several equal rows stays.
    enum Keep {
        ANY,
        FIRST,
        LAST,
        NONE
    }

    /// How frames are put together.
    enum ConcatKind {
        VERTICAL,
        VERTICAL_RELAXED,
        DIAGONAL,
        DIAGONAL_RELAXED,
        HORIZONTAL,
        HORIZONTAL_EXTEND
    }

    /// Rows of files. The options are those of the format's reader.
    ///
    /// @param schema the columns and their types, when the user gave them
    /// @param schemaOverrides types that replace the inferred ones
    record Scan(
            Format format,
            List<String> paths,
            @Nullable List<Field> schema,
            Map<String, DataType> schemaOverrides,
            Options options)
            implements Plan {}

    /// Rows that the engine holds, by the handle under which it holds them.
    record InMemory(String handle) implements Plan {}

    /// Rows that a foreign producer streams. A stream can be read once, so the handle is good for one query.
    record Stream(String handle) implements Plan {}

    /// Rows for which the predicate is true, or, when `negated`, for which it is not.
    record Filter(Plan input, Expr predicate, boolean negated) implements Plan {}

    /// The given expressions over the input's rows, and nothing else.
    record Project(Plan input, List<Expr> expressions) implements Plan {}

    /// The input's columns and the given expressions, which replace columns of the same name.
    record Extend(Plan input, List<Expr> expressions) implements Plan {}

    /// The input with some columns under new names; `strict` refuses names that the input lacks.
    record Rename(Plan input, Map<String, String> names, boolean strict) implements Plan {}

    /// One row for each distinct combination of the keys. Null is a key like any other; without keys there is one row.
    record Aggregate(Plan input, List<Expr> keys, List<Expr> aggregations, @Nullable Expr having, boolean maintainOrder)
            implements Plan {}

    /// One row for each window over the index, among rows that agree in the keys: the keys, the windows' bounds if
    /// asked for, a label of the window, the aggregations. Rows with the same keys come in the order of the index.
    record WindowAggregate(
            Plan input,
            Expr index,
            IndexWindows windows,
            List<Expr> keys,
            List<Expr> aggregations,
            @Nullable Expr having)
            implements Plan {}

    /// Rows of two inputs that match on their keys.
    ///
    /// @param coalesce whether the keys of both sides become one column; null leaves it to the kind
    record Join(
            Plan left,
            Plan right,
            JoinKind how,
            List<Expr> leftOn,
            List<Expr> rightOn,
            String suffix,
            JoinValidation validate,
            boolean nullsEqual,
            @Nullable Boolean coalesce,
            JoinOrder maintainOrder)
            implements Plan {}

    /// Pairs of rows for which every predicate over both sides is true.
    record JoinWhere(Plan left, Plan right, List<Expr> predicates, String suffix) implements Plan {}

    /// The rows of the left side, each beside the row of the right side whose ordered key is nearest to its own.
    ///
    /// @param leftBy plain columns that must equal `rightBy` pair by pair
    /// @param tolerance how far the keys may be apart: a number, a duration, or a text such as `1h30m`; null for any
    ///   distance
    /// @param coalesce whether the right key is left out when it is a column of the same name as the left one
    /// @param allowExactMatches whether a key may have one that is equal
    /// @param checkSortedness whether keys that are not in ascending order are an error
    record JoinAsof(
            Plan left,
            Plan right,
            Expr leftOn,
            Expr rightOn,
            List<Expr> leftBy,
            List<Expr> rightBy,
            AsofStrategy strategy,
            Expr.@Nullable Literal tolerance,
            String suffix,
            boolean coalesce,
            boolean allowExactMatches,
            boolean checkSortedness)
            implements Plan {}

    /// The rows in the order of the keys.
    record Sort(Plan input, List<SortKey> by, boolean maintainOrder) implements Plan {}

    /// The `k` rows that are largest by the keys (smallest where a key is `descending`); nulls come last.
    record TopK(Plan input, long k, List<SortKey> by) implements Plan {}

    /// `length` rows from `offset` on; a negative offset counts from the end, a null length means all.
    record Slice(Plan input, long offset, @Nullable Long length) implements Plan {}

    /// One row of each set of rows that are equal in the subset of columns (in all of them when it is null).
    record Distinct(Plan input, @Nullable List<Expr> subset, Keep keep, boolean maintainOrder) implements Plan {}

    /// Frames below or beside each other.
    record Concat(List<Plan> inputs, ConcatKind how) implements Plan {}

    /// The rows of frames of one schema, each of them in ascending order of the keys, in that order together. Of rows
    /// with equal keys those of the earlier frame come first.
    record MergeSorted(List<Plan> inputs, List<Expr> keys) implements Plan {}

    /// Values of `on` become columns.
    ///
    /// @param onColumns the values that become columns, each a list with one literal for each column of `on`
    /// @param aggregate over `element()`, or null when each cell has at most one value
    record Pivot(
            Plan input,
            List<Expr> on,
            List<List<Expr.Literal>> onColumns,
            @Nullable List<Expr> index,
            @Nullable List<Expr> values,
            @Nullable Expr aggregate,
            boolean maintainOrder,
            String separator)
            implements Plan {}

    /// Columns become rows: one for each column of `on` and each input row, all rows of the first column first.
    record Unpivot(Plan input, @Nullable List<Expr> on, List<Expr> index, String variableName, String valueName)
            implements Plan {}

    /// One row for each element of the list columns, which must be of equal lengths.
    record Explode(Plan input, List<Expr> columns, boolean emptyAsNull, boolean keepNulls) implements Plan {}

    /// The fields of struct columns as columns of their own.
    record Unnest(Plan input, List<Expr> columns, @Nullable String separator) implements Plan {}

    /// Some rows, drawn at random: `n` of them or a fraction.
    record Sample(
            Plan input,
            @Nullable Long n,
            @Nullable Double fraction,
            boolean withReplacement,
            boolean shuffle,
            @Nullable Long seed)
            implements Plan {}

    /// The input behind a column that counts its rows.
    record RowIndex(Plan input, String name, long offset) implements Plan {}

    /// The answer to a SQL query in DuckDB's dialect; `tables` are what it reads, by name.
    ///
    /// @param parameters values that the text calls `$name`, or `$1` and `?` by their number from 1 on
    /// @param allowSideEffects whether the text may be a statement that writes, which then must be all of the plan
    record Sql(String text, Map<String, Plan> tables, Map<String, Expr.Literal> parameters, boolean allowSideEffects)
            implements Plan {
        /// A query that only reads.
        public Sql(String text, Map<String, Plan> tables, Map<String, Expr.Literal> parameters) {
            this(text, tables, parameters, false);
        }

        /// A query without parameters that only reads.
        public Sql(String text, Map<String, Plan> tables) {
            this(text, tables, Map.of());
        }
    }

    /// What a table function makes of its inputs.
    ///
    /// @param config a JSON object; the function says what belongs in it
    record TableCall(String function, JsonNode config, List<Plan> inputs) implements Plan {}

    /// The input written to a file or a folder; one row that says how much was written.
    record Sink(Plan input, Format format, String path, Options options) implements Plan {}

    /// The plans that this one reads.
    default List<Plan> inputs() {
        return switch (this) {
            case Scan _, InMemory _, Stream _ -> List.of();
            case Filter p -> List.of(p.input());
            case Project p -> List.of(p.input());
            case Extend p -> List.of(p.input());
            case Rename p -> List.of(p.input());
            case Aggregate p -> List.of(p.input());
            case WindowAggregate p -> List.of(p.input());
            case Join p -> List.of(p.left(), p.right());
            case JoinWhere p -> List.of(p.left(), p.right());
            case JoinAsof p -> List.of(p.left(), p.right());
            case Sort p -> List.of(p.input());
            case TopK p -> List.of(p.input());
            case Slice p -> List.of(p.input());
            case Distinct p -> List.of(p.input());
            case Concat p -> p.inputs();
            case MergeSorted p -> p.inputs();
            case Pivot p -> List.of(p.input());
            case Unpivot p -> List.of(p.input());
            case Explode p -> List.of(p.input());
            case Unnest p -> List.of(p.input());
            case Sample p -> List.of(p.input());
            case RowIndex p -> List.of(p.input());
            case Sql p -> List.copyOf(p.tables().values());
            case TableCall p -> p.inputs();
            case Sink p -> List.of(p.input());
        };
    }

    /// The expressions that stand in this node itself.
    default List<Expr> expressions() {
        return switch (this) {
            case Scan _,
                    InMemory _,
                    Stream _,
                    Rename _,
                    Slice _,
                    Concat _,
                    Sample _,
                    RowIndex _,
                    Sql _,
                    TableCall _,
                    Sink _ ->
                    List.of();
            case Filter p -> List.of(p.predicate());
            case Project p -> p.expressions();
            case Extend p -> p.expressions();
            case Aggregate p ->
                    both(both(p.keys(), p.aggregations()), p.having() == null ? List.of() : List.of(p.having()));
            case WindowAggregate p -> {
                List<Expr> having = p.having() == null ? List.of() : List.of(p.having());
                yield both(both(List.of(p.index()), p.keys()), both(p.aggregations(), having));
            }
            case Join p -> both(p.leftOn(), p.rightOn());
            case JoinWhere p -> p.predicates();
            case JoinAsof p -> both(List.of(p.leftOn(), p.rightOn()), both(p.leftBy(), p.rightBy()));
            case MergeSorted p -> p.keys();
            case Sort p -> p.by().stream().map(SortKey::expression).toList();
            case TopK p -> p.by().stream().map(SortKey::expression).toList();
            case Distinct p -> orNone(p.subset());
            case Pivot p -> {
                List<Expr> aggregate = p.aggregate() == null ? List.of() : List.of(p.aggregate());
                yield both(both(p.on(), orNone(p.index())), both(orNone(p.values()), aggregate));
            }
            case Unpivot p -> both(orNone(p.on()), p.index());
            case Explode p -> p.columns();
            case Unnest p -> p.columns();
        };
    }

    /// The same node, with `change` applied to each expression that stands in it.
    default Plan mapExpressions(UnaryOperator<Expr> change) {
        return switch (this) {
            case Scan _,
                    InMemory _,
                    Stream _,
                    Rename _,
                    Slice _,
                    Concat _,
                    Sample _,
                    RowIndex _,
                    Sql _,
                    TableCall _,
                    Sink _ ->
                    this;
            case Filter p -> new Filter(p.input(), change.apply(p.predicate()), p.negated());
            case Project p -> new Project(p.input(), all(p.expressions(), change));
            case Extend p -> new Extend(p.input(), all(p.expressions(), change));
            case Aggregate p ->
                    new Aggregate(
                            p.input(),
                            all(p.keys(), change),
                            all(p.aggregations(), change),
                            p.having() == null ? null : change.apply(p.having()),
                            p.maintainOrder());
            case WindowAggregate p ->
                    new WindowAggregate(
                            p.input(),
                            change.apply(p.index()),
                            p.windows(),
                            all(p.keys(), change),
                            all(p.aggregations(), change),
                            p.having() == null ? null : change.apply(p.having()));
            case Join p ->
                    new Join(
                            p.left(),
                            p.right(),
                            p.how(),
                            all(p.leftOn(), change),
                            all(p.rightOn(), change),
                            p.suffix(),
                            p.validate(),
                            p.nullsEqual(),
                            p.coalesce(),
                            p.maintainOrder());
            case JoinWhere p -> new JoinWhere(p.left(), p.right(), all(p.predicates(), change), p.suffix());
            case JoinAsof p ->
                    new JoinAsof(
                            p.left(),
                            p.right(),
                            change.apply(p.leftOn()),
                            change.apply(p.rightOn()),
                            all(p.leftBy(), change),
                            all(p.rightBy(), change),
                            p.strategy(),
                            p.tolerance(),
                            p.suffix(),
                            p.coalesce(),
                            p.allowExactMatches(),
                            p.checkSortedness());
            case MergeSorted p -> new MergeSorted(p.inputs(), all(p.keys(), change));
            case Sort p -> new Sort(p.input(), keys(p.by(), change), p.maintainOrder());
            case TopK p -> new TopK(p.input(), p.k(), keys(p.by(), change));
            case Distinct p ->
                    new Distinct(
                            p.input(),
                            p.subset() == null ? null : all(p.subset(), change),
                            p.keep(),
                            p.maintainOrder());
            case Pivot p ->
                    new Pivot(
                            p.input(),
                            all(p.on(), change),
                            p.onColumns(),
                            p.index() == null ? null : all(p.index(), change),
                            p.values() == null ? null : all(p.values(), change),
                            p.aggregate() == null ? null : change.apply(p.aggregate()),
                            p.maintainOrder(),
                            p.separator());
            case Unpivot p ->
                    new Unpivot(
                            p.input(),
                            p.on() == null ? null : all(p.on(), change),
                            all(p.index(), change),
                            p.variableName(),
                            p.valueName());
            case Explode p -> new Explode(p.input(), all(p.columns(), change), p.emptyAsNull(), p.keepNulls());
            case Unnest p -> new Unnest(p.input(), all(p.columns(), change), p.separator());
        };
    }

    private static List<Expr> all(List<Expr> expressions, UnaryOperator<Expr> change) {
        return expressions.stream().map(change).toList();
    }

    private static List<SortKey> keys(List<SortKey> keys, UnaryOperator<Expr> change) {
        return keys.stream()
                .map(key -> new SortKey(change.apply(key.expression()), key.descending(), key.nullsLast()))
                .toList();
    }

    private static List<Expr> orNone(@Nullable List<Expr> expressions) {
        return expressions == null ? List.of() : expressions;
    }

    private static List<Expr> both(List<Expr> first, List<Expr> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }
}
