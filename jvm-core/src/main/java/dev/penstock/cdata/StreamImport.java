package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.cdata.CStruct.CStream;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A foreign `struct ArrowArrayStream` as a stream of batches. It is read lazily and released exactly once.
public final class StreamImport implements BatchStream {
    private final long stream;
    private final ForeignSchema foreign;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /// Moves the stream at `address` (the struct there is marked released) and reads its schema.
    ///
    /// @throws PenstockException with code HANDLE_EXPIRED for a stream that was already read, COMPUTE when the producer
    ///   fails, UNSUPPORTED_TYPE or DUPLICATE for a schema that cannot be taken; the stream is then released
    public StreamImport(long address) {
        if (address == 0 || Native.getLong(address + CStream.RELEASE) == 0) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the Arrow stream was already read")
                    .hint("a stream can be read once; make a new one, or import the data into a frame first");
        }
        stream = CMemory.allocate(CStream.BYTES);
        Native.copy(address, stream, CStream.BYTES);
        Native.putLong(address + CStream.RELEASE, 0);
        try {
            foreign = readSchema();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private ForeignSchema readSchema() {
        long struct = CMemory.allocate(CSchema.BYTES);
        try {
            check(CMemory.callStatus(Native.getLong(stream + CStream.GET_SCHEMA), stream, struct));
            try {
                return ForeignSchema.read(struct);
            } finally {
                SchemaStruct.releaseIfOpen(struct);
            }
        } finally {
            CMemory.free(struct);
        }
    }

    @Override
    public Schema schema() {
        return foreign.schema();
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (!open.get()) {
            return null;
        }
        long struct = CMemory.allocate(CArray.BYTES);
        try {
            check(CMemory.callStatus(Native.getLong(stream + CStream.GET_NEXT), stream, struct));
            return Native.getLong(struct + CArray.RELEASE) == 0 ? null : ArrayImport.importBatch(struct, foreign);
        } finally {
            CMemory.free(struct);
        }
    }

    private void check(int status) {
        if (status != 0) {
            long text = CMemory.callPointer(Native.getLong(stream + CStream.GET_LAST_ERROR), stream);
            String message = text == 0 ? "error " + status : CMemory.text(text);
            throw new PenstockException(ErrorCode.COMPUTE, "the producer of the Arrow stream failed: " + message);
        }
    }

    @Override
    public synchronized void close() {
        if (open.compareAndSet(true, false)) {
            CMemory.callVoid(Native.getLong(stream + CStream.RELEASE), stream);
            CMemory.free(stream);
        }
    }
}
