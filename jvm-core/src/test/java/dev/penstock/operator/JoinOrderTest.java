package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.optimize.Optimizer;
import dev.penstock.optimize.Rules;
import dev.penstock.optimize.Tables;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.run.Fragment;
import dev.penstock.run.FragmentPlanner;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random chains of inner joins, of tables of very different sizes, have the same rows in the order in which they were
/// written and in the one that the optimiser chose.
@Timeout(120)
class JoinOrderTest {
    private static final int PLANS = 20;
    private static final int[] SIZES = {0, 1, 2, 5, 12, 30};
    private static final List<String> COLUMNS = List.of("a", "b", "f", "s");

    @RegisterExtension final TestMemory memory = new TestMemory();

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderChangesNoRows(long seed) {
        var random = new RandomValues(seed);
        Map<String, Frame> frames = new HashMap<>();
        var schemas = new Frames();
        for (int table = 0; table < 6; table++) {
            Frame frame = table(random, SIZES[random.below(SIZES.length)]);
            frames.put("t" + table, frame);
            schemas.with("t" + table, frame.schema());
        }
        Tables sizes =
                leaf ->
                        leaf instanceof BoundPlan.FrameScan(String handle, _)
                                ? OptionalLong.of(frames.get(handle).rows())
                                : OptionalLong.empty();
        int changed = 0;
        try (var core = new CoreEngine(2)) {
            var run = new TestRun(core, memory.allocator(), 2, 64);
            for (int i = 0; i < PLANS; i++) {
                BoundPlan plan = schemas.bind(chain(random));
                Optimizer.Optimized better = new Optimizer(Rules.ALL, Rules.WHOLE).optimize(plan, Set.of(), sizes);
                changed += better.applied().containsKey("join_order") ? 1 : 0;
                Fragment root = new FragmentPlanner(List.of(core)).plan(better.plan(), null);
                Rows expected = run.rows(plan, frames);
                run.rows(root, frames).sorted().assertClose(expected.sorted(), 0);
                assertThat(better.plan().schema()).isEqualTo(plan.schema());
            }
        }
        assertThat(changed).isPositive();
    }

    /// Two keys with few values, one of them floats with all their zeros and NaNs.
    private Frame table(RandomValues random, int rows) {
        var schema =
                new Schema(
                        List.of(
                                Field.nullable("a", Types.INT32),
                                Field.nullable("b", Types.INT32),
                                Field.nullable("f", Types.FLOAT64),
                                Field.nullable("s", Types.UTF8)));
        var columns = new ArrayList<Column>();
        for (Field field : schema.fields()) {
            List<@Nullable Object> pool = new ArrayList<>(random.values(field.type(), 9, 0.1));
            List<@Nullable Object> values = new ArrayList<>();
            IntStream.range(0, rows).forEach(_ -> values.add(random.oneOf(pool)));
            columns.add(memory.columns().in(random.style()).of(field.type(), values));
        }
        return memory.keep(new Frame(schema, List.of(new Batch(schema, rows, columns))));
    }

    private static Plan chain(RandomValues random) {
        int tables = 3 + random.below(3);
        Plan plan = side(random, 0);
        for (int table = 1; table < tables; table++) {
            // The key is a column of any of the tables so far; those of table n are called a_n.
            String left = random.oneOf(COLUMNS) + "_" + random.below(table);
            String column = left.substring(0, 1);
            var leftKeys = new ArrayList<Expr>(List.of(col(left)));
            var rightKeys = new ArrayList<Expr>(List.of(col(column + "_" + table)));
            if (random.below(3) == 0) {
                leftKeys.add(col("b_" + random.below(table)));
                rightKeys.add(col("a_" + table));
            }
            plan =
                    new Plan.Join(
                            plan,
                            side(random, table),
                            Plan.JoinKind.INNER,
                            leftKeys,
                            rightKeys,
                            "_right",
                            Plan.JoinValidation.MANY_TO_MANY,
                            false,
                            false,
                            Plan.JoinOrder.NONE);
            if (random.below(4) == 0) {
                plan = new Plan.Filter(plan, call("ne", col("b_0"), col("b_" + table)), false);
            }
        }
        // Few rows of many: what the order saves.
        return new Plan.Aggregate(plan, keys(random, tables), List.of(as(new Expr.RowCount(), "rows")), null, false);
    }

    private static List<Expr> keys(RandomValues random, int tables) {
        return IntStream.range(0, tables)
                .filter(_ -> random.below(2) == 0)
                .<Expr>mapToObj(table -> col("s_" + table))
                .toList();
    }

    private static Plan side(RandomValues random, int table) {
        var outputs = new ArrayList<Expr>();
        COLUMNS.forEach(name -> outputs.add(as(col(name), name + "_" + table)));
        Plan plan = new Plan.Project(new Plan.InMemory("t" + random.below(6)), outputs);
        return random.below(3) == 0 ? new Plan.Filter(plan, call("is_not_null", col("a_" + table)), false) : plan;
    }
}
