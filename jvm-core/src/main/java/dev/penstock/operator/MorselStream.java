package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import org.jspecify.annotations.Nullable;

/// The pieces of a source one after the other. Adopts the source.
record MorselStream(Schema schema, Morsels source) implements BatchStream {
    @Override
    public @Nullable Batch next() {
        try (Morsel morsel = source.next()) {
            return morsel == null ? null : morsel.cut();
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
