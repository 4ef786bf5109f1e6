package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.Frame;
import dev.penstock.duckdb.DuckDbEngine;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.SortKey;
import dev.penstock.run.PlanEngine;
import dev.penstock.testing.Exprs;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomExpressions;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Seeds;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same random plan on both engines: the same rows and types, in batches of any size, on one thread or two.
@Timeout(300)
class DifferentialTest {
    private static final int PLANS = 25;
    private static final int[] BATCH_ROWS = {1, 2, 7, 16_384};
    private static final int[] ROWS = {0, 1, 5, 64, 300, 2100};
    private static final double TOLERANCE = 1e-6;
    private static final List<String> WINDOWS =
            List.of(
                    "min",
                    "max",
                    "count",
                    "n_unique",
                    "null_count",
                    "last",
                    "shift",
                    "forward_fill",
                    "backward_fill",
                    "cum_count",
                    "cum_max",
                    "rank",
                    "is_unique",
                    "is_last_distinct",
                    "rle_id",
                    "rolling_min",
                    "rolling_max");

    /// Without those that are an estimate, an error for most groups, or what rounding left over.
    private static final List<Aggregation> AGGREGATIONS =
            Arrays.stream(Aggregation.values())
                    .filter(function ->
                            function != Aggregation.APPROX_N_UNIQUE
                                    && function != Aggregation.ITEM
                                    && function != Aggregation.SKEW
                                    && function != Aggregation.KURTOSIS)
                    .toList();

    private static final List<Aggregation> ORDERED = List.of(Aggregation.FIRST, Aggregation.LAST, Aggregation.IMPLODE);

    private static final List<String> EXTREMES = List.of("ts", "tz", "du", "i64", "j64", "u64");
    private static final List<String> FLOATS = List.of("f32", "f64", "g64");

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path spill;

