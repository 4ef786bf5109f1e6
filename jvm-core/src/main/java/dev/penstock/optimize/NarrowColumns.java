package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.Plan;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Columns that nobody reads are not read from files, not joined, not sorted and not computed. Starts at the nodes that
/// say which columns they want, projections and aggregates, and goes down from there.
@SuppressWarnings("ReferenceEquality") // identity says that nothing changed
final class NarrowColumns implements Rule {
    @Override
    public String name() {
        return "projection_pushdown";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        Set<String> wanted =
                switch (node) {
                    case BoundPlan.Project project -> Columns.of(project.outputs());
                    case BoundPlan.Aggregate aggregate ->
                            Columns.union(Columns.ofAll(aggregate.aggregates()), aggregate.keys());
                    default -> null;
                };
        if (wanted == null) {
            return null;
        }
        BoundPlan input = node.inputs().getFirst();
        BoundPlan narrow = wanted.isEmpty() ? counted(input) : narrowed(input, wanted);
        if (node instanceof BoundPlan.Aggregate && narrow instanceof BoundPlan.Filter filter) {
            narrow = without(filter, wanted);
        }
        return narrow == input ? null : node.withInputs(List.of(narrow));
    }

    /// Rows that are only counted. Parquet files say how many they have, so that no column of them is read.
    private static BoundPlan counted(BoundPlan plan) {
        if (plan instanceof BoundPlan.FileScan(Plan.Scan scan, Schema schema) && scan.format() == Plan.Format.PARQUET) {
            return schema.size() == 0 ? plan : new BoundPlan.FileScan(scan, new Schema(List.of(), schema.metadata()));
        }
        return narrowed(plan, Set.of());
    }

    /// The filter below a projection that leaves out what only the predicate reads, so that nobody copies it.
    private static BoundPlan without(BoundPlan.Filter filter, Set<String> wanted) {
        if (filter.schema().names().stream().noneMatch(wanted::contains)) {
            // The rows are counted: a constant takes the least to write, and no column is copied.
            var row = new Field("row", Types.BOOL, false);
            List<BoundPlan.Output> outputs =
                    List.of(new BoundPlan.Output(row, new BoundExpr.Constant(Types.BOOL, true)));
            return new BoundPlan.Project(filter, outputs, new Schema(List.of(row), filter.schema().metadata()));
        }
        Schema narrow = narrow(filter.schema(), wanted);
        return narrow.size() == filter.schema().size() ? filter : exactly(filter, narrow);
    }

    /// The plan with the columns `wanted`, and others only where leaving them out saves nothing.
    private static BoundPlan narrowed(BoundPlan plan, Set<String> wanted) {
        return switch (plan) {
            case BoundPlan.FileScan(Plan.Scan scan, Schema schema) -> {
                Schema narrow = narrow(schema, wanted);
                yield narrow.size() == schema.size() ? plan : new BoundPlan.FileScan(scan, narrow);
            }
            case BoundPlan.Cache(BoundPlan input, int id, Schema schema) -> {
                Schema narrow = narrow(schema, wanted);
                yield narrow.size() == schema.size() ? plan : new BoundPlan.Cache(input, id, narrow);
            }
            case BoundPlan.Filter filter ->
                    below(filter, Columns.union(wanted, Columns.of(filter.predicate())), filter.input());
            case BoundPlan.Sort sort -> below(sort, with(wanted, sort.keys()), sort.input());
            case BoundPlan.TopK top -> below(top, with(wanted, top.keys()), top.input());
            case BoundPlan.Slice slice -> below(slice, wanted, slice.input());
            case BoundPlan.Sample sample -> below(sample, wanted, sample.input());
            case BoundPlan.Distinct distinct -> below(distinct, Columns.union(wanted, distinct.on()), distinct.input());
            case BoundPlan.Project project -> project(project, wanted);
            case BoundPlan.Window window -> window(window, wanted);
            case BoundPlan.WindowRows rows -> windowRows(rows, wanted);
            case BoundPlan.RowIndex index -> rowIndex(index, wanted);
            case BoundPlan.Join join -> join(join, wanted);
            case BoundPlan.AsofJoin join -> asofJoin(join, wanted);
            case BoundPlan.Union union -> union(union, wanted);
            case BoundPlan.MergeSorted merge -> {
                BoundPlan.Union rows = merge.rows();
                BoundPlan narrow = union(rows, Columns.union(wanted, merge.keys()));
                yield narrow == rows
                        ? merge
                        : new BoundPlan.MergeSorted(
                                narrow.inputs().get(0), narrow.inputs().get(1), merge.keys(), narrow.schema());
            }
            case BoundPlan.FrameScan _,
                    BoundPlan.StreamScan _,
                    BoundPlan.Exchange _,
                    BoundPlan.Aggregate _,
                    BoundPlan.Zip _,
                    BoundPlan.Explode _,
                    BoundPlan.Unpivot _,
                    BoundPlan.Sql _,
                    BoundPlan.TableCall _,
                    BoundPlan.Sink _ ->
                    plan;
        };
    }

