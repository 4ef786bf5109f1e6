package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.GroupResult;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.run.RunContext;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The partitions of a table: which one each row is in, and what aggregates make of each. One pass over the rows; each
/// worker numbers the partitions of a range of them, and the numbers are put together afterwards.
final class Partitions implements AutoCloseable {
    /// Fewer rows are read faster than threads are woken up.
    private static final long FEW = 1L << 16;

    private final List<Computed> aggregates;
    private final AggregateColumns columns;
    private final Batch table;
    private final Tasks tasks;
    private final RunContext context;
    private final List<PartitionRange> ranges = new ArrayList<>();
    private final @Nullable Block ids;
    private boolean renumbered;

    /// @param table stays the caller's
    /// @param aggregates what is computed of each partition
    Partitions(
            BoundPlan.Window plan,
            List<String> by,
            List<Computed> aggregates,
            Batch table,
            Tasks tasks,
            RunContext context) {
        this.aggregates = aggregates;
        this.table = table;
        this.tasks = tasks;
        this.context = context;
        this.columns = AggregateColumns.of(new BoundPlan.Aggregate(plan.input(), by, aggregates, false));
        List<DataType> types = by.stream().map(key -> table.schema().field(key).type()).toList();
        try {
            ids = by.isEmpty() ? null : context.allocator().allocate(Selection.bytes(table.rows()));
            read(types);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private void read(List<DataType> types) {
        long rows = table.rows();
        int count = rows <= FEW ? 1 : tasks.threads();
        long size = Math.ceilDiv(Math.ceilDiv(rows, count), GroupedColumn.MOST_ROWS) * GroupedColumn.MOST_ROWS;
        var work = new ArrayList<Runnable>();
        for (long from = 0; from < rows || from == 0; from += Math.max(1, size)) {
            long most = Math.min(size, rows - from);
            var range = new PartitionRange(from, most, types, columns, context.functions());
            ranges.add(range);
            work.add(() -> range.read(table, ids == null ? 0 : ids.address(), tasks));
        }
        tasks.run(work);
        PartitionRange first = ranges.getFirst();
        ranges.stream().skip(1).forEach(first::findAll);
        var merges = new ArrayList<Runnable>();
        for (int i = 0; i < columns.states().size(); i++) {
            int accumulator = i;
            merges.add(() ->
                    ranges.stream()
                            .skip(1)
                            .forEach(range -> {
                                tasks.check();
                                first.merge(range, accumulator);
                            }));
        }
        tasks.run(merges);
    }

    /// How many partitions there are: one even without rows when there are no columns to partition by.
    int count() {
        return ranges.getFirst().count();
    }

    /// The number of each row's partition, four bytes each; 0 when all rows are in one.
    long ids() {
        if (ids != null && !renumbered) {
            renumbered = true;
            var work = new ArrayList<Runnable>();
            for (PartitionRange range : ranges) {
                Selection numbers = range.inTable();
                for (long from = 0; numbers != null && from < range.rows(); from += ChunkGather.CHUNK_ROWS) {
                    long start = ids.address() + Selection.bytes(range.from() + from);
                    long count = Math.min(ChunkGather.CHUNK_ROWS, range.rows() - from);
                    work.add(() -> renumber(start, count, numbers.address()));
                }
            }
            tasks.run(work);
        }
        return ids == null ? 0 : ids.address();
    }

    private void renumber(long ids, long count, long numbers) {
        tasks.check();
        for (long i = 0; i < count; i++) {
            long id = Native.getInt(ids + (i << 2));
            Native.putInt(ids + (i << 2), Native.getInt(numbers + (id << 2)));
        }
    }

    /// What aggregate number `index` makes of each partition, for the caller.
    private Column values(int index) {
        PartitionRange first = ranges.getFirst();
        List<Accumulator> states = columns.aggregates().get(index).stream().map(first.accumulators()::get).toList();
        try (Block all = PartitionRange.all(count(), context.allocator());
                Assembly assembly = new Assembly(context.allocator())) {
            var groups = new Selection(all.address(), count());
            GroupResult result =
                    AggregateFunctions.result(
                            aggregates.get(index), table.schema(), states, List.of(), context.allocator());
            return assembly.finish(result.result(groups, assembly));
        }
    }

    /// What aggregate number `index` makes of each row's partition, for the caller.
    List<Column> rows(int index) {
        try (Column values = values(index)) {
            return rows(values);
        }
    }

    /// A value of each partition on the partition's rows, for the caller.
    ///
    /// @param values a row for each partition; stays the caller's
    List<Column> rows(Column values) {
        List<Column> sources = onRanges(values);
        try (Block zeros =
                context.allocator().allocateZeroed(ids == null ? Selection.bytes(ChunkGather.CHUNK_ROWS) : 0)) {
            var chunks = new ArrayList<ChunkGather.Chunk>();
            for (PartitionRange range : ranges) {
                for (long from = 0; from < range.rows(); from += ChunkGather.CHUNK_ROWS) {
                    long count = Math.min(ChunkGather.CHUNK_ROWS, range.rows() - from);
                    Selection rows =
                            ids == null ? new Selection(zeros.address(), count) : ids(range.from() + from, count);
                    chunks.add(new ChunkGather.Chunk(sources.get(range(range.from() + from)), rows));
                }
            }
            return new ChunkGather(chunks, tasks, context.allocator()).column(values.type());
        } finally {
            Column.closeAll(sources);
        }
    }

    /// What aggregate number `index` makes of the partitions, as [#ids] number them, for the caller: a column for each
    /// range of rows.
    List<Column> onRanges(int index) {
        try (Column values = values(index)) {
            return onRanges(values);
        }
    }

    private List<Column> onRanges(Column values) {
        var sources = new ArrayList<Column>();
        try {
            for (PartitionRange range : ranges) {
                Selection numbers = renumbered || ids == null ? null : range.inTable();
                sources.add(numbers == null ? values.share() : Gather.column(values, numbers, context.allocator()));
            }
            return sources;
        } catch (Throwable e) {
            Column.closeAll(sources);
            throw e;
        }
    }

    /// Which range row `row` is in. All of them but the last have the same number of rows.
    int range(long row) {
        return (int) (row / Math.max(1, ranges.getFirst().rows()));
    }

    /// The first row behind the range that row `row` is in.
    long rangeEnd(long row) {
        PartitionRange range = ranges.get(range(row));
        return range.from() + range.rows();
    }

    /// The numbers of the partitions of some rows, all in one range: those of the table once [#ids()] was asked for,
    /// the range's own before. Only where there are columns to partition by.
    Selection ids(long from, long count) {
        return new Selection(Objects.requireNonNull(ids).address() + Selection.bytes(from), count);
    }

    @Override
    public void close() {
        ranges.forEach(PartitionRange::close);
        if (ids != null) {
            ids.close();
        }
    }
}
