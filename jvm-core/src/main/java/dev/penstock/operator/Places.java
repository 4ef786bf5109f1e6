package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// Numbers that rows take with them over the disk as a last column, and by which they are put into order again: where
/// they stood in the input.
final class Places {
    static final String NAME = "#place";

    private Places() {}

    /// The schema of rows with their places.
    static Schema with(Schema rows) {
        var fields = new ArrayList<>(rows.fields());
        fields.add(new Field(NAME, Types.INT64, false));
        return new Schema(fields, rows.metadata());
    }

    /// The rows of `batch`, which stays the caller's, with their places, for the caller.
    ///
    /// @param placed the schema of [#with(Schema)]
    /// @param first the place of the first row; the others follow it
    static Batch with(Batch batch, Schema placed, long first, Allocator allocator) {
        return with(batch, placed, row -> first + row, allocator);
    }

    /// @param places the place of each row
    static Batch with(Batch batch, Schema placed, LongUnaryOperator places, Allocator allocator) {
        try (Assembly assembly = new Assembly(allocator)) {
            Buffer numbers = assembly.buffer(batch.rows() << 3);
            for (long row = 0; row < batch.rows(); row++) {
                Native.putLong(numbers.address() + (row << 3), places.applyAsLong(row));
            }
            Column column = assembly.finish(ArrayData.flat(Types.INT64, batch.rows(), 0, Buffer.NONE, numbers));
            var columns = new ArrayList<>(Column.shareAll(batch.columns()));
            columns.add(column);
            return new Batch(placed, batch.rows(), columns);
        }
    }

    /// The rows of `placed`, which moves in, without their places.
    static Batch without(Batch placed, Schema rows) {
        try (placed) {
            List<Column> columns = placed.columns().subList(0, rows.size());
            return new Batch(rows, placed.rows(), Column.shareAll(columns));
        }
    }

    /// The address of the rows' places, eight bytes each.
    static long address(Batch placed) {
        ArrayData data = placed.columns().getLast().data();
        return data.buffer(1).address() + (data.offset() << 3);
    }
}
