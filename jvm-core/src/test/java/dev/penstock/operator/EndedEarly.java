package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.PlanRun;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs plans that do not come to their end, because memory runs out or somebody cancels them: they stop, say why, and
/// give all of their memory back.
///
/// One that waits for ever is found by the limit of time that all tests have.
final class EndedEarly {
    private static final int TIMES = 2;

    private final PlanEngine engine;
    private final TestMemory memory;
    private final Map<String, Frame> frames;
    private final RandomValues random;

    EndedEarly(PlanEngine engine, TestMemory memory, Map<String, Frame> frames, RandomValues random) {
        this.engine = engine;
        this.memory = memory;
        this.frames = frames;
        this.random = random;
    }

    /// @param batchRows of the batches, many of which make it likely that workers are at different places
    void check(BoundPlan plan, int batchRows) {
        Budget ample = Budget.root("a query", 1L << 32);
        PenstockException own = end(ample, plan, batchRows, Integer.MAX_VALUE);
        for (int i = 0; i < TIMES; i++) {
            // Near either end there are the most interesting places.
            long part = (ample.peakBytes() >> random.below(12)) + 1;
            long limit = random.below(2) == 0 ? part : Math.max(0, ample.peakBytes() - part);
            PenstockException starved = end(Budget.root("a query", limit), plan, batchRows, Integer.MAX_VALUE);
            assertReason(starved, ErrorCode.MEMORY_LIMIT, own, plan);
        }
        PenstockException cancelled = end(Budget.root("a query", 1L << 32), plan, batchRows, random.below(4));
        assertReason(cancelled, ErrorCode.CANCELLED, own, plan);
    }

    /// @param own why the plan ends by itself, if it does
    private static void assertReason(
            @Nullable PenstockException found, ErrorCode code, @Nullable PenstockException own, BoundPlan plan) {
        if (found != null && own == null) {
            assertThat(found.code()).as(plan + "\n" + found).isEqualTo(code);
        }
    }

    /// Why the plan ended before its last row, null when it did not.
    private @Nullable PenstockException end(Budget budget, BoundPlan plan, int batchRows, int most) {
        PenstockException reason = null;
        try {
            read(budget, plan, batchRows, most);
        } catch (PenstockException e) {
            reason = e;
        }
        assertThat(budget.usedBytes()).as("with %s bytes, %s batches: %s", budget.limitBytes(), most, plan).isZero();
        return reason;
    }

    /// Reads all rows, unless `most` batches come before the end.
    private void read(Budget budget, BoundPlan plan, int batchRows, int most) {
        var test = new TestRun(engine, new Allocator(memory.pool(), budget), 2 + random.below(2), batchRows);
        try (PlanRun run = test.run(frames);
                BatchStream rows = test.start(run, plan, Map.of())) {
            for (int read = 0; ; read++) {
                if (read == most) {
                    run.cancellation().cancel();
                }
                try (Batch batch = rows.next()) {
                    if (batch == null) {
                        return;
                    }
                }
            }
        }
    }
}
