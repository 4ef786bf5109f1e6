package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.SqlAnswer;
import dev.penstock.bind.UserFunctions;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.plan.DeepStack;
import dev.penstock.plan.Function;
import dev.penstock.plan.MathFunction;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The engine that renders plans to SQL. In memory only, with a spill folder of its own; it never opens a database
/// file.
public final class DuckDbEngine implements PlanEngine, AutoCloseable {
    private static final String NO_HASH = "does not hash as the core engine does";

    private final Path library;
    private final Database.Settings settings;
    private final SqlCalls sqlCalls;
    private @Nullable Database database;
    private boolean closed;

    /// @param library DuckDB's native library; loaded when the first plan needs it
    /// @param functions those that SQL texts may call
    public DuckDbEngine(
            Path library,
            long memoryLimitBytes,
            int threads,
            Path spillFolder,
            long spillLimitBytes,
            FunctionRegistry functions) {
        this.library = library;
        this.sqlCalls = new SqlCalls(functions);
        settings = new Database.Settings(memoryLimitBytes, threads, spillFolder, spillLimitBytes);
    }

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public @Nullable String refusal(BoundPlan node) {
        return switch (node) {
            case BoundPlan.TableCall _ -> "table functions need no engine";
            case BoundPlan.WindowRows rows -> WindowRowsSql.refusal(rows);
            case BoundPlan.Window window when window.windows().stream().anyMatch(DuckDbEngine::isUsers) ->
                    "has no users' functions over groups of rows, nor in an order of their own";
            case BoundPlan.Aggregate aggregate
                    when aggregate.aggregates().stream()
                            .anyMatch(a -> isUsers(a) && !(a.function() instanceof UserFunctions.Aggregate)) ->
                    "has no functions of whole groups";
            case BoundPlan.Aggregate aggregate
                    when aggregate.aggregates().stream().anyMatch(a -> isUsers(a) && !a.orderBy().isEmpty()) ->
                    "has no users' functions in an order of their own";
            case BoundPlan.Filter filter when hashes(filter.predicate()) -> NO_HASH;
            case BoundPlan.Project project
                    when project.outputs().stream().anyMatch(output -> hashes(output.expression())) ->
                    NO_HASH;
            default -> null;
        };
    }

    /// Of windows that overlap, each row becomes as many rows as there are windows that have it.
    @Override
    public boolean isSlow(BoundPlan node) {
        return node instanceof BoundPlan.WindowRows;
    }

    /// Nobody but DuckDB knows what a user's text reads of a table.
    @Override
    public boolean readsFiles(BoundPlan node, BoundPlan.FileScan files) {
        return node instanceof BoundPlan.Sql && PlainFiles.are(files);
    }

    private static boolean isUsers(BoundPlan.Computed computed) {
        return computed.function() instanceof Function.OfUserForGroups
                || computed.function() instanceof Function.OfUserForSeries;
    }

    /// Hashes are the core engine's, so that the same value has the same hash in every plan.
    private static boolean hashes(BoundExpr expression) {
        return (expression instanceof BoundExpr.Call call && call.function() == MathFunction.HASH)
                || expression.children().stream().anyMatch(DuckDbEngine::hashes);
    }

    @Override
    public BatchStream run(BoundPlan plan, RunContext context) {
        if (plan instanceof BoundPlan.Sink sink) {
            return Sinks.run(sink, this, context);
        }
        if (plan instanceof BoundPlan.Sql sql && sql.writes()) {
            return statement(sql, context);
        }
        return answer(plans -> DeepStack.call(Levels.of(plan), () -> plans.of(plan)), plan, plan.schema(), context);
    }

    /// Runs a statement whose answer has the columns of `schema`.
    ///
    /// @param plan that the statement runs, for reports
    BatchStream answer(
            java.util.function.Function<PlanSql, String> sql, BoundPlan plan, Schema schema, RunContext context) {
        return start(database(), new Run(this, database(), context, plan), run -> sql.apply(new PlanSql(run)), schema);
    }

    /// Runs a statement that writes, in a database of its own: what it makes, attaches or loads there is gone
    /// afterwards, and no other query ever sees it.
    private BatchStream statement(BoundPlan.Sql sql, RunContext context) {
        var own = new OwnDatabase(database().capi(), settings);
        var run = new Run(this, own.database(), context, sql, own);
        return start(own.database(), run, r -> r.statement(sql), sql.schema());
    }

    /// @param run closed with the answer, or when there is none
    private static BatchStream start(
            Database opened, Run run, java.util.function.Function<Run, String> sql, Schema schema) {
        try {
            return start(opened, sql.apply(run), schema, run);
        } catch (PenstockException e) {
            PenstockException failed = run.failed(e);
            run.close();
            throw failed;
        } catch (Throwable e) {
            run.close();
            throw e;
        }
    }

    private static BatchStream start(Database opened, String sql, Schema schema, Run run) {
        Connection connection = opened.connect(Levels.of(sql));
        Statement statement = null;
        try {
            run.prepare(connection);
            if (run.context().profiled()) {
                connection.execute(Profile.ENABLE);
            }
            statement = connection.prepare(sql);
            run.bind(statement);
            statement.requireTypes(schema);
            return new ResultStream(opened.capi(), schema, run, connection, statement);
        } catch (Throwable e) {
            if (statement != null) {
                statement.close();
            }
            connection.close();
            throw e;
        }
    }

    @Override
    public String describe(BoundPlan plan) {
        var plans = new PlanSql(DuckDbEngine::shown);
        if (plan instanceof BoundPlan.Sql sql && sql.writes()) {
            var statements = new ArrayList<String>();
            sql.tables().forEach((name, table) -> statements.add(plans.relation(name, table)));
            statements.add(sql.text());
            return String.join(";\n", statements);
        }
        return DeepStack.call(
                Levels.of(plan),
                () -> plan instanceof BoundPlan.Sink sink ? Sinks.describe(sink, plans) : plans.of(plan));
    }

    private static String shown(BoundPlan leaf) {
        return switch (leaf) {
            case BoundPlan.FrameScan(String handle, _) -> Sql.name("frame " + handle);
            case BoundPlan.StreamScan(String handle, _) -> Sql.name("stream " + handle);
            case BoundPlan.Exchange(int id, _) -> Sql.name("fragment " + id);
            case BoundPlan.FileScan scan -> Sql.name("files " + String.join(", ", scan.scan().paths()));
            case BoundPlan.Sample sample -> Sql.name("sample of " + sample.input().schema().names());
            default -> throw new AssertionError(leaf);
        };
    }

    Schema sql(String text, Map<String, Schema> tables) {
        return sql(text, tables, Map.of(), false).schema();
    }

    /// See [dev.penstock.bind.Catalog#sql].
    public SqlAnswer sql(
            String text,
            Map<String, Schema> tables,
            Map<String, BoundExpr.Constant> parameters,
            boolean allowSideEffects) {
        return SqlText.answer(text, tables, parameters, allowSideEffects, database(), sqlCalls);
    }

    SqlCalls sqlCalls() {
        return sqlCalls;
    }

    /// The database, opened at the first call.
    synchronized Database database() {
        if (closed) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the engine was closed");
        }
        Database opened = database;
        if (opened == null) {
            opened = new Database(new Capi(library), settings);
            database = opened;
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (database != null) {
            database.close();
            database = null;
        }
    }
}
