package dev.penstock.duckdb;

import static dev.penstock.testing.Exprs.asc;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.plan.Plan;
import dev.penstock.run.ForeignReport;
import dev.penstock.run.Fragment;
import dev.penstock.run.NodeReport;
import dev.penstock.run.OperatorReport;
import dev.penstock.run.PlanRun;
import dev.penstock.run.RunReport;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// DuckDB says what its operators did when it is asked to, and only then.
class ProfileTest {
    private static final int ROWS = 5_000;
    private static final Frames SCHEMAS = new Frames().with("t", "k", Types.INT64, "s", Types.UTF8);
    private static final Plan SORTED =
            new Plan.Sort(
                    new Plan.Filter(new Plan.InMemory("t"), call("gt", col("k"), lit(0)), false),
                    List.of(asc(col("k"))),
                    true);

    @RegisterExtension final TestMemory memory = new TestMemory();

    @Test
    void operatorsSayWhatTheyDid() {
        BoundPlan plan = SCHEMAS.bind(SORTED);
        RunReport report = run(DuckDb.engine(), plan, ROWS, true);
        NodeReport top = report.nodes().of(plan).orElseThrow();
        assertThat(top.rows()).isBetween(1L, (long) ROWS);
        assertThat(top.bytes()).isPositive();
        assertThat(top.nanoseconds()).isPositive();
        assertThat(top.ended()).isGreaterThan(top.began());

        BoundPlan leaf = plan.inputs().getFirst().inputs().getFirst();
        assertThat(report.nodes().of(leaf).orElseThrow().rows()).isEqualTo(ROWS);

        ForeignReport foreign = report.nodes().foreign(plan).orElseThrow();
        assertThat(foreign.peakBytes()).isPositive();
        assertThat(foreign.spilledBytes()).isZero();
        assertThat(foreign.operators().rows()).isEqualTo(top.rows());
        OperatorReport scan =
                all(foreign.operators()).filter(o -> o.name().equals("TABLE_SCAN")).findFirst().orElseThrow();
        assertThat(scan.rows()).isEqualTo(ROWS);
        assertThat(scan.details()).containsEntry("Function", "PENSTOCK_SCAN");
        assertThat(all(foreign.operators()).map(OperatorReport::name)).doesNotContain("RESULT_COLLECTOR", "EXECUTE");
    }

    @Test
    void nobodyMeasuresUnlessAsked() {
        BoundPlan plan = SCHEMAS.bind(SORTED);
        RunReport report = run(DuckDb.engine(), plan, ROWS, false);
        assertThat(report.nodes().foreign(plan)).isEmpty();
        assertThat(report.nodes().of(plan)).isEmpty();
        assertThat(report.nodes().of(plan.inputs().getFirst().inputs().getFirst())).isEmpty();
    }

    @Test
    void whatGoesToTheDiskIsTold(@TempDir Path spill) {
        String library = System.getProperty("penstock.duckdb.library");
        Assumptions.assumeTrue(library != null, "penstock.duckdb.library is not set");
        BoundPlan plan = SCHEMAS.bind(SORTED);
        FunctionRegistry functions = FunctionRegistry.load(ProfileTest.class.getClassLoader());
        try (var narrow = new DuckDbEngine(Path.of(library), 16L << 20, 1, spill, 1L << 30, functions)) {
            RunReport report = run(narrow, plan, 800_000, true);
            ForeignReport foreign = report.nodes().foreign(plan).orElseThrow();
            assertThat(foreign.spilledBytes()).isPositive();
            assertThat(report.nodes().of(plan).orElseThrow().spilledBytes()).isEqualTo(foreign.spilledBytes());
            assertThat(report.spilledBytes()).isEqualTo(foreign.spilledBytes());
        }
    }

    @Test
    void detailsAreReadAsDuckDbWritesThem() {
        assertThat(Profile.details("{}")).isEmpty();
        assertThat(Profile.details("{Projections=a\nb, 'Filename(s)'='x, y=1', Filters='(a != \\'it\\\\s\\')'}"))
                .containsExactly(
                        Map.entry("Projections", "a\nb"),
                        Map.entry("Filename(s)", "x, y=1"),
                        Map.entry("Filters", "(a != 'it\\s')"));
    }

    private static Stream<OperatorReport> all(OperatorReport operator) {
        return Stream.concat(Stream.of(operator), operator.inputs().stream().flatMap(ProfileTest::all));
    }

    private RunReport run(DuckDbEngine engine, BoundPlan plan, int rows, boolean profiled) {
        Batch batch = new RandomValues(3).batch(memory.columns(), SCHEMAS.frame("t"), rows);
        var settings =
                new PlanRun.Settings(memory.allocator(), 2, 3_000, TestMemory.spillFolder(), Long.MAX_VALUE, profiled);
        var fragment = new Fragment(1, engine, plan, List.of(), "asked for");
        try (var run = new PlanRun(settings, Map.of("t", new Frame(batch.schema(), List.of(batch))))) {
            try (BatchStream stream = run.start(fragment, Map.of())) {
                for (Batch next = stream.next(); next != null; next = stream.next()) {
                    requireNonNull(next).close();
                }
            }
            return RunReport.of(fragment, run.statistics(), 0, run.spilledBytes());
        }
    }
}
