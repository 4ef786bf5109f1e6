package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.Validity;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.run.RunContext;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What windows over an index ask of the rows' order, and in which order the groups of rows come.
///
/// @param sequence the rows, group behind group
record WindowOrder(BoundPlan.WindowRows plan, Batch table, Sequence sequence, Tasks tasks, RunContext context) {
    /// Microseconds of more days than these have no 64 bits.
    private static final long MOST_DAYS = Long.MAX_VALUE / 86_400_000_000L - 1;

    private static final String GROUP = "#group";

    /// @throws PenstockException with code COMPUTE that names the first row without an index
    void requireValues(Column index) {
        ArrayData data = index.data();
        if (!Validity.isIndirect(data) && data.countNulls() == 0) {
            return;
        }
        long row = 0;
        while (row < data.length() && data.validity().get(row)) {
            row++;
        }
        if (row < data.length()) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "the index column \"%s\" is null in row %,d".formatted(plan.index(), row))
                    .column(plan.index())
                    .hint("fill the nulls, or drop them: drop_nulls(\"" + plan.index() + "\")");
        }
    }

    /// @param values the index at each place
    /// @throws PenstockException with code SORT_REQUIRED that names the first row whose index is less than that of the
    ///   row before it in its group, or COMPUTE for a value without windows
    void requireSorted(long values, DataType type) {
        var found = new AtomicReference<@Nullable Wrong>();
        new SequencedRows(sequence, tasks, context.allocator())
                .stretches((first, _, from, to) -> {
                    Wrong wrong = firstWrong(values, Math.max(from, first + 1), to);
                    if (wrong != null) {
                        found.accumulateAndGet(wrong, (a, b) -> a == null || b == null || b.row < a.row ? b : a);
                    }
                });
        Wrong wrong = found.get();
        if (wrong != null) {
            String group = plan.keys().isEmpty() ? "" : ", both of one group,";
            throw new PenstockException(
                            ErrorCode.SORT_REQUIRED,
                            "the index column \"%s\" is not sorted: row %,d comes behind row %,d%s and has less"
                                    .formatted(plan.index(), wrong.row, wrong.before, group))
                    .column(plan.index())
                    .hint("sort by it first: sort(\"" + plan.index() + "\")");
        }
        requireRange(values, type);
    }

    /// A row that has less than the row before it in its group.
    private record Wrong(long row, long before) {}

    /// The first such row of some places behind a group's first one.
    private @Nullable Wrong firstWrong(long values, long from, long to) {
        Wrong wrong = null;
        for (long place = from; place < to; place++) {
            boolean less = value(values, place) < value(values, place - 1);
            if (less && (wrong == null || sequence.row(place) < wrong.row)) {
                wrong = new Wrong(sequence.row(place), sequence.row(place - 1));
            }
        }
        return wrong;
    }

    private void requireRange(long values, DataType type) {
        boolean all = type instanceof DataType.Timestamp || (type instanceof DataType.Int(_, boolean signed) && signed);
        if (all) {
            return;
        }
        for (long place = 0; place < sequence.rows(); place++) {
            long value = value(values, place);
            // What is unsigned and has the upper bit set is negative here.
            if (type instanceof DataType.Date ? Math.abs(value) > MOST_DAYS : value < 0) {
                throw new PenstockException(
                                ErrorCode.COMPUTE,
                                "the index column \"%s\" is too large for windows in row %,d"
                                        .formatted(plan.index(), sequence.row(place)))
                        .column(plan.index());
            }
        }
    }

    private static long value(long values, long place) {
        return Native.getLong(values + (place << 3));
    }

    /// Hands over the places of the rows of each group, the group with the least keys first, nulls before all else.
    /// Keys that have no order come as they were found.
    void groups(SequencedRows.PartitionWork work) {
        long count = sequence.partitions();
        boolean ordered = plan.keys().stream().allMatch(key -> Sortable.handles(table.schema().field(key).type()));
        if (count < 2 || !ordered || sequence.rows() == 0) {
            for (long group = 0; group < count; group++) {
                work.run(sequence.start(group), sequence.end(group));
            }
            return;
        }
        try (Block firstRows = context.allocator().allocate(Selection.bytes(count));
                Block numbers = PartitionRange.all((int) count, context.allocator())) {
            for (long group = 0; group < count; group++) {
                int row = (int) sequence.row(sequence.start(group));
                Native.putInt(firstRows.address() + Selection.bytes(group), row);
            }
            try (BatchStream sorted = sorted(new Selection(firstRows.address(), count), numbers)) {
                for (Batch batch = sorted.next(); batch != null; batch = sorted.next()) {
                    run(batch, work);
                }
            }
        }
    }

    private void run(Batch batch, SequencedRows.PartitionWork work) {
        try (batch) {
            ArrayData groups = batch.columns().getLast().data();
            long address = groups.buffer(1).address() + (groups.offset() << 2);
            for (long i = 0; i < batch.rows(); i++) {
                int group = Native.getInt(address + (i << 2));
                work.run(sequence.start(group), sequence.end(group));
            }
        }
    }

    /// The groups' keys and, behind them, their numbers, in the order of the keys.
    private BatchStream sorted(Selection firstRows, Block numbers) {
        var fields = new ArrayList<Field>();
        var columns = new ArrayList<Column>();
        var by = new ArrayList<Key>();
        for (String key : plan.keys()) {
            int column = table.schema().indexOf(key);
            String name = "#" + by.size();
            fields.add(table.schema().field(column).named(name));
            columns.add(Gather.column(table.column(column), firstRows, context.allocator()));
            by.add(new Key(name, false, false));
        }
        fields.add(new Field(GROUP, Types.UINT32, false));
        columns.add(WindowSequence.numbers(numbers.address(), firstRows.count()));
        var schema = new Schema(fields);
        return new TableSort(schema, by, true, tasks, context.allocator(), context.batchRows())
                .sort(List.of(new Batch(schema, firstRows.count(), columns)));
    }
}
