package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.AggregateCall;
import dev.penstock.function.ScalarCall;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Function;
import dev.penstock.plan.Plan;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Plans as SQL: one query inside of the other, each with the columns of its node in their order, called as [SqlNames]
/// says, of the types that [SqlTypes] says.
///
/// DuckDB keeps the order of rows through filters, projections, unions, unnesting and `row_number() OVER ()`, but not
/// through joins, aggregates, windows and materialised common table expressions: behind those, a node that promises an
/// order sorts by [Sql#ROW].
final class PlanSql {
    /// Where rows of ours come from.
    interface Leaves {
        /// What stands behind FROM for a [BoundPlan.FrameScan], [BoundPlan.StreamScan], [BoundPlan.Exchange] or
        /// [BoundPlan.Sample].
        String rows(BoundPlan leaf);

        /// The call of a user's function.
        default String call(ScalarCall call, List<String> arguments) {
            return SqlForm.call(Sql.name(call.name() + call.settings()), arguments);
        }

        /// A user's SQL text, in which users' functions are called. The macros that they are have a name in it, and its
        /// parameters are those of the whole query.
        default String text(BoundPlan.Sql sql) {
            return sql.text();
        }
    }

    /// Aggregates that can do with a number in place of a value.
    private static final Set<Function> COUNTING =
            Set.of(
                    Aggregation.LEN,
                    Aggregation.COUNT,
                    Aggregation.NULL_COUNT,
                    Aggregation.HAS_NULLS,
                    Aggregation.FIRST,
                    Aggregation.LAST);

    private final Leaves leaves;

    PlanSql(Leaves leaves) {
        this.leaves = leaves;
    }

