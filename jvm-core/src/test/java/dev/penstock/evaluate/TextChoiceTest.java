package dev.penstock.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.function.Cancellation;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Of two columns of texts and constants the one that the conditions name is chosen, in all layouts, and the result
/// lives on when the columns are gone.
class TextChoiceTest {
    private static final DataType VIEW = new DataType.Utf8(DataType.Bytes.VIEWS);
    private static final int ROWS = 3_000;

    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Arrays.stream(DataType.Bytes.values()).map(DataType.Utf8::new);
    }

    private static List<Object> texts(Random random, String letters, double nulls) {
        var texts = new ArrayList<Object>();
        for (int i = 0; i < ROWS; i++) {
            texts.add(random.nextDouble() < nulls ? null : letters.repeat(4).substring(0, random.nextInt(22)) + i);
        }
        return texts;
    }

    private static List<Object> truths(Random random) {
        var truths = new ArrayList<Object>();
        for (int i = 0; i < ROWS; i++) {
            int drawn = random.nextInt(5);
            truths.add(drawn == 0 ? null : (Object) (drawn < 3));
        }
        return truths;
    }

    /// The values of one leaf: a column by its name, or a constant.
    private record Leaf(@Nullable String column, @Nullable String constant) {
        BoundExpr expression(DataType type) {
            return column == null ? new BoundExpr.Constant(type, constant) : new BoundExpr.Ref(column, type);
        }

        @Nullable Object of(List<List<Object>> table, int row) {
            return column == null ? constant : table.get(column.equals("a") ? 0 : 1).get(row);
        }
    }

    private static final List<Leaf> LEAVES =
            List.of(
                    new Leaf("a", null),
                    new Leaf("b", null),
                    new Leaf(null, "short"),
                    new Leaf(null, "a constant that no view carries"),
                    new Leaf(null, "another constant of that kind"),
                    new Leaf(null, ""),
                    new Leaf(null, null));

    @ParameterizedTest(name = "{0} (seed 3)")
    @MethodSource("types")
    void theConditionsChoose(DataType type) {
        var random = new Random(3);
        for (Style style : List.of(Style.PLAIN, Style.SLICED, Style.WORST)) {
            for (double nulls : new double[] {0, 0.3}) {
                List<List<Object>> table =
                        List.of(
                                texts(random, "abcdef", nulls),
                                texts(random, "uvwxyz", nulls),
                                truths(random),
                                truths(random),
                                truths(random));
                for (int i = 0; i < 12; i++) {
                    check(style, type, table, random);
                }
            }
        }
    }

    private void check(Style style, DataType type, List<List<Object>> table, Random random) {
        Leaf first = LEAVES.get(random.nextInt(LEAVES.size()));
        Leaf second = LEAVES.get(random.nextInt(LEAVES.size()));
        Leaf last = LEAVES.get(random.nextInt(LEAVES.size()));
        var choice =
                new BoundExpr.Case(
                        List.of(
                                new BoundExpr.Branch(new BoundExpr.Ref("p", Types.BOOL), first.expression(type)),
                                new BoundExpr.Branch(new BoundExpr.Ref("q", Types.BOOL), second.expression(type))),
                        last.expression(type),
                        type);
        BoundExpr filter = random.nextBoolean() ? new BoundExpr.Ref("r", Types.BOOL) : null;
        var expected = new ArrayList<Object>();
        for (int row = 0; row < ROWS; row++) {
            boolean p = Boolean.TRUE.equals(table.get(2).get(row));
            boolean q = Boolean.TRUE.equals(table.get(3).get(row));
            Leaf leaf = p ? first : q ? second : last;
            if (filter == null || Boolean.TRUE.equals(table.get(4).get(row))) {
                expected.add(leaf.of(table, row));
            }
        }
        try (Column made = made(style, type, table, filter, choice)) {
            assertThat(Rows.of(made)).as(first + " " + second + " " + last + " " + style).isEqualTo(expected);
        }
    }

    /// The column, whose batch is closed.
    private Column made(
            Style style, DataType type, List<List<Object>> table, @Nullable BoundExpr filter, BoundExpr choice) {
        var columns = new LinkedHashMap<String, Column>();
        for (String name : List.of("a", "b", "p", "q", "r")) {
            DataType of = columns.size() < 2 ? type : Types.BOOL;
            columns.put(name, memory.columns().in(style).of(of, table.get(columns.size())));
        }
        try (Batch batch = Columns.batch(columns)) {
            var nodes = new ArrayList<BoundPlan>();
            BoundPlan at = new BoundPlan.FrameScan("t", batch.schema());
            if (filter != null) {
                at = new BoundPlan.Filter(at, filter);
                nodes.add(at);
            }
            nodes.add(new BoundPlan.Project(at, List.of(new BoundPlan.Output(Field.nullable("x", type), choice))));
            try (var program = new RowProgram(nodes, batch.schema(), memory.allocator(), new Cancellation());
                    Batch result = program.run(batch, 0, ROWS)) {
                return result.column(0).share();
            }
        }
    }

    @ParameterizedTest(name = "{0} (seed 8)")
    @MethodSource("types")
    void theFirstThatIsNotNullIsChosen(DataType type) {
        var random = new Random(8);
        List<Object> a = texts(random, "abcdef", 0.4);
        List<Object> b = texts(random, "uvwxyz", 0.4);
        List<Object> truths = truths(random);
        List<BoundExpr> arguments =
                List.of(
                        new BoundExpr.Ref("a", type),
                        new BoundExpr.Ref("b", type),
                        new BoundExpr.Constant(type, "a constant that no view carries"));
        for (int count : new int[] {2, 3}) {
            var choice = new BoundExpr.Call(LogicFunction.COALESCE, arguments.subList(0, count), Options.NONE, type);
            var expected = new ArrayList<Object>();
            for (int row = 0; row < ROWS; row++) {
                Object first = a.get(row) == null ? b.get(row) : a.get(row);
                expected.add(first == null && count == 3 ? "a constant that no view carries" : first);
            }
            try (Column made = made(Style.SLICED, type, List.of(a, b, truths, truths, truths), null, choice)) {
                assertThat(Rows.of(made)).isEqualTo(expected);
            }
        }
    }

    @Test
    void noTextIsCopied() {
        List<Object> texts = texts(new Random(4), "abcdef", 0);
        List<Object> truths = truths(new Random(5));
        var choice =
                new BoundExpr.Case(
                        List.of(
                                new BoundExpr.Branch(
                                        new BoundExpr.Ref("p", Types.BOOL),
                                        new BoundExpr.Constant(VIEW, "a constant that no view carries"))),
                        new BoundExpr.Ref("a", VIEW),
                        VIEW);
        try (Column made = made(Style.PLAIN, VIEW, List.of(texts, texts, truths, truths, truths), null, choice)) {
            List<Buffer> buffers = made.data().buffers();
            assertThat(buffers.getLast().bytes()).isEqualTo("a constant that no view carries".length());
        }
    }
}
