package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.run.PlanRun;
import dev.penstock.source.parquet.ParquetSink;
import dev.penstock.source.parquet.ScanColumns;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scans of Parquet by several workers: every row once, in order, and nothing held when the reader goes early.
@Timeout(60)
class ParquetMorselsTest {
    private static final int ROWS = 5_000;

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path folder;

    private Path write(String name, long from, Map<String, ?> options) {
        Path file = folder.resolve(name);
        var numbers = new ArrayList<Object>();
        var texts = new ArrayList<Object>();
        for (long i = from; i < from + ROWS; i++) {
            numbers.add(i);
            texts.add(i % 7 == 0 ? null : "text " + i % 100);
        }
        Columns columns = memory.columns();
        try (Batch batch = Columns.batch("i", columns.of(Types.INT64, numbers), "s", columns.of(Types.UTF8, texts))) {
            ParquetSink.write(
                    BatchStream.of(batch.schema(), List.of(batch.share())),
                    file.toString(),
                    new Options(options),
                    1,
                    memory.allocator(),
                    tasks -> tasks.forEach(Runnable::run));
        }
        return file;
    }

    private static BoundPlan.FileScan scan(List<Path> files, Map<String, ?> options) {
        List<String> paths = files.stream().map(Path::toString).toList();
        var scan = new Plan.Scan(Plan.Format.PARQUET, paths, null, Map.of(), new Options(options));
        return new BoundPlan.FileScan(scan, ScanColumns.schema(scan));
    }

    private static BoundPlan filter(BoundPlan input, LogicFunction function, String column, Object value) {
        var type = input.schema().field(column).type();
        return new BoundPlan.Filter(
                input,
                new BoundExpr.Call(
                        function,
                        List.of(new BoundExpr.Ref(column, type), new BoundExpr.Constant(type, value)),
                        Options.NONE,
                        Types.BOOL));
    }

    @ParameterizedTest(name = "{0} threads")
    @ValueSource(ints = {1, 2, 5})
    void rowsComeOnceAndInOrder(int threads) {
        List<Path> files =
                List.of(write("a.parquet", 0, Map.of("row_group_size", 700L)), write("b.parquet", ROWS, Map.of()));
        try (var core = new CoreEngine(threads)) {
            for (int batchRows : new int[] {100, 16_384}) {
                var run = new TestRun(core, memory.allocator(), threads, batchRows);
                List<Long> read = numbers(run.rows(scan(files, Map.of()), Map.of()));
                assertThat(read).hasSize(2 * ROWS).isSorted();
                Rows few = run.rows(filter(scan(files, Map.of()), LogicFunction.GE, "i", 2L * ROWS - 3), Map.of());
                assertThat(numbers(few)).containsExactly(9_997L, 9_998L, 9_999L);
                Rows texts = run.rows(filter(scan(files, Map.of()), LogicFunction.EQ, "s", "text 5"), Map.of());
                assertThat(numbers(texts)).isSorted().allMatch(i -> i % 100 == 5).hasSizeGreaterThan(80);
            }
        }
    }

    private static List<Long> numbers(Rows rows) {
        int column = rows.schema().indexOf("i");
        return rows.rows().stream().map(row -> (Long) row.get(column)).toList();
    }

    @Test
    void indexAndPathComeFromTheRowsBeforeTheFilter() {
        List<Path> files = List.of(write("a.parquet", 0, Map.of()), write("b.parquet", ROWS, Map.of()));
        var options =
                Map.of("row_index_name", "n", "row_index_offset", 10L, "include_file_paths", "p", "n_rows", ROWS + 5L);
        try (var core = new CoreEngine(2)) {
            var run = new TestRun(core, memory.allocator(), 2, 16_384);
            Rows read = run.rows(filter(scan(files, options), LogicFunction.GE, "i", (long) ROWS - 1), Map.of());
            assertThat(read.rows()).hasSize(6);
            assertThat(read.rows().getFirst()).contains(ROWS + 9L, ROWS - 1L, files.getFirst().toString());
            assertThat(read.rows().getLast()).contains(ROWS + 14L, ROWS + 4L, files.getLast().toString());
        }
    }

