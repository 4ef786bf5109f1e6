package dev.penstock.source.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Batch;
import dev.penstock.plan.Plan;
import dev.penstock.source.parquet.Condition.Comparison;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is left out could not fulfil the condition, and what is sorted is left out.
class PrunedFileTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path folder;

    private ScanCounts counts;

    private List<List<Object>> read(Path file, Condition condition) {
        counts = new ScanCounts();
        Plan.Scan scan = ParquetFiles.scan(file, Map.of());
        Schema schema = ScanColumns.schema(scan);
        return ParquetFiles.read(scan, schema, condition, counts, memory.allocator()).rows();
    }

    private Path write(DataType type, List<?> values, Map<String, ?> options) {
        Path file = folder.resolve("a.parquet");
        try (Batch batch = Columns.batch("a", memory.columns().of(type, values))) {
            ParquetFiles.write(file, batch.schema(), List.of(batch), options, memory.allocator());
        }
        return file;
    }

    private static Condition is(Comparison comparison, Object value) {
        return new Condition.Compare("a", comparison, value);
    }

    @Test
    void rowGroupsAndPagesOfSortedNumbersAreLeftOut() {
        var values = LongStream.range(0, 10_000).boxed().toList();
        Path file = write(Types.INT64, values, Map.of("row_group_size", 1_000L, "data_page_size", 800L));
        assertThat(read(file, is(Comparison.EQUAL, 4_242L))).hasSizeLessThan(300).contains(List.of(4_242L));
        assertThat(counts.rowGroupsKept()).isEqualTo(1);
        assertThat(counts.rowGroups()).isEqualTo(10);
        assertThat(read(file, is(Comparison.GREATER, 9_999L))).isEmpty();
        assertThat(counts.rowGroupsKept()).isZero();
        var ends = new Condition.Any(List.of(is(Comparison.LESS, 3L), is(Comparison.GREATER_OR_EQUAL, 9_998L)));
        assertThat(read(file, ends)).contains(List.of(0L), List.of(9_999L)).hasSizeLessThan(600);
        assertThat(counts.rowGroupsKept()).isEqualTo(2);
        assertThat(read(file, new Condition.Null("a", true))).isEmpty();
        assertThat(read(file, new Condition.Null("a", false))).hasSize(10_000);
    }

    @Test
    void nanIsGreaterThanAnyBoundAndZerosAreEqual() {
        Path file = write(Types.FLOAT64, List.of(1.0, Double.NaN, 2.0), Map.of());
        assertThat(read(file, is(Comparison.GREATER, 5.0))).hasSize(3);
        assertThat(read(file, is(Comparison.NOT_EQUAL, 1.0))).hasSize(3);
        assertThat(read(file, is(Comparison.EQUAL, Double.NaN))).hasSize(3);
        assertThat(read(file, is(Comparison.LESS, 0.5))).isEmpty();
        Path zeros = write(Types.FLOAT64, List.of(0.0), Map.of());
        assertThat(read(zeros, is(Comparison.EQUAL, -0.0))).hasSize(1);
        assertThat(read(zeros, is(Comparison.LESS, -0.0))).isEmpty();
        Path numbers = write(Types.FLOAT64, List.of(1.0, 2.0), Map.of());
        assertThat(read(numbers, is(Comparison.GREATER, 5.0))).isEmpty();
    }

    @Test
    void unsignedNumbersAndLongTextsHaveTheirOwnOrder() {
        Path file = write(Types.UINT32, List.of(1L, 4_000_000_000L), Map.of());
        assertThat(read(file, is(Comparison.GREATER, 3_000_000_000L))).hasSize(2);
        assertThat(read(file, is(Comparison.LESS, 1L))).isEmpty();
        Path big = write(Types.UINT64, List.of(BigInteger.ONE.shiftLeft(63)), Map.of());
        assertThat(read(big, is(Comparison.GREATER, BigInteger.TEN))).hasSize(1);
        assertThat(read(big, is(Comparison.LESS, BigInteger.TEN))).isEmpty();
        String text = "é".repeat(60) + "z";
        Path texts = write(Types.UTF8, List.of(text, "b"), Map.of());
        assertThat(read(texts, is(Comparison.EQUAL, text))).hasSize(2);
        assertThat(read(texts, is(Comparison.GREATER, "é".repeat(60)))).hasSize(2);
        assertThat(read(texts, is(Comparison.LESS, "b"))).isEmpty();
    }

    @Test
    void textsThatBeginAlikeAreKept() {
        String last = Character.toString(Character.MAX_CODE_POINT).repeat(6);
        Path file = write(Types.UTF8, List.of("ab", "abc" + last, "abd", last), Map.of("row_group_size", 1L));
        assertThat(read(file, Condition.begins("a", "abc"))).containsExactly(List.of("abc" + last));
        assertThat(read(file, Condition.begins("a", last))).containsExactly(List.of(last));
        assertThat(read(file, Condition.begins("a", ""))).hasSize(4);
    }

    @Test
    void bloomFiltersKnowWhatDoesNotOccur() {
        var values = LongStream.range(0, 1_000).map(i -> i * 2).boxed().toList();
        Path file = write(Types.INT64, values, Map.of("bloom_filters", List.of("a")));
        int passed = 0;
        for (long i = 0; i < 1_000; i++) {
            boolean found = !read(file, is(Comparison.EQUAL, i)).isEmpty();
            assertThat(found || i % 2 == 1).as("the value " + i).isTrue();
            passed += found && i % 2 == 1 ? 1 : 0;
        }
        assertThat(passed).isLessThan(50);
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /// Every row that compares so is among those that are read, whatever the type, the pages and the constant.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noRowIsLost(long seed) {
        var random = new RandomValues(seed);
        DataType type =
                random.oneOf(List.of(Types.INT8, Types.INT64, Types.UINT64, Types.FLOAT64, Types.UTF8, Types.BOOL));
        List<Object> values = random.values(type, 400, random.below(2) * 0.3);
        Map<String, Object> options = new HashMap<>();
        options.put("row_group_size", random.oneOf(List.of(3L, 50L, 1_000L)));
        options.put("data_page_size", random.oneOf(List.of(1L, 60L, 100_000L)));
        options.put("bloom_filters", List.of("a"));
        Path file = write(type, values, options);
        for (int i = 0; i < 12; i++) {
            Object constant = random.value(type);
            for (Comparison comparison : Comparison.values()) {
                List<List<Object>> read = read(file, is(comparison, constant));
                for (Object value : values) {
                    if (value != null && holds(value, comparison, constant)) {
                        assertThat(read).as(comparison + " " + constant).contains(List.of(value));
                    }
                }
            }
        }
    }

    private static boolean holds(Object value, Comparison comparison, Object constant) {
        Known known = new Known(Values.of(value), Values.of(value), true, 0, 1, false);
        boolean nan = value instanceof Double number && number.isNaN();
        boolean otherNan = constant instanceof Double number && number.isNaN();
        if (nan || otherNan) {
            return switch (comparison) {
                case EQUAL -> nan && otherNan;
                case NOT_EQUAL -> nan != otherNan;
                case LESS -> otherNan && !nan;
                case LESS_OR_EQUAL -> otherNan;
                case GREATER -> nan && !otherNan;
                case GREATER_OR_EQUAL -> nan;
            };
        }
        return known.may(comparison, constant);
    }
}
