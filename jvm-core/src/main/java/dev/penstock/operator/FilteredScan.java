package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.plan.Plan;
import dev.penstock.source.parquet.Condition;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A scan of Parquet files with what takes rows away above it, run as one: the scan decodes what the filter and the
/// joins look at, and of the other columns what passes them and somebody above wants.
///
/// @param predicate null when it is joins alone
/// @param partners joins that drop rows, in the order in which they are asked
/// @param schema the columns that are wanted
record FilteredScan(@Nullable BoundExpr predicate, BoundPlan.FileScan scan, List<Partners> partners, Schema schema) {
    /// 64 bits hold all numbers of so many digits.
    private static final int LONG_DIGITS = 18;

    /// Whether the node is a filter of such a scan. A function that is not pure must see all rows, so its filter stays
    /// above.
    static boolean isOne(BoundPlan plan) {
        return plan instanceof BoundPlan.Filter filter
                && isParquet(filter.input())
                && !UserFunctions.isImpure(filter.predicate());
    }

    static boolean isParquet(BoundPlan plan) {
        return plan instanceof BoundPlan.FileScan scan && scan.scan().format() == Plan.Format.PARQUET;
    }

    /// The scan for the filters and projections right above it, the lowest first.
    ///
    /// @param node the scan, or a filter of it
    static FilteredScan below(List<BoundPlan> nodes, BoundPlan node, List<Partners> partners) {
        BoundExpr predicate = node instanceof BoundPlan.Filter filter ? filter.predicate() : null;
        var scan = (BoundPlan.FileScan) (predicate == null ? node : node.inputs().getFirst());
        Schema wanted = wanted(nodes, scan.schema());
        // What computes with the columns gives them their own types where it hands them on.
        return new FilteredScan(
                predicate, scan, List.copyOf(partners), nodes.isEmpty() ? wanted : narrow(wanted, scan));
    }

    /// The columns in the types in which they are computed with most easily: decimals of 64 bits, if that is enough.
    private static Schema narrow(Schema schema, BoundPlan.FileScan scan) {
        return new Schema(
                schema.fields().stream().map(field -> narrow(field, scan.scan())).toList(), schema.metadata());
    }

    private static Field narrow(Field field, Plan.Scan scan) {
        return isStored(scan)
                        && field.type() instanceof DataType.Decimal(int bits, int precision, int scale)
                        && bits == 128
                        && precision <= LONG_DIGITS
                ? field.typed(new DataType.Decimal(64, precision, scale))
                : field;
    }

    /// What a filter looks at: texts are not copied for that.
    private static Field seen(Field field, Plan.Scan scan) {
        return isStored(scan) && field.type() instanceof DataType.Utf8
                ? field.typed(new DataType.Utf8(DataType.Bytes.VIEWS))
                : narrow(field, scan);
    }

    /// Whether the columns are those of the files, which are read as any type with the same values.
    private static boolean isStored(Plan.Scan scan) {
        return scan.schema() == null
                && scan.schemaOverrides().isEmpty()
                && !scan.options().has("hive_schema")
                && !scan.options().has("include_file_paths");
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
        if (predicate != null) {
            collect(predicate, read);
        }
        partners.forEach(join -> read.addAll(join.keys()));
        List<Field> fields =
                scan.schema().fields().stream()
                        .filter(field -> read.contains(field.name()))
                        .map(field -> predicate == null ? schema.field(field.name()) : seen(field, scan.scan()))
                        .toList();
        ScanPredicate parts = ScanPredicate.of(predicate, this::tested);
        return ParquetMorsels.of(
                scan,
                schema,
                fields,
                predicate == null ? Condition.UNKNOWN : Conditions.of(predicate, scan.schema()),
                (seen, kept) -> new ScanFilter(parts, partners, seen, kept, run, run.counter(scan)),
                run.morselRows(),
                run);
    }

    /// What a test looks at: the type in which the column is wanted, so that its dictionary is read once.
    private Field tested(String name) {
        return schema.contains(name) ? schema.field(name) : seen(scan.schema().field(name), scan.scan());
    }
}
