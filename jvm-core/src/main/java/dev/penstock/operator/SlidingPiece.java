package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.WindowAccumulator;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.SlidingWindows;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.operator.SlidingPlan.Special;
import dev.penstock.run.RunContext;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Some windows behind one another, and what their rows come to.
final class SlidingPiece {
    /// What all pieces are made of.
    ///
    /// @param schema of the result: the window's number, and the aggregates
    /// @param batch what the aggregates read, row by row
    record Source(
            Schema schema,
            SlidingPlan plan,
            AggregateColumns columns,
            Batch batch,
            SlidingLanes lanes,
            FoundWindows found,
            RunContext context) {}

    private final Source source;
    private final WindowTable windows;
    private final long first;
    private final int count;
    private final Allocator allocator;
    private final List<Accumulator> states = new ArrayList<>();

    SlidingPiece(Source source, long first, long count) {
        this.source = source;
        this.windows = source.found().windows();
        this.first = first;
        this.count = Math.toIntExact(count);
        this.allocator = source.context().allocator();
    }

    /// A row for each window, for the caller.
    Batch batch() {
        var columns = new ArrayList<Column>();
        try (Block all = PartitionRange.all(count, allocator)) {
            accumulate();
            columns.add(ofWindow(Special.WINDOW, source.schema().field(0)));
            for (SlidingPlan.Part part : source.plan().parts()) {
                Field field = source.schema().field(columns.size());
                columns.add(
                        switch (part) {
                            case SlidingPlan.OfWindow(Special what) -> ofWindow(what, field);
                            case SlidingPlan.End end -> end(end);
                            case SlidingPlan.Accumulated(int index) ->
                                    accumulated(index, new Selection(all.address(), count));
                        });
            }
            return new Batch(source.schema(), count, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        } finally {
            states.forEach(Accumulator::close);
        }
    }

    private void accumulate() {
        if (source.columns().states().isEmpty()) {
            return;
        }
        try (var sliding = new SlidingWindows(count, allocator)) {
            for (long i = 0; i < count; i++) {
                long from = windows.from(first + i);
                sliding.set(i, from, windows.isEmpty(first + i) ? from : windows.to(first + i));
            }
            sliding.cut();
            for (AggregateColumns.State state : source.columns().states()) {
                source.context().cancellation().check();
                Accumulator accumulator = AggregateFunctions.accumulator(state, source.context().functions());
                states.add(accumulator);
                accumulator.grow(count);
                Lanes lanes = source.lanes().ofState(states.size() - 1);
                if (lanes != null) {
                    ((WindowAccumulator) accumulator).addWindows(lanes, sliding, allocator);
                }
            }
        }
    }

    private Column accumulated(int index, Selection all) {
        var aggregate = source.plan().accumulated().aggregates().get(index);
        List<Accumulator> own = source.columns().aggregates().get(index).stream().map(states::get).toList();
        try (Assembly assembly = new Assembly(allocator)) {
            return assembly.finish(
                    AggregateFunctions.result(aggregate, source.plan().schema(), own, List.of(), allocator)
                            .result(all, assembly));
        }
    }

    /// The value of a column on one row of each window.
    private Column end(SlidingPlan.End end) {
        try (Block rows = allocator.allocate(Selection.bytes(count))) {
            boolean missing = false;
            for (long i = 0; i < count; i++) {
                long window = first + i;
                boolean none = end.counted() && windows.isEmpty(window);
                long place = end.last() ? windows.to(window) - 1 : windows.from(window);
                missing |= none;
                Native.putInt(
                        rows.address() + Selection.bytes(i), none ? -1 : (int) source.found().sequence().row(place));
            }
            var selection = new Selection(rows.address(), count, missing);
            return Gather.column(source.batch().column(end.column()), selection, allocator);
        }
    }

    private Column ofWindow(Special what, Field field) {
        int width = ((Layout.Fixed) Layout.of(field.type())).width();
        try (Assembly assembly = new Assembly(allocator)) {
            Buffer values = assembly.buffer((long) count * width);
            if (width == Long.BYTES) {
                write(what, values.address());
            } else {
                try (Block wide = allocator.allocate((long) count << 3)) {
                    write(what, wide.address());
                    LaneMemory.narrow(wide.address(), width, values.address(), count);
                }
            }
            return assembly.finish(ArrayData.flat(field.type(), count, 0, Buffer.NONE, values));
        }
    }

    private void write(Special what, long to) {
        switch (what) {
            case WINDOW -> {
                for (long i = 0; i < count; i++) {
                    Native.putLong(to + (i << 3), first + i);
                }
            }
            case LABEL -> windows.labels(first, count, to);
            case LOWER -> windows.lowers(first, count, to);
            case UPPER -> windows.uppers(first, count, to);
            case COUNTED -> throw new AssertionError("nobody asks which windows have rows");
        }
    }
}