    /// A query with the rows of the plan.
    String of(BoundPlan plan) {
        return switch (plan) {
            case BoundPlan.FrameScan _, BoundPlan.StreamScan _, BoundPlan.Exchange _, BoundPlan.Sample _ ->
                    "SELECT * FROM " + leaves.rows(plan);
            case BoundPlan.FileScan scan -> "SELECT * FROM " + FilesSql.from(scan, leaves);
            case BoundPlan.Filter filter -> {
                SqlNames names = SqlNames.of(filter.schema());
                yield "SELECT * FROM "
                        + from(filter.input())
                        + " WHERE "
                        + ExpressionSql.of(filter.predicate(), names, leaves);
            }
            case BoundPlan.Project project -> project(project);
            case BoundPlan.Cache cache -> project(cache.transparent());
            case BoundPlan.Window window -> window(window);
            case BoundPlan.Aggregate aggregate -> aggregate(aggregate);
            case BoundPlan.Join join -> new JoinSql(this, join).sql();
            case BoundPlan.AsofJoin join -> new AsofSql(this, join).sql();
            case BoundPlan.Sort sort -> OrderSql.sort(sort, this);
            case BoundPlan.TopK top -> OrderSql.topK(top, this);
            case BoundPlan.Slice slice -> OrderSql.slice(slice, this);
            case BoundPlan.Distinct distinct -> OrderSql.distinct(distinct, this);
            case BoundPlan.Union union -> union(union);
            case BoundPlan.MergeSorted merge -> of(merge.sorted());
            case BoundPlan.Zip zip -> new ZipSql(this, zip).sql();
            case BoundPlan.Explode explode -> ReshapeSql.explode(explode, this);
            case BoundPlan.Unpivot unpivot -> ReshapeSql.unpivot(unpivot, this);
            case BoundPlan.RowIndex index -> rowIndex(index);
            case BoundPlan.Sql sql -> {
                var tables = new LinkedHashMap<String, String>();
                sql.tables().forEach((name, table) -> tables.put(name, expression(table)));
                yield SqlText.query(leaves.text(sql), tables, sql.answer());
            }
            case BoundPlan.WindowRows rows -> new WindowRowsSql(this, rows).sql();
            case BoundPlan.TableCall _, BoundPlan.Sink _ ->
                    throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION, "DuckDB cannot run " + plan.getClass().getSimpleName());
        };
    }

    /// The statement that makes a table of a user's statement a relation of the connection, by its name.
    String relation(String name, BoundPlan table) {
        return "CREATE TEMP " + (readsStreams(table) ? "TABLE " : "VIEW ") + Sql.name(name) + " AS " + of(table);
    }

    /// A table of a user's text, behind AS in a WITH. Files and frames are read as often as the text names them, each
    /// time with the filters and the columns of that place.
    private String expression(BoundPlan table) {
        boolean again = table instanceof BoundPlan.FrameScan || table instanceof BoundPlan.FileScan;
        return (readsStreams(table) ? "MATERIALIZED (" : again ? "NOT MATERIALIZED (" : "(") + of(table) + ")";
    }

    /// Whether there are rows below that can be read once only, while a user's text may name a table twice.
    private static boolean readsStreams(BoundPlan plan) {
        return plan instanceof BoundPlan.StreamScan
                || plan instanceof BoundPlan.Exchange
                || (plan instanceof BoundPlan.FileScan scan && scan.scan().format() != Plan.Format.PARQUET)
                || plan instanceof BoundPlan.Sample
                || plan.inputs().stream().anyMatch(PlanSql::readsStreams);
    }

    /// Where rows and functions come from.
    Leaves leaves() {
        return leaves;
    }

    /// The plan's rows behind FROM.
    String from(BoundPlan plan) {
        return switch (plan) {
            case BoundPlan.FrameScan _, BoundPlan.StreamScan _, BoundPlan.Exchange _, BoundPlan.Sample _ ->
                    leaves.rows(plan);
            default -> "(" + of(plan) + ")";
        };
    }

    /// The plan's rows behind FROM, with [Sql#ROW] in front of the columns.
    String numbered(BoundPlan plan) {
        return "(SELECT row_number() OVER () AS " + Sql.ROW + ", * FROM " + from(plan) + ")";
    }

    /// The columns of a schema behind SELECT.
    static String columns(Schema schema) {
        return items(SqlNames.of(schema).all());
    }

    /// Columns of an output behind SELECT.
    static String items(List<String> items) {
        return items.isEmpty() ? "NULL::BOOLEAN AS " + Sql.NONE : Sql.list(items);
    }

    private String project(BoundPlan.Project project) {
        SqlNames input = SqlNames.of(project.input().schema());
        SqlNames output = SqlNames.of(project.schema());
        var items = new ArrayList<String>();
        for (BoundPlan.Output column : project.outputs()) {
            items.add(ExpressionSql.of(column.expression(), input, leaves) + " AS " + output.of(column.name()));
        }
        return "SELECT " + items(items) + " FROM " + from(project.input());
    }

    private String window(BoundPlan.Window window) {
        Schema input = window.input().schema();
        SqlNames names = SqlNames.of(input);
        SqlNames output = SqlNames.of(window.schema());
        requireNatural(window.partitionBy(), input, "to partition by");
        var items = new ArrayList<>(names.all());
        var inner = new LinkedHashSet<String>();
        for (BoundPlan.Computed computed : window.windows()) {
            requireComputable(computed, input);
            String value = WindowSql.of(computed, window.partitionBy(), input, names);
            items.add(value + " AS " + output.of(computed.name()));
            inner.addAll(WindowSql.inner(computed, window.partitionBy(), input, names));
        }
        String rows = numbered(window.input());
        if (!inner.isEmpty()) {
            rows = "(SELECT *, " + Sql.list(List.copyOf(inner)) + " FROM " + rows + ")";
        }
        return "SELECT " + Sql.list(items) + " FROM " + rows + " ORDER BY " + Sql.ROW;
    }

    private String aggregate(BoundPlan.Aggregate aggregate) {
        Schema input = aggregate.input().schema();
        SqlNames names = SqlNames.of(input);
        SqlNames output = SqlNames.of(aggregate.schema());
        requireNatural(aggregate.keys(), input, "as a key");
        if (aggregate.schema().size() == 0) {
            return "SELECT NULL::BOOLEAN AS " + Sql.NONE;
        }
        boolean numbered = aggregate.maintainOrder() && !aggregate.keys().isEmpty();
        var items = new ArrayList<String>();
        for (String key : aggregate.keys()) {
            items.add("t." + names.of(key) + " AS " + output.of(key));
        }
        for (BoundPlan.Computed computed : aggregate.aggregates()) {
            requireComputable(computed, input);
            numbered |= AggregateSql.needsRow(computed);
            String value =
                    computed.function() instanceof UserFunctions.Aggregate(AggregateCall call)
                            ? user(call, computed, names)
                            : AggregateSql.of(computed, input, names);
            items.add(value + " AS " + output.of(computed.name()));
        }
        var sql = new StringBuilder("SELECT ").append(Sql.list(items)).append(" FROM ");
        sql.append(numbered ? numbered(aggregate.input()) : from(aggregate.input())).append(" AS t");
        if (!aggregate.keys().isEmpty()) {
            sql.append(" GROUP BY ").append(Sql.list(names.each(aggregate.keys()).stream().map("t."::concat).toList()));
            if (aggregate.maintainOrder()) {
                sql.append(" ORDER BY min(t.").append(Sql.ROW).append(')');
            }
        }
        return sql.toString();
    }

    /// A user's aggregate: its function, of the list of the group's rows.
    private String user(AggregateCall call, BoundPlan.Computed computed, SqlNames names) {
        String rows = GroupLists.rows(names.each(computed.arguments()), " ORDER BY " + Sql.ROW);
        String filter = computed.filter() == null ? "" : " FILTER (WHERE " + names.of(computed.filter()) + ")";
        return leaves.call(new GroupLists(call), List.of(rows + filter));
    }

    private static void requireComputable(BoundPlan.Computed computed, Schema input) {
        if (!COUNTING.contains(computed.function())) {
            requireNatural(computed.arguments(), input, "by " + computed.function().symbol());
        }
        requireNatural(computed.orderBy().stream().map(BoundPlan.Key::column).toList(), input, "to order by");
    }

    /// @throws PenstockException with code UNSUPPORTED_TYPE for a column whose values DuckDB does not know
    static void requireNatural(List<String> columns, Schema schema, String use) {
        for (String column : columns) {
            SqlTypes.requireNatural(column, schema.field(column).type(), use);
        }
    }

    private String union(BoundPlan.Union union) {
        SqlNames output = SqlNames.of(union.schema());
        var queries = new ArrayList<String>();
        for (BoundPlan input : union.inputs()) {
            SqlNames names = SqlNames.of(input.schema());
            var items = new ArrayList<String>();
            for (Field field : union.schema().fields()) {
                items.add(
                        value(names, input.schema().field(field.name()), field.type())
                                + " AS "
                                + output.of(field.name()));
            }
            queries.add("SELECT " + items(items) + " FROM " + from(input));
        }
        return String.join(" UNION ALL ", queries);
    }

    /// A column as it is when its type in SQL is that of `type` already.
    private static String value(SqlNames names, Field field, DataType type) {
        String sql = SqlTypes.of(type);
        String name = names.of(field.name());
        return sql.equals(SqlTypes.of(field.type())) ? name : name + "::" + sql;
    }

    private String rowIndex(BoundPlan.RowIndex index) {
        SqlNames output = SqlNames.of(index.schema());
        SqlNames input = SqlNames.of(index.input().schema());
        var items = new ArrayList<String>();
        for (Field field : index.schema().fields()) {
            String name = field.name();
            boolean isIndex = name.equals(index.name());
            String value =
                    isIndex
                            ? "(row_number() OVER () + " + (index.offset() - 1) + ")::" + SqlTypes.of(field.type())
                            : input.of(name);
            items.add(value + " AS " + output.of(name));
        }
        return "SELECT " + Sql.list(items) + " FROM " + from(index.input());
    }
}
