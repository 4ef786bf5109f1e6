package dev.penstock.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression as it was written. Every node is a value; names and types are resolved by the binder.
public sealed interface Expr {
    /// How the values of a group are spread over its rows.
    enum Mapping {
        GROUP_TO_ROWS,
        JOIN,
        EXPLODE
    }

    /// How an output name is made from the input's.
    enum NameRule {
        /// The name of the first column that the expression reads.
        KEEP,
        PREFIX,
        SUFFIX,
        UPPERCASE,
        LOWERCASE,
        /// Replaces each match of `pattern` by `text`.
        REPLACE
    }

    /// A column of the input.
    record Column(String name) implements Expr {}

    /// Several columns; the expression around it is repeated for each.
    record Columns(Selector selector) implements Expr {}

    /// A constant.
    ///
    /// @param value null, Boolean, Long, BigInteger (uint64 and wider), Double, BigDecimal, String, ByteBuffer, a count
    ///   of units for temporal types (Long), or a List of these for lists and structs
    /// @param dynamic whether a plain number without a type of its own, which takes the type of what it meets
    record Literal(DataType type, @Nullable Object value, boolean dynamic) implements Expr {}

    /// The input under another name.
    record Alias(Expr input, String name) implements Expr {}

    /// The input under a name made from its own.
    record Renamed(Expr input, NameRule rule, String text, String pattern, boolean literal) implements Expr {}

    /// The input as another type.
    ///
    /// @param strict whether a value that does not fit is an error rather than a null
    /// @param wrapNumerical whether an integer that does not fit keeps its low bits
    record Cast(Expr input, DataType type, boolean strict, boolean wrapNumerical) implements Expr {}

    /// A function of its arguments: elementwise, aggregating, ordered or reshaping, as the function says.
    record Call(Function function, List<Expr> arguments, Options options) implements Expr {}

    /// A function that a user brings, by its name. Whether it has a value for each row or for each group, the function
    /// says.
    ///
    /// @param config a JSON object; the function says what belongs in it
    record Apply(String function, JsonNode config, List<Expr> arguments) implements Expr {}

    /// The value of the first branch whose condition is true, else `otherwise`, else null.
    record When(List<Branch> branches, @Nullable Expr otherwise) implements Expr {}

    /// A condition and the value that goes with it.
    record Branch(Expr condition, Expr value) {}

    /// The input computed for each group of rows that agree on `partitionBy`, in the order of `orderBy`.
    record Over(Expr input, List<Expr> partitionBy, List<SortKey> orderBy, Mapping mapping) implements Expr {}

    /// The input's values in the order of the keys, which may be the input itself.
    record SortedBy(Expr input, List<SortKey> by) implements Expr {}

    /// The input's values on the rows for which the predicate is true.
    record Filtered(Expr input, Expr predicate) implements Expr {}

    /// A struct of the expressions, under their names.
    record StructOf(List<Expr> fields) implements Expr {}

    /// A struct of the fields, under their names; null where the input is. Inside of them, [StructFields] are the
    /// fields of the input.
    ///
    /// @param input a struct
    /// @param keep whether the fields of the input that get no new value stay, in front of the new ones
    record WithFields(Expr input, List<Expr> fields, boolean keep) implements Expr {}

    /// Inside of [WithFields]: fields of the struct at hand; the expression around it is repeated for each.
    record StructFields(List<String> names) implements Expr {
        public StructFields {
            names = List.copyOf(names);
        }
    }

    /// The fields of a struct that the selector picks, as columns in the order of the struct; the expression around it
    /// is repeated for each.
    record Unnest(Expr input, Selector selector) implements Expr {}

    /// The list of what `body` makes of the elements of a list, in which [Element] is all of them, one after the other.
    /// A body that has one value for all elements makes a list of one.
    record ListEval(Expr list, Expr body) implements Expr {}

    /// Like [ListEval], but what has one value for all elements is that value rather than a list.
    record ListAgg(Expr list, Expr body) implements Expr {}

    /// Inside `list.eval`, `list.agg` and `pivot`: the values at hand.
    record Element() implements Expr {}

