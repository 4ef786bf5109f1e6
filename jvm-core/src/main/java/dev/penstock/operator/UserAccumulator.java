package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.function.AggregateState;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.memory.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What a user's function keeps of the groups.
final class UserAccumulator implements Accumulator {
    private final AggregateState state;

    /// Adopts the state.
    UserAccumulator(AggregateState state) {
        this.state = state;
    }

    @Override
    public void grow(long groups) {
        state.grow(Math.toIntExact(groups));
    }

    @Override
    public void add(GroupedColumn rows) {
        int count = (int) rows.rows();
        state.update(rows.arguments(), ints(rows.chosen(), count), count, rows.sequence());
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        int count = (int) from.count();
        state.merge(((UserAccumulator) other).state, ints(from.address(), count), ints(to, count));
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        Column column = state.finish(ints(groups.address(), (int) groups.count()));
        assembly.adopt(column.transferLease());
        return column.data();
    }

    static int[] ints(long address, int count) {
        int[] ints = new int[count];
        MemorySegment.copy(Native.ALL, ValueLayout.JAVA_INT_UNALIGNED, address, ints, 0, count);
        return ints;
    }

    @Override
    public void close() {
        state.close();
    }
}
