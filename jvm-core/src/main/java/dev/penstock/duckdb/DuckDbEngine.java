package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.plan.Plan;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The engine that renders plans to SQL. In memory only, with a spill folder of its own; it never opens a database
/// file.
public final class DuckDbEngine implements PlanEngine, AutoCloseable {
    /// @param library DuckDB's native library; loaded when the first plan needs it
    public DuckDbEngine(Path library, long memoryLimitBytes, int threads, Path spillFolder, long spillLimitBytes) {}

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public @Nullable String refusal(BoundPlan node) {
        return null;
    }

    @Override
    public BatchStream run(BoundPlan plan, RunContext context) {
        return notBuilt();
    }

    @Override
    public String describe(BoundPlan plan) {
        return "";
    }

    /// See [dev.penstock.bind.Catalog#files].
    public Schema files(Plan.Scan scan) {
        return FilesSql.schema(scan, this);
    }

    /// See [dev.penstock.bind.Catalog#sql].
    public Schema sql(String text, Map<String, Schema> tables) {
        return notBuilt();
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // goes with the first real engine
    private static <T> T notBuilt() {
        throw new dev.penstock.error.PenstockException(
                dev.penstock.error.ErrorCode.UNSUPPORTED_OPERATION, "this engine is not built yet");
    }

    @Override
    public void close() {}
}
