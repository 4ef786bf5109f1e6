package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Widening;
import dev.penstock.kernel.window.LaneMoves;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.Quantile;
import dev.penstock.kernel.window.Ranks;
import dev.penstock.kernel.window.Repetitions;
import dev.penstock.kernel.window.Running;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.operator.SequencedRows.Form;
import dev.penstock.operator.SequencedRows.Loaded;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.Locale;

/// Windows that look at the order of values: ranks, runs of equal values, quantiles, and the values at the ends.
record RankWindows(Batch table, SequencedRows rows) {
    private Column argument(Computed window) {
        return table.column(table.schema().indexOf(window.arguments().getFirst()));
    }

    private static Form form(DataType type) {
        return type.isFloat() ? Form.DOUBLES : Widening.isLong(type) ? Form.LONGS : Form.FLAGS;
    }

    /// The ranks of values, over rows in the order of these, for the caller.
    Column ranks(Computed window) {
        String name = window.options().text("method", "average");
        Ranks.Method method = Ranks.Method.valueOf(name.toUpperCase(Locale.ROOT));
        Column column = argument(window);
        boolean ordinal = method == Ranks.Method.ORDINAL;
        try (Loaded loaded = rows.load(column, ordinal ? Form.FLAGS : form(column.type()));
                Block same = rows.allocator().allocate(ordinal ? 0 : table.rows());
                var result = new SequenceResult(rows, false)) {
            long valid = loaded.lanes().flags();
            if (!ordinal) {
                findSame(column, loaded.lanes(), same.address());
            }
            rows.partitions((first, last) -> Ranks.run(method, valid, same.address(), result.values(), first, last));
            return result.column(window.type(), valid);
        }
    }

    /// The numbers of runs of equal values, for the caller.
    Column runs(Computed window) {
        Column column = argument(window);
        try (Loaded loaded = rows.load(column, form(column.type()));
                Block same = rows.allocator().allocate(table.rows());
                Block changes = rows.allocator().allocate(table.rows() << 3);
                var result = new SequenceResult(rows, false)) {
            findSame(column, loaded.lanes(), same.address());
            rows.stretches(
                    (first, last, from, to) -> Repetitions.changes(same.address(), changes.address(), first, from, to));
            new RunningTotals(rows, Running.LONG_SUM, false).run(new Lanes(changes.address(), 0), result.values());
            return result.column(window.type());
        }
    }

    private void findSame(Column column, Lanes lanes, long same) {
        rows.chunks((from, to) -> {
            switch (form(column.type())) {
                case LONGS -> Repetitions.longs(lanes, same, from, to);
                case DOUBLES -> Repetitions.doubles(lanes, same, from, to);
                case FLAGS -> Repetitions.any(column.data(), rows.sequence(), same, from, to);
            }
        });
    }

    /// The quantile that a function's options ask for.
    static Quantile quantile(Options options, boolean median) {
        if (median) {
            return new Quantile(0.5, Quantile.Kind.LINEAR);
        }
        String kind = options.text("interpolation", "nearest");
        return new Quantile(options.number("quantile", 0.5), Quantile.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
    }

    /// The quantile of each partition, over rows in the order of the values, for the caller.
    Column quantiles(Computed window) {
        Quantile quantile = quantile(window.options(), window.function() == Aggregation.MEDIAN);
        Sequence sequence = rows.sequence();
        long count = sequence.partitions();
        try (Loaded loaded = rows.load(argument(window), Form.DOUBLES);
                Block values = rows.allocator().allocate(count << 3);
                Block flags = rows.allocator().allocate(count);
                Assembly assembly = new Assembly(rows.allocator())) {
            Lanes lanes = loaded.lanes();
            Native.fill(flags.address(), count, (byte) 0);
            rows.partitions((first, last) -> {
                long known = lanes.hasNulls() ? known(lanes.flags(), first, last) : last - first;
                if (known > 0) {
                    long partition = sequence.partition(first);
                    double value = quantile.of(lanes.values() + (first << 3), known);
                    Native.putDouble(values.address() + (partition << 3), value);
                    Native.putByte(flags.address() + partition, (byte) 1);
                }
            });
            int width = ((Layout.Fixed) Layout.of(window.type())).width();
            Buffer narrow = assembly.buffer(count * width);
            Buffer validity = assembly.buffer(Bitmaps.bytes(count));
            LaneMemory.narrowFloats(values.address(), width, narrow.address(), count);
            long nulls = count - LaneMoves.pack(flags.address(), 0, count, validity.address());
            return assembly.finish(ArrayData.flat(window.type(), count, nulls, validity, narrow));
        }
    }

    /// The first or the last value of each partition, for the caller.
    Column edges(Computed window) {
        boolean last = window.function() == Aggregation.LAST;
        Sequence sequence = rows.sequence();
        long count = sequence.partitions();
        try (Block chosen = rows.allocator().allocate(Selection.bytes(count))) {
            Native.fill(chosen.address(), Selection.bytes(count), (byte) -1);
            rows.partitions((first, end) -> {
                long row = sequence.row(last ? end - 1 : first);
                Native.putInt(chosen.address() + Selection.bytes(sequence.partition(first)), (int) row);
            });
            return Gather.column(argument(window), new Selection(chosen.address(), count, true), rows.allocator());
        }
    }

    /// How many places have values, which come first.
    private static long known(long flags, long first, long last) {
        long end = first;
        while (end < last && Native.getByte(flags + end) != 0) {
            end++;
        }
        return end - first;
    }
}
