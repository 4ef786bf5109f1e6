package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Batch;
import dev.penstock.column.FixedColumn;
import dev.penstock.column.Frame;
import dev.penstock.plan.Plan;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which results stay, and that each is given back once.
class ResultCacheTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.nullable("a", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    private static ResultCache.Key key(String name) {
        return new ResultCache.Key(new PlanCache.Key(new Plan.InMemory(name), Set.of(), List.of()), null);
    }

    /// A result of 800 bytes, which only the cache holds afterwards.
    private void put(ResultCache cache, String name, long first, long mostBytes) {
        List<Object> values = LongStream.range(first, first + 100).<Object>mapToObj(value -> value).toList();
        var batch = new Batch(SCHEMA, 100, List.of(memory.columns().of(Types.INT64, values)));
        try (Frame frame = new Frame(SCHEMA, List.of(batch))) {
            assertThat(frame.bytes()).isEqualTo(800);
            cache.put(key(name), frame, mostBytes);
        }
    }

    private static @Nullable Long first(ResultCache cache, String name) {
        try (Frame frame = cache.get(key(name))) {
            return frame == null ? null : Long.valueOf(FixedColumn.of(frame.batches().getFirst().column(0)).getLong(0));
        }
    }

    @Test
    void aResultIsThereForThoseWhoAskForTheSame() {
        try (var cache = new ResultCache()) {
            put(cache, "t", 7, 10_000);
            assertThat(first(cache, "t")).isEqualTo(7);
            assertThat(first(cache, "t")).isEqualTo(7);
            assertThat(first(cache, "u")).isNull();
            var engine = new ResultCache.Key(key("t").plan(), "core");
            assertThat(cache.get(engine)).isNull();
        }
    }

    @Test
    void aNewResultTakesThePlaceOfTheOldOne() {
        try (var cache = new ResultCache()) {
            put(cache, "t", 7, 10_000);
            put(cache, "t", 8, 10_000);
            assertThat(first(cache, "t")).isEqualTo(8);
            assertThat(cache.bytes()).isEqualTo(800);
        }
    }

    @Test
    void theOnesThatWereAskedForLongestAgoGoFirst() {
        try (var cache = new ResultCache()) {
            put(cache, "a", 1, 2_000);
            put(cache, "b", 2, 2_000);
            assertThat(first(cache, "a")).isEqualTo(1);
            put(cache, "c", 3, 2_000);
            assertThat(first(cache, "b")).isNull();
            assertThat(first(cache, "a")).isEqualTo(1);
            assertThat(first(cache, "c")).isEqualTo(3);
            put(cache, "d", 4, 799);
            assertThat(first(cache, "d")).as("what is larger than the cache may be").isNull();
            assertThat(cache.bytes()).isEqualTo(1_600);
        }
    }

    @Test
    void memoryThatIsNeededIsGivenBack() {
        long before = memory.budget().usedBytes();
        try (var cache = new ResultCache()) {
            memory.budget().reclaimFrom(cache);
            for (String name : List.of("a", "b", "c")) {
                put(cache, name, 1, 10_000);
            }
            assertThat(cache.reclaim(801)).isTrue();
            assertThat(cache.bytes()).isEqualTo(800);
            assertThat(first(cache, "c")).isEqualTo(1);
            // All that the budget has left, and a little of what the cache holds.
            long most = memory.budget().freeBytes() + 64;
            memory.budget().reserve(most);
            memory.budget().release(most);
            assertThat(cache.bytes()).isZero();
            assertThat(cache.reclaim(1)).isFalse();
            assertThat(memory.budget().usedBytes()).isEqualTo(before);
        }
    }

    @Test
    void readersKeepWhatTheCacheHasForgotten() {
        try (var cache = new ResultCache()) {
            put(cache, "t", 7, 10_000);
            try (Frame kept = cache.get(key("t"))) {
                cache.reclaim(1);
                assertThat(kept).isNotNull();
                assertThat(FixedColumn.of(kept.batches().getFirst().column(0)).getLong(99)).isEqualTo(106);
            }
            assertThat(first(cache, "t")).isNull();
        }
    }

    @Test
    void blocksOfQueriesGiveWayToo() {
        try (var cache = new ResultCache()) {
            memory.budget().reclaimFrom(cache);
            put(cache, "t", 7, 10_000);
            var query = memory.budget().child("a query", memory.budget().limitBytes());
            long most = query.freeBytes() + 64;
            assertThat(query.tryReserve(most)).isTrue();
            query.release(most);
            query.close();
            assertThat(cache.bytes()).isZero();
        }
    }
}
