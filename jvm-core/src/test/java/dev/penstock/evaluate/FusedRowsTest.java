package dev.penstock.evaluate;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static dev.penstock.testing.Exprs.options;
import static dev.penstock.testing.Exprs.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.evaluate.fused.FusedProgram;
import dev.penstock.evaluate.fused.Fusing;
import dev.penstock.function.Cancellation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Frames;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs with loops of their own against the same programs with kernels.
class FusedRowsTest {
    private static final List<String> COMPARISONS = List.of("eq", "ne", "lt", "le", "gt", "ge");
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("f", Types.FLOAT64),
                            Field.nullable("g", Types.FLOAT64),
                            Field.nullable("h", Types.FLOAT32),
                            Field.nullable("n", Types.INT64),
                            Field.nullable("m", Types.INT64),
                            Field.nullable("i", Types.INT32),
                            Field.nullable("k", Types.INT8),
                            Field.nullable("u", Types.UINT64),
                            Field.nullable("w", Types.UINT32),
                            Field.nullable("b", Types.BOOL),
                            Field.nullable("d", Types.DATE32),
                            Field.nullable("s", Types.UTF8)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    /// Rows that go through all pairs of awkward numbers, over and over.
    private Batch rows(int rows, boolean nulls) {
        double[] floats = {
            Double.NaN,
            -0.0,
            0.0,
            1.0,
            -1.5,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.longBitsToDouble(0xFFF8_0000_0000_0001L)
        };
        long[] integers = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 127, -128, 1L << 31, -(1L << 31)};
        var values = new ArrayList<List<Object>>();
        SCHEMA.fields().forEach(_ -> values.add(new ArrayList<>()));
        for (int row = 0; row < rows; row++) {
            int a = row % floats.length;
            int b = row / floats.length % floats.length;
            Object[] of = {
                floats[a],
                floats[b],
                (double) (float) floats[a],
                integers[a],
                integers[b],
                (long) (int) integers[a],
                (long) (byte) integers[b],
                integers[a],
                integers[b] & 0xFFFF_FFFFL,
                row % 3 == 0,
                (long) (int) (integers[b] % 100_000),
                "text " + a
            };
            for (int c = 0; c < of.length; c++) {
                values.get(c).add(nulls && row % 5 == c % 5 ? null : of[c]);
            }
        }
        var columns = new ArrayList<dev.penstock.column.Column>();
        for (int c = 0; c < values.size(); c++) {
            columns.add(memory.columns().of(SCHEMA.field(c).type(), values.get(c)));
        }
        return memory.keep(new Batch(SCHEMA, rows, columns));
    }

    private static List<BoundPlan> bound(Plan plan) {
        BoundPlan at = new Frames().with("t", SCHEMA).bind(plan);
        var nodes = new ArrayList<BoundPlan>();
        while (!(at instanceof BoundPlan.FrameScan)) {
            nodes.addFirst(at);
            at = at.inputs().getFirst();
        }
        return nodes;
    }

    private static Plan project(Plan below, Expr... outputs) {
        var named = new ArrayList<Expr>();
        for (int i = 0; i < outputs.length; i++) {
            named.add(as(outputs[i], "r" + i));
        }
        return new Plan.Project(below, named);
    }

    private static Plan scan() {
        return new Plan.InMemory("t");
    }

    private List<List<Object>> run(List<BoundPlan> nodes, Batch batch, int from, int rows, Fusing fusing) {
        try (var program = new RowProgram(nodes, SCHEMA, memory.allocator(), new Cancellation(), fusing);
                Batch result = program.run(batch, from, rows)) {
            return result == null ? List.of() : Rows.of(result).rows();
        }
    }

    private void agrees(Plan plan, Batch batch) {
        List<BoundPlan> nodes = bound(plan);
        int rows = (int) batch.rows();
        assertThat(run(nodes, batch, 0, rows, Fusing.ALWAYS))
                .as("%s", nodes)
                .isEqualTo(run(nodes, batch, 0, rows, Fusing.NEVER));
    }

    @Test
    void numbersGetALoopAndTextsDoNot() {
        Plan filtered = new Plan.Filter(scan(), call("gt", col("f"), lit(0.5)), false);
        Plan plan = project(filtered, call("add", col("n"), lit(1)), col("s"), call("lt", col("i"), lit(5)));
        FusedProgram fused = FusedProgram.of(bound(plan), SCHEMA, Fusing.NEVER);
        assertThat(fused.selection()).isNotNull();
        assertThat(fused.filters()).isOne();
        assertThat(fused.columns()).containsExactly(0, 2);
        assertThat(fused.truths()).containsExactly(false, true);
        Plan texts = new Plan.Filter(scan(), call("eq", col("s"), lit("text 1")), false);
        assertThat(FusedProgram.of(bound(texts), SCHEMA, Fusing.NEVER).selection()).isNull();
    }

    @Test
    void aFilterBehindOneOnTextsStaysBehindIt() {
        Plan texts = new Plan.Filter(scan(), call("ne", col("s"), lit("text 1")), false);
        Plan both = new Plan.Filter(texts, call("gt", col("n"), lit(3)), false);
        assertThat(FusedProgram.of(bound(both), SCHEMA, Fusing.NEVER).selection()).isNull();
        agrees(both, rows(500, false));
    }

    @Test
    void awkwardNumbersCompareAsInKernels() {
        Batch batch = rows(200, false);
        for (String comparison : COMPARISONS) {
            agrees(
                    project(
                            scan(),
                            call(comparison, col("f"), col("g")),
                            call(comparison, col("f"), lit(0.0)),
                            call(comparison, col("f"), lit(-0.0)),
                            call(comparison, col("f"), lit(Double.NaN)),
                            call(comparison, lit(1.0), col("f")),
                            call(comparison, col("h"), lit(1.0)),
                            call(comparison, col("n"), col("m")),
                            call(comparison, col("n"), lit(Long.MAX_VALUE)),
                            call(comparison, col("u"), lit(Types.UINT64, 5L)),
                            call(comparison, col("u"), col("u")),
                            call(comparison, col("w"), lit(5)),
                            call(comparison, col("b"), lit(true)),
                            call(comparison, col("d"), col("d"))),
                    batch);
            agrees(new Plan.Filter(scan(), call(comparison, col("f"), col("g")), false), batch);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "left", "right", "none"})
    void betweenIncludesTheBoundsThatItIsToldTo(String closed) {
        List<Plan> plans =
                List.of(
                        project(
                                scan(),
                                between(closed, col("f"), lit(-1.5), lit(1.0)),
                                between(closed, col("f"), col("g"), lit(Double.NaN)),
                                between(closed, lit(0.0), col("g"), col("f")),
                                between(closed, col("h"), lit(0.0), lit(1.0))),
                        project(
                                scan(),
                                between(closed, col("n"), lit(0), col("m")),
                                between(closed, col("k"), lit(-128), lit(1)),
                                between(closed, col("u"), lit(Types.UINT64, 1L), col("u")),
                                call("is_not_nan", col("f"))));
        for (Plan plan : plans) {
            assertThat(FusedProgram.of(bound(plan), SCHEMA, Fusing.NEVER).columns()).hasSize(4);
            agrees(plan, rows(200, false));
        }
    }

    private static Expr between(String closed, Expr value, Expr low, Expr high) {
        return call("is_between", options("closed", closed), value, low, high);
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "sub", "mul", "truediv"})
    void arithmeticIsCutOffAndRoundedAsInKernels(String function) {
        var outputs = new ArrayList<Expr>();
        for (String name : List.of("f", "h", "n", "i", "k", "u", "w")) {
            outputs.add(call(function, col(name), col(name)));
            outputs.add(call(function, col(name), lit(3)));
        }
        outputs.add(call(function, col("f"), col("g")));
        outputs.add(call("neg", col("i")));
        outputs.add(call("abs", col("n")));
        outputs.add(call("abs", col("f")));
        agrees(project(scan(), outputs.toArray(Expr[]::new)), rows(200, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 1023, 1024, 1025, 2500})
    void selectedRowsAreComputedInPlace(int rows) {
        Plan filtered =
                new Plan.Filter(
                        new Plan.Filter(scan(), call("ge", col("n"), lit(0)), false),
                        call("or", col("b"), call("lt", col("f"), col("g"))),
                        false);
        Plan plan =
                project(
                        filtered,
                        call("mul", col("f"), col("g")),
                        when(call("gt", col("n"), lit(1)), col("m"), col("n")),
                        when(col("b"), col("h"), lit(Types.FLOAT32, 2.5)),
                        call("xor", col("b"), call("is_nan", col("f"))),
                        col("s"),
                        call("str.starts_with", options("literal", true), col("s"), lit("text 1")));
        agrees(plan, rows(rows, false));
    }

    @Test
    void aRangeThatBeginsInsideAByteOfTruthsIsReadFromThere() {
        Batch batch = rows(300, false);
        List<BoundPlan> nodes = bound(project(scan(), call("not", col("b")), call("add", col("k"), lit(1))));
        for (int from : new int[] {0, 1, 7, 8, 13}) {
            assertThat(run(nodes, batch, from, 200, Fusing.ALWAYS))
                    .isEqualTo(run(nodes, batch, from, 200, Fusing.NEVER));
        }
    }

    @Test
    void nullsAreLeftToTheKernels() {
        Batch batch = rows(300, true);
        agrees(
                project(
                        new Plan.Filter(scan(), call("gt", col("f"), lit(-1.0)), false),
                        call("add", col("n"), col("m")),
                        call("lt", col("i"), lit(5))),
                batch);
    }

    @Test
    void whicheverIsFasterTheRowsAreTheSame() {
        Batch batch = rows(16_384, false);
        List<BoundPlan> nodes =
                bound(
                        project(
                                new Plan.Filter(scan(), call("gt", col("f"), lit(-1.0)), false),
                                call("add", call("mul", col("f"), col("g")), col("f")),
                                call("sub", call("mul", col("n"), lit(2)), lit(1))));
        List<List<Object>> expected = run(nodes, batch, 0, 16_384, Fusing.NEVER);
        try (var program = new RowProgram(nodes, SCHEMA, memory.allocator(), new Cancellation())) {
            for (int i = 0; i < 40; i++) {
                try (Batch result = program.run(batch, 0, 16_384)) {
                    assertThat(result).isNotNull();
                    if (i % 8 == 7) {
                        assertThat(Rows.of(result).rows()).isEqualTo(expected);
                    }
                }
            }
        }
    }
}
