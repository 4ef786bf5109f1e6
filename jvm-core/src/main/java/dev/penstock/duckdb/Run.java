package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.ScalarCall;
import dev.penstock.plan.DeepStack;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.RunContext;
import dev.penstock.source.FilesScan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one running query holds beside its connection: the rows that it reads, and what went wrong in them.
final class Run implements PlanSql.Leaves, AutoCloseable {
    private static final String PARAMETER = "value";

    private final DuckDbEngine engine;
    private final Database database;
    private final RunContext context;
    private final BoundPlan plan;
    private final Carried carried = new Carried();
    private final List<Scan> scans = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private final List<Long> calls = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final List<String> relations = new ArrayList<>();
    private final @Nullable OwnDatabase own;
    private @Nullable Throwable failure;

    Run(DuckDbEngine engine, Database database, RunContext context, BoundPlan plan) {
        this(engine, database, context, plan, null);
    }

    /// @param own the database if it is this run's alone; adopted
    Run(DuckDbEngine engine, Database database, RunContext context, BoundPlan plan, @Nullable OwnDatabase own) {
        this.own = own;
        this.plan = plan;
        this.engine = engine;
        this.database = database;
        this.context = context;
    }

    RunContext context() {
        return context;
    }

    /// What is run.
    BoundPlan plan() {
        return plan;
    }

    Carried carried() {
        return carried;
    }

    @Override
    public String rows(BoundPlan leaf) {
        return add(
                switch (leaf) {
                    case BoundPlan.FrameScan(String handle, _) ->
                            RowSource.of(context.frame(handle), context.threads());
                    case BoundPlan.StreamScan(String handle, _) -> RowSource.of(context.stream(handle));
                    case BoundPlan.Exchange(int id, _) -> RowSource.of(context.exchange(id));
                    case BoundPlan.FileScan scan ->
                            RowSource.of(new FilesScan(scan.scan(), scan.schema(), context.allocator()));
                    case BoundPlan.Sample sample ->
                            RowSource.of(
                                    new SampleStream(engine.run(sample.input(), context), sample, context.allocator()));
                    default -> throw new AssertionError(leaf);
                },
                context.profiled() ? context.counter(leaf) : null);
    }

    /// The SQL of a scan that reads `source`, which the run adopts.
    ///
    /// @param counter of the rows that are handed over; null when nobody counts
    private String add(RowSource source, @Nullable NodeCounter counter) {
        var scan = new Scan(source, database.capi(), context.allocator(), carried, counter);
        scans.add(scan);
        long number = database.scans().register(scan, this::report);
        numbers.add(number);
        return ScanFunction.NAME + "(" + number + ")";
    }

    @Override
    public String call(ScalarCall call, List<String> arguments) {
        long number = database.calls().register(call, context.functions(), this::report);
        calls.add(number);
        return database.calls().sql(number, call.signature().result(), arguments);
    }

    @Override
    public String text(BoundPlan.Sql sql) {
        texts.add(sql.text());
        return engine.sqlCalls().quoted(Parameters.bound(sql.text(), sql.parameters(), this::parameter));
    }

    /// A statement that writes, as it stands. Its tables are relations of the connection.
    String statement(BoundPlan.Sql sql) {
        var plans = new PlanSql(this);
        sql.tables()
                .forEach((name, table) ->
                        relations.add(DeepStack.call(Levels.of(table), () -> plans.relation(name, table))));
        return text(sql);
    }

    private String parameter(String value) {
        values.add(value);
        return "CAST($" + PARAMETER + values.size() + " AS VARCHAR)";
    }

    /// Gives the statement the values of its parameters.
    void bind(Statement statement) {
        for (int i = 0; i < values.size(); i++) {
            statement.bind(PARAMETER + (i + 1), values.get(i));
        }
    }

    /// Gives the connection what the query needs besides its rows.
    void prepare(Connection connection) {
        texts.forEach(text -> engine.sqlCalls().define(text, connection, this::call));
        relations.forEach(connection::execute);
    }

    private synchronized void report(Throwable e) {
        if (failure == null) {
            failure = e;
        }
    }

    /// What to throw when DuckDB failed: the cause if it lies in our own rows, else what DuckDB says.
    synchronized PenstockException failed(PenstockException reported) {
        if (context.cancellation().isCancelled()) {
            return context.cancellation().orElse(reported);
        }
        return switch (failure) {
            case null -> reported;
            case PenstockException known -> known;
            case Throwable defect ->
                    new PenstockException(ErrorCode.INTERNAL, "reading rows failed: " + defect, defect);
        };
    }

    @Override
    public void close() {
        numbers.forEach(database.scans()::forget);
        calls.forEach(database.calls()::forget);
        scans.forEach(Scan::close);
        carried.close();
        if (own != null) {
            own.close();
        }
    }
}
