package dev.penstock.explain;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.asc;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.desc;
import static dev.penstock.testing.Exprs.lit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.optimize.Optimizer;
import dev.penstock.optimize.Tables;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.run.ForeignReport;
import dev.penstock.run.Fragment;
import dev.penstock.run.FragmentPlanner;
import dev.penstock.run.NodeReport;
import dev.penstock.run.NodeReports;
import dev.penstock.run.OperatorReport;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.RunContext;
import dev.penstock.run.RunReport;
import dev.penstock.run.ScanReport;
import dev.penstock.testing.Frames;
import dev.penstock.testing.Golden;
import dev.penstock.testing.RandomPlans;
import dev.penstock.type.Types;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainTest {
    private static final Frames FRAMES =
            new Frames()
                    .with("trades", "day", Types.DATE32, "city", Types.UTF8, "price", Types.FLOAT64, "n", Types.INT64)
                    .with("cities", "city", Types.UTF8, "country", Types.UTF8);

    private static final Tables TABLES =
            leaf ->
                    leaf instanceof BoundPlan.FrameScan(String handle, _)
                            ? OptionalLong.of(handle.equals("trades") ? 1_500_000 : 200)
                            : OptionalLong.empty();

    /// A query as an analyst writes it.
    private static Plan query() {
        Plan trades =
                new Plan.Filter(
                        new Plan.InMemory("trades"),
                        call("and", call("gt", col("price"), lit(3)), call("is_not_null", col("city"))),
                        false);
        Plan joined =
                new Plan.Join(
                        trades,
                        new Plan.InMemory("cities"),
                        Plan.JoinKind.LEFT,
                        List.of(col("city")),
                        List.of(col("city")),
                        "_right",
                        Plan.JoinValidation.MANY_TO_ONE,
                        false,
                        null,
                        Plan.JoinOrder.LEFT);
        Plan grouped =
                new Plan.Aggregate(
                        joined,
                        List.of(col("country"), as(call("dt.year", col("day")), "year")),
                        List.of(
                                as(call("sum", call("mul", col("price"), col("n"))), "turnover"),
                                as(
                                        call("first", new Expr.SortedBy(col("city"), List.of(desc(col("price"))))),
                                        "dearest"),
                                new Expr.RowCount()),
                        null,
                        true);
        return new Plan.Slice(
                new Plan.Sort(grouped, List.of(desc(col("turnover")), asc(col("country"))), true), 0, 10L);
    }

    /// Runs joins and sorts, and shows its plan as SQL would.
    private record OtherEngine(String name, Set<Class<?>> refused) implements PlanEngine {
        @Override
        public String refusal(BoundPlan node) {
            return refused.contains(node.getClass())
                    ? "has no " + node.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " yet"
                    : null;
        }

        @Override
        public BatchStream run(BoundPlan plan, RunContext context) {
            throw new AssertionError("explain runs nothing");
        }

        @Override
        public String describe(BoundPlan plan) {
            return name.equals("duckdb") ? "SELECT *\nFROM \"1\"" : "";
        }
    }

    private static Explain explain(Plan plan, boolean ran) {
        BoundPlan bound = FRAMES.bind(plan);
        var engines =
                List.<PlanEngine>of(
                        new OtherEngine("core", Set.of(BoundPlan.Join.class)),
                        new OtherEngine("duckdb", Set.of(BoundPlan.Sort.class)));
        Fragment root = new FragmentPlanner(engines).plan(bound, null);
        var optimized = new Optimizer.Optimized(bound, Map.of());
        if (!ran) {
            return new Explain(plan, optimized, root, TABLES, null);
        }
        var parts =
                List.of(
                        new RunReport.Part(1, "core", "supported", 1_234_567, 5_210_000),
                        new RunReport.Part(3, "duckdb", "core: has no join yet", 44, 2_500_000_000L));
        var nodes = new IdentityHashMap<BoundPlan, NodeReport>();
        nodes.put(root.plan(), new NodeReport(10, 320, 41_000, 0, 1_000_000, 9_000_000));
        nodes.put(
                root.plan().inputs().getFirst(), new NodeReport(44, 1_408, 2_300_000, 5_000_000, 1_000_000, 9_000_000));
        var report = new RunReport(12_900_000, 5_000_000, parts, List.of(), new NodeReports(nodes));
        return new Explain(plan, optimized, root, TABLES, report);
    }

    @Test
    void everyLevelAndLookIsAsItWas() {
        for (Explain.Level level : Explain.Level.values()) {
            for (Explain.Format format : Explain.Format.values()) {
                String name = (level + "." + format).toLowerCase(Locale.ROOT);
                Golden.check("plans/explain/" + name + ".txt", explain(query(), false).text(level, format));
            }
        }
        Golden.check(
                "plans/explain/after-a-run.plain.txt",
                explain(query(), true).text(Explain.Level.PHYSICAL, Explain.Format.PLAIN));
        Golden.check(
                "plans/explain/after-a-run.json.txt",
                explain(query(), true).text(Explain.Level.PHYSICAL, Explain.Format.JSON));
    }

    /// What DuckDB says of its own operators stands beside the plan that it ran.
    @Test
    void anotherEnginesOperatorsAreShown() {
        Explain known = explain(query(), true);
        BoundPlan top = known.root().plan();
        var scan =
                new OperatorReport(
                        "TABLE_SCAN", Map.of("Estimated Cardinality", "1000"), 250, 4_096, 1_500_000, 3, 10, List.of());
        var order = new OperatorReport("ORDER_BY", Map.of("Order By", "a ASC\nb"), 10, 80, 2_000, 0, 0, List.of(scan));
        var nodes = new IdentityHashMap<BoundPlan, NodeReport>();
        nodes.put(top, new NodeReport(10, 320, 41_000, 7_000, 1_000_000, 9_000_000));
        var foreign = new IdentityHashMap<BoundPlan, ForeignReport>();
        foreign.put(top, new ForeignReport(order, 41_000, 2_000_000, 7_000));
        var scans = List.of(new ScanReport("x.parquet", 3, 10, ScanReport.UNKNOWN, 4));
        var report = new RunReport(0, 7_000, List.of(), scans, new NodeReports(nodes, foreign));
        var explain = new Explain(query(), known.optimized(), known.root(), TABLES, report);
        for (Explain.Format format : Explain.Format.values()) {
            String name = "operators." + format.name().toLowerCase(Locale.ROOT);
            Golden.check("plans/explain/" + name + ".txt", explain.text(Explain.Level.PHYSICAL, format));
        }
    }

    @Test
    void whatScansWouldLeaveOutStandsBelowAPlanThatDidNotRun() {
        Explain known = explain(query(), false);
        var expected = List.of(new ScanReport("x.parquet", 3, 10, 1, 2));
        var explain = new Explain(query(), known.optimized(), known.root(), TABLES, null, expected);
        assertThat(explain.text(Explain.Level.PHYSICAL, Explain.Format.PLAIN))
                .contains("scan of x.parquet: row groups 3/10, partitions 1/2, as far as is known\n");
        assertThat(explain.text(Explain.Level.PHYSICAL, Explain.Format.JSON)).contains("\"expected\" : true");
    }

    @Test
    void theRulesAreListedWithTheirCounts() {
        BoundPlan bound = FRAMES.bind(query());
        var applied = new LinkedHashMap<String, Integer>();
        applied.put("predicate_pushdown", 2);
        applied.put("slice_pushdown", 1);
        var explain =
                new Explain(
                        query(), new Optimizer.Optimized(bound, applied), explain(query(), false).root(), TABLES, null);
        assertThat(explain.text(Explain.Level.OPTIMIZED, Explain.Format.PLAIN))
                .contains("\nrules: predicate_pushdown 2 times, slice_pushdown\n");
    }

    /// Whatever can be written can be shown.
    @ParameterizedTest
    @EnumSource(Explain.Format.class)
    void everyWrittenPlanHasAText(Explain.Format format) throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            Plan plan = new RandomPlans(new Random(seed)).plan(3);
            Explain known = explain(query(), false);
            String text =
                    new Explain(plan, known.optimized(), known.root(), TABLES, null)
                            .text(Explain.Level.LOGICAL, format);
            assertThat(text).isNotBlank();
            if (format == Explain.Format.JSON) {
                JsonNode json = new ObjectMapper().readTree(text);
                assertThat(json.path("hash").asText()).hasSize(64);
                assertThat(json.path("plan").has("operation")).isTrue();
            }
        }
    }

    @Test
    void numbersAreEasyToRead() {
        assertThat(Figures.time(999)).isEqualTo("1 µs");
        assertThat(Figures.time(1_234_567)).isEqualTo("1.2 ms");
        assertThat(Figures.time(61_500_000_000L)).isEqualTo("61.50 s");
        assertThat(Figures.bytes(1023)).isEqualTo("1023 B");
        assertThat(Figures.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Figures.bytes(5L << 40)).isEqualTo("5.0 TiB");
    }
}
