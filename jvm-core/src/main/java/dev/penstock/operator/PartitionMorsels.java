package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a table, each with what aggregates make of its partition. The values are gathered by whoever takes a
/// piece and goes on with it while they are in that processor's cache: as whole columns they would be written to memory
/// and read again, which took a quarter of the time of `a / a.mean().over(n)`.
final class PartitionMorsels implements Morsels {
    private final Schema schema;
    private final Batch table;
    private final Partitions partitions;
    private final int morselRows;
    private final RunContext context;

    /// For each aggregate, what it makes of the partitions in each of the ranges.
    private final List<List<Column>> values = new ArrayList<>();

    private long from;
    private long number;
    private int users = 1;
    private boolean closed;

    /// Adopts the table and its partitions.
    ///
    /// @param schema the table's columns and one for each aggregate
    PartitionMorsels(Schema schema, Batch table, Partitions partitions, int morselRows, RunContext context) {
        this.schema = schema;
        this.table = table;
        this.partitions = partitions;
        this.morselRows = morselRows;
        this.context = context;
        try {
            for (int i = 0; i < schema.size() - table.schema().size(); i++) {
                values.add(partitions.onRanges(i));
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    @Override
    public @Nullable Morsel next() {
        long first;
        int rows;
        long place;
        synchronized (this) {
            if (closed || from == table.rows()) {
                return null;
            }
            first = from;
            rows = (int) Math.min(morselRows, partitions.rangeEnd(from) - from);
            from += rows;
            place = number++;
            users++;
        }
        try {
            context.cancellation().check();
            Batch batch = rows(first, rows);
            return new Morsel(place, batch, 0, rows, new Morsel.Cuts(batch::close));
        } finally {
            leave();
        }
    }

    private Batch rows(long first, int rows) {
        var columns = new ArrayList<Column>(schema.size());
        try {
            table.columns().forEach(column -> columns.add(column.slice(first, rows)));
            for (List<Column> ranges : values) {
                Column range = ranges.get(partitions.range(first));
                columns.add(Gather.column(range, partitions.ids(first, rows), context.allocator()));
            }
            return new Batch(schema, rows, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public boolean isPrompt() {
        return true;
    }

    private synchronized void leave() {
        if (--users == 0) {
            values.forEach(Column::closeAll);
            partitions.close();
            table.close();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        leave();
    }
}
