package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.function.FunctionContext;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.Groups;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some rows of a table that one worker reads: their partitions get numbers in the order in which they come, and what
/// their rows come to is accumulated.
final class PartitionRange implements AutoCloseable {
    private final long from;
    private final long rows;
    private final AggregateColumns columns;
    private final Allocator allocator;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final @Nullable RowKeys keys;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final List<GroupedColumn> inputs = new ArrayList<>();
    private final Block zeros;
    private @Nullable Block numbers;

    /// @param types of the columns to partition by; without any, all rows are one partition
    PartitionRange(long from, long rows, List<DataType> types, AggregateColumns columns, FunctionContext context) {
        this.from = from;
        this.rows = rows;
        this.columns = columns;
        this.allocator = context.allocator();
        try {
            keys = types.isEmpty() ? null : own(new RowKeys(types, allocator));
            zeros = own(allocator.allocate(keys == null ? Selection.bytes(GroupedColumn.MOST_ROWS) : 0).cleared());
            for (AggregateColumns.State state : columns.states()) {
                accumulators.add(own(AggregateFunctions.accumulator(state, context)));
            }
            columns.inputs().forEach(_ -> inputs.add(own(new GroupedColumn(allocator))));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        owned.add(part);
        return part;
    }

    long from() {
        return from;
    }

    long rows() {
        return rows;
    }

    int count() {
        return keys == null ? 1 : keys.count();
    }

    List<Accumulator> accumulators() {
        return accumulators;
    }

    /// Reads the rows and writes the number of each one's partition.
    ///
    /// @param ids where the numbers of the table's rows go, four bytes each; 0 without keys
    void read(Batch table, long ids, Tasks tasks) {
        List<ArrayData> data = table.columns().stream().map(Column::data).toList();
        if (keys == null && accumulators.isEmpty()) {
            return;
        }
        for (long start = from; start < from + rows; start += GroupedColumn.MOST_ROWS) {
            tasks.check();
            long first = start;
            long count = Math.min(GroupedColumn.MOST_ROWS, from + rows - start);
            add(
                    data.stream().map(column -> column.slice(first, count)).toList(),
                    count,
                    ids + Selection.bytes(start),
                    start);
        }
        if (keys == null) {
            accumulators.forEach(accumulator -> accumulator.grow(1));
        }
    }

    private void add(List<ArrayData> data, long count, long ids, long sequence) {
        Groups groups;
        if (keys == null) {
            groups = new Groups(zeros.address(), count, 0, sequence);
        } else {
            keys.find(columns.keys().stream().map(data::get).toList(), ids);
            groups = accumulators.isEmpty() ? new Groups(ids, count, -1, sequence) : Groups.of(ids, count, sequence);
        }
        accumulators.forEach(accumulator -> accumulator.grow(count()));
        for (int i = 0; i < inputs.size(); i++) {
            AggregateColumns.Input input = columns.inputs().get(i);
            inputs.get(i).set(groups, column(data, input.values()), column(data, input.filter()));
        }
        for (int i = 0; i < accumulators.size(); i++) {
            accumulators.get(i).add(inputs.get(columns.states().get(i).input()));
        }
    }

    private static @Nullable ArrayData column(List<ArrayData> data, int index) {
        return index < 0 ? null : data.get(index);
    }

    /// Finds the partitions of `other` among those of this range, which get the new ones behind their own.
    void findAll(PartitionRange other) {
        int count = other.count();
        Block found = other.own(allocator.allocate(Selection.bytes(count)));
        other.numbers = found;
        if (keys == null || other.keys == null) {
            Native.putInt(found.address(), 0);
            return;
        }
        try (Block all = all(count)) {
            for (long start = 0; start < count; start += GroupedColumn.MOST_ROWS) {
                long some = Math.min(GroupedColumn.MOST_ROWS, count - start);
                try (Assembly assembly = new Assembly(allocator)) {
                    var piece = new Selection(all.address() + Selection.bytes(start), some);
                    keys.find(other.keys.values(piece, assembly), found.address() + Selection.bytes(start));
                    keys.forget();
                }
            }
        }
    }

    /// Adds what the partitions of `other`, which were found, come to for one of the accumulators.
    void merge(PartitionRange other, int accumulator) {
        try (Block all = all(other.count())) {
            Accumulator target = accumulators.get(accumulator);
            target.grow(count());
            var from = new Selection(all.address(), other.count());
            target.merge(other.accumulators.get(accumulator), from, other.numbers().address());
        }
    }

    /// Which partition of the table each of this range's is; null when their numbers are the same.
    @Nullable Selection inTable() {
        return numbers == null ? null : new Selection(numbers.address(), count());
    }

    /// The numbers 0 to `count`, without the last, for the caller.
    private Block all(int count) {
        return all(count, allocator);
    }

    static Block all(int count, Allocator allocator) {
        Block numbers = allocator.allocate(Selection.bytes(count));
        for (long i = 0; i < count; i++) {
            Native.putInt(numbers.address() + (i << 2), (int) i);
        }
        return numbers;
    }

    private Block numbers() {
        if (numbers == null) {
            throw new AssertionError("these partitions have not been found yet");
        }
        return numbers;
    }

    @Override
    public void close() {
        for (AutoCloseable part : owned) {
            try {
                part.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        owned.clear();
    }
}
