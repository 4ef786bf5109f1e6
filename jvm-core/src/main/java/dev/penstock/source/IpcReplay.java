package dev.penstock.source;

import dev.penstock.column.Batch;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Lease;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;

/// Reads back what this process wrote with an [IpcWriter] as a stream, a piece at a time, into memory of the budget.
/// The mapping of a whole file, as [IpcFile] makes it, would count as memory of the process.
public final class IpcReplay implements AutoCloseable {
    private final FileChannel channel;
    private final IpcBatches batches;
    private final Allocator allocator;

    /// Opens the file.
    ///
    /// @param schema that the stream was written with
    public IpcReplay(Path path, Schema schema, Allocator allocator) throws IOException {
        List<IpcColumn> columns = IpcColumn.numbered(schema.fields());
        this.allocator = allocator;
        batches = new IpcBatches(columns, IntStream.range(0, columns.size()).toArray(), schema, allocator);
        channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    /// The batch in bytes `from` to `to` of the file, for the caller: what one [IpcWriter#write(Batch)] wrote. Pieces
    /// are read in the order in which they were written, because dictionaries stand in front of those that use them
    /// first; pieces without dictionaries in any order.
    public Batch read(long from, long to) throws IOException {
        Block block = allocator.allocate(to - from);
        try (Lease memory = Lease.of(block::close)) {
            MemorySegment bytes = Native.segment(block.address(), to - from);
            fill(bytes, from);
            return batch(bytes, memory);
        }
    }

    private Batch batch(MemorySegment bytes, Lease memory) {
        long at = 0;
        while (true) {
            IpcMessage message = IpcMessage.read(bytes, at);
            if (message == null) {
                throw Messages.broken("a piece without rows");
            }
            if (message.isBatch()) {
                return batches.batch(message, memory);
            }
            batches.dictionary(message, memory);
            at = message.next();
        }
    }

    private void fill(MemorySegment bytes, long from) throws IOException {
        for (long done = 0; done < bytes.byteSize(); ) {
            ByteBuffer rest = bytes.asSlice(done, Math.min(1 << 26, bytes.byteSize() - done)).asByteBuffer();
            int count = channel.read(rest, from + done);
            if (count < 0) {
                throw new EOFException("the file ends at byte " + (from + done));
            }
            done += count;
        }
    }

    @Override
    public void close() {
        batches.close();
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing was written through it.
        }
    }
}
