package dev.penstock.perf;

import dev.penstock.column.ArrayData;
import dev.penstock.column.FixedColumn;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.Accumulators;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.Groups;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Native;
import dev.penstock.type.Types;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long does it take to find the group of a row by a key of int64, among few or many groups, when the keys lie
/// close to each other and when they do not, in no order and in their own? And then to sum up and count?
public class GroupQuestion extends Question {
    private static final int ROWS = 64 * GroupedColumn.MOST_ROWS;

    @Param({"1000", "1000000"})
    int groups;

    @Param({"1", "1000003"})
    long distance;

    private ArrayData values;
    private ArrayData sorted;
    private long ids;
    private RowKeys keys;
    private Accumulator sums;
    private Accumulator counts;
    private GroupedColumn rows;

    @Setup
    public void setUp() {
        values = longs(ROWS, _ -> random.nextInt(groups) * distance);
        sorted = longs(ROWS, row -> (long) row * groups / ROWS * distance);
        ids = room(Selection.bytes(GroupedColumn.MOST_ROWS));
        keys = own(new RowKeys(List.of(Types.INT64), allocator));
        find();
        check();
        sums = own(Accumulators.sums(Types.INT64, allocator));
        counts = own(Accumulators.rows(Types.UINT32, allocator));
        sums.grow(keys.count());
        counts.grow(keys.count());
        rows = own(new GroupedColumn(allocator));
        rows.set(Groups.of(ids, GroupedColumn.MOST_ROWS, 0), piece(values, 0), null);
    }

    /// The number of the first row's key is 0, that of any equal key as well, and that of no other.
    private void check() {
        FixedColumn numbers = FixedColumn.of(values);
        keys.find(List.of(piece(values, 0)), ids);
        for (long row = 0; row < GroupedColumn.MOST_ROWS; row++) {
            boolean same = numbers.getLong(row) == numbers.getLong(0);
            check(same == (Native.getInt(ids + (row << 2)) == 0), "row " + row);
        }
    }

    private static ArrayData piece(ArrayData column, long from) {
        return column.slice(from, GroupedColumn.MOST_ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int find() {
        for (long from = 0; from < ROWS; from += GroupedColumn.MOST_ROWS) {
            keys.find(List.of(piece(values, from)), ids);
        }
        return keys.count();
    }

    /// Keys that ascend are new to a table once only.
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int findAscending() {
        try (var fresh = new RowKeys(List.of(Types.INT64), allocator)) {
            for (long from = 0; from < ROWS; from += GroupedColumn.MOST_ROWS) {
                fresh.find(List.of(piece(sorted, from)), ids);
            }
            return fresh.count();
        }
    }

    /// The group of each row is known, as it is for further aggregates; in one pass, and in two.
    @Benchmark
    @OperationsPerInvocation(GroupedColumn.MOST_ROWS)
    public boolean sumAndCount() {
        return sums.addAndCount(rows, counts);
    }

    @Benchmark
    @OperationsPerInvocation(GroupedColumn.MOST_ROWS)
    public void sumThenCount() {
        sums.add(rows);
        counts.add(rows);
    }
}
