package dev.penstock.bind;

import dev.penstock.function.ConfiguredFunction;
import dev.penstock.plan.Function;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A plan whose names and types are resolved. What the user can write in many ways has one form here:
///
/// - only [Project] and [Filter] hold expressions, and those are elementwise; all other nodes name columns of their
///   input;
/// - an aggregate that meets rows, an `over`, a shift or a rolling sum is a [Window] below the projection that uses it;
/// - expressions that change the number or the order of rows have become plans of their own, put side by side by [Zip];
/// - columns that the binder adds on the way are called `__0`, `__1`, ... and are gone at the top.
///
/// Row order: nodes keep the order of their input unless they say otherwise.
public sealed interface BoundPlan {
    Schema schema();

    /// An output column and the expression that it holds.
    record Output(Field field, BoundExpr expression) {
        public String name() {
            return field.name();
        }
    }

    /// A column to order by.
    record Key(String column, boolean descending, boolean nullsLast) {
        /// Ascending order by `columns`, nulls first.
        public static List<Key> ascending(List<String> columns) {
            return columns.stream().map(column -> new Key(column, false, false)).toList();
        }
    }

    /// One value computed from many rows.
    ///
    /// @param function an aggregation, or in a window also an ordered function
    /// @param arguments columns of the input
    /// @param filter a boolean column; rows on which it is not true are left out
    /// @param orderBy the order in which `first`, `implode` and ordered functions see the rows; empty means input order
    record Computed(
            String name,
            Function function,
            List<String> arguments,
            Options options,
            @Nullable String filter,
            List<Key> orderBy,
            DataType type) {
        public Field field() {
            return Field.nullable(name, type);
        }
    }

    /// The rows of files.
    record FileScan(Plan.Scan scan, Schema schema) implements BoundPlan {}

    /// The rows of a frame that the engine holds.
    record FrameScan(String handle, Schema schema) implements BoundPlan {}

    /// The rows that a foreign stream delivers, once.
    record StreamScan(String handle, Schema schema) implements BoundPlan {}

    /// The rows that another engine delivers. Not made by the binder: it stands where a plan is cut between engines.
    record Exchange(int id, Schema schema) implements BoundPlan {}

    /// The rows on which the predicate, a boolean, is true.
    record Filter(BoundPlan input, BoundExpr predicate) implements BoundPlan {
        @Override
        public Schema schema() {
            return input.schema();
        }
    }

    /// Nothing but the outputs, for each row.
    record Project(BoundPlan input, List<Output> outputs, Schema schema) implements BoundPlan {
        public Project(BoundPlan input, List<Output> outputs) {
            this(
                    input,
                    List.copyOf(outputs),
                    new Schema(outputs.stream().map(Output::field).toList(), input.schema().metadata()));
        }
    }

    /// The input's columns, then one for each window. All windows of a node have the same partition.
    record Window(BoundPlan input, List<String> partitionBy, List<Computed> windows, Schema schema)
            implements BoundPlan {
        public Window(BoundPlan input, List<String> partitionBy, List<Computed> windows) {
            this(input, partitionBy, windows, behind(input.schema(), windows));
        }
    }

    /// One row for each distinct combination of the keys: the keys, then the aggregates. Without keys, exactly one row.
    /// The order of the rows is open unless `maintainOrder`, which means the order of each group's first row.
    record Aggregate(
            BoundPlan input, List<String> keys, List<Computed> aggregates, boolean maintainOrder, Schema schema)
            implements BoundPlan {
        public Aggregate(BoundPlan input, List<String> keys, List<Computed> aggregates, boolean maintainOrder) {
            this(input, keys, aggregates, maintainOrder, grouped(input.schema(), keys, aggregates));
        }
    }

