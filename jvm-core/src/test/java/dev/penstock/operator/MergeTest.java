package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.run.PlanRun;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Two tables are merged as the obvious loop merges them, in order or not, however their rows come in batches.
@Timeout(120)
class MergeTest {
    private static final CoreEngine ENGINE = new CoreEngine(3);
    private static final int[] BATCH_ROWS = {1, 2, 7, 16_384};
    private static final Schema NUMBERS = new Schema(List.of(Field.nullable("n", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    static Stream<DataType> types() {
        return Awkward.types().filter(Sortable::handles);
    }

    private static Rows obvious(Rows left, Rows right, List<Key> keys) {
        Deque<List<Object>> l = new ArrayDeque<>(left.rows());
        Deque<List<Object>> r = new ArrayDeque<>(right.rows());
        var merged = new ArrayList<List<Object>>();
        while (!l.isEmpty() || !r.isEmpty()) {
            boolean fromLeft =
                    r.isEmpty()
                            || (!l.isEmpty() && SortTest.compare(left.schema(), keys, l.element(), r.element()) <= 0);
            merged.add(fromLeft ? l.remove() : r.remove());
        }
        return new Rows(left.schema(), merged);
    }

    private void check(Frame left, Frame right, List<String> keys, RandomValues random) {
        Schema schema = left.schema();
        var l = new BoundPlan.FrameScan("l", schema);
        var r = new BoundPlan.FrameScan("r", schema);
        List<Key> order = Key.ascending(keys);
        int batchRows = BATCH_ROWS[random.below(BATCH_ROWS.length)];
        var run = new TestRun(ENGINE, memory.allocator(), 1 + random.below(3), batchRows);
        Map<String, Frame> frames = Map.of("l", left, "r", right);
        run.rows(new BoundPlan.MergeSorted(l, r, keys, schema), frames)
                .assertEquals(obvious(Rows.of(left), Rows.of(right), order));
        var sorted =
                new BoundPlan.MergeSorted(
                        new BoundPlan.Sort(l, order, true), new BoundPlan.Sort(r, order, true), keys, schema);
        run.rows(sorted, frames).assertEquals(run.rows(sorted.sorted(), frames));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void rowsOfEveryTypeAreMerged(DataType type) {
        var random = new RandomValues(3);
        Schema schema = new Schema(List.of(Field.nullable("k", type), Field.nullable("v", Types.INT32)));
        try (Frame left = SortTest.frame(random, memory.columns(), schema, 150);
                Frame right = SortTest.frame(random, memory.columns(), schema, 130)) {
            check(left, right, List.of("k"), random);
            check(left, right, List.of("v", "k"), random);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomTablesAreMerged(long seed) {
        var random = new RandomValues(seed);
        for (int i = 0; i < 4; i++) {
            Schema schema = random.schema();
            List<String> keys = SortTest.keys(random, schema, 3).stream().map(Key::column).toList();
            if (keys.isEmpty()) {
                continue;
            }
            try (Frame left = SortTest.frame(random, memory.columns(), schema, random.below(400));
                    Frame right = SortTest.frame(random, memory.columns(), schema, random.below(400))) {
                check(left, right, keys, random);
            }
        }
    }

    @ParameterizedTest(name = "{0} threads")
    @ValueSource(ints = {1, 2, 3})
    void manyRowsAreMergedInParts(int threads) {
        var left = LongStream.range(0, 150_000).<List<?>>mapToObj(n -> List.of(n / 2 * 3)).toList();
        var right = LongStream.range(0, 90_000).<List<?>>mapToObj(n -> List.of(n * 2)).toList();
        try (Frame l = memory.columns().frame(NUMBERS, left, 70_000);
                Frame r = memory.columns().frame(NUMBERS, right, 1000)) {
            var run = new TestRun(ENGINE, memory.allocator(), threads, 65_536);
            var scans = new BoundPlan.MergeSorted(scan("l"), scan("r"), List.of("n"), NUMBERS);
            List<Object> merged = run.rows(scans, Map.of("l", l, "r", r)).column("n");
            List<Object> expected =
                    Stream.concat(left.stream(), right.stream()).<Object>map(List::getFirst).sorted().toList();
            assertThat(merged).isEqualTo(expected);
        }
    }

    private static BoundPlan scan(String name) {
        return new BoundPlan.FrameScan(name, NUMBERS);
    }

    @Test
    void theLeastNumberIsNotNull() {
        Schema schema = new Schema(List.of(Field.nullable("n", Types.INT64), Field.nullable("s", Types.UTF8)));
        try (Frame left = memory.columns().frame(schema, List.of(row(null, "a"), row(Long.MIN_VALUE + 1, "b")), 9);
                Frame right = memory.columns().frame(schema, List.of(row(null, "c"), row(Long.MIN_VALUE, "d")), 9)) {
            var merge =
                    new BoundPlan.MergeSorted(
                            new BoundPlan.FrameScan("l", schema),
                            new BoundPlan.FrameScan("r", schema),
                            List.of("n"),
                            schema);
            var run = new TestRun(ENGINE, memory.allocator(), 2, 100);
            assertThat(run.rows(merge, Map.of("l", left, "r", right)).column("s")).containsExactly("a", "c", "d", "b");
        }
    }

    private static List<?> row(Long number, String text) {
        return java.util.Arrays.asList(number, text);
    }

    @Test
    void whenMemoryIsShortNothingIsLeft() {
        var values = LongStream.range(0, 200_000).<List<?>>mapToObj(n -> List.of(n, "text number " + n)).toList();
        var schema = new Schema(List.of(Field.nullable("n", Types.INT64), Field.nullable("s", Types.UTF8)));
        try (Frame frame = memory.columns().frame(schema, values, 50_000)) {
            for (int kilobytes = 64; kilobytes <= 4096; kilobytes *= 2) {
                var allocator = new Allocator(memory.pool(), Budget.root("a small query", kilobytes << 10));
                var scan = new BoundPlan.FrameScan("f", schema);
                var merge = new BoundPlan.MergeSorted(scan, scan, List.of("s", "n"), schema);
                var run = new TestRun(ENGINE, allocator, 2, 16_384);
                try {
                    assertThat(run.rows(merge, Map.of("f", frame)).count()).isEqualTo(400_000);
                } catch (PenstockException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT);
                }
            }
        }
    }

    @Test
    void aSideThatFailsEndsTheMerge() {
        var values = LongStream.range(0, 5000).<List<?>>mapToObj(List::of).toList();
        try (Frame frame = memory.columns().frame(NUMBERS, values, 10)) {
            var failing = new Counted(frame.stream(), 50);
            var merge =
                    new BoundPlan.MergeSorted(
                            new BoundPlan.FrameScan("f", NUMBERS),
                            new BoundPlan.StreamScan("s", NUMBERS),
                            List.of("n"),
                            NUMBERS);
            var test = new TestRun(ENGINE, memory.allocator(), 2, 100);
            try (PlanRun run = test.run(Map.of("f", frame));
                    BatchStream merged = test.start(run, merge, Map.of("s", failing))) {
                assertThatThrownBy(
                                () -> {
                                    for (Batch batch = merged.next(); batch != null; batch = merged.next()) {
                                        batch.close();
                                    }
                                })
                        .hasMessageContaining("no more");
            }
        }
    }

    /// A stream that says how much of it was read.
    private static final class Counted implements BatchStream {
        private final BatchStream rows;
        private final int most;
        private int batches;

        Counted(BatchStream rows, int most) {
            this.rows = rows;
            this.most = most;
        }

        @Override
        public Schema schema() {
            return rows.schema();
        }

        @Override
        public Batch next() {
            batches++;
            if (batches > most) {
                throw new PenstockException(ErrorCode.IO, "there is no more");
            }
            return rows.next();
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    @Test
    void noMoreOfAStreamIsReadThanIsAtHand() {
        var values = LongStream.range(0, 5000).<List<?>>mapToObj(List::of).toList();
        try (Frame frame = memory.columns().frame(NUMBERS, values, 10)) {
            var left = new Counted(frame.stream(), Integer.MAX_VALUE);
            var right = new Counted(frame.stream(), Integer.MAX_VALUE);
            var merge =
                    new BoundPlan.MergeSorted(
                            new BoundPlan.StreamScan("l", NUMBERS),
                            new BoundPlan.StreamScan("r", NUMBERS),
                            List.of("n"),
                            NUMBERS);
            var test = new TestRun(ENGINE, memory.allocator(), 2, 100);
            try (PlanRun run = test.run(Map.of());
                    BatchStream merged = test.start(run, merge, Map.of("l", left, "r", right));
                    Batch first = merged.next()) {
                assertThat(first).isNotNull();
                assertThat(left.batches + right.batches).isLessThan(100);
            }
        }
    }
}
