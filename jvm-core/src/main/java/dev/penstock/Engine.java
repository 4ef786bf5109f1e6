package dev.penstock;

import dev.penstock.bind.Binder;
import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.Catalog;
import dev.penstock.bind.SqlAnswer;
import dev.penstock.duckdb.DuckDbEngine;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.BlockPool;
import dev.penstock.memory.Budget;
import dev.penstock.operator.CoreEngine;
import dev.penstock.optimize.Optimizer;
import dev.penstock.optimize.Rules;
import dev.penstock.plan.DeepStack;
import dev.penstock.plan.Plan;
import dev.penstock.plan.PlanLimits;
import dev.penstock.run.FragmentPlanner;
import dev.penstock.run.PlanEngine;
import dev.penstock.source.FilesScan;
import dev.penstock.source.parquet.ScanColumns;
import dev.penstock.spill.SpillFolder;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The front door: holds threads and memory, and makes queries of plans. Thread-safe; closed by whoever opened it.
public final class Engine implements AutoCloseable {
    private final EngineConfig config;
    private final Budget budget;
    private final BlockPool pool;
    private final SpillFolder spill;
    private final CoreEngine core;
    private final @Nullable DuckDbEngine duckdb;
    private final FunctionRegistry functions;
    private final FragmentPlanner fragments;
    private final FileFacts fileFacts = new FileFacts();
    private final PlanCache plans = new PlanCache();
    private final ResultCache results = new ResultCache();
    private final Deadlines deadlines = new Deadlines();
    private final Optimizer optimizer = new Optimizer(Rules.ALL, Rules.WHOLE);

    public Engine(EngineConfig config) {
        this.config = config;
        budget = Budget.root("the engine", config.memoryLimitBytes());
        budget.reclaimFrom(results);
        pool = new BlockPool(config.memoryLimitBytes() / 8);
        spill = SpillFolder.create(config.spillFolder(), config.spillLimitBytes());
        core = new CoreEngine(config.threads());
        functions = FunctionRegistry.load(Engine.class.getClassLoader());
        Path library = config.duckdbLibrary();
        duckdb =
                library == null
                        ? null
                        : new DuckDbEngine(
                                library,
                                config.duckdbMemoryLimitBytes(),
                                config.threads(),
                                spill.path(),
                                config.spillLimitBytes(),
                                functions);
        List<PlanEngine> engines = new ArrayList<>();
        engines.add(core);
        if (duckdb != null) {
            engines.add(duckdb);
        }
        fragments = new FragmentPlanner(engines);
    }

    /// A query that is bound but does not run yet. It keeps the frames and streams that the plan names until it is
    /// closed.
    ///
    /// @throws PenstockException for a plan that does not fit together
    public Query query(Plan plan, QueryOptions options, Sources sources) {
        long opened = System.nanoTime();
        // A level of a written plan becomes a few levels of a bound one.
        return DeepStack.call(
                4 * PlanLimits.check(plan),
                () -> {
                    PlanCache.Key key = PlanCache.key(plan, options, sources);
                    PlanCache.Known known = plans.get(key, () -> prepared(plan, options, sources));
                    return new Query(this, plan, known, key, options, sources, opened);
                });
    }

    private PlanCache.Known prepared(Plan plan, QueryOptions options, Sources sources) {
        BoundPlan bound = new Binder(catalog(sources), functions).bind(plan);
        OwnInputs.refuse(bound);
        SideEffects.refuseInside(bound);
        KnownTables tables = KnownTables.of(bound, sources, fileFacts);
        return new PlanCache.Known(bound, optimizer.optimize(bound, options.disabledRules(), tables), tables);
    }

    public EngineConfig config() {
        return config;
    }

    /// What all queries and frames of this engine hold.
    public Budget budget() {
        return budget;
    }

    /// Memory that counts against the engine as a whole, for frames that outlive their query.
    public Allocator allocator() {
        return new Allocator(pool, budget);
    }

    /// The functions that plans and SQL may call.
    public FunctionRegistry functions() {
        return functions;
    }

    /// Makes the functions of jars known: see [FunctionRegistry#add(List, Path)].
    public void addJars(List<Path> jars) {
        functions.add(jars, spill.path());
    }

    BlockPool pool() {
        return pool;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    ResultCache results() {
        return results;
    }

    FragmentPlanner fragments() {
        return fragments;
    }

    SpillFolder spillFolder() {
        return spill;
    }

    private Catalog catalog(Sources sources) {
        return new Catalog() {
            @Override
            public Schema frame(String handle) {
                return sources.frame(handle).schema();
            }

            @Override
            public Schema stream(String handle) {
                return sources.streamSchema(handle);
            }

            @Override
            public Schema files(Plan.Scan scan) {
                return scan.format() == Plan.Format.PARQUET ? ScanColumns.schema(scan) : FilesScan.schema(scan);
            }

            @Override
            public SqlAnswer sql(
                    String text,
                    Map<String, Schema> tables,
                    Map<String, BoundExpr.Constant> parameters,
                    boolean allowSideEffects) {
                return duckdb().sql(text, tables, parameters, allowSideEffects);
            }
        };
    }

    private DuckDbEngine duckdb() {
        if (duckdb == null) {
            throw new PenstockException(
                    ErrorCode.CONFIG, "this engine was set up without DuckDB, which reads files and SQL");
        }
        return duckdb;
    }

    /// Stops the engine's threads and removes its spill files. Queries and frames must be closed before.
    @Override
    public void close() {
        deadlines.close();
        results.close();
        core.close();
        if (duckdb != null) {
            duckdb.close();
        }
        functions.close();
        spill.close();
        pool.close();
    }
}