    /// The rows of each window over the index, window by window and in the order of the input within it, with what
    /// `columns` says behind those of the input's columns that the schema has. Windows are made of rows that agree in
    /// the keys; those of one such group stand together, in the order of the index, and the groups stand in the order
    /// of the keys, nulls first. A row is there once for each window that it is in.
    ///
    /// @param index a column that grows within each group, or stays the same: another one is an error
    record WindowRows(
            BoundPlan input,
            List<String> keys,
            String index,
            IndexWindows windows,
            WindowColumns columns,
            Schema schema)
            implements BoundPlan {
        public WindowRows(
                BoundPlan input, List<String> keys, String index, IndexWindows windows, WindowColumns columns) {
            this(
                    input,
                    keys,
                    index,
                    windows,
                    columns,
                    columns.behind(input.schema(), input.schema().field(index).type()));
        }

        /// The windows' spans.
        public WindowSpans spans() {
            return WindowSpans.of(windows, input.schema().field(index).type());
        }

        /// The same windows, whose rows have no columns of the input but `wanted`.
        public WindowRows handingOn(BoundPlan narrow, Predicate<String> wanted) {
            Schema all = input.schema();
            List<Field> fields =
                    schema.fields().stream()
                            .filter(field -> all.contains(field.name()) && wanted.test(field.name()))
                            .toList();
            var handedOn = new Schema(fields, all.metadata());
            return new WindowRows(
                    narrow, keys, index, windows, columns, columns.behind(handedOn, all.field(index).type()));
        }
    }

    /// Pairs of rows that match: the left columns, then the right ones (for semi and anti the left ones only), of both
    /// those that are read. The two sides have no name in common. The order of the rows is open unless `order` says so.
    ///
    /// @param leftKeys columns that must equal `rightKeys` pair by pair; both empty for a cross join
    /// @param condition a boolean expression over both sides that must be true as well; inner joins only
    record Join(
            BoundPlan left,
            BoundPlan right,
            Plan.JoinKind how,
            List<String> leftKeys,
            List<String> rightKeys,
            boolean nullsEqual,
            @Nullable BoundExpr condition,
            Plan.JoinValidation validate,
            Plan.JoinOrder order,
            Schema schema)
            implements BoundPlan {}

    /// The left rows in their order, each beside at most one of the right rows: the one that `strategy` takes of those
    /// that agree on the keys `by`. The two sides have no name in common. Keys that are null have no partner.
    ///
    /// @param leftOn a column of the type of `rightOn`, which has an order
    /// @param tolerance how far the two may be apart, both ends included: for floats a double, for decimals a decimal,
    ///   else a count of the column's units
    /// @param checked whether keys that are not in ascending order among rows that agree on `by` are an error
    record AsofJoin(
            BoundPlan left,
            BoundPlan right,
            String leftOn,
            String rightOn,
            List<String> leftBy,
            List<String> rightBy,
            Plan.AsofStrategy strategy,
            BoundExpr.@Nullable Constant tolerance,
            boolean exactMatches,
            boolean checked,
            Schema schema)
            implements BoundPlan {
        /// The type of both ordered keys.
        public DataType onType() {
            return left.schema().field(leftOn).type();
        }

        /// Why a side that must be in order is refused; the row behind it is counted from 0.
        ///
        /// @param side left or right
        public static String unsorted(String side) {
            return "join_asof needs both frames in ascending order of their keys: sort the "
                    + side
                    + " one, or pass check_sortedness=False; it is not in order from row ";
        }

        /// The same join of other sides with other columns.
        public AsofJoin with(BoundPlan newLeft, BoundPlan newRight, Schema newSchema) {
            return new AsofJoin(
                    newLeft,
                    newRight,
                    leftOn,
                    rightOn,
                    leftBy,
                    rightBy,
                    strategy,
                    tolerance,
                    exactMatches,
                    checked,
                    newSchema);
        }
    }

    /// The rows in the order of the keys. Equal rows keep their order if `stable`.
    record Sort(BoundPlan input, List<Key> keys, boolean stable) implements BoundPlan {
        @Override
        public Schema schema() {
            return input.schema();
        }
    }

    /// The first `k` rows in the order of the keys, in any order; if `stable`, in that order, and of equal rows those
    /// that come first in the input, as they come there.
    record TopK(BoundPlan input, long k, List<Key> keys, boolean stable) implements BoundPlan {
        public TopK(BoundPlan input, long k, List<Key> keys) {
            this(input, k, keys, false);
        }

        @Override
        public Schema schema() {
            return input.schema();
        }
    }

    /// `length` rows (null: all) from `offset` on; a negative offset counts from the end.
    record Slice(BoundPlan input, long offset, @Nullable Long length) implements BoundPlan {
        @Override
        public Schema schema() {
            return input.schema();
        }
    }

    /// One row of each set of rows that agree on the columns `on`. The order is open unless `maintainOrder`.
    record Distinct(BoundPlan input, List<String> on, Plan.Keep keep, boolean maintainOrder) implements BoundPlan {
        @Override
        public Schema schema() {
            return input.schema();
        }
    }

