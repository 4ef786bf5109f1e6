package dev.penstock.kernel.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A sieve drops what others make superfluous, and nothing else.
class RowSieveTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private List<Integer> pass(RowSieve sieve, Long... values) {
        try (Column column = memory.columns().int64(values);
                Block room = memory.allocator().allocate(Selection.bytes(values.length))) {
            Selection passed = sieve.pass(List.of(column.data()), room.address());
            var rows = new ArrayList<Integer>();
            for (long i = 0; i < passed.count(); i++) {
                rows.add(passed.row(i));
            }
            return rows;
        }
    }

    private RowSieve sieve(Kept kept) {
        return new RowSieve(List.of(Types.INT64), kept, memory.allocator());
    }

    @Test
    void ofEachKindTheFirstPassesOnce() {
        try (RowSieve sieve = sieve(Kept.FIRST)) {
            assertThat(pass(sieve, 5L, 5L, null, 7L, null)).containsExactly(0, 2, 3);
            assertThat(pass(sieve, 7L, 8L, 5L, null, 8L)).containsExactly(1);
            assertThat(pass(sieve, 7L)).isEmpty();
        }
    }

    @Test
    void ofEachKindTheLastPassesEachTime() {
        try (RowSieve sieve = sieve(Kept.LAST)) {
            assertThat(pass(sieve, 5L, 5L, null, 7L, null)).containsExactly(1, 3, 4);
            assertThat(pass(sieve, 7L, 8L, 7L)).containsExactly(1, 2);
        }
    }

    @Test
    void twoOfEachKindShowThatNoneIsAlone() {
        try (RowSieve sieve = sieve(Kept.ALONE)) {
            assertThat(pass(sieve, 5L, 5L, 5L, null, 7L)).containsExactly(0, 1, 3, 4);
            assertThat(pass(sieve, null, 5L, null, 8L)).containsExactly(0, 3);
        }
    }

    @Test
    void whatDropsFewOfVeryManyRowsIsUseless() {
        try (RowSieve good = sieve(Kept.FIRST);
                RowSieve bad = sieve(Kept.FIRST);
                Block room = memory.allocator().allocate(Selection.bytes(GroupedColumn.MOST_ROWS))) {
            for (long from = 0; from < 200_000; from += 10_000) {
                Long[] values = LongStream.range(from, from + 10_000).boxed().toArray(Long[]::new);
                try (Column column = memory.columns().int64(values)) {
                    List<ArrayData> columns = List.of(column.data());
                    bad.pass(columns, room.address());
                    for (int i = 0; i < 3; i++) {
                        good.pass(columns, room.address());
                    }
                }
            }
            assertThat(bad.isUseless()).isTrue();
            assertThat(good.isUseless()).isFalse();
        }
    }
}