    /// The node over its input, narrowed; for nodes whose schema is that of their input.
    private static BoundPlan below(BoundPlan node, Set<String> wanted, BoundPlan input) {
        BoundPlan narrow = narrowed(input, wanted);
        return narrow == input ? node : node.withInputs(List.of(narrow));
    }

    private static Set<String> with(Set<String> wanted, List<BoundPlan.Key> keys) {
        return Columns.union(wanted, keys.stream().map(BoundPlan.Key::column).toList());
    }

    private static BoundPlan project(BoundPlan.Project project, Set<String> wanted) {
        // What may fail must fail even if nobody reads it.
        List<BoundPlan.Output> read =
                project.outputs().stream()
                        .filter(output -> wanted.contains(output.name()) || !Predicates.isTotal(output.expression()))
                        .toList();
        // A table without columns would forget how many rows it has.
        List<BoundPlan.Output> outputs = read.isEmpty() ? project.outputs().subList(0, 1) : read;
        BoundPlan input = narrowed(project.input(), Columns.of(outputs));
        return outputs.size() == project.outputs().size()
                ? (input == project.input() ? project : project.withInputs(List.of(input)))
                : new BoundPlan.Project(
                        input,
                        outputs,
                        new Schema(
                                outputs.stream().map(BoundPlan.Output::field).toList(), project.schema().metadata()));
    }

    private static BoundPlan window(BoundPlan.Window window, Set<String> wanted) {
        List<BoundPlan.Computed> read =
                window.windows().stream().filter(computed -> wanted.contains(computed.name())).toList();
        Set<String> below = Columns.union(Columns.union(wanted, window.partitionBy()), Columns.ofAll(read));
        BoundPlan input = narrowed(window.input(), below);
        if (read.isEmpty()) {
            return input;
        }
        return input == window.input() && read.size() == window.windows().size()
                ? window
                : new BoundPlan.Window(input, window.partitionBy(), read);
    }

    private static BoundPlan windowRows(BoundPlan.WindowRows rows, Set<String> wanted) {
        Set<String> below = Columns.union(Columns.union(wanted, rows.keys()), List.of(rows.index()));
        BoundPlan input = narrowed(rows.input(), below);
        // Each row is copied for each of its windows, so what nobody reads is left out here even if it costs nothing
        // below.
        BoundPlan.WindowRows narrow = rows.handingOn(input, wanted::contains);
        return input == rows.input() && narrow.schema().size() == rows.schema().size() ? rows : narrow;
    }

    private static BoundPlan rowIndex(BoundPlan.RowIndex index, Set<String> wanted) {
        BoundPlan input = narrowed(index.input(), wanted);
        if (input == index.input()) {
            return index;
        }
        var fields = new ArrayList<Field>();
        fields.add(index.schema().field(index.name()));
        fields.addAll(input.schema().fields());
        return new BoundPlan.RowIndex(
                input, index.name(), index.offset(), new Schema(fields, index.schema().metadata()));
    }

