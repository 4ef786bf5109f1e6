package dev.penstock.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.function.Cancellation;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.StringFunction;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Strings are found by how they begin and end as Java finds them, in all layouts, around the sizes at which views stop
/// to carry them and words stop to hold them.
class AffixTest {
    private static final List<String> AFFIXES =
            List.of(
                    "",
                    "a",
                    "ab",
                    "abc",
                    "abca",
                    "abcab",
                    "abcabca",
                    "abcabcab",
                    "abcabcabca",
                    "é",
                    "b\u0000",
                    "bcaé",
                    "abcabcabcabca",
                    "cabcaéabcab\u0000cabcab");

    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Arrays.stream(DataType.Bytes.values()).map(DataType.Utf8::new);
    }

    /// Parts of one pattern, so that many begin and end alike, of up to 20 characters.
    private static List<Object> texts(Random random, double nulls) {
        String pattern = "abcabcabcabcaéabcab\u0000cabc".repeat(2);
        var texts = new ArrayList<Object>();
        for (int i = 0; i < 2_100; i++) {
            int from = random.nextInt(6);
            String text = pattern.substring(from, from + random.nextInt(21));
            texts.add(random.nextDouble() < nulls ? null : text);
        }
        return texts;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void stringsAreFoundAsJavaFindsThem(DataType type) {
        var random = new Random(7);
        for (Style style : List.of(Style.PLAIN, Style.SLICED, Style.WORST)) {
            for (double nulls : new double[] {0, 0.3}) {
                List<Object> texts = texts(random, nulls);
                try (Batch batch = Columns.batch("a", memory.columns().in(style).of(type, texts))) {
                    AFFIXES.forEach(affix -> check(batch, texts, type, affix));
                }
            }
        }
    }

    private void check(Batch batch, List<Object> texts, DataType type, String affix) {
        List<Object> first = texts.stream().filter(text -> text != null && ((String) text).startsWith(affix)).toList();
        assertThat(kept(batch, call(StringFunction.STARTS_WITH, type, affix)))
                .as("begins with " + affix)
                .isEqualTo(first);
        List<Object> last = texts.stream().filter(text -> text != null && ((String) text).endsWith(affix)).toList();
        assertThat(kept(batch, call(StringFunction.ENDS_WITH, type, affix))).as("ends with " + affix).isEqualTo(last);
        // The second filter sees selected rows only.
        List<Object> both = first.stream().filter(text -> ((String) text).endsWith("ab")).toList();
        BoundExpr again =
                new BoundExpr.Call(
                        LogicFunction.AND,
                        List.of(
                                call(StringFunction.STARTS_WITH, type, affix),
                                call(StringFunction.ENDS_WITH, type, "ab")),
                        Options.NONE,
                        Types.BOOL);
        assertThat(kept(batch, call(StringFunction.STARTS_WITH, type, affix), again)).isEqualTo(both);
    }

    private static BoundExpr call(StringFunction function, DataType type, String affix) {
        List<BoundExpr> arguments = List.of(new BoundExpr.Ref("a", type), new BoundExpr.Constant(type, affix));
        return new BoundExpr.Call(function, arguments, Options.NONE, Types.BOOL);
    }

    private List<Object> kept(Batch batch, BoundExpr... predicates) {
        var filters = new ArrayList<BoundPlan>();
        BoundPlan at = new BoundPlan.FrameScan("t", batch.schema());
        for (BoundExpr predicate : predicates) {
            at = new BoundPlan.Filter(at, predicate);
            filters.add(at);
        }
        try (var program = new RowProgram(filters, batch.schema(), memory.allocator(), new Cancellation());
                Batch kept = program.run(batch, 0, (int) batch.rows())) {
            return kept == null ? List.of() : Rows.of(kept.column(0));
        }
    }
}
