package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.duckdb.DuckDbEngine;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.run.PlanEngine;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The core and DuckDB over the same random tables, which share most of their values.
final class BothEngines implements AutoCloseable {
    private static final int[] BATCH_ROWS = {1, 2, 7, 16_384};
    private static final double TOLERANCE = 1e-6;

    /// More rows in batches of one row each take long.
    private static final long MOST_ROWS = 10_000;

    private final TestMemory memory;
    private final RandomValues random;
    private final RandomValues holding = new RandomValues(3);
    private final Map<String, Frame> frames = new LinkedHashMap<>();
    private final Map<DataType, List<Object>> pools = new HashMap<>();
    private final CoreEngine core = new CoreEngine(2);
    private final DuckDbEngine duckdb;

    BothEngines(TestMemory memory, RandomValues random, Path spill) {
        this.memory = memory;
        this.random = random;
        Path library = Path.of(System.getProperty("penstock.duckdb.library"));
        var functions = FunctionRegistry.load(BothEngines.class.getClassLoader());
        duckdb = new DuckDbEngine(library, 1L << 28, 2, spill, 1L << 28, functions);
    }

    /// A table of several batches, each column of each in a style of its own.
    ///
    /// @param distinct about how many values a column has
    BothEngines with(String name, Schema schema, int rows, int distinct) {
        var batches = new ArrayList<Batch>();
        for (int left = rows; left > 0; ) {
            int part = 1 + random.below(left);
            var columns = new ArrayList<Column>();
            for (Field field : schema.fields()) {
                List<Object> pool = pools.computeIfAbsent(field.type(), type -> random.values(type, distinct, 0.1));
                List<Object> values = IntStream.range(0, part).mapToObj(_ -> random.oneOf(pool)).toList();
                columns.add(memory.columns().in(random.style()).of(field.type(), values));
            }
            batches.add(new Batch(schema, part, columns));
            left -= part;
        }
        frames.put(name, new Frame(schema, batches));
        return this;
    }

    /// Runs a plan on both engines, unless one of them refuses it, and says whether it did.
    ///
    /// @param ordered whether the rows have an order
    boolean agree(Plan plan, boolean ordered) {
        BoundPlan bound = bound(plan);
        if (bound == null || !handles(bound, core) || !handles(bound, duckdb)) {
            return false;
        }
        if (rows(plan instanceof Plan.Aggregate groups ? groups.input() : plan) > MOST_ROWS) {
            return false;
        }
        int batchRows = BATCH_ROWS[random.below(BATCH_ROWS.length)];
        // Every other one over the disk.
        long mostHeld = holding.below(2) == 0 ? 1 + holding.below(300) : Long.MAX_VALUE;
        var ours = new TestRun(core, memory.allocator(), 1 + random.below(2), batchRows, mostHeld);
        var theirs = new TestRun(duckdb, memory.allocator(), 2, 16_384);
        try {
            Object expected = answer(theirs, bound);
            Object actual = answer(ours, bound);
            if (expected instanceof Rows rows && actual instanceof Rows found) {
                (ordered ? found : found.sorted()).assertClose(ordered ? rows : rows.sorted(), TOLERANCE);
                new SameUnderRules(ours, duckdb, frames).check(bound, found, ordered, TOLERANCE);
            } else {
                assertThat(actual).isEqualTo(expected);
            }
            new EndedEarly(core, memory, frames, holding).check(bound, Math.max(2, batchRows));
        } catch (AssertionError e) {
            throw new AssertionError(
                    "in batches of " + batchRows + ", holding " + mostHeld + ": " + plan + "\n" + e.getMessage(), e);
        }
        return true;
    }

    /// How many rows come of a plan; 0 where an error does.
    private long rows(Plan plan) {
        BoundPlan count =
                bound(new Plan.Aggregate(plan, List.of(), List.of(as(new Expr.RowCount(), "rows")), null, false));
        try {
            Rows counted = new TestRun(duckdb, memory.allocator(), 2, 16_384).rows(requireNonNull(count), frames);
            return ((Number) counted.rows().getFirst().getFirst()).longValue();
        } catch (PenstockException e) {
            return 0;
        }
    }

    /// The rows, or why there are none.
    private Object answer(TestRun run, BoundPlan plan) {
        try {
            return run.rows(plan, frames);
        } catch (PenstockException e) {
            return e.code() + ": " + e.getMessage();
        }
    }

    private @Nullable BoundPlan bound(Plan plan) {
        var catalog = new Frames();
        frames.forEach((name, frame) -> catalog.with(name, frame.schema()));
        try {
            return catalog.bind(plan);
        } catch (PenstockException e) {
            return null;
        }
    }

    private static boolean handles(BoundPlan plan, PlanEngine engine) {
        return engine.refusal(plan) == null && plan.inputs().stream().allMatch(input -> handles(input, engine));
    }

    @Override
    public void close() {
        frames.values().forEach(Frame::close);
        core.close();
        duckdb.close();
    }
}
