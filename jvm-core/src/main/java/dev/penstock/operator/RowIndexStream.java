package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A stream behind a uint32 column that counts its rows.
final class RowIndexStream implements BatchStream {
    private static final long MOST = 0xFFFF_FFFFL;

    private final BatchStream input;
    private final Schema schema;
    private final Allocator allocator;
    private long next;

    /// Adopts the input.
    RowIndexStream(BatchStream input, Schema schema, long offset, Allocator allocator) {
        this.input = input;
        this.schema = schema;
        this.next = offset;
        this.allocator = allocator;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        Batch batch = input.next();
        if (batch == null) {
            return null;
        }
        try (batch) {
            var columns = new ArrayList<Column>();
            columns.add(numbers(batch.rows()));
            columns.addAll(Column.shareAll(batch.columns()));
            return new Batch(schema, batch.rows(), columns);
        }
    }

    private Column numbers(long rows) {
        if (rows > 0 && next + rows - 1 > MOST) {
            throw new PenstockException(ErrorCode.COMPUTE, "a row index ends at " + MOST)
                    .hint("count with int_range, which has 64 bits");
        }
        try (Assembly assembly = new Assembly(allocator)) {
            Buffer values = assembly.buffer(rows * Integer.BYTES);
            long to = values.address();
            long first = next;
            for (long i = 0; i < rows; i++) {
                Native.putInt(to + (i << 2), (int) (first + i));
            }
            next += rows;
            return assembly.finish(ArrayData.flat(Types.UINT32, rows, 0, Buffer.NONE, values));
        }
    }

    @Override
    public void close() {
        input.close();
    }
}
