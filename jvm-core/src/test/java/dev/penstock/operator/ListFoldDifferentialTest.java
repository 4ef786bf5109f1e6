package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Batch;
import dev.penstock.column.Frame;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Exprs;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Seeds;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One value for each list, the same on both engines, for elements of every type that kernels compute with.
@Timeout(300)
class ListFoldDifferentialTest {
    private static final int[] ROWS = {0, 1, 5, 40, 300, 1500};

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path spill;

    static LongStream seeds() {
        return Seeds.all();
    }

    private static List<DataType> elements() {
        return List.of(
                Types.INT8,
                Types.INT16,
                Types.INT32,
                Types.INT64,
                Types.UINT8,
                Types.UINT16,
                Types.UINT32,
                Types.UINT64,
                Types.FLOAT32,
                Types.FLOAT64,
                Types.BOOL,
                Types.DATE32,
                new DataType.Duration(TimeUnit.MILLISECOND));
    }

    private static List<DataType> lists(DataType element) {
        Field item = Field.nullable("item", element);
        return Stream.concat(
                        Arrays.stream(Elements.values()).<DataType>map(form -> new ListOf(item, form)),
                        Stream.of(new FixedSizeListOf(item, 3)))
                .toList();
    }

    private static List<Expr> folds(DataType element) {
        var folds = new ArrayList<Expr>();
        if (element instanceof DataType.Bool) {
            for (boolean ignore : new boolean[] {true, false}) {
                folds.add(call("list.any", options("ignore_nulls", ignore), col("l")));
                folds.add(call("list.all", options("ignore_nulls", ignore), col("l")));
            }
        } else {
            folds.add(call("list.min", col("l")));
            folds.add(call("list.max", col("l")));
        }
        if (!element.isTemporal() || element instanceof DataType.Duration) {
            folds.add(call("list.sum", col("l")));
        }
        if (element.isNumeric()) {
            folds.add(call("list.mean", col("l")));
        }
        return folds;
    }

    private static List<Expr> searches() {
        return List.of(
                call("list.contains", col("l"), col("x")),
                call("list.contains", options("nulls_equal", false), col("l"), col("x")),
                call("list.count_matches", col("l"), col("x")));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesFoldListsAlike(long seed) {
        var random = new RandomValues(seed);
        int compared = 0;
        int asked = 0;
        for (DataType element : elements()) {
            DataType list = random.oneOf(lists(element));
            var schema = new Schema(List.of(Field.nullable("l", list), Field.nullable("x", element)));
            try (var engines = new BothEngines(memory, random, spill)) {
                engines.with("t", schema, ROWS[(int) seed % ROWS.length], 40);
                var expressions = new ArrayList<>(folds(element));
                expressions.addAll(searches());
                for (Expr expression : expressions) {
                    Plan rows = new Plan.InMemory("t");
                    if (random.below(3) == 0) {
                        rows = new Plan.Filter(rows, call("is_not_null", col("x")), false);
                    }
                    asked++;
                    compared += engines.agree(new Plan.Project(rows, List.of(as(expression, "out"))), true) ? 1 : 0;
                }
            }
        }
        // Searches of a list in another layout than that of lists that are made are left to DuckDB.
        assertThat(compared).isGreaterThan(asked / 2);
    }

    @Test
    void listsOfMoreElementsThanAChunkAreFoldedWhole() {
        int size = 5_000;
        List<Long> numbers = LongStream.range(0, size).map(i -> (i * 7_919) % size).boxed().toList();
        var withNull = new ArrayList<Long>(numbers);
        withNull.add(null);
        DataType type = DataType.listOf(Types.INT32);
        var schema = new Schema(List.of(Field.nullable("l", type)));
        var column = memory.columns().of(type, List.of(numbers, withNull, List.of()));
        var plan =
                new Plan.Project(
                        new Plan.InMemory("t"),
                        List.of(
                                as(call("list.sum", col("l")), "sum"),
                                as(call("list.max", col("l")), "max"),
                                as(call("list.mean", col("l")), "mean"),
                                as(call("list.count_matches", col("l"), Exprs.lit(Types.INT32, 4_999L)), "n")));
        try (Frame frame = new Frame(schema, List.of(new Batch(schema, 3, List.of(column))));
                var core = new CoreEngine(1)) {
            var bound = new Frames().with("t", schema).bind(plan);
            var rows = new TestRun(core, memory.allocator(), 1, 16_384).rows(bound, Map.of("t", frame));
            long sum = (long) size * (size - 1) / 2;
            assertThat(rows.rows())
                    .isEqualTo(
                            List.of(
                                    List.of(sum, 4_999L, (size - 1) / 2.0, 1L),
                                    List.of(sum, 4_999L, (size - 1) / 2.0, 1L),
                                    Arrays.asList(0L, null, null, 0L)));
        }
    }
}