    /// The rows of all inputs, one input after the other. Their columns agree in name and type.
    record Union(List<BoundPlan> inputs, Schema schema) implements BoundPlan {}

    /// The rows of both inputs, whose columns agree in name and type and whose rows are in ascending order of the keys,
    /// nulls first, in that order; those of `left` come before equal ones of `right`. Each keeps the order of its rows
    /// also where they are in none.
    record MergeSorted(BoundPlan left, BoundPlan right, List<String> keys, Schema schema) implements BoundPlan {
        /// The same rows, one input after the other.
        public Union rows() {
            return new Union(List.of(left, right), schema);
        }

        /// The same rows, sorted, for engines that do not merge.
        public Sort sorted() {
            return new Sort(rows(), Key.ascending(keys), true);
        }
    }

    /// How [Zip] treats inputs of different heights.
    enum Heights {
        /// A ShapeError.
        EQUAL,
        /// Shorter inputs are filled up with nulls.
        PAD,
        /// An input of one row is repeated as often as the others have rows, be it never; any other difference is a
        /// ShapeError.
        BROADCAST
    }

    /// The columns of all inputs side by side, row by row. No two inputs share a name.
    record Zip(List<BoundPlan> inputs, Heights heights, Schema schema) implements BoundPlan {}

    /// One row for each element of the list columns, in step.
    record Explode(BoundPlan input, List<String> columns, boolean emptyAsNull, boolean keepNulls, Schema schema)
            implements BoundPlan {}

    /// One row for each column of `on` and each input row: the index, the column's name, its value. All rows of the
    /// first column come first. The columns `on` have the same type.
    record Unpivot(
            BoundPlan input, List<String> on, List<String> index, String variableName, String valueName, Schema schema)
            implements BoundPlan {}

    /// `n` rows, or `fraction` of them, drawn at random by a generator of our own, in input order unless `shuffle`.
    record Sample(
            BoundPlan input,
            @Nullable Long n,
            @Nullable Double fraction,
            boolean withReplacement,
            boolean shuffle,
            long seed)
            implements BoundPlan {
        @Override
        public Schema schema() {
            return input.schema();
        }
    }

    /// The input behind a uint32 column that counts its rows from `offset` on.
    record RowIndex(BoundPlan input, String name, long offset, Schema schema) implements BoundPlan {}

    /// The answer to a SQL query over the tables.
    ///
    /// @param parameters by name, or by number from 1 on
    /// @param answer of a statement that writes only at the root of a plan
    record Sql(String text, Map<String, BoundPlan> tables, Map<String, BoundExpr.Constant> parameters, SqlAnswer answer)
            implements BoundPlan {
        /// A query without parameters.
        public Sql(String text, Map<String, BoundPlan> tables, Schema schema) {
            this(text, tables, Map.of(), new SqlAnswer(schema));
        }

        @Override
        public Schema schema() {
            return answer.schema();
        }

        /// Whether the text is a statement that changes the world.
        public boolean writes() {
            return answer.writes();
        }
    }

    /// What a table function makes of its inputs.
    record TableCall(ConfiguredFunction<?> function, List<BoundPlan> inputs, Schema schema) implements BoundPlan {}

    /// Columns of the input, whose rows are computed once for all nodes with this number; their inputs are the same.
    /// Not made by the binder: the optimiser finds what a plan says twice.
    record Cache(BoundPlan input, int id, Schema schema) implements BoundPlan {
        /// The same rows for a reader who does not share them.
        public Project transparent() {
            List<Output> columns =
                    schema.fields().stream()
                            .map(field -> new Output(field, new BoundExpr.Ref(field.name(), field.type())))
                            .toList();
            return new Project(input, columns, schema);
        }
    }

    /// The input, written. One row: `rows` (int64) and `path` (utf8).
    record Sink(BoundPlan input, Plan.Format format, String path, Options options, Schema schema)
            implements BoundPlan {}

