package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.window.Buckets;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Lease;
import dev.penstock.memory.Native;
import dev.penstock.run.RunContext;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// A table's rows in the order of a window, and the memory that the order lies in.
final class WindowSequence implements AutoCloseable {
    private static final String PARTITION = "#partition";
    private static final String ROW = "#row";

    /// Fewer rows are put together faster than threads are woken up.
    private static final long FEW = 1L << 16;

    private final Partitions partitions;
    private final Batch table;
    private final Tasks tasks;
    private final RunContext context;
    private final List<Block> owned = new ArrayList<>();
    private final Sequence sequence;

    /// @param keys the order within each partition; rows that agree in them keep the order of the input
    WindowSequence(Partitions partitions, List<Key> keys, Batch table, Tasks tasks, RunContext context) {
        this.partitions = partitions;
        this.table = table;
        this.tasks = tasks;
        this.context = context;
        try {
            sequence = sequence(keys);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    Sequence sequence() {
        return sequence;
    }

    private Block room(long bytes) {
        Block block = context.allocator().allocate(bytes);
        owned.add(block);
        return block;
    }

    private Sequence sequence(List<Key> keys) {
        long rows = table.rows();
        long ids = partitions.ids();
        if (rows == 0 || (ids == 0 && keys.isEmpty())) {
            return Sequence.plain(rows);
        }
        Block order = room(Selection.bytes(rows));
        if (ids == 0) {
            sort(keys, 0, order.address());
            return new Sequence(order.address(), rows, 0, 1);
        }
        long count = partitions.count();
        Block starts = room(Selection.bytes(count + 1));
        bucket(ids, count, starts.address(), order.address());
        var sequence = new Sequence(order.address(), rows, starts.address(), count);
        if (!keys.isEmpty()) {
            if (PartitionSort.suits(sequence)) {
                try (Column numbers = numbers(ids)) {
                    new PartitionSort(table, numbers, keys, tasks, context.allocator()).run(sequence);
                }
            } else {
                sort(keys, ids, order.address());
            }
        }
        return sequence;
    }

    /// Puts the rows of each partition together, in the order of the input.
    private void bucket(long ids, long count, long starts, long order) {
        long rows = table.rows();
        Allocator allocator = context.allocator();
        int slices = rows < FEW || count > rows / 4 ? 1 : tasks.threads();
        var blocks = new ArrayList<Block>();
        try {
            long[] counts = new long[slices];
            for (int slice = 0; slice < slices; slice++) {
                blocks.add(allocator.allocateZeroed(Selection.bytes(count)));
                counts[slice] = blocks.getLast().address();
            }
            slices(
                    slices,
                    (slice, from, to) -> {
                        for (long at = from; at < to; at += FEW) {
                            tasks.check();
                            Buckets.count(ids + Selection.bytes(at), Math.min(FEW, to - at), counts[slice]);
                        }
                    });
            Buckets.places(counts, count, starts);
            slices(
                    slices,
                    (slice, from, to) -> {
                        for (long at = from; at < to; at += FEW) {
                            tasks.check();
                            long some = Math.min(FEW, to - at);
                            Buckets.put(ids + Selection.bytes(at), at, some, counts[slice], order);
                        }
                    });
        } finally {
            blocks.forEach(Block::close);
        }
    }

    private interface SliceWork {
        void run(int slice, long from, long to);
    }

    private void slices(int count, SliceWork each) {
        var work = new ArrayList<Runnable>();
        for (int i = 0; i < count; i++) {
            int slice = i;
            long from = slice * table.rows() / count;
            long to = (slice + 1) * table.rows() / count;
            work.add(() -> each.run(slice, from, to));
        }
        tasks.run(work);
    }

    /// Writes the rows in the order of their partitions and then of the keys.
    private void sort(List<Key> keys, long ids, long order) {
        var fields = new ArrayList<Field>();
        var columns = new ArrayList<Column>();
        var by = new ArrayList<Key>();
        long rows = table.rows();
        try (Block numbers = PartitionRange.all((int) rows, context.allocator())) {
            if (ids != 0) {
                fields.add(new Field(PARTITION, Types.UINT32, false));
                columns.add(numbers(ids));
                by.add(new Key(PARTITION, false, false));
            }
            for (Key key : keys) {
                // The same column may order twice, and may be called as ours are.
                String name = "#" + by.size();
                int index = table.schema().indexOf(key.column());
                fields.add(table.schema().field(index).named(name));
                columns.add(table.column(index).share());
                by.add(new Key(name, key.descending(), key.nullsLast()));
            }
            fields.add(new Field(ROW, Types.UINT32, false));
            columns.add(numbers(numbers.address()));
            var schema = new Schema(fields);
            var sort = new TableSort(schema, by, true, tasks, context.allocator(), (int) FEW);
            try (BatchStream sorted = sort.sort(List.of(new Batch(schema, rows, columns)))) {
                read(sorted, columns.size() - 1, order);
            }
        }
    }

    private Column numbers(long address) {
        return numbers(address, table.rows());
    }

    /// Numbers in somebody else's memory as a column of uint32.
    static Column numbers(long address, long count) {
        var values = new Buffer(address, Selection.bytes(count));
        return Column.adopt(ArrayData.flat(Types.UINT32, count, 0, Buffer.NONE, values), Lease.none());
    }

    private void read(BatchStream sorted, int column, long order) {
        long done = 0;
        for (Batch batch = sorted.next(); batch != null; batch = sorted.next()) {
            tasks.check();
            try (Batch owner = batch) {
                ArrayData data = owner.column(column).data();
                long from = data.buffer(1).address() + Selection.bytes(data.offset());
                Native.copy(from, order + Selection.bytes(done), Selection.bytes(owner.rows()));
                done += owner.rows();
            }
        }
    }

    @Override
    public void close() {
        owned.forEach(Block::close);
        owned.clear();
    }
}