    /// How many rows there are in the frame or the group.
    record RowCount() implements Expr {}

    /// The parts of this expression that are expressions themselves.
    default List<Expr> children() {
        return switch (this) {
            case Column _, Columns _, Literal _, StructFields _, Element _, RowCount _ -> List.of();
            case Alias e -> List.of(e.input());
            case Renamed e -> List.of(e.input());
            case Cast e -> List.of(e.input());
            case Call e -> e.arguments();
            case Apply e -> e.arguments();
            case When e -> {
                var parts = new ArrayList<Expr>();
                e.branches()
                        .forEach(branch -> {
                            parts.add(branch.condition());
                            parts.add(branch.value());
                        });
                if (e.otherwise() != null) {
                    parts.add(e.otherwise());
                }
                yield parts;
            }
            case Over e -> {
                var parts = new ArrayList<Expr>();
                parts.add(e.input());
                parts.addAll(e.partitionBy());
                e.orderBy().forEach(key -> parts.add(key.expression()));
                yield parts;
            }
            case SortedBy e -> {
                var parts = new ArrayList<Expr>();
                parts.add(e.input());
                e.by().forEach(key -> parts.add(key.expression()));
                yield parts;
            }
            case Filtered e -> List.of(e.input(), e.predicate());
            case StructOf e -> e.fields();
            case WithFields e -> {
                var parts = new ArrayList<Expr>();
                parts.add(e.input());
                parts.addAll(e.fields());
                yield parts;
            }
            case Unnest e -> List.of(e.input());
            case ListEval e -> List.of(e.list(), e.body());
            case ListAgg e -> List.of(e.list(), e.body());
        };
    }

    /// The same expression over other parts: `withChildren(children())` is equal to this one.
    ///
    /// @param parts as many as [#children()] has, except for calls, structs and their fields, which take any number
    default Expr withChildren(List<Expr> parts) {
        return switch (this) {
            case Column _, Columns _, Literal _, StructFields _, Element _, RowCount _ -> this;
            case Alias e -> new Alias(parts.getFirst(), e.name());
            case Renamed e -> new Renamed(parts.getFirst(), e.rule(), e.text(), e.pattern(), e.literal());
            case Cast e -> new Cast(parts.getFirst(), e.type(), e.strict(), e.wrapNumerical());
            case Call e -> new Call(e.function(), parts, e.options());
            case Apply e -> new Apply(e.function(), e.config(), parts);
            case When e -> {
                var branches = new ArrayList<Branch>();
                for (int i = 0; i < e.branches().size(); i++) {
                    branches.add(new Branch(parts.get(2 * i), parts.get(2 * i + 1)));
                }
                yield new When(branches, e.otherwise() == null ? null : parts.getLast());
            }
            case Over e -> {
                int keysFrom = 1 + e.partitionBy().size();
                yield new Over(
                        parts.getFirst(),
                        parts.subList(1, keysFrom),
                        rekeyed(e.orderBy(), parts, keysFrom),
                        e.mapping());
            }
            case SortedBy e -> new SortedBy(parts.getFirst(), rekeyed(e.by(), parts, 1));
            case Filtered _ -> new Filtered(parts.get(0), parts.get(1));
            case StructOf _ -> new StructOf(parts);
            case WithFields e -> new WithFields(parts.getFirst(), parts.subList(1, parts.size()), e.keep());
            case Unnest e -> new Unnest(parts.getFirst(), e.selector());
            case ListEval _ -> new ListEval(parts.get(0), parts.get(1));
            case ListAgg _ -> new ListAgg(parts.get(0), parts.get(1));
        };
    }

    private static List<SortKey> rekeyed(List<SortKey> keys, List<Expr> parts, int from) {
        var rekeyed = new ArrayList<SortKey>();
        for (int i = 0; i < keys.size(); i++) {
            SortKey key = keys.get(i);
            rekeyed.add(new SortKey(parts.get(from + i), key.descending(), key.nullsLast()));
        }
        return rekeyed;
    }
}
