package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan.JoinKind;
import dev.penstock.plan.Plan.JoinOrder;
import dev.penstock.plan.Plan.JoinValidation;
import dev.penstock.plan.Plan.Keep;
import dev.penstock.run.Fragment;
import dev.penstock.run.PlanRun;
import dev.penstock.spill.SpillFolder;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What must see all rows finishes with a quarter of the memory that they take, has the same rows as with enough of it,
/// and leaves no file behind, however it ends.
@Timeout(120)
class SpillTest {
    private static final CoreEngine ENGINE = new CoreEngine(3);
    private static final int ROWS = 500_000;
    private static final Map<Integer, Values> VALUES = new HashMap<>();

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path folder;

    @AfterAll
    static void stop() {
        VALUES.clear();
        ENGINE.close();
    }

    /// A question over the frames `f` and `g`.
    ///
    /// @param share what part of the input's size the memory has
    record Question(String name, BoundPlan plan, boolean inOrder, int share) {
        Question(String name, BoundPlan plan, boolean inOrder) {
            this(name, plan, inOrder, 4);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("k", Types.INT64),
                            Field.nullable("x", Types.INT64),
                            Field.nullable("y", Types.INT64),
                            Field.nullable("t", new DataType.Utf8(DataType.Bytes.OFFSETS32)),
                            Field.nullable("u", Types.INT64),
                            Field.nullable("v", Types.INT64),
                            Field.nullable("w", Types.INT64)));

    private static final Schema OTHER =
            new Schema(
                    SCHEMA.fields().stream().map(field -> Field.nullable(field.name() + "2", field.type())).toList());

    static Stream<Question> questions() {
        var scan = new BoundPlan.FrameScan("f", SCHEMA);
        var questions = new ArrayList<Question>();
        List<Computed> sums =
                List.of(
                        computed(Aggregation.SUM, Types.INT64, "x"),
                        computed(Aggregation.MAX, Types.INT64, "y"),
                        computed(Aggregation.FIRST, Types.INT64, "y"),
                        computed(Aggregation.LAST, Types.INT64, "x"));
        for (boolean inOrder : new boolean[] {true, false}) {
            String how = inOrder ? " in order" : "";
            questions.add(new Question("groups" + how, groups(scan, "k", inOrder, sums), inOrder));
            questions.add(
                    new Question(
                            "medians" + how,
                            groups(scan, "k", inOrder, List.of(computed(Aggregation.MEDIAN, Types.FLOAT64, "x"))),
                            inOrder));
            for (Keep keep : List.of(Keep.FIRST, Keep.LAST, Keep.NONE)) {
                questions.add(
                        new Question(
                                "distinct, " + keep + how,
                                new BoundPlan.Distinct(scan, List.of("k"), keep, inOrder),
                                inOrder));
            }
        }
        for (JoinKind how : List.of(JoinKind.INNER, JoinKind.LEFT, JoinKind.FULL, JoinKind.SEMI, JoinKind.ANTI)) {
            for (JoinOrder order : List.of(JoinOrder.NONE, JoinOrder.LEFT_RIGHT)) {
                boolean inOrder = order != JoinOrder.NONE;
                questions.add(new Question("join, " + how + ", " + order, join(how, order), inOrder));
            }
        }
        // Each worker's table of values has room of its own, which is much of such a small budget.
        questions.add(
                new Question(
                        "different values",
                        groups(scan, "t", false, List.of(computed(Aggregation.N_UNIQUE, Types.UINT32, "k"))),
                        false,
                        2));
        return questions.stream();
    }

    /// One of each kind: many rows take their time. Not different values, whose tables take each worker more room than
    /// so small a budget has.
    static Stream<Question> largeQuestions() {
        Set<String> names =
                Set.of(
                        "groups in order",
                        "medians",
                        "distinct, LAST in order",
                        "distinct, NONE",
                        "join, INNER, LEFT_RIGHT",
                        "join, FULL, NONE",
                        "join, ANTI, NONE");
        return questions().filter(question -> names.contains(question.name));
    }

    private static BoundPlan groups(BoundPlan scan, String key, boolean inOrder, List<Computed> aggregates) {
        return new BoundPlan.Aggregate(scan, List.of(key), aggregates, inOrder);
    }

    /// Of all rows to others that have the same key; the keys of `g` are in columns of other names.
    private static BoundPlan join(JoinKind how, JoinOrder order) {
        var left = new BoundPlan.FrameScan("f", SCHEMA);
        var right = new BoundPlan.FrameScan("g", OTHER);
        var fields = new ArrayList<>(SCHEMA.fields().subList(0, 2));
        if (how != JoinKind.SEMI && how != JoinKind.ANTI) {
            fields.addAll(OTHER.fields().subList(1, 4));
        }
        return new BoundPlan.Join(
                left,
                right,
                how,
                List.of("k"),
                List.of("k2"),
                false,
                null,
                JoinValidation.MANY_TO_MANY,
                order,
                new Schema(fields));
    }

    private static Computed computed(Aggregation function, DataType type, String column) {
        return new Computed(
                function.symbol() + " " + column, function, List.of(column), Options.NONE, null, List.of(), type);
    }

    /// The values of four columns.
    private record Values(List<Object> keys, List<Object> xs, List<Object> ys, List<Object> texts) {
        /// About as many keys as two thirds of the rows, one of which has a tenth of them.
        static Values of(int rows) {
            var random = new Random(rows);
            var made = new Values(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int row = 0; row < rows; row++) {
                made.keys.add(random.nextInt(10) == 0 ? null : (Object) (random.nextInt(rows) * 1_000_003L));
                made.xs.add((long) row);
                made.ys.add(random.nextInt(5) == 0 ? null : (Object) random.nextLong(1000));
                made.texts.add("text " + random.nextInt(rows / 10));
            }
            return made;
        }
    }

