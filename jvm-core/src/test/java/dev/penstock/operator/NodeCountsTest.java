package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.asc;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static dev.penstock.testing.Exprs.over;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.run.Fragment;
import dev.penstock.run.NodeReport;
import dev.penstock.run.PlanRun;
import dev.penstock.run.RunReport;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every node is charged for the rows that it delivers, and for the work and the disk that it takes.
class NodeCountsTest {
    private static final Plan T = new Plan.InMemory("t");
    private static final Frames SCHEMAS =
            new Frames()
                    .with("t", "k", Types.INT64, "v", Types.FLOAT64, "s", Types.UTF8)
                    .with("u", "k", Types.INT64, "w", Types.INT32);

    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<Map.Entry<String, Plan>> plans() {
        Map<String, Plan> plans = new LinkedHashMap<>();
        plans.put("filters and projections in one", project(project(filter(project(T, "k", "v"), "v"), "k", "v"), "k"));
        plans.put("a filter below a projection", project(filter(T, "v"), "k"));
        plans.put("a filter above a projection", filter(project(T, "k", "v"), "v"));
        for (Plan.JoinKind how :
                List.of(Plan.JoinKind.INNER, Plan.JoinKind.LEFT, Plan.JoinKind.FULL, Plan.JoinKind.ANTI)) {
            plans.put("a join: " + how, filter(join(filter(T, "v"), how), "k"));
        }
        plans.put(
                "groups, sorted",
                new Plan.Sort(
                        new Plan.Aggregate(
                                filter(T, "v"), List.of(col("k")), List.of(as(new Expr.RowCount(), "n")), null, false),
                        List.of(asc(col("k"))),
                        false));
        plans.put("a window", new Plan.Extend(filter(T, "v"), List.of(as(over(call("sum", col("v")), "k"), "all"))));
        plans.put("a union", new Plan.Concat(List.of(filter(T, "v"), T), Plan.ConcatKind.VERTICAL));
        plans.put("distinct rows", new Plan.Distinct(T, List.of(col("k")), Plan.Keep.FIRST, true));
        plans.put("numbered rows", filter(new Plan.RowIndex(T, "row", 0), "v"));
        plans.put("the first rows", new Plan.TopK(filter(T, "v"), 7, List.of(asc(col("v")))));
        return plans.entrySet().stream();
    }

    private static Plan filter(Plan input, String column) {
        return new Plan.Filter(input, call("gt", col(column), lit(0)), false);
    }

    private static Plan project(Plan input, String... columns) {
        return new Plan.Project(input, Stream.of(columns).<Expr>map(name -> as(call("neg", col(name)), name)).toList());
    }

    private static Plan join(Plan left, Plan.JoinKind how) {
        return new Plan.Join(
                left,
                new Plan.InMemory("u"),
                how,
                List.of(col("k")),
                List.of(col("k")),
                "_right",
                Plan.JoinValidation.MANY_TO_MANY,
                false,
                null,
                Plan.JoinOrder.NONE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plans")
    void eachNodeHasTheRowsThatItsPartOfThePlanHasAlone(Map.Entry<String, Plan> named) {
        BoundPlan plan = SCHEMAS.bind(named.getValue());
        for (int batchRows : new int[] {3, 64, 16_384}) {
            try (var core = new CoreEngine(2)) {
                var run = new TestRun(core, memory.allocator(), 2, batchRows);
                Map<String, Frame> frames = frames();
                check(plan, report(run, plan, frames), run, frames);
            }
        }
    }

    private void check(BoundPlan node, RunReport report, TestRun run, Map<String, Frame> frames) {
        NodeReport did = report.nodes().of(node).orElseThrow(() -> new AssertionError("nobody counted " + node));
        int rows = run.rows(node, frames).rows().size();
        assertThat(did.rows()).as(node.toString()).isEqualTo(rows);
        assertThat(did.ended()).isGreaterThanOrEqualTo(did.began());
        node.inputs().forEach(input -> check(input, report, run, frames));
    }

    /// Between two filters that run as one, nobody counts.
    @Test
    void rowsBetweenTwoFiltersInOneAreNotCounted() {
        var plan = (BoundPlan.Filter) SCHEMAS.bind(filter(project(filter(T, "v"), "k"), "k"));
        try (var core = new CoreEngine(2)) {
            RunReport report = report(new TestRun(core, memory.allocator(), 2, 64), plan, frames());
            assertThat(report.nodes().of(plan).orElseThrow().rows()).isPositive();
            assertThat(report.nodes().of(plan.input().inputs().getFirst()).map(NodeReport::rows).orElse(-1L))
                    .isEqualTo(-1);
        }
    }

    @Test
    void workIsThatOfTheNodeAndNotOfThoseBelow() {
        var sort = (BoundPlan.Sort) SCHEMAS.bind(new Plan.Sort(T, List.of(asc(col("s"))), true));
        try (var core = new CoreEngine(1)) {
            RunReport report = report(new TestRun(core, memory.allocator(), 1, 64), sort, frames());
            NodeReport sorted = report.nodes().of(sort).orElseThrow();
            NodeReport scanned = report.nodes().of(sort.input()).orElseThrow();
            assertThat(sorted.nanoseconds()).isPositive();
            assertThat(sorted.nanoseconds() + scanned.nanoseconds())
                    .isLessThanOrEqualTo(Math.max(sorted.ended(), scanned.ended()));
        }
    }

    @Test
    void whoWritesToTheDiskIsCharged() {
        var sort = (BoundPlan.Sort) SCHEMAS.bind(new Plan.Sort(filter(T, "v"), List.of(asc(col("s"))), true));
        try (var core = new CoreEngine(2)) {
            RunReport report = report(new TestRun(core, memory.allocator(), 2, 64, 100), sort, frames());
            assertThat(report.spilledBytes()).isPositive();
            assertThat(report.nodes().of(sort).orElseThrow().spilledBytes()).isEqualTo(report.spilledBytes());
            assertThat(report.nodes().of(sort.input()).orElseThrow().spilledBytes()).isZero();
        }
    }

    private static RunReport report(TestRun tested, BoundPlan plan, Map<String, Frame> frames) {
        try (PlanRun run = tested.run(frames)) {
            try (BatchStream rows = tested.start(run, plan, Map.of())) {
                requireNonNull(Rows.of(rows));
            }
            return RunReport.of(
                    new Fragment(1, tested.engine(), plan, List.of(), ""), run.statistics(), 0, run.spilledBytes());
        }
    }

    private Map<String, Frame> frames() {
        var random = new RandomValues(7);
        return Map.of("t", frame(random, "t", 900), "u", frame(random, "u", 40));
    }

    private Frame frame(RandomValues random, String name, int rows) {
        Schema schema = SCHEMAS.frame(name);
        Batch first = random.batch(memory.columns(), schema, rows / 3);
        Batch second = random.batch(memory.columns(), schema, rows - rows / 3);
        return memory.keep(new Frame(schema, List.of(first, second)));
    }
}
