package dev.penstock.evaluate;

import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.ScalarCall;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Selection;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The answers of a user's function, which is called once for all rows of a batch that are still selected: a call costs
/// as much as hundreds of rows.
final class FunctionNode extends Node {
    private final ScalarCall function;
    private final List<Node> arguments;
    private final ColumnValues values;
    private long batchStamp = -1;
    private @Nullable Selection selection;
    private @Nullable Column answers;

    FunctionNode(ScalarCall function, List<Node> arguments) {
        super(Kind.of(function.signature().result(), function.name()));
        this.function = function;
        this.arguments = arguments;
        this.values = new ColumnValues(function.signature().result(), kind());
    }

    @Override
    void compute(Rows rows, Lanes to) {
        Column column = answers;
        // A filter only takes rows away, so a selection of as many rows is the same one.
        if (column == null || batchStamp != rows.batchStamp() || !Objects.equals(selection, rows.selection())) {
            column = call(rows);
            rows.keep(column);
            answers = column;
            batchStamp = rows.batchStamp();
            selection = rows.selection();
        }
        values.enter(column.data());
        values.validity(null, rows.from(), to, rows.count());
        values.values(null, rows.from(), to, rows.count());
    }

    private Column call(Rows rows) {
        int from = rows.from();
        int count = rows.count();
        var columns = new ArrayList<Column>();
        try {
            columns.addAll(arguments(rows));
            var context = new FunctionContext(rows.allocator(), 1, rows.cancellation());
            return checked(function.apply(columns, rows.total(), context), rows.total());
        } finally {
            Column.closeAll(columns);
            // Others may hold lanes of this chunk that were written over on the way.
            rows.chunk(from, count);
            arguments.forEach(argument -> argument.of(rows));
        }
    }

    private List<Column> arguments(Rows rows) {
        int total = rows.total();
        List<DataType> types = function.signature().arguments();
        var columns = new @Nullable Column[types.size()];
        var writers = new @Nullable ColumnWriter[types.size()];
        try {
            for (int i = 0; i < columns.length; i++) {
                // What lies there already is taken from where it is.
                if (arguments.get(i) instanceof ColumnNode plain
                        && rows.selection() == null
                        && plain.type().equals(types.get(i))) {
                    columns[i] = rows.range(plain.index());
                } else {
                    writers[i] = new ColumnWriter(types.get(i), total, rows);
                }
            }
            for (int start = 0; start < total; start += LaneMemory.LANES) {
                int n = Math.min(LaneMemory.LANES, total - start);
                rows.chunk(start, n);
                for (int i = 0; i < columns.length; i++) {
                    ColumnWriter writer = writers[i];
                    if (writer != null) {
                        writer.append(arguments.get(i), rows);
                    }
                }
            }
            for (int i = 0; i < columns.length; i++) {
                ColumnWriter writer = writers[i];
                if (writer != null) {
                    columns[i] = writer.finish();
                }
            }
            var made = new ArrayList<Column>();
            for (Column column : columns) {
                made.add(Objects.requireNonNull(column));
            }
            return made;
        } catch (Throwable e) {
            for (Column column : columns) {
                if (column != null) {
                    column.close();
                }
            }
            throw e;
        } finally {
            for (ColumnWriter writer : writers) {
                if (writer != null) {
                    writer.close();
                }
            }
        }
    }

    /// The column, if it is what the function has promised.
    private Column checked(Column column, long rows) {
        DataType type = function.signature().result();
        if (column.length() == rows && column.type().equals(type)) {
            return column;
        }
        try (column) {
            throw column.length() != rows
                    ? new PenstockException(
                            ErrorCode.SHAPE,
                            "the function \"%s\" answered %d rows with %d"
                                    .formatted(function.name(), rows, column.length()))
                    : new PenstockException(
                            ErrorCode.SCHEMA_MISMATCH,
                            "the function \"%s\" answered with %s where %s is due"
                                    .formatted(function.name(), column.type(), type));
        }
    }

    @Override
    List<Node> inputs() {
        return arguments;
    }
}
