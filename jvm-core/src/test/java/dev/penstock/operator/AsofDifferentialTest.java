package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.asc;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Plan.AsofStrategy;
import dev.penstock.plan.SortKey;
import dev.penstock.testing.RandomExpressions;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Seeds;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same random as-of joins on both engines, over keys of all types that have an order, sorted or not.
@Timeout(300)
class AsofDifferentialTest {
    private static final int PLANS = 14;
    private static final int[] ROWS = {0, 1, 5, 40, 300, 1500};
    private static final Schema SCHEMA = RandomExpressions.SCHEMA;
    private static final List<String> NUMBERS =
            List.of("i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "d", "ts", "tz", "du", "de");
    private static final List<String> TEXTS = List.of("b", "s", "sl", "sv", "cat");
    private static final List<String> GROUPS = List.of("b", "c", "i8", "u8", "s", "cat", "f32", "d");

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path spill;

    static LongStream seeds() {
        return Seeds.all();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesAgree(long seed) {
        var random = new RandomValues(seed);
        int compared = 0;
        int left = ROWS[(int) (seed % ROWS.length)];
        int right = ROWS[random.below(ROWS.length)];
        try (var engines = new BothEngines(memory, random, spill)) {
            int distinct = Math.max(8, Math.max(left, right) / 3);
            engines.with("l", SCHEMA, left, distinct).with("r", SCHEMA, right, distinct);
            for (int i = 0; i < PLANS; i++) {
                Plan plan = join(random);
                boolean grouped = random.below(5) == 0;
                if (grouped) {
                    plan =
                            new Plan.Aggregate(
                                    plan, List.of(col("i8")), List.of(as(new Expr.RowCount(), "n")), null, false);
                }
                compared += engines.agree(plan, !grouped) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(PLANS / 2);
    }

    private static Plan join(RandomValues random) {
        String on = random.oneOf(random.below(4) == 0 ? TEXTS : NUMBERS);
        boolean hasDistances = NUMBERS.contains(on);
        // Texts of another layout are texts all the same.
        boolean otherText = on.startsWith("s") || on.equals("cat");
        String rightOn = otherText ? random.oneOf(List.of("s", "sl", "sv", "cat")) : on;
        var by = new ArrayList<Expr>();
        for (int keys = random.below(3); keys > 0; keys--) {
            by.add(col(random.oneOf(GROUPS)));
        }
        Expr.Literal tolerance = hasDistances && random.below(3) == 0 ? tolerance(on, random) : null;
        List<AsofStrategy> strategies =
                hasDistances ? List.of(AsofStrategy.values()) : List.of(AsofStrategy.BACKWARD, AsofStrategy.FORWARD);
        boolean checked = random.below(4) > 0;
        return new Plan.JoinAsof(
                side("l", on, by, checked, random),
                side("r", rightOn, by, checked, random),
                col(on),
                col(rightOn),
                by,
                by,
                random.oneOf(strategies),
                tolerance,
                "_" + random.below(1000),
                random.below(2) == 0,
                random.below(3) > 0,
                checked);
    }

    private static Expr.Literal tolerance(String on, RandomValues random) {
        if (on.startsWith("f")) {
            return lit(random.oneOf(List.of(0.0, 0.5, 3.0, 1e9, Double.POSITIVE_INFINITY)));
        }
        boolean temporal = List.of("d", "ts", "tz", "du").contains(on);
        if (temporal && random.below(2) == 0) {
            return lit(random.oneOf(List.of("0s", "36h", "-2w", "1d1ms")));
        }
        return lit(random.oneOf(List.of(0L, 1L, 100L, 1_000_000_000L, -5L)));
    }

    /// Some columns of a table, perhaps of some of its rows only, mostly in the order of the key.
    ///
    /// @param checked whether other orders are refused; where nobody looks, what they come to is not defined
    private static Plan side(String table, String on, List<Expr> by, boolean checked, RandomValues random) {
        Plan plan = new Plan.InMemory(table);
        if (on.equals("ts") || on.equals("tz")) {
            // DuckDB takes the last numbers for infinities.
            plan = new Plan.Extend(plan, List.of(as(RandomExpressions.near(on), on)));
        }
        if (random.below(4) == 0) {
            plan = new Plan.Slice(plan, random.below(200) - 100L, (long) random.below(300));
        }
        if (!checked || random.below(10) > 0) {
            var keys = new ArrayList<SortKey>();
            if (random.below(2) == 0) {
                by.forEach(key -> keys.add(asc(key)));
            }
            keys.add(new SortKey(col(on), false, random.below(2) == 0));
            plan = new Plan.Sort(plan, keys, true);
        }
        if (random.below(4) == 0) {
            plan = new Plan.Filter(plan, new RandomExpressions(random).truth(1), false);
        }
        var outputs = new ArrayList<Expr>();
        for (var field : SCHEMA.fields()) {
            Expr column = col(field.name());
            if (field.name().equals("i8") || column.equals(col(on)) || by.contains(column) || random.below(4) == 0) {
                outputs.add(column);
            }
        }
        return new Plan.Project(plan, outputs);
    }
}
