package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Batch;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Schema;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectedRowsTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private final WorkerThreads pool = new WorkerThreads(2);
    private final Tasks tasks = new Tasks(pool, 2, new Cancellation());

    @AfterEach
    void closePool() {
        pool.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesTheRowsInTheOrderOfTheirMorsels(long seed) {
        var random = new RandomValues(seed);
        Schema schema = random.schema();
        var rows = new CollectedRows(schema, 3);
        try (rows;
                Batch batch = random.batch(memory.columns(), schema, 200)) {
            int[] cuts = {0, 10, 10, 37, 100, 101, 160, 200};
            // Worker 2 sees morsels 1 and 4, worker 0 morsels 0 and 3, worker 1 the others.
            for (int morsel = 0; morsel + 1 < cuts.length; morsel++) {
                int worker = (morsel * 2) % 3;
                rows.add(worker, morsel, batch.slice(cuts[morsel], cuts[morsel + 1] - cuts[morsel]));
            }
            assertThat(rows.rows()).isEqualTo(200);
            try (Batch all = rows.takeAll(tasks, memory.allocator())) {
                Rows.of(all).assertEquals(Rows.of(batch));
            }
            assertThat(rows.rows()).isZero();
        }
    }

    @Test
    void noRowsMakeAnEmptyBatch() {
        Schema schema = new RandomValues(1).schema();
        try (var rows = new CollectedRows(schema, 2);
                Batch all = rows.takeAll(tasks, memory.allocator())) {
            assertThat(all.rows()).isZero();
            assertThat(all.schema()).isEqualTo(schema);
        }
    }

    @Test
    void nothingIsKeptWhenTheMemoryDoesNotSuffice() {
        var small = new Allocator(memory.allocator().pool(), Budget.root("a small query", 5000));
        try (Batch one = Columns.batch("n", memory.columns().int64(1L, 2L, 3L));
                var rows = new CollectedRows(one.schema(), 1)) {
            for (int i = 0; i < 1000; i++) {
                rows.add(0, i, one.share());
            }
            assertThatThrownBy(() -> rows.takeAll(tasks, small))
                    .isInstanceOfSatisfying(
                            PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT));
            assertThat(rows.rows()).isZero();
            assertThat(List.of(small.budget().usedBytes())).containsExactly(0L);
        }
    }
}
