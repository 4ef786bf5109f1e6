package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Plan.JoinKind;
import dev.penstock.plan.Plan.JoinOrder;
import dev.penstock.plan.Plan.JoinValidation;
import dev.penstock.testing.RandomExpressions;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Seeds;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same random joins on both engines: of tables, of what filters and projections leave of them, and of joins.
@Timeout(300)
class JoinDifferentialTest {
    private static final int PLANS = 36;
    private static final int[] ROWS = {0, 1, 5, 40, 300, 1500};
    private static final Schema SCHEMA = RandomExpressions.SCHEMA;
    private static final List<Field> KEYS =
            SCHEMA.fields().stream().filter(field -> !field.name().equals("li")).toList();

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
        int left = ROWS[(int) seed % ROWS.length];
        int right = ROWS[random.below(ROWS.length)];
        try (var engines = new BothEngines(memory, random, spill)) {
            int distinct = Math.max(8, Math.max(left, right) / 3);
            engines.with("l", SCHEMA, left, distinct).with("r", SCHEMA, right, distinct);
            engines.with("small", SCHEMA, random.below(4), distinct);
            for (int i = 0; i < PLANS; i++) {
                JoinOrder order = random.oneOf(List.of(JoinOrder.values()));
                Plan plan = join(random, side("l", random), side(random.oneOf(List.of("r", "small")), random), order);
                if (random.below(4) == 0) {
                    plan = join(random, plan, side("small", random), order);
                }
                boolean ordered = order == JoinOrder.LEFT || order == JoinOrder.LEFT_RIGHT;
                if (random.below(4) == 0) {
                    ordered = false;
                    plan =
                            new Plan.Aggregate(
                                    plan, List.of(col("i8")), List.of(as(new Expr.RowCount(), "n")), null, false);
                }
                compared += engines.agree(plan, ordered) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(PLANS / 4);
    }

    /// Some columns of a table, perhaps of some of its rows only.
    private static Plan side(String table, RandomValues random) {
        Plan plan = new Plan.InMemory(table);
        if (random.below(3) == 0) {
            plan = new Plan.Filter(plan, new RandomExpressions(random).truth(1), false);
        }
        if (random.below(3) == 0) {
            plan = new Plan.Slice(plan, random.below(200) - 100L, (long) random.below(300));
        }
        var outputs = new ArrayList<Expr>();
        for (Field field : SCHEMA.fields()) {
            if (field.name().equals("i8") || random.below(3) == 0) {
                outputs.add(col(field.name()));
            }
        }
        return new Plan.Project(plan, outputs);
    }

    private static Plan join(RandomValues random, Plan left, Plan right, JoinOrder order) {
        JoinKind kind = random.oneOf(List.of(JoinKind.values()));
        int keys = kind == JoinKind.CROSS ? 0 : 1 + random.below(3);
        var leftKeys = new ArrayList<Expr>();
        var rightKeys = new ArrayList<Expr>();
        for (int i = 0; i < keys; i++) {
            Field key = random.oneOf(names(left));
            leftKeys.add(col(key.name()));
            // Mostly the column of the same name, if there is one.
            boolean same = names(right).contains(key) && random.below(8) > 0;
            rightKeys.add(col(same ? key.name() : random.oneOf(names(right)).name()));
        }
        JoinValidation validate =
                random.below(3) > 0 ? JoinValidation.MANY_TO_MANY : random.oneOf(List.of(JoinValidation.values()));
        return new Plan.Join(
                left,
                right,
                kind,
                leftKeys,
                rightKeys,
                "_" + random.below(1000),
                validate,
                random.below(2) == 0,
                random.oneOf(NullableFlags.ALL),
                order);
    }

    /// What `coalesce` may be.
    private static final class NullableFlags {
        private static final List<@Nullable Boolean> ALL = Stream.of(null, true, false).toList();
    }

    private static List<Field> names(Plan plan) {
        return switch (plan) {
            case Plan.Project(Plan _, List<Expr> outputs) ->
                    KEYS.stream().filter(field -> outputs.contains(col(field.name()))).toList();
            case Plan.Join join -> names(join.left());
            default -> throw new AssertionError(plan);
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesAgreeOnComparisons(long seed) {
        var random = new RandomValues(seed);
        int compared = 0;
        try (var engines = new BothEngines(memory, random, spill)) {
            engines.with("l", SCHEMA, random.below(80), 20).with("r", SCHEMA, random.below(80), 20);
            for (int i = 0; i < PLANS / 2; i++) {
                var predicates = new ArrayList<Expr>();
                for (int p = random.below(3); p >= 0; p--) {
                    String name = random.oneOf(List.of("i8", "i64", "f64", "s", "d", "ts"));
                    String function = random.oneOf(List.of("lt", "le", "gt", "ge", "eq", "ne"));
                    predicates.add(call(function, col(name), col(name + "_r")));
                }
                List<Expr> outputs = Stream.of("i8", "i64", "f64", "s", "d", "ts").<Expr>map(n -> col(n)).toList();
                Plan left = new Plan.Project(new Plan.InMemory("l"), outputs);
                Plan right = new Plan.Project(new Plan.InMemory("r"), outputs);
                compared += engines.agree(new Plan.JoinWhere(left, right, predicates, "_r"), false) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(PLANS / 4);
    }
}
