package dev.penstock.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.error.PenstockException;
import dev.penstock.evaluate.fused.Fusing;
import dev.penstock.function.Cancellation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Exprs;
import dev.penstock.testing.Frames;
import dev.penstock.testing.Obvious;
import dev.penstock.testing.RandomExpressions;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compiled expressions against their obvious twin.
class RandomExpressionsTest {
    private static final int EXPRESSIONS = 150;
    private static final int[] ROWS = {0, 1, 2, 63, 64, 65, 130, 1024, 1025, 2100};

    @RegisterExtension final TestMemory memory = new TestMemory();

    static java.util.stream.LongStream seeds() {
        return java.util.stream.LongStream.range(0, 24);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithTheTwin(long seed) {
        var random = new RandomValues(seed);
        var expressions = new RandomExpressions(random);
        Batch batch =
                memory.keep(random.batch(memory.columns(), RandomExpressions.SCHEMA, ROWS[(int) seed % 10], seed < 14));
        List<Map<String, Object>> rows = rows(batch);
        int compared = 0;
        for (int i = 0; i < EXPRESSIONS; i++) {
            Expr value = expressions.any(1 + random.below(3));
            Plan scan = new Plan.InMemory("t");
            Plan plan = random.below(2) == 0 ? scan : new Plan.Filter(scan, expressions.truth(random.below(2)), false);
            compared += agrees(new Plan.Project(plan, List.of(Exprs.as(value, "r"))), batch, rows) ? 1 : 0;
        }
        assertThat(compared).isGreaterThan(EXPRESSIONS / 3);
    }

    private static List<Map<String, Object>> rows(Batch batch) {
        var rows = new ArrayList<Map<String, Object>>();
        for (List<Object> values : Rows.of(batch).rows()) {
            var row = new HashMap<String, Object>();
            for (int i = 0; i < values.size(); i++) {
                row.put(batch.schema().field(i).name(), values.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /// Whether there was something to compare.
    private boolean agrees(Plan plan, Batch batch, List<Map<String, Object>> rows) {
        BoundPlan.Project bound;
        try {
            bound = (BoundPlan.Project) new Frames().with("t", RandomExpressions.SCHEMA).bind(plan);
        } catch (PenstockException e) {
            return false;
        }
        var nodes = new ArrayList<BoundPlan>(List.of(bound));
        if (bound.input() instanceof BoundPlan.Filter) {
            nodes.addFirst(bound.input());
        }
        if (nodes.stream().anyMatch(node -> RowProgram.refusal(node) != null)) {
            return false;
        }
        List<Object> expected = new ArrayList<>();
        try {
            for (Map<String, Object> row : rows) {
                boolean kept =
                        !(bound.input() instanceof BoundPlan.Filter filter)
                                || Boolean.TRUE.equals(Obvious.value(filter.predicate(), row));
                if (kept) {
                    expected.add(Obvious.value(bound.outputs().getFirst().expression(), row));
                }
            }
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (ArithmeticException e) {
            assertThatThrownBy(() -> run(nodes, batch, Fusing.NEVER))
                    .as("%s", bound)
                    .isInstanceOf(PenstockException.class);
            return true;
        }
        assertThat(run(nodes, batch, Fusing.NEVER)).as("%s", bound).isEqualTo(expected);
        assertThat(run(nodes, batch, Fusing.ALWAYS)).as("%s", bound).isEqualTo(expected);
        return true;
    }

    private List<Object> run(List<BoundPlan> nodes, Batch batch, Fusing fusing) {
        try (var program = new RowProgram(nodes, batch.schema(), memory.allocator(), new Cancellation(), fusing);
                Batch result = program.run(batch, 0, (int) batch.rows())) {
            return result == null ? List.of() : Rows.of(result).column("r");
        }
    }
}
