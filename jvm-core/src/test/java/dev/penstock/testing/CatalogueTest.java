package dev.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.type.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The catalogue holds what it says: what is written is read again.
class CatalogueTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void readsWhatItWrote(AwkwardColumn awkward) {
        try (Column column = awkward.make(memory.allocator())) {
            assertThat(Rows.of(column)).isEqualTo(awkward.values());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void slicesShowTheSameRows(long seed) {
        var random = new RandomValues(seed);
        Schema schema = random.schema();
        try (Batch batch = random.batch(memory.columns(), schema, 50);
                Batch slice = batch.slice(11, 23)) {
            assertThat(Rows.of(slice).rows()).isEqualTo(Rows.of(batch).rows().subList(11, 34));
        }
    }

    @Test
    void theSameSeedGivesTheSameBatch() {
        assertThat(new RandomValues(3).schema()).isEqualTo(new RandomValues(3).schema());
        Schema schema = new RandomValues(3).schema();
        try (Batch one = new RandomValues(4).batch(memory.columns(), schema, 20);
                Batch two = new RandomValues(4).batch(memory.columns(), schema, 20)) {
            Rows.of(one).assertEquals(Rows.of(two));
        }
    }
}
