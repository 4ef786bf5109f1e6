package dev.penstock.evaluate;

import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Selection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The columns that some nodes read, which are gathered together when only selected rows are looked at: memory delivers
/// several columns at once faster than one after the other, by a quarter with four of them.
final class GatheredColumns {
    private final List<ColumnNode> columns;
    private final List<ColumnNode> wide = new ArrayList<>();
    private long[] from = {};
    private long[] to = {};
    private long batchStamp = -1;

    private GatheredColumns(List<ColumnNode> columns) {
        this.columns = columns;
    }

    /// Those that `nodes` read, directly or not.
    static GatheredColumns of(List<Node> nodes) {
        Set<ColumnNode> found = new LinkedHashSet<>();
        nodes.forEach(node -> collect(node, found));
        return new GatheredColumns(List.copyOf(found));
    }

    private static void collect(Node node, Set<ColumnNode> found) {
        if (node instanceof ColumnNode column) {
            found.add(column);
        }
        node.inputs().forEach(input -> collect(input, found));
    }

    /// Fills the lanes of the columns whose values lie in memory as they do in lanes.
    void gather(Rows rows, Selection selection) {
        if (batchStamp != rows.batchStamp()) {
            enter(rows);
            batchStamp = rows.batchStamp();
        }
        if (wide.size() > 1) {
            LaneMemory.gather(from, selection, rows.from(), to, rows.count());
            wide.forEach(column -> column.gathered(rows));
        }
    }

    private void enter(Rows rows) {
        wide.clear();
        columns.stream().filter(column -> column.wideValues(rows) != 0).forEach(wide::add);
        from = wide.stream().mapToLong(column -> column.wideValues(rows)).toArray();
        to = wide.stream().mapToLong(column -> column.lanes(rows).room()).toArray();
    }
}
