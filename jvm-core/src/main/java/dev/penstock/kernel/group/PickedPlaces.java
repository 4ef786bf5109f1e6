package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.type.DataType;
import java.util.List;

/// Where in its group the row stands that was picked.
record PickedPlaces(DataType type, Picks picks) implements PreparedResult {
    @Override
    public List<Runnable> prepare(int parts, Runnable check) {
        return picks.prepare(parts, check);
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.longs(type, groups, assembly, picks::place, group -> picks.place(group) >= 0);
    }

    @Override
    public void close() {
        picks.close();
    }
}
