package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Frame;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Slices, unions and row indices.
class StreamsTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.nullable("n", Types.INT64)));
    private static final BoundPlan SCAN = new BoundPlan.FrameScan("f", SCHEMA);

    @RegisterExtension final TestMemory memory = new TestMemory();

    private List<Object> run(BoundPlan plan, String column, int rows, int batchRows) {
        var values = new ArrayList<List<?>>();
        LongStream.range(0, rows).forEach(n -> values.add(List.of(n)));
        try (Frame frame = memory.columns().frame(SCHEMA, values, batchRows);
                CoreEngine engine = new CoreEngine(2)) {
            return new TestRun(engine, memory.allocator(), 2, batchRows).rows(plan, Map.of("f", frame)).column(column);
        }
    }

    @ParameterizedTest(name = "{1} rows from {0} on")
    @CsvSource({"0,5", "3,4", "0,0", "8,10", "20,3", "-3,2", "-3,3", "-10,4", "-12,4", "-15,4", "2,", "-4,", "0,"})
    void slicesLikeALoop(long offset, Long length) {
        long start = offset >= 0 ? offset : 10 + offset;
        long end = length == null ? 10 : start + length;
        List<Object> expected =
                LongStream.range(0, 10).filter(n -> n >= start && n < end).<Object>mapToObj(n -> n).toList();
        for (int batchRows : new int[] {1, 2, 7, 100}) {
            assertThat(run(new BoundPlan.Slice(SCAN, offset, length), "n", 10, batchRows)).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "in batches of {0}")
    @ValueSource(ints = {1, 2, 7, 100})
    void putsInputsBehindOneAnother(int batchRows) {
        var union = new BoundPlan.Union(List.of(SCAN, new BoundPlan.Slice(SCAN, -1, null), SCAN), SCHEMA);
        assertThat(run(union, "n", 3, batchRows)).containsExactly(0L, 1L, 2L, 2L, 0L, 1L, 2L);
    }

    @ParameterizedTest(name = "in batches of {0}")
    @ValueSource(ints = {1, 2, 7, 100})
    void countsRows(int batchRows) {
        var schema = new Schema(List.of(new Field("i", Types.UINT32, false), SCHEMA.field(0)));
        assertThat(run(new BoundPlan.RowIndex(SCAN, "i", 5, schema), "i", 4, batchRows))
                .containsExactly(5L, 6L, 7L, 8L);
    }
}
