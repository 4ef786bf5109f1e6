package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.optimize.Optimizer;
import dev.penstock.optimize.Rules;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.run.Fragment;
import dev.penstock.run.FragmentPlanner;
import dev.penstock.run.PlanRun;
import dev.penstock.run.RunReport;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a plan says twice is computed once, and its rows are kept as long as somebody will read them.
@Timeout(60)
class SharedPartsTest {
    private static final Frames SCHEMAS = new Frames().with("t", "k", Types.INT64, "v", Types.INT32, "s", Types.UTF8);

    @RegisterExtension final TestMemory memory = new TestMemory();

    private static Plan groups(Expr value) {
        return new Plan.Aggregate(
                new Plan.InMemory("t"),
                List.of(col("k")),
                List.of(as(call("sum", value), "all"), as(call("max", col("s")), "last")),
                null,
                false);
    }

    /// Groups beside the groups with the largest sum.
    private static Plan twice(Expr value) {
        Plan most = new Plan.Project(groups(value), List.of(as(call("max", col("all")), "most")));
        return new Plan.Join(
                groups(value),
                most,
                Plan.JoinKind.CROSS,
                List.of(),
                List.of(),
                "_right",
                Plan.JoinValidation.MANY_TO_MANY,
                false,
                null,
                Plan.JoinOrder.NONE);
    }

    private static Fragment cut(Plan plan, CoreEngine core, Set<String> disabled) {
        BoundPlan better = new Optimizer(Rules.ALL, Rules.WHOLE).optimize(SCHEMAS.bind(plan), disabled).plan();
        return new FragmentPlanner(List.of(core)).plan(better, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void bothReadersGetTheRowsOfOneComputation(int threads) {
        try (var core = new CoreEngine(threads)) {
            var run = new TestRun(core, memory.allocator(), threads, 64);
            Map<String, Frame> frames = frames();
            Fragment shared = cut(twice(col("v")), core, Set.of());
            assertThat(shared.inputs()).singleElement().satisfies(input -> assertThat(input.shared()).isTrue());
            Rows expected = run.rows(cut(twice(col("v")), core, Set.of("comm_subplan_elim")), frames);
            run.rows(shared, frames).sorted().assertClose(expected.sorted(), 0);

            try (PlanRun again = run.run(frames)) {
                int rows = Rows.of(again.start(shared, Map.of())).rows().size();
                RunReport report = RunReport.of(shared, again.statistics(), 0, 0);
                // Once, and not once for each reader.
                assertThat(report.fragments().getFirst().rows()).isEqualTo(rows);
                assertThat(report.fragments()).hasSize(2);
            }
        }
    }

    @Test
    void columnsThatNoReaderWantsAreNotKept() {
        try (var core = new CoreEngine(1)) {
            Plan sums = new Plan.Project(twice(col("v")), List.of(col("most"), col("all")));
            assertThat(cut(sums, core, Set.of()).inputs().getFirst().plan().schema().names()).containsExactly("all");
        }
    }

    @Test
    void aFailureReachesWhoeverReads() {
        try (var core = new CoreEngine(2)) {
            var run = new TestRun(core, memory.allocator(), 2, 64);
            Map<String, Frame> frames = frames();
            Plan failing = twice(new Expr.Cast(col("s"), Types.INT64, true, false));
            assertThatThrownBy(() -> run.rows(cut(failing, core, Set.of()), frames))
                    .isInstanceOfSatisfying(
                            PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CAST));
        }
    }

    /// The memory is back in the end: [TestMemory] looks.
    @Test
    void whatNobodyReadsToItsEndIsGivenBack() {
        try (var core = new CoreEngine(2)) {
            var run = new TestRun(core, memory.allocator(), 2, 3);
            Map<String, Frame> frames = frames();
            Plan both = new Plan.Concat(List.of(groups(col("v")), groups(col("v"))), Plan.ConcatKind.VERTICAL);
            Fragment shared = cut(new Plan.Slice(both, 0, 2L), core, Set.of("slice_pushdown"));
            assertThat(shared.inputs().getFirst().shared()).isTrue();
            assertThat(run.rows(shared, frames).rows()).hasSize(2);

            try (PlanRun left = run.run(frames)) {
                BatchStream rows = left.start(shared, Map.of());
                Batch first = rows.next();
                assertThat(first).isNotNull();
                first.close();
            }
        }
    }

    @Test
    void cancellingReachesTheComputation() {
        try (var core = new CoreEngine(2)) {
            var tested = new TestRun(core, memory.allocator(), 2, 64);
            try (PlanRun run = tested.run(frames())) {
                BatchStream rows = run.start(cut(twice(col("v")), core, Set.of()), Map.of());
                run.cancellation().cancel();
                assertThatThrownBy(rows::next)
                        .isInstanceOfSatisfying(
                                PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            }
        }
    }

    @Test
    void whatDiffersIsNotShared() {
        try (var core = new CoreEngine(1)) {
            Plan both =
                    new Plan.Concat(
                            List.of(groups(col("v")), groups(call("add", col("v"), lit(1)))), Plan.ConcatKind.VERTICAL);
            assertThat(cut(both, core, Set.of()).inputs()).isEmpty();
        }
    }

    private Map<String, Frame> frames() {
        var random = new RandomValues(3);
        Schema schema = SCHEMAS.frame("t");
        var batches = List.of(random.batch(memory.columns(), schema, 500), random.batch(memory.columns(), schema, 7));
        return Map.of("t", memory.keep(new Frame(schema, batches)));
    }
}
