package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one row that a sink answers with: how many rows it wrote, and where. The writing happens when it is asked for.
public final class SinkStream implements BatchStream {
    private final Schema schema;
    private final String path;
    private final Allocator allocator;
    private final BatchStream input;
    private final LongSupplier write;
    private boolean done;

    /// Adopts the input.
    ///
    /// @param schema `rows` (int64) and `path` (utf8)
    /// @param write writes the input, and says how many rows it had
    public SinkStream(Schema schema, String path, Allocator allocator, BatchStream input, LongSupplier write) {
        this.schema = schema;
        this.path = path;
        this.allocator = allocator;
        this.input = input;
        this.write = write;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        if (done) {
            return null;
        }
        done = true;
        long rows = write.getAsLong();
        Column count = count(rows);
        try {
            Column name = RepeatedText.of(Field.nullable("path", Types.UTF8), path, 1, allocator);
            return new Batch(schema, 1, List.of(count, name));
        } catch (Throwable e) {
            count.close();
            throw e;
        }
    }

    private Column count(long rows) {
        try (Assembly assembly = new Assembly(allocator)) {
            Buffer value = assembly.buffer(Long.BYTES);
            Native.putLong(value.address(), rows);
            return assembly.finish(ArrayData.flat(Types.INT64, 1, 0, Buffer.NONE, value));
        }
    }

    @Override
    public void close() {
        done = true;
        input.close();
    }
}
