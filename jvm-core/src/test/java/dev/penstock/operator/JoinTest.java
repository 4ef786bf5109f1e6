package dev.penstock.operator;

import static dev.penstock.testing.Exprs.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Plan.JoinKind;
import dev.penstock.plan.Plan.JoinOrder;
import dev.penstock.plan.Plan.JoinValidation;
import dev.penstock.run.PlanRun;
import dev.penstock.testing.Frames;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinTest {
    private static final Schema LEFT =
            new Schema(List.of(Field.nullable("k", Types.INT64), Field.nullable("v", Types.INT64)));
    private static final Schema RIGHT =
            new Schema(List.of(Field.nullable("k", Types.INT64), Field.nullable("w", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    private final CoreEngine core = new CoreEngine(2);

    @AfterEach
    void stop() {
        core.close();
    }

    private Frame frame(Schema schema, int rows, LongUnaryOperator key) {
        List<? extends List<?>> values =
                LongStream.range(0, rows).mapToObj(i -> List.of(key.applyAsLong(i), i)).toList();
        return memory.keep(memory.columns().frame(schema, values, 1000));
    }

    private static BoundPlan join(JoinKind how, JoinValidation validate) {
        List<Expr> keys = how == JoinKind.CROSS ? List.of() : List.of(col("k"));
        return new Frames()
                .with("l", LEFT)
                .with("r", RIGHT)
                .bind(
                        new Plan.Join(
                                new Plan.InMemory("l"),
                                new Plan.InMemory("r"),
                                how,
                                keys,
                                keys,
                                "_r",
                                validate,
                                false,
                                null,
                                JoinOrder.NONE));
    }

    /// Ten thousand million pairs, none of which is kept, on two threads.
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"INNER", "LEFT", "FULL", "CROSS"})
    void aJoinThatExplodesStreamsAndStops(String how) {
        Map<String, Frame> frames = Map.of("l", frame(LEFT, 100_000, _ -> 7), "r", frame(RIGHT, 100_000, _ -> 7));
        long before = memory.budget().usedBytes();
        var test = new TestRun(core, memory.allocator(), 2, 16_384);
        try (PlanRun run = test.run(frames);
                BatchStream stream =
                        test.start(run, join(JoinKind.valueOf(how), JoinValidation.MANY_TO_MANY), Map.of())) {
            for (int i = 0; i < 300; i++) {
                try (Batch batch = stream.next()) {
                    assertThat(batch).isNotNull();
                    assertThat(batch.rows()).isBetween(1L, 16_384L);
                }
            }
            assertThat(memory.budget().usedBytes() - before).isLessThan(200L << 20);
            run.cancellation().cancel();
            assertThatThrownBy(stream::next).hasMessage("the query was cancelled");
        }
    }

    @Test
    void aJoinThatIsRefusedMemoryNamesItself() {
        // Rows of one key cannot be divided.
        Map<String, Frame> frames = Map.of("l", frame(LEFT, 200_000, _ -> 7), "r", frame(RIGHT, 200_000, _ -> 7));
        Budget small = memory.budget().child("the query", 1 << 20);
        var test = new TestRun(core, new Allocator(memory.allocator().pool(), small), 2, 16_384);
        assertThatThrownBy(() -> test.rows(join(JoinKind.INNER, JoinValidation.MANY_TO_MANY), frames))
                .hasMessageContaining("the join on ")
                .hasMessageContaining("asked for");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"MANY_TO_ONE", "ONE_TO_MANY", "ONE_TO_ONE"})
    void aKeyThatComesTwiceIsFoundBeforeTheFirstRow(String validation) {
        // The last rows of both sides.
        LongUnaryOperator twice = i -> i == 49_999 ? 3 : i;
        Map<String, Frame> frames = Map.of("l", frame(LEFT, 50_000, twice), "r", frame(RIGHT, 50_000, twice));
        var test = new TestRun(core, memory.allocator(), 2, 64);
        try (PlanRun run = test.run(frames);
                BatchStream stream =
                        test.start(run, join(JoinKind.LEFT, JoinValidation.valueOf(validation)), Map.of())) {
            assertThatThrownBy(stream::next).hasMessageContaining("the join keys do not fulfil the validation");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"INNER", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI"})
    void oneKeyMayHaveHalfOfTheRows(String how) {
        LongUnaryOperator half = i -> i % 2 == 0 ? -1 : i << 20;
        Map<String, Frame> frames = Map.of("l", frame(LEFT, 100_000, half), "r", frame(RIGHT, 70_000, i -> i << 20));
        var test = new TestRun(core, memory.allocator(), 2, 16_384);
        long rows =
                switch (JoinKind.valueOf(how)) {
                    case INNER, SEMI -> 35_000;
                    case LEFT -> 100_000;
                    case RIGHT -> 70_000;
                    case FULL -> 135_000;
                    case ANTI -> 65_000;
                    case CROSS -> throw new AssertionError();
                };
        Rows found = test.rows(join(JoinKind.valueOf(how), JoinValidation.MANY_TO_MANY), frames);
        assertThat((long) found.count()).isEqualTo(rows);
    }
}
