package dev.penstock.benefits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How much memory a run takes beside its input: what the documentation says, and no more than that.
class EligibilityMemoryTest {
    private static final int ROWS = 200_000;
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("employee_id", Types.INT64),
                            Field.nullable("employment_status", Types.UTF8),
                            Field.nullable("tenure_months", Types.INT32),
                            Field.nullable("age", Types.INT32),
                            Field.nullable("hours_ytd", Types.FLOAT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    /// The id, the order of the ids and the sort behind it are 40 bytes of a row; a scenario adds its verdict and its
    /// date, twice while batches are put together. A batch of the answer is 65,536 rows.
    @ParameterizedTest(name = "{0} scenarios, at most {1} bytes for each row")
    @CsvSource({"1, 54", "10, 120", "20, 190"})
    void aRunTakesSoManyBytesForEachRow(int scenarios, long bytesOfRow) throws JsonProcessingException {
        String config =
                IntStream.range(0, scenarios)
                        .mapToObj(i -> "{\"name\": \"s%d\", \"minimum_age\": %d}".formatted(i, 18 + i))
                        .collect(Collectors.joining(", ", "{\"scenarios\": [", "]}"));
        var rows = new ArrayList<List<Object>>();
        for (long id = 0; id < ROWS; id++) {
            rows.add(List.of(id * 7919 % ROWS, "active", id % 30, id % 70, (double) (id % 2000)));
        }
        try (Frame frame = memory.columns().frame(SCHEMA, rows, 16_384)) {
            long before = memory.budget().usedBytes();
            assertThat(memory.budget().peakBytes()).as("the input is the most so far").isLessThan(2 * before);
            long answered = 0;
            try (BatchStream answer =
                    FunctionRegistry.load(EligibilityMemoryTest.class.getClassLoader())
                            .configure("benefits.eligibility_flags", new ObjectMapper().readTree(config))
                            .apply(
                                    List.of(frame.stream()),
                                    new FunctionContext(memory.allocator(), 1, new Cancellation()))) {
                for (Batch batch = answer.next(); batch != null; batch = answer.next()) {
                    answered += batch.rows();
                    batch.close();
                }
            }
            assertThat(answered).isEqualTo((long) scenarios * ROWS);
            long taken = memory.budget().peakBytes() - before;
            assertThat(taken).as("bytes beside the input").isBetween(ROWS * 8L, ROWS * bytesOfRow);
        }
    }
}