    static LongStream seeds() {
        return Seeds.all();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesAgree(long seed) {
        agree(seed, PLANS, DifferentialTest::plan);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesAgreeOnGroups(long seed) {
        // Many of these mean nothing: a sum of strings, a quantile of lists.
        agree(seed, 3 * PLANS, DifferentialTest::groups);
    }

    private void agree(long seed, int count, Function<RandomValues, Drawn> plans) {
        var random = new RandomValues(seed);
        Path library = Path.of(System.getProperty("penstock.duckdb.library"));
        int compared = 0;
        try (Frame frame = frame(random, ROWS[(int) seed % ROWS.length]);
                var core = new CoreEngine(2);
                var duckdb =
                        new DuckDbEngine(
                                library,
                                1L << 28,
                                2,
                                spill,
                                1L << 28,
                                FunctionRegistry.load(DifferentialTest.class.getClassLoader()))) {
            for (int i = 0; i < count; i++) {
                Drawn drawn = plans.apply(random);
                BoundPlan plan = bound(drawn.plan);
                if (plan != null && isAllCore(plan, core)) {
                    agree(plan, drawn.inOrder, frame, core, duckdb, random);
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(PLANS / 5);
    }

    /// Several batches, each column in a style of its own.
    private Frame frame(RandomValues random, int rows) {
        var batches = new ArrayList<Batch>();
        for (int left = rows; left > 0; ) {
            int part = 1 + random.below(left);
            batches.add(random.batch(memory.columns(), RandomExpressions.SCHEMA, part));
            left -= part;
        }
        return new Frame(RandomExpressions.SCHEMA, batches);
    }

    /// @param inOrder whether the plan promises an order of its rows
    private record Drawn(Plan plan, boolean inOrder) {}

    private static Drawn plan(RandomValues random) {
        var expressions = new RandomExpressions(random);
        Plan plan = new Plan.InMemory("t");
        if (random.below(4) == 0) {
            plan =
                    new Plan.Slice(
                            plan, random.below(200) - 100L, random.below(2) == 0 ? null : (long) random.below(80));
        }
        if (random.below(2) == 0) {
            plan = new Plan.Filter(plan, expressions.truth(random.below(2)), random.below(2) == 0);
        }
        boolean inOrder = true;
        switch (random.below(8)) {
            case 0, 1 -> plan = new Plan.Sort(plan, keys(names(random, 3), random), true);
            case 2 -> {
                // Rows that agree in all columns are one as good as the other.
                plan = new Plan.TopK(plan, random.below(100), keys(RandomExpressions.SCHEMA.names(), random));
                inOrder = false;
            }
            case 3, 4 -> {
                Plan.Keep keep = random.oneOf(List.of(Plan.Keep.FIRST, Plan.Keep.LAST, Plan.Keep.NONE));
                List<Expr> on = names(random, 2).stream().map(Exprs::col).toList();
                plan = new Plan.Distinct(plan, on, keep, true);
            }
            default -> {}
        }
        var outputs = new ArrayList<Expr>();
        for (int i = 0; i < 3; i++) {
            outputs.add(Exprs.as(expressions.any(random.below(3)), "r" + i));
        }
        // What looks at neighbours needs rows of a known order.
        for (int i = inOrder ? random.below(3) : 0; i > 0; i--) {
            outputs.add(Exprs.as(window(random), "w" + i));
        }
        plan = new Plan.Project(plan, outputs);
        if (inOrder) {
            plan =
                    switch (random.below(4)) {
                        case 0 -> new Plan.RowIndex(plan, "index", random.below(10));
                        case 1 -> new Plan.Slice(plan, random.below(40) - 20L, (long) random.below(100));
                        default -> plan;
                    };
        }
        return new Drawn(plan, inOrder);
    }

    private static List<String> names(RandomValues random, int most) {
        var names = new LinkedHashSet<String>();
        for (int i = 1 + random.below(most); i > 0; i--) {
            names.add(random.oneOf(RandomExpressions.SCHEMA.names()));
        }
        return List.copyOf(names);
    }

    private static List<SortKey> keys(List<String> names, RandomValues random) {
        return names.stream()
                .map(name -> new SortKey(Exprs.col(name), random.below(2) == 0, random.below(2) == 0))
                .toList();
    }

    /// Groups of rows of the table, perhaps of some of them, by up to two columns.
    private static Drawn groups(RandomValues random) {
        Plan plan = new Plan.InMemory("t");
        if (random.below(2) == 0) {
            plan = new Plan.Filter(plan, new RandomExpressions(random).truth(1), random.below(2) == 0);
        }
        List<Expr> columns = new ArrayList<>();
        RandomExpressions.SCHEMA.fields().forEach(field -> columns.add(new Expr.Column(field.name())));
        var keys = new ArrayList<Expr>();
        for (int i = random.below(3); i > 0; i--) {
            keys.add(Exprs.as(random.oneOf(columns), "k" + i));
        }
        var aggregates = new ArrayList<Expr>();
        for (int i = 0; i < 4; i++) {
            Expr argument = random.oneOf(columns);
            Aggregation function = random.oneOf(AGGREGATIONS);
            Expr other = random.oneOf(columns);
            int form = random.below(6);
            // Threads of DuckDB put rows into a list as they come, unless it has an order.
            boolean anyOrder = function == Aggregation.IMPLODE && form != 2;
            if (anyOrder || mayDiffer(function, argument) || mayDiffer(function, other)) {
                function = Aggregation.COUNT;
            }
            Expr rows =
                    switch (form) {
                        case 0, 1 -> new Expr.Filtered(argument, new RandomExpressions(random).truth(0));
                        case 2 -> ORDERED.contains(function) ? sorted(random, argument, columns) : argument;
                        default -> argument;
                    };
            aggregates.add(Exprs.as(aggregate(random, function, rows, other), "a" + i));
        }
        return new Drawn(new Plan.Aggregate(plan, keys, aggregates, null, true), true);
    }

    private static Expr sorted(RandomValues random, Expr argument, List<Expr> columns) {
        var keys = new ArrayList<SortKey>();
        for (int i = 1 + random.below(2); i > 0; i--) {
            keys.add(new SortKey(random.oneOf(columns), random.below(2) == 0, random.below(2) == 0));
        }
        return new Expr.SortedBy(argument, keys);
    }

    /// Whether the engines may differ by more than rounding, and why is known: sums of extremes cancel out exactly in
    /// DuckDB, but not in floats, where the order of the rows decides; and between infinity and a number is infinity in
    /// DuckDB, but NaN in Polars.
    private static boolean mayDiffer(Aggregation function, Expr argument) {
        String column = ((Expr.Column) argument).name();
        return switch (function) {
            case SUM, PRODUCT -> FLOATS.contains(column);
            case MEAN, STD, VAR, COV, CORR, MEDIAN, QUANTILE -> EXTREMES.contains(column) || FLOATS.contains(column);
            default -> false;
        };
    }

    private static Expr aggregate(RandomValues random, Aggregation function, Expr rows, Expr other) {
        List<Expr> arguments =
                switch (function) {
                    case LEN -> List.of();
                    case CORR, COV, MIN_BY, MAX_BY -> List.of(rows, other);
                    default -> List.of(rows);
                };
        Options options =
                switch (function) {
                    case QUANTILE ->
                            new Options(
                                    Map.of(
                                            "quantile",
                                            random.below(5) / 4.0,
                                            "interpolation",
                                            random.oneOf(List.of("nearest", "lower", "higher", "midpoint", "linear"))));
                    case FIRST, LAST, ANY, ALL -> new Options(Map.of("ignore_nulls", random.below(2) == 0));
                    default -> Options.NONE;
                };
        return new Expr.Call(function, arguments, options);
    }

    /// A window whose value does not depend on the order in which floats are added.
    private static Expr window(RandomValues random) {
        Expr column = Exprs.col(random.oneOf(RandomExpressions.SCHEMA.names()));
        String function = random.oneOf(WINDOWS);
        Map<String, Object> options =
                function.startsWith("rolling")
                        ? Exprs.options("window_size", 1L + random.below(9), "min_samples", 1L)
                        : Map.of();
        Expr call = Exprs.call(function, options, column);
        if (random.below(3) == 0) {
            return call;
        }
        var keys = new ArrayList<Expr>();
        for (int i = random.below(2); i >= 0; i--) {
            keys.add(Exprs.col(random.oneOf(List.of("b", "i8", "u16", "s", "cat", "d", "f64"))));
        }
        return new Expr.Over(call, keys, List.of(), Expr.Mapping.GROUP_TO_ROWS);
    }

    private static BoundPlan bound(Plan plan) {
        try {
            return new Frames().with("t", RandomExpressions.SCHEMA).bind(plan);
        } catch (PenstockException e) {
            return null;
        }
    }

    private static boolean isAllCore(BoundPlan plan, PlanEngine core) {
        return core.refusal(plan) == null && plan.inputs().stream().allMatch(input -> isAllCore(input, core));
    }

    private void agree(
            BoundPlan plan, boolean inOrder, Frame frame, PlanEngine core, PlanEngine duckdb, RandomValues random) {
        int batchRows = BATCH_ROWS[random.below(BATCH_ROWS.length)];
        long few = random.below(2) == 0 ? 1 + random.below(200) : Long.MAX_VALUE;
        // A file for each of many small batches takes seconds, and shows nothing that those of fewer rows do not.
        long held = frame.rows() > 1000 && batchRows < 1000 ? Long.MAX_VALUE : few;
        var ours = new TestRun(core, memory.allocator(), 1 + random.below(2), batchRows, held);
        var theirs = new TestRun(duckdb, memory.allocator(), 2, 16_384);
        try {
            Rows expected = theirs.rows(plan, Map.of("t", frame));
            Rows actual = ours.rows(plan, Map.of("t", frame));
            (inOrder ? actual : actual.sorted()).assertClose(inOrder ? expected : expected.sorted(), TOLERANCE);
            new SameUnderRules(ours, duckdb, Map.of("t", frame)).check(plan, actual, inOrder, TOLERANCE);
            new EndedEarly(core, memory, Map.of("t", frame), new RandomValues(batchRows))
                    .check(plan, Math.max(2, batchRows));
        } catch (PenstockException e) {
            // An engine need not compute a value that nobody asks for, so a cast or a decimal may fail on one of them.
            assertThat(e.code())
                    .as(plan + "\n" + e)
                    .isIn(ErrorCode.CAST, ErrorCode.INVALID_OPERATION, ErrorCode.COMPUTE);
        } catch (AssertionError e) {
            throw new AssertionError(plan + "\n" + e.getMessage(), e);
        }
    }
}