    @Test
    void filtersSeeTheColumnsThatTheScanAdds() {
        List<Path> files = List.of(write("a.parquet", 0, Map.of()), write("b.parquet", ROWS, Map.of()));
        var options = Map.of("row_index_name", "n", "include_file_paths", "p");
        try (var core = new CoreEngine(2)) {
            var run = new TestRun(core, memory.allocator(), 2, 16_384);
            Rows last = run.rows(filter(scan(files, options), LogicFunction.GE, "n", 2L * ROWS - 2), Map.of());
            assertThat(numbers(last)).containsExactly(2L * ROWS - 2, 2L * ROWS - 1);
            String second = files.getLast().toString();
            Rows other = run.rows(filter(scan(files, options), LogicFunction.EQ, "p", second), Map.of());
            assertThat(numbers(other)).hasSize(ROWS).isSorted().startsWith((long) ROWS);
        }
    }

    @Test
    void aReaderMayGoEarly() {
        List<Path> files = List.of(write("a.parquet", 0, Map.of("row_group_size", 50L)));
        try (var core = new CoreEngine(3)) {
            var run = new TestRun(core, memory.allocator(), 3, 10);
            try (PlanRun started = run.run(Map.of());
                    BatchStream rows = run.start(started, scan(files, Map.of()), Map.of())) {
                for (int i = 0; i < 3; i++) {
                    try (Batch batch = rows.next()) {
                        assertThat(batch).isNotNull();
                    }
                }
                started.cancellation().cancel();
                assertThatThrownBy(rows::next)
                        .isInstanceOfSatisfying(
                                PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            }
        }
    }

    @Test
    void aBrokenRowGroupFailsBehindTheRowsInFrontOfIt() throws IOException {
        Path file = write("a.parquet", 0, Map.of("row_group_size", 1_000L, "compression", "uncompressed"));
        byte[] content = Files.readAllBytes(file);
        // In the middle are pages, and each of them has a checksum.
        Arrays.fill(content, content.length / 2, content.length / 2 + 30, (byte) 0x11);
        Files.write(file, content);
        try (var core = new CoreEngine(2)) {
            var run = new TestRun(core, memory.allocator(), 2, 100);
            try (PlanRun started = run.run(Map.of());
                    BatchStream rows = run.start(started, scan(List.of(file), Map.of()), Map.of())) {
                long[] read = {0};
                assertThatThrownBy(
                                () -> {
                                    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                                        read[0] += batch.rows();
                                        batch.close();
                                    }
                                })
                        .isInstanceOfSatisfying(
                                PenstockException.class,
                                e -> {
                                    assertThat(e.code()).isEqualTo(ErrorCode.IO);
                                    assertThat(e.getMessage()).contains("a.parquet", "row group");
                                });
                assertThat(read[0]).isPositive().isLessThan(ROWS);
            }
        }
    }

    @Test
    void manyRandomFiltersAgreeWithFiltersOfTheRowsInMemory() {
        var random = new RandomValues(5);
        Path file = write("a.parquet", 0, Map.of("row_group_size", 900L, "data_page_size", 700L));
        try (var core = new CoreEngine(2)) {
            var run = new TestRun(core, memory.allocator(), 2, 16_384);
            List<List<Object>> all = run.rows(scan(List.of(file), Map.of()), Map.of()).rows();
            for (int i = 0; i < 20; i++) {
                long bound = random.below(ROWS + 100) - 50L;
                LogicFunction function =
                        random.oneOf(List.of(LogicFunction.LT, LogicFunction.GE, LogicFunction.NE, LogicFunction.EQ));
                BoundPlan plan = filter(scan(List.of(file), Map.of()), function, "i", bound);
                List<List<Object>> expected =
                        all.stream()
                                .filter(row -> {
                                    int order = Long.compare((long) row.getFirst(), bound);
                                    return switch (function) {
                                        case LT -> order < 0;
                                        case GE -> order >= 0;
                                        case NE -> order != 0;
                                        default -> order == 0;
                                    };
                                })
                                .toList();
                assertThat(run.rows(plan, Map.of()).rows()).isEqualTo(expected);
            }
            Schema only = new Schema(List.of(scan(List.of(file), Map.of()).schema().field("s")));
            BoundPlan text =
                    new BoundPlan.Project(
                            filter(scan(List.of(file), Map.of()), LogicFunction.LT, "i", 20L),
                            List.of(new BoundPlan.Output(only.field(0), new BoundExpr.Ref("s", only.field(0).type()))));
            assertThat(run.rows(text, Map.of()).rows()).hasSize(20);
        }
    }
}