    private static BoundPlan join(BoundPlan.Join join, Set<String> wanted) {
        BoundExpr condition = join.condition();
        Set<String> read = condition == null ? wanted : Columns.union(wanted, Columns.of(condition));
        List<String> names = join.schema().names();
        if (names.stream().noneMatch(read::contains)) {
            // A table without columns would forget how many rows it has; a key is there anyway.
            Optional<String> key = names.stream().filter(join.leftKeys()::contains).findFirst();
            read = Columns.union(read, List.of(key.orElseGet(names::getFirst)));
        }
        BoundPlan left = side(join.left(), Columns.union(read, join.leftKeys()));
        BoundPlan right = side(join.right(), Columns.union(read, join.rightKeys()));
        // The join's own fields: an outer join makes them nullable. A key that nobody reads above ends here.
        Schema schema = narrow(join.schema(), read);
        if (left == join.left() && right == join.right() && schema.size() == join.schema().size()) {
            return join;
        }
        return new BoundPlan.Join(
                left,
                right,
                join.how(),
                join.leftKeys(),
                join.rightKeys(),
                join.nullsEqual(),
                condition,
                join.validate(),
                join.order(),
                schema);
    }

    private static BoundPlan asofJoin(BoundPlan.AsofJoin join, Set<String> wanted) {
        List<String> names = join.schema().names();
        // A table without columns would forget how many rows it has; a key is there anyway.
        Set<String> read =
                names.stream().noneMatch(wanted::contains)
                        ? Columns.union(
                                wanted, List.of(names.contains(join.leftOn()) ? join.leftOn() : names.getFirst()))
                        : wanted;
        Set<String> ofLeft = Columns.union(Columns.union(read, join.leftBy()), List.of(join.leftOn()));
        Set<String> ofRight = Columns.union(Columns.union(read, join.rightBy()), List.of(join.rightOn()));
        BoundPlan left = side(join.left(), ofLeft);
        BoundPlan right = side(join.right(), ofRight);
        Schema schema = narrow(join.schema(), read);
        boolean same = left == join.left() && right == join.right() && schema.size() == join.schema().size();
        return same ? join : join.with(left, right, schema);
    }

    /// A side of a join without what only its own filter reads: a join copies the rows of both.
    private static BoundPlan side(BoundPlan plan, Set<String> wanted) {
        BoundPlan narrow = narrowed(plan, wanted);
        return narrow instanceof BoundPlan.Filter filter ? without(filter, wanted) : narrow;
    }

    /// Inputs that can do without a column get a projection, because they must agree; the others make it pointless.
    private static BoundPlan union(BoundPlan.Union union, Set<String> wanted) {
        Schema narrow = narrow(union.schema(), wanted);
        if (narrow.size() == union.schema().size()) {
            return union;
        }
        List<BoundPlan> inputs = union.inputs().stream().map(input -> narrowed(input, wanted)).toList();
        boolean saves = false;
        for (int i = 0; i < inputs.size(); i++) {
            saves |= inputs.get(i) != union.inputs().get(i);
        }
        return saves
                ? new BoundPlan.Union(inputs.stream().map(input -> exactly(input, narrow)).toList(), narrow)
                : union;
    }

    private static BoundPlan exactly(BoundPlan input, Schema schema) {
        if (input.schema().equals(schema)) {
            return input;
        }
        List<BoundPlan.Output> outputs =
                schema.fields().stream()
                        .map(field -> new BoundPlan.Output(field, new BoundExpr.Ref(field.name(), field.type())))
                        .toList();
        return new BoundPlan.Project(input, outputs, schema);
    }

    /// The fields that are wanted, at least one: a table without columns would forget how many rows it has. The first
    /// one of those that take the least room is the least to read.
    private static Schema narrow(Schema schema, Set<String> wanted) {
        List<Field> fields = schema.fields().stream().filter(field -> wanted.contains(field.name())).toList();
        return fields.isEmpty() && schema.size() > 0
                ? new Schema(
                        List.of(Collections.min(schema.fields(), Comparator.comparingInt(NarrowColumns::width))),
                        schema.metadata())
                : new Schema(fields, schema.metadata());
    }

    private static int width(Field field) {
        return switch (Layout.of(field.type())) {
            case Layout.Bits _ -> 0;
            case Layout.Fixed(int bytes) -> bytes;
            default -> Integer.MAX_VALUE;
        };
    }
}