    private Frame frame(int rows) {
        Values values = VALUES.computeIfAbsent(rows, Values::of);
        Columns columns = memory.columns();
        Batch batch =
                new Batch(
                        SCHEMA,
                        rows,
                        List.of(
                                columns.of(Types.INT64, values.keys),
                                columns.of(Types.INT64, values.xs),
                                columns.of(Types.INT64, values.ys),
                                columns.of(SCHEMA.field("t").type(), values.texts),
                                columns.of(Types.INT64, values.ys),
                                columns.of(Types.INT64, values.xs),
                                columns.of(Types.INT64, values.ys)));
        return new Frame(SCHEMA, List.of(batch));
    }

    /// The same rows under the names of the other side.
    private static Frame other(Frame frame) {
        Batch batch = frame.batches().getFirst();
        return new Frame(OTHER, List.of(new Batch(OTHER, batch.rows(), Column.shareAll(batch.columns()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("largeQuestions")
    void aQuarterOfTheInputIsMemoryEnough(Question question) {
        try (Frame frame = frame(ROWS);
                Frame other = other(frame)) {
            Map<String, Frame> frames = Map.of("f", frame, "g", other);
            Rows expected = new TestRun(ENGINE, memory.allocator(), 2, 16_384).rows(question.plan, frames);
            Budget budget = Budget.root("a small query", frame.bytes() / question.share);
            var run = new TestRun(ENGINE, new Allocator(memory.pool(), budget), 2, 16_384);
            try (PlanRun plan = run.run(frames)) {
                Rows rows = Rows.of(run.start(plan, question.plan, Map.of()));
                assertThat(plan.spilledBytes()).isPositive();
                if (question.inOrder) {
                    rows.assertEquals(expected);
                } else {
                    assertThat(counts(rows).equals(counts(expected))).isTrue();
                }
            }
            assertThat(budget.peakBytes()).isLessThanOrEqualTo(budget.limitBytes());
            assertThat(budget.usedBytes()).isZero();
            assertThat(TestMemory.spillFolder().usedBytes()).isZero();
        }
    }

    /// Of so many groups rows wait in memory until they are too many as well.
    @ParameterizedTest(name = "on {0} threads, {1} rows held")
    @CsvSource({"1, 250000", "2, 1000000000"})
    void rowsThatWaitGoToTheDisk(int threads, long held) {
        var scan = new BoundPlan.FrameScan("f", SCHEMA);
        List<Computed> aggregates =
                List.of(
                        computed(Aggregation.SUM, Types.INT64, "x"),
                        computed(Aggregation.MIN, Types.INT64, "y"),
                        computed(Aggregation.FIRST, Types.INT64, "y"),
                        computed(Aggregation.LAST, Types.INT64, "x"));
        try (Frame frame = frame(600_000)) {
            Map<String, Frame> frames = Map.of("f", frame);
            var whole = new TestRun(ENGINE, memory.allocator(), 1, 16_384);
            Rows expected = whole.rows(groups(scan, "k", true, aggregates), frames);
            var run = new TestRun(ENGINE, memory.allocator(), threads, 16_384, held);
            try (PlanRun plan = run.run(frames)) {
                Rows rows = Rows.of(run.start(plan, groups(scan, "k", false, aggregates), Map.of()));
                assertThat(plan.spilledBytes() > 0).isEqualTo(held < 600_000);
                assertThat(counts(rows).equals(counts(expected))).isTrue();
            }
        }
    }

    private static Map<Object, Integer> counts(Rows rows) {
        var counts = new HashMap<Object, Integer>();
        rows.rows().forEach(row -> counts.merge(row, 1, Integer::sum));
        return counts;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("questions")
    void theQuotaEndsTheQueryAndLeavesNothing(Question question) throws IOException {
        SpillFolder narrow = SpillFolder.create(folder, 50_000);
        try (Frame frame = frame(30_000)) {
            Map<String, Frame> frames = Map.of("f", frame.share(), "g", other(frame));
            try (var run = new PlanRun(new PlanRun.Settings(memory.allocator(), 2, 4096, narrow, 1000), frames)) {
                assertThatThrownBy(() -> Rows.of(start(run, question.plan)))
                        .isInstanceOfSatisfying(
                                PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SPILL_QUOTA));
            }
            assertThat(narrow.usedBytes()).isZero();
            assertThat(narrow.path()).isEmptyDirectory();
        } finally {
            narrow.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("questions")
    void whatIsCancelledOrClosedEarlyLeavesNothing(Question question) throws IOException {
        SpillFolder own = SpillFolder.create(folder, 1L << 30);
        try (Frame frame = frame(12_000)) {
            for (boolean cancelled : new boolean[] {true, false}) {
                Map<String, Frame> frames = Map.of("f", frame.share(), "g", other(frame));
                try (var run = new PlanRun(new PlanRun.Settings(memory.allocator(), 2, 4096, own, 1000), frames);
                        BatchStream rows = start(run, question.plan);
                        Batch first = rows.next()) {
                    assertThat(first.rows()).isPositive();
                    assertThat(own.usedBytes()).isPositive();
                    if (cancelled) {
                        run.cancellation().cancel();
                        assertThatThrownBy(rows::next).hasMessage("the query was cancelled");
                    }
                }
                assertThat(own.usedBytes()).isZero();
                assertThat(own.path()).isEmptyDirectory();
            }
        } finally {
            own.close();
        }
    }

    private static BatchStream start(PlanRun run, BoundPlan plan) {
        return run.start(new Fragment(1, ENGINE, plan, List.of(), "asked for"), Map.of());
    }
}
