package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import org.jspecify.annotations.Nullable;

/// What a breaker delivers: the first pull runs the pipeline that feeds it to the end.
final class BrokenStream implements BatchStream {
    private final Schema schema;
    private final BatchStream feeding;
    private final Breaker breaker;
    private @Nullable BatchStream output;
    private boolean closed;

    /// Adopts both.
    ///
    /// @param feeding delivers no batch, but is over when the breaker has seen all rows
    BrokenStream(Schema schema, BatchStream feeding, Breaker breaker) {
        this.schema = schema;
        this.feeding = feeding;
        this.breaker = breaker;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        BatchStream finished = output == null ? finish() : output;
        return finished == null ? null : finished.next();
    }

    private @Nullable BatchStream finish() {
        Batch none = feeding.next();
        assert none == null : "the breaker let a batch through";
        synchronized (this) {
            if (!closed) {
                feeding.close();
                output = breaker.finish();
            }
            return output;
        }
    }

    @Override
    public void close() {
        feeding.close();
        synchronized (this) {
            closed = true;
            if (output != null) {
                output.close();
            }
            breaker.close();
        }
    }
}