    /// The plans that this one reads.
    default List<BoundPlan> inputs() {
        return switch (this) {
            case FileScan _, FrameScan _, StreamScan _, Exchange _ -> List.of();
            case Filter p -> List.of(p.input());
            case Project p -> List.of(p.input());
            case Window p -> List.of(p.input());
            case Aggregate p -> List.of(p.input());
            case WindowRows p -> List.of(p.input());
            case Join p -> List.of(p.left(), p.right());
            case AsofJoin p -> List.of(p.left(), p.right());
            case Sort p -> List.of(p.input());
            case TopK p -> List.of(p.input());
            case Slice p -> List.of(p.input());
            case Distinct p -> List.of(p.input());
            case Union p -> p.inputs();
            case MergeSorted p -> List.of(p.left(), p.right());
            case Zip p -> p.inputs();
            case Explode p -> List.of(p.input());
            case Unpivot p -> List.of(p.input());
            case Sample p -> List.of(p.input());
            case RowIndex p -> List.of(p.input());
            case Cache p -> List.of(p.input());
            case Sql p -> List.copyOf(p.tables().values());
            case TableCall p -> p.inputs();
            case Sink p -> List.of(p.input());
        };
    }

    /// The same node over other inputs of the same schemas.
    default BoundPlan withInputs(List<BoundPlan> inputs) {
        return switch (this) {
            case FileScan _, FrameScan _, StreamScan _, Exchange _ -> this;
            case Filter p -> new Filter(inputs.getFirst(), p.predicate());
            case Project p -> new Project(inputs.getFirst(), p.outputs(), p.schema());
            case Window p -> new Window(inputs.getFirst(), p.partitionBy(), p.windows(), p.schema());
            case Aggregate p ->
                    new Aggregate(inputs.getFirst(), p.keys(), p.aggregates(), p.maintainOrder(), p.schema());
            case WindowRows p ->
                    new WindowRows(inputs.getFirst(), p.keys(), p.index(), p.windows(), p.columns(), p.schema());
            case Join p ->
                    new Join(
                            inputs.get(0),
                            inputs.get(1),
                            p.how(),
                            p.leftKeys(),
                            p.rightKeys(),
                            p.nullsEqual(),
                            p.condition(),
                            p.validate(),
                            p.order(),
                            p.schema());
            case AsofJoin p -> p.with(inputs.get(0), inputs.get(1), p.schema());
            case Sort p -> new Sort(inputs.getFirst(), p.keys(), p.stable());
            case TopK p -> new TopK(inputs.getFirst(), p.k(), p.keys(), p.stable());
            case Slice p -> new Slice(inputs.getFirst(), p.offset(), p.length());
            case Distinct p -> new Distinct(inputs.getFirst(), p.on(), p.keep(), p.maintainOrder());
            case Union p -> new Union(inputs, p.schema());
            case MergeSorted p -> new MergeSorted(inputs.get(0), inputs.get(1), p.keys(), p.schema());
            case Zip p -> new Zip(inputs, p.heights(), p.schema());
            case Explode p -> new Explode(inputs.getFirst(), p.columns(), p.emptyAsNull(), p.keepNulls(), p.schema());
            case Unpivot p ->
                    new Unpivot(inputs.getFirst(), p.on(), p.index(), p.variableName(), p.valueName(), p.schema());
            case Sample p ->
                    new Sample(inputs.getFirst(), p.n(), p.fraction(), p.withReplacement(), p.shuffle(), p.seed());
            case RowIndex p -> new RowIndex(inputs.getFirst(), p.name(), p.offset(), p.schema());
            case Sql p -> {
                Map<String, BoundPlan> tables = new LinkedHashMap<>();
                int i = 0;
                for (String name : p.tables().keySet()) {
                    tables.put(name, inputs.get(i++));
                }
                yield new Sql(p.text(), tables, p.parameters(), p.answer());
            }
            case Cache p -> new Cache(inputs.getFirst(), p.id(), p.schema());
            case TableCall p -> new TableCall(p.function(), inputs, p.schema());
            case Sink p -> new Sink(inputs.getFirst(), p.format(), p.path(), p.options(), p.schema());
        };
    }

    private static Schema behind(Schema input, List<Computed> windows) {
        var fields = new ArrayList<>(input.fields());
        windows.forEach(window -> fields.add(window.field()));
        return new Schema(fields, input.metadata());
    }

    private static Schema grouped(Schema input, List<String> keys, List<Computed> aggregates) {
        var fields = new ArrayList<Field>();
        keys.forEach(key -> fields.add(input.field(key)));
        aggregates.forEach(aggregate -> fields.add(aggregate.field()));
        return new Schema(fields, input.metadata());
    }
}
