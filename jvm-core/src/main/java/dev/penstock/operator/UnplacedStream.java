package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import org.jspecify.annotations.Nullable;

/// Rows without their places. Adopts the rows.
record UnplacedStream(Schema schema, BatchStream placed) implements BatchStream {
    @Override
    public @Nullable Batch next() {
        Batch batch = placed.next();
        return batch == null ? null : Places.without(batch, schema);
    }

    @Override
    public void close() {
        placed.close();
    }
}
