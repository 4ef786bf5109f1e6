package dev.penstock.column;

import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Rows of a frame: a column for each field of the schema, all of the same length. The batch owns its columns.
public final class Batch implements AutoCloseable {
    private final Schema schema;
    private final long rows;
    private final List<Column> columns;

    /// Adopts `columns`.
    public Batch(Schema schema, long rows, List<Column> columns) {
        this.schema = schema;
        this.rows = rows;
        this.columns = List.copyOf(columns);
        assert columns.size() == schema.size() : columns.size() + " columns for " + schema;
        assert columns.stream().allMatch(column -> column.length() == rows) : "columns of different lengths";
    }

    public Schema schema() {
        return schema;
    }

    public long rows() {
        return rows;
    }

    /// How many bytes the rows take up in memory that is theirs. O(columns).
    public long bytes() {
        return columns.stream().mapToLong(column -> ColumnBytes.of(column.data())).sum();
    }

    public List<Column> columns() {
        return columns;
    }

    public Column column(int index) {
        return columns.get(index);
    }

    /// The same batch for another owner.
    public Batch share() {
        return new Batch(schema, rows, Column.shareAll(columns));
    }

    /// Rows `from` to `from + count` for another owner. No copy.
    public Batch slice(long from, long count) {
        var sliced = new ArrayList<Column>(columns.size());
        columns.forEach(column -> sliced.add(column.slice(from, count)));
        return new Batch(schema, count, sliced);
    }

    /// The columns at `indices` under `projected`, for another owner. No copy.
    public Batch select(Schema projected, int[] indices) {
        var selected = new ArrayList<Column>(indices.length);
        for (int index : indices) {
            selected.add(columns.get(index).share());
        }
        return new Batch(projected, rows, selected);
    }

    @Override
    public void close() {
        Column.closeAll(columns);
    }
}
