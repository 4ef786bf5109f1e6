package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Plan.ConcatKind;
import dev.penstock.testing.Exprs;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Seeds;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tables side by side, lists that become rows and columns that become rows, the same on both engines.
@Timeout(300)
class ReshapeDifferentialTest {
    private static final int PLANS = 20;
    private static final int[] ROWS = {0, 1, 5, 40, 300, 1500};

    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("i", Types.INT64),
                            Field.nullable("j", Types.INT64),
                            Field.nullable("k", Types.INT32),
                            Field.nullable("f", Types.FLOAT64),
                            Field.nullable("s", Types.UTF8),
                            Field.nullable("v", new DataType.Utf8(DataType.Bytes.VIEWS)),
                            Field.nullable("li", DataType.listOf(Types.INT64)),
                            Field.nullable("ls", DataType.listOf(Types.UTF8)),
                            Field.nullable(
                                    "ll",
                                    new DataType.ListOf(Field.nullable("item", Types.FLOAT64), Elements.OFFSETS64)),
                            Field.nullable(
                                    "fl", new DataType.FixedSizeListOf(Field.nullable("item", Types.INT32), 2))));

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path spill;

    static LongStream seeds() {
        return Seeds.all();
    }

    private void agree(long seed, Function<RandomValues, Plan> plans, int least) {
        var random = new RandomValues(seed);
        int rows = ROWS[(int) seed % ROWS.length];
        int compared = 0;
        try (var engines = new BothEngines(memory, random, spill)) {
            engines.with("t", SCHEMA, rows, 40).with("u", SCHEMA, ROWS[random.below(ROWS.length)], 40);
            engines.with("one", SCHEMA, 1, 40);
            for (int i = 0; i < PLANS; i++) {
                compared += engines.agree(plans.apply(random), true) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(least);
    }

    /// A table, or some of its rows.
    private static Plan rows(RandomValues random, String table) {
        Plan plan = new Plan.InMemory(table);
        return switch (random.below(4)) {
            case 0 ->
                    new Plan.Filter(plan, call("lt", col("i"), Exprs.lit(Types.INT64, (long) random.below(20))), false);
            case 1 -> new Plan.Slice(plan, random.below(40), (long) random.below(400));
            default -> plan;
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesExplodeAlike(long seed) {
        agree(
                seed,
                random -> {
                    var columns = new ArrayList<Expr>();
                    IntStream.rangeClosed(0, random.below(6) / 5)
                            .forEach(_ -> columns.add(col(random.oneOf(List.of("li", "ls", "ll", "fl")))));
                    return new Plan.Explode(
                            rows(random, "t"),
                            columns.stream().distinct().toList(),
                            random.below(2) == 0,
                            random.below(2) == 0);
                },
                PLANS / 3);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesUnpivotAlike(long seed) {
        agree(
                seed,
                random -> {
                    List<List<Expr>> sets =
                            List.of(
                                    List.of(col("i"), col("j")),
                                    List.of(col("i"), col("k"), col("j")),
                                    List.of(col("s"), col("v")),
                                    List.of(col("f"), col("i")),
                                    List.of(col("li")));
                    List<Expr> index = List.of(col(random.oneOf(List.of("s", "li", "k"))), col("v"));
                    List<Expr> on = random.oneOf(sets);
                    return new Plan.Unpivot(
                            rows(random, "t"),
                            on,
                            index.stream().filter(column -> !on.contains(column)).toList(),
                            "variable",
                            "value");
                },
                PLANS / 3);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesPutTablesSideBySideAlike(long seed) {
        agree(
                seed,
                random -> {
                    var inputs = new ArrayList<Plan>();
                    for (int i = random.below(2) + 1; i >= 0; i--) {
                        Plan input = rows(random, random.oneOf(List.of("t", "t", "u", "one")));
                        String prefix = "c" + i;
                        List<Expr> outputs =
                                SCHEMA.names().stream()
                                        .filter(_ -> random.below(3) > 0)
                                        .<Expr>map(name -> as(col(name), prefix + name))
                                        .toList();
                        inputs.add(
                                new Plan.Project(input, outputs.isEmpty() ? List.of(as(col("i"), prefix)) : outputs));
                    }
                    ConcatKind kind = random.below(3) == 0 ? ConcatKind.HORIZONTAL : ConcatKind.HORIZONTAL_EXTEND;
                    return new Plan.Concat(inputs, kind);
                },
                PLANS / 3);
    }

    /// Expressions of different heights, which the binder puts side by side.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesRepeatOneRowAlike(long seed) {
        agree(
                seed,
                random -> {
                    var outputs = new ArrayList<Expr>();
                    for (String name : List.of("i", "s", "f")) {
                        Expr filtered =
                                new Expr.Filtered(
                                        col(name),
                                        call("lt", col("j"), Exprs.lit(Types.INT64, (long) random.below(10))));
                        outputs.add(as(random.below(3) > 0 ? call("len", filtered) : filtered, name));
                    }
                    outputs.add(as(Exprs.lit(random.below(9)), "constant"));
                    return new Plan.Project(rows(random, "t"), outputs);
                },
                PLANS / 4);
    }
}
