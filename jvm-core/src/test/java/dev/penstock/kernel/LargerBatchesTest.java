package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Batches are put together up to a number of rows, in order, and all memory is given back.
class LargerBatchesTest {
    private static final Schema SCHEMA =
            new Schema(List.of(Field.nullable("n", Types.INT64), Field.nullable("t", Types.UTF8)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    private List<Batch> batches(int... sizes) {
        var batches = new ArrayList<Batch>();
        long next = 0;
        for (int size : sizes) {
            List<Object> numbers = LongStream.range(next, next + size).<Object>mapToObj(n -> n).toList();
            List<Object> texts = numbers.stream().<Object>map(n -> "row " + n).toList();
            batches.add(
                    new Batch(
                            SCHEMA,
                            size,
                            List.of(
                                    memory.columns().of(Types.INT64, numbers),
                                    memory.columns().of(Types.UTF8, texts))));
            next += size;
        }
        return batches;
    }

    @ParameterizedTest
    @CsvSource({
        "5, 3 3 10 1 1 1, 3 3 10 3",
        "6, 3 3 10 1 1 1, 6 10 3",
        "1, 3 1 1, 3 1 1",
        "100, 3 3 10 1, 17",
        "4, 2 0 2 0 2, 4 2",
        "4, 0, 0",
    })
    void rowsComeTogetherInOrder(long most, String sizes, String expected) {
        int[] given = List.of(sizes.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
        var found = new ArrayList<String>();
        var rows = new ArrayList<List<Object>>();
        try (var stream = new LargerBatches(BatchStream.of(SCHEMA, batches(given)), most, memory.allocator())) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                try (Batch owned = batch) {
                    found.add(String.valueOf(owned.rows()));
                    rows.addAll(Rows.of(owned).rows());
                }
            }
        }
        assertThat(String.join(" ", found)).isEqualTo(expected);
        assertThat(rows.stream().map(List::getFirst))
                .containsExactlyElementsOf(LongStream.range(0, rows.size()).<Object>mapToObj(n -> n).toList());
        assertThat(rows.stream().allMatch(row -> row.get(1).equals("row " + row.get(0)))).isTrue();
    }

    @Test
    void whoStopsEarlyGivesAllBack() {
        var stream = new LargerBatches(BatchStream.of(SCHEMA, batches(2, 3, 4)), 4, memory.allocator());
        try (Batch first = stream.next()) {
            assertThat(first).isNotNull();
        }
        stream.close();
        stream.close();
    }

    @Test
    void anErrorOnTheWayGivesBackWhatWasThere() {
        BatchStream failing =
                new BatchStream() {
                    private final List<Batch> left = new ArrayList<>(batches(2, 2));

                    @Override
                    public Schema schema() {
                        return SCHEMA;
                    }

                    @Override
                    public @Nullable Batch next() {
                        if (left.isEmpty()) {
                            throw new PenstockException(ErrorCode.IO, "the disk is gone");
                        }
                        return left.removeFirst();
                    }

                    @Override
                    public void close() {
                        left.forEach(Batch::close);
                        left.clear();
                    }
                };
        try (var stream = new LargerBatches(failing, 100, memory.allocator())) {
            assertThatThrownBy(stream::next).hasMessageContaining("the disk is gone");
        }
    }
}
