package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of several streams, one stream after the other.
final class UnionStream implements BatchStream {
    private final Schema schema;
    private final Deque<BatchStream> inputs;

    /// Adopts the inputs.
    UnionStream(Schema schema, List<BatchStream> inputs) {
        this.schema = schema;
        this.inputs = new ArrayDeque<>(inputs);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        for (BatchStream input = first(); input != null; input = first()) {
            Batch batch = input.next();
            if (batch != null) {
                return Schemas.under(schema, batch);
            }
            drop(input);
        }
        return null;
    }

    private synchronized @Nullable BatchStream first() {
        return inputs.peek();
    }

    private synchronized void drop(BatchStream input) {
        inputs.remove(input);
        input.close();
    }

    @Override
    public synchronized void close() {
        inputs.forEach(BatchStream::close);
        inputs.clear();
    }
}
