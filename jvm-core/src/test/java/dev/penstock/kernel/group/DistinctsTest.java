package dev.penstock.kernel.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Different values of groups whose lists stay short, become long, are merged, and grow again.
class DistinctsTest {
    private static final int PIECE = 500;

    @RegisterExtension final TestMemory memory = new TestMemory();

    /// Counts of one worker, and what they should be.
    private final class Counted implements AutoCloseable {
        final Accumulator accumulator;
        final List<Set<@Nullable Long>> expected = new ArrayList<>();

        Counted(int groups) {
            accumulator = Accumulators.distincts(Types.UINT32, Types.INT64, memory.allocator());
            accumulator.grow(groups);
            for (int group = 0; group < groups; group++) {
                expected.add(new HashSet<>());
            }
        }

        void add(Random random, int pieces, long values, boolean filtered) {
            for (int piece = 0; piece < pieces; piece++) {
                add(random, values, filtered);
            }
        }

        private void add(Random random, long values, boolean filtered) {
            var added = new ArrayList<@Nullable Long>();
            var filter = new ArrayList<@Nullable Boolean>();
            try (Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS);
                    GroupedColumn rows = new GroupedColumn(memory.allocator())) {
                for (int row = 0; row < PIECE; row++) {
                    // Small groups' numbers come more often, and groups have more or fewer values by their number.
                    int group = Math.min(random.nextInt(expected.size()), random.nextInt(expected.size()));
                    long value = random.nextLong(1 + values * (group + 1) / expected.size());
                    added.add(value == 0 ? null : value * 1_000_003L);
                    filter.add(random.nextInt(4) == 0 ? null : random.nextBoolean());
                    Native.putInt(ids.address() + 4L * row, group);
                    if (!filtered || Boolean.TRUE.equals(filter.get(row))) {
                        expected.get(group).add(added.get(row));
                    }
                }
                try (Column column = memory.columns().of(Types.INT64, added);
                        Column mask = memory.columns().of(Types.BOOL, filter)) {
                    rows.set(Groups.of(ids.address(), PIECE, 0), column.data(), filtered ? mask.data() : null);
                    accumulator.add(rows);
                }
            }
        }

        /// Group `n` of the other one becomes the last but `n` here.
        void merge(Counted other) {
            int groups = expected.size();
            try (Block from = memory.allocator().allocate(Selection.bytes(groups));
                    Block to = memory.allocator().allocate(Selection.bytes(groups))) {
                for (int group = 0; group < groups; group++) {
                    Native.putInt(from.address() + 4L * group, group);
                    Native.putInt(to.address() + 4L * group, groups - 1 - group);
                    expected.get(groups - 1 - group).addAll(other.expected.get(group));
                }
                accumulator.merge(other.accumulator, new Selection(from.address(), groups), to.address());
            }
        }

        void check() {
            try (Assembly assembly = new Assembly(memory.allocator())) {
                Selection all = RowKeys.all(expected.size(), assembly);
                try (Column result = assembly.finish(accumulator.result(all, assembly))) {
                    assertThat(Rows.of(result)).isEqualTo(expected.stream().map(set -> (long) set.size()).toList());
                }
            }
        }

        @Override
        public void close() {
            accumulator.close();
        }
    }

    @ParameterizedTest(name = "{0} groups of up to {1} values")
    @CsvSource({"1, 3", "1, 5000", "2, 16", "5, 40", "100, 2", "100, 9", "100, 17", "100, 60", "3000, 8", "40, 100000"})
    void countWhatSetsCount(int groups, long values) {
        for (int seed = 0; seed < 4; seed++) {
            var random = new Random(seed);
            boolean filtered = seed % 2 == 1;
            try (Counted first = new Counted(groups);
                    Counted second = new Counted(groups);
                    Counted merged = new Counted(groups)) {
                first.add(random, 8, values, filtered);
                first.check();
                second.add(random, 5, values, filtered);
                second.check();
                // Into one that has values, and into one that has none.
                merged.merge(first);
                merged.merge(second);
                merged.check();
                first.merge(second);
                first.check();
                first.add(random, 6, values, filtered);
                first.check();
                merged.add(random, 1, values, filtered);
                merged.merge(first);
                merged.check();
                second.check();
            }
        }
    }

    @Test
    void countNothing() {
        try (Counted empty = new Counted(3);
                Counted other = new Counted(3)) {
            empty.merge(other);
            empty.check();
        }
    }

    /// A group with as many values as are looked through, again and again, and with one more.
    @Test
    void countAroundTheLongestShortList() {
        for (int values = ValueLists.FEW - 1; values <= ValueLists.FEW + 1; values++) {
            try (Counted counted = new Counted(1)) {
                counted.add(new Random(values), 3, values, false);
                counted.check();
                assertThat(counted.expected.getFirst()).hasSize(values + 1);
            }
        }
    }
}
