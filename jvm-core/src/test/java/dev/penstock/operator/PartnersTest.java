package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Plan.JoinKind;
import dev.penstock.plan.Plan.JoinOrder;
import dev.penstock.plan.Plan.JoinValidation;
import dev.penstock.source.parquet.ParquetSink;
import dev.penstock.source.parquet.ScanColumns;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Joins above scans of Parquet have the rows of the same joins above frames, and do not decode what they drop.
@Timeout(120)
class PartnersTest {
    private static final int ROWS = 3_000;
    private static final Schema LARGE =
            new Schema(
                    List.of(
                            Field.nullable("k", Types.INT64),
                            Field.nullable("t", Types.UTF8),
                            Field.nullable("p", Types.UTF8),
                            Field.nullable("i", Types.INT64)));
    private static final Schema SMALL =
            new Schema(
                    List.of(
                            Field.nullable("sk", Types.INT64),
                            Field.nullable("st", Types.UTF8),
                            Field.nullable("x", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path folder;

    private final CoreEngine core = new CoreEngine(2);
    private final Map<String, Frame> frames = new HashMap<>();

    @AfterEach
    void stop() {
        core.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, 8);
    }

    /// The file with the rows of the frame `large`.
    private BoundPlan.FileScan file(List<? extends List<?>> rows) {
        Frame frame = memory.keep(memory.columns().frame(LARGE, rows, ROWS));
        frames.put("large", frame);
        Path file = folder.resolve("large.parquet");
        ParquetSink.write(
                BatchStream.of(LARGE, frame.batches().stream().map(Batch::share).toList()),
                file.toString(),
                new Options(Map.of("row_group_size", 1_000L, "data_page_size", 900L, "compression", "uncompressed")),
                1,
                memory.allocator(),
                tasks -> tasks.forEach(Runnable::run));
        var scan = new Plan.Scan(Plan.Format.PARQUET, List.of(file.toString()), null, Map.of(), Options.NONE);
        return new BoundPlan.FileScan(scan, ScanColumns.schema(scan));
    }

    private static BoundPlan bind(Plan plan) {
        return new Frames().with("large", LARGE).with("small", SMALL).bind(plan);
    }

    /// The plan with the file in place of the frame of the same rows.
    private static BoundPlan over(BoundPlan.FileScan file, BoundPlan plan) {
        return plan instanceof BoundPlan.FrameScan(String handle, _) && handle.equals("large")
                ? file
                : plan.withInputs(plan.inputs().stream().map(input -> over(file, input)).toList());
    }

    private static Plan join(Plan left, Plan right, JoinKind how, JoinOrder order, String key, String other) {
        return new Plan.Join(
                left,
                right,
                how,
                List.of(col(key)),
                List.of(col(other)),
                "_r",
                JoinValidation.MANY_TO_MANY,
                false,
                null,
                order);
    }

    private static Plan few(Plan plan, RandomValues random) {
        return random.below(3) == 0 ? plan : new Plan.Filter(plan, call("lt", col("x"), lit(200L)), false);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void haveTheRowsOfJoinsOfFrames(long seed) {
        var random = new RandomValues(seed);
        var large = new ArrayList<List<Object>>();
        for (long i = 0; i < ROWS; i++) {
            large.add(
                    java.util.Arrays.asList(
                            random.below(9) == 0 ? null : (Object) (long) random.below(500),
                            random.below(9) == 0 ? null : "a text that is longer than a view " + random.below(300),
                            "payload " + i,
                            i));
        }
        var small = new ArrayList<List<Object>>();
        for (long i = 0; i < 400; i++) {
            small.add(
                    java.util.Arrays.asList(
                            random.below(9) == 0 ? null : (Object) (long) random.below(600),
                            random.below(9) == 0 ? null : "a text that is longer than a view " + random.below(400),
                            (long) random.below(1_000)));
        }
        BoundPlan.FileScan file = file(large);
        frames.put("small", memory.keep(memory.columns().frame(SMALL, small, 100)));
        var run = new TestRun(core, memory.allocator(), 2, 1 + random.below(5_000));
        for (JoinKind how : JoinKind.values()) {
            Plan rows = new Plan.InMemory("large");
            if (random.below(2) == 0) {
                rows = new Plan.Filter(rows, call("ge", col("i"), lit((long) random.below(ROWS))), false);
            }
            boolean renamed = random.below(2) == 0;
            if (renamed) {
                List<Expr> outputs = List.of(as(col("k"), "kk"), col("p"), as(col("t"), "k"), col("i"));
                rows = new Plan.Project(rows, outputs);
            }
            Plan narrow = new Plan.Filter(new Plan.InMemory("small"), call("lt", col("x"), lit(300L)), false);
            JoinOrder order = random.oneOf(List.of(JoinOrder.NONE, JoinOrder.LEFT, JoinOrder.LEFT_RIGHT));
            Plan plan =
                    how == JoinKind.CROSS
                            ? new Plan.Slice(rows, 0, 5L)
                            : join(rows, narrow, how, order, renamed ? "kk" : "k", "sk");
            if (how != JoinKind.CROSS) {
                // A second join, by a column that comes through the first one.
                Plan other = few(new Plan.InMemory("small"), random);
                plan =
                        join(
                                plan,
                                other,
                                random.oneOf(List.of(how, JoinKind.INNER, JoinKind.SEMI)),
                                JoinOrder.NONE,
                                renamed ? "k" : "t",
                                "st");
            }
            BoundPlan bound = bind(plan);
            assertThat(run.rows(over(file, bound), frames).sorted().rows())
                    .as("%s, renamed: %s", how, renamed)
                    .isEqualTo(run.rows(bound, frames).sorted().rows());
        }
    }

    /// Joins on keys of groups leave out the rows of groups that they would drop, and no others.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void haveTheGroupsOfJoinsOfFrames(long seed) {
        var random = new RandomValues(seed + 100);
        var large = new ArrayList<List<Object>>();
        for (long i = 0; i < ROWS; i++) {
            large.add(
                    java.util.Arrays.asList(
                            random.below(9) == 0 ? null : (Object) (long) random.below(500),
                            "text " + random.below(3),
                            "payload " + i,
                            i));
        }
        var small = new ArrayList<List<Object>>();
        for (long i = 0; i < 300; i++) {
            small.add(java.util.Arrays.asList((long) random.below(600), "text 1", (long) random.below(1_000)));
        }
        BoundPlan.FileScan file = file(large);
        frames.put("small", memory.keep(memory.columns().frame(SMALL, small, 100)));
        var run = new TestRun(core, memory.allocator(), 2, 1 + random.below(5_000));
        for (JoinKind how :
                List.of(JoinKind.INNER, JoinKind.SEMI, JoinKind.ANTI, JoinKind.LEFT, JoinKind.RIGHT, JoinKind.FULL)) {
            boolean ordered = random.below(2) == 0;
            Plan groups =
                    new Plan.Aggregate(
                            new Plan.InMemory("large"),
                            List.of(col("k"), col("t")),
                            List.of(as(call("sum", col("i")), "sum"), as(call("max", col("p")), "most")),
                            null,
                            ordered);
            if (random.below(2) == 0) {
                groups = new Plan.Filter(groups, call("gt", col("sum"), lit(1_000L)), false);
            }
            // A key of the groups, and something else of them.
            boolean byKey = random.below(3) > 0;
            BoundPlan bound =
                    bind(
                            join(
                                    groups,
                                    few(new Plan.InMemory("small"), random),
                                    how,
                                    ordered ? JoinOrder.LEFT : JoinOrder.NONE,
                                    byKey ? "k" : "sum",
                                    "sk"));
            assertThat(run.rows(over(file, bound), frames).sorted().rows())
                    .as("%s, by key: %s", how, byKey)
                    .isEqualTo(run.rows(bound, frames).sorted().rows());
        }
    }

    /// A page of the payload is broken; nobody notices as long as no row of its row group has a partner.
    @Test
    void doNotReadWhatTheyDrop() throws IOException {
        List<List<Object>> large =
                LongStream.range(0, ROWS).mapToObj(i -> List.<Object>of(i, "t", "payload " + i, i)).toList();
        BoundPlan.FileScan file = file(large);
        Path path = Path.of(file.scan().paths().getFirst());
        byte[] content = Files.readAllBytes(path);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        content[text.indexOf("payload 2500") + 8]++;
        Files.write(path, content);
        List<List<Object>> small = List.of(List.of(5L, "t", 1L), List.of(1_700L, "t", 2L), List.of(2_500L, "t", 3L));
        frames.put("small", memory.keep(memory.columns().frame(SMALL, small, 10)));
        var run = new TestRun(core, memory.allocator(), 2, 16_384);
        Plan wanted = new Plan.Filter(new Plan.InMemory("small"), call("lt", col("x"), lit(3L)), false);
        for (JoinKind how : List.of(JoinKind.INNER, JoinKind.SEMI)) {
            Plan plan = join(new Plan.InMemory("large"), wanted, how, JoinOrder.LEFT, "k", "sk");
            assertThat(run.rows(over(file, bind(plan)), frames).column("p"))
                    .isEqualTo(List.of("payload 5", "payload 1700"));
        }
        Plan groups =
                new Plan.Aggregate(
                        new Plan.InMemory("large"),
                        List.of(col("k")),
                        List.of(as(call("max", col("p")), "p")),
                        null,
                        true);
        Plan few = join(groups, wanted, JoinKind.INNER, JoinOrder.LEFT, "k", "sk");
        assertThat(run.rows(over(file, bind(few)), frames).column("p")).isEqualTo(List.of("payload 5", "payload 1700"));
        Plan all =
                join(new Plan.InMemory("large"), new Plan.InMemory("small"), JoinKind.INNER, JoinOrder.LEFT, "k", "sk");
        assertThatThrownBy(() -> run.rows(over(file, bind(all)), frames))
                .isInstanceOf(PenstockException.class)
                .hasMessageContaining("large.parquet");
    }
}
