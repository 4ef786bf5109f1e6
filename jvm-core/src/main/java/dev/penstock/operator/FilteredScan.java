package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.column.Batch;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.plan.Plan;
import dev.penstock.source.parquet.RowFilter;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A filter of a scan of Parquet files, run as one: the scan decodes what the filter reads, and of the other columns
/// what passes it and somebody above wants.
///
/// @param schema the columns that are wanted
record FilteredScan(BoundPlan.Filter filter, BoundPlan.FileScan scan, Schema schema) {
    /// Whether the node is such a filter. A function that is not pure must see all rows, so its filter stays above.
    static boolean isOne(BoundPlan plan) {
        return plan instanceof BoundPlan.Filter filter
                && filter.input() instanceof BoundPlan.FileScan scan
                && scan.scan().format() == Plan.Format.PARQUET
                && !UserFunctions.isImpure(filter.predicate());
    }

    /// The scan for the filters and projections right above it, the lowest first.
    static FilteredScan below(List<BoundPlan> nodes, BoundPlan.Filter filter) {
        var scan = (BoundPlan.FileScan) filter.input();
        return new FilteredScan(filter, scan, wanted(nodes, scan.schema()));
    }

    /// The columns that the nodes read; all of them without a projection, which would leave some out.
    private static Schema wanted(List<BoundPlan> nodes, Schema schema) {
        Set<String> names = new LinkedHashSet<>();
        for (BoundPlan node : nodes) {
            switch (node) {
                case BoundPlan.Filter above -> collect(above.predicate(), names);
                case BoundPlan.Project project -> {
                    project.outputs().forEach(output -> collect(output.expression(), names));
                    return new Schema(
                            schema.fields().stream().filter(field -> names.contains(field.name())).toList(),
                            schema.metadata());
                }
                default -> throw new AssertionError(node);
            }
        }
        return schema;
    }

    private static void collect(BoundExpr expression, Set<String> names) {
        if (expression instanceof BoundExpr.Ref(String name, _)) {
            names.add(name);
        }
        expression.children().forEach(child -> collect(child, names));
    }

    Morsels morsels(CoreRun run) {
        Set<String> read = new LinkedHashSet<>();
        collect(filter.predicate(), read);
        List<Field> fields = scan.schema().fields().stream().filter(field -> read.contains(field.name())).toList();
        return ParquetMorsels.of(
                scan,
                schema,
                fields,
                Conditions.of(filter.predicate(), scan.schema()),
                (seen, kept) -> new ProgramFilter(filter.predicate(), seen, kept, run),
                run.morselRows(),
                run);
    }

    /// The predicate as a program over what the scan shows of the rows.
    private static final class ProgramFilter implements RowFilter {
        private final RowProgram program;

        ProgramFilter(BoundExpr predicate, Schema seen, Schema kept, CoreRun run) {
            var filter = new BoundPlan.Filter(new BoundPlan.FrameScan("rows", seen), predicate);
            List<BoundPlan.Output> outputs =
                    kept.fields().stream()
                            .map(field -> new BoundPlan.Output(field, new BoundExpr.Ref(field.name(), field.type())))
                            .toList();
            var project = new BoundPlan.Project(filter, outputs, kept);
            program =
                    new RowProgram(
                            List.of(filter, project), seen, run.context().allocator(), run.context().cancellation());
        }

        @Override
        public @Nullable Batch keep(Batch batch) {
            return program.run(batch, 0, Math.toIntExact(batch.rows()));
        }

        @Override
        public void close() {
            program.close();
        }
    }
}
