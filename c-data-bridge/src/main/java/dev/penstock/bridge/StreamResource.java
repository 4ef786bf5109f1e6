package dev.penstock.bridge;

import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A foreign stream that waits for the query that reads it.
final class StreamResource implements Resource {
    private final Session session;
    private final Schema schema;
    private final AtomicReference<@Nullable BatchStream> stream;

    /// Adopts `stream`.
    StreamResource(Session session, BatchStream stream) {
        this.session = session;
        this.schema = stream.schema();
        this.stream = new AtomicReference<>(stream);
    }

    Schema schema() {
        return schema;
    }

    /// Hands the stream over.
    ///
    /// @throws PenstockException with code HANDLE_EXPIRED when it was handed over before
    BatchStream take() {
        BatchStream taken = stream.getAndSet(null);
        if (taken == null) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the stream was already read")
                    .hint("a stream can be read once; collect it into a frame first");
        }
        return taken;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public String kind() {
        return "stream";
    }

    @Override
    public void close() {
        BatchStream left = stream.getAndSet(null);
        if (left != null) {
            left.close();
        }
    }
}
