package dev.penstock.source;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Lease;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The record batches of an [IpcFile], in their order. In a file all dictionaries are read first, in a stream each
/// where it comes; later ones replace or extend earlier ones.
final class IpcStream implements BatchStream {
    private final IpcFile file;
    private final Lease mapping;
    private final Schema schema;
    private final IpcBatches batches;
    private final @Nullable Iterator<Long> blocks;
    private long at;
    private int batchesRead;
    private boolean started;
    private boolean closed;

    IpcStream(IpcFile file, List<String> names, Allocator allocator) {
        this.file = file;
        Schema whole = file.schema();
        int[] wanted = names.stream().mapToInt(whole::indexOf).toArray();
        schema = new Schema(names.stream().<Field>map(whole::field).toList(), whole.metadata());
        List<IpcColumn> columns = IpcColumn.of(whole.fields(), file.read().dictionaryIds());
        batches = new IpcBatches(columns, wanted, schema, allocator);
        at = file.firstMessage();
        blocks = at < 0 ? file.batchBlocks().iterator() : null;
        mapping = file.shareMapping();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (closed) {
            return null;
        }
        if (blocks == null) {
            return fromStream();
        }
        if (!started) {
            started = true;
            for (long block : file.dictionaryBlocks()) {
                file.located(
                        IpcFile.place("a dictionary", block),
                        () -> {
                            batches.dictionary(message(block), mapping);
                            return true;
                        });
            }
        }
        if (!blocks.hasNext()) {
            return null;
        }
        long block = blocks.next();
        return file.located(place(block), () -> batch(message(block)));
    }

    private @Nullable Batch fromStream() {
        while (true) {
            long here = at;
            IpcMessage message = file.located(place(here), () -> IpcMessage.read(file.bytes(), here));
            if (message == null) {
                return null;
            }
            at = message.next();
            if (message.isBatch()) {
                return file.located(place(here), () -> batch(message));
            }
            file.located(
                    IpcFile.place("a dictionary", here),
                    () -> {
                        batches.dictionary(message, mapping);
                        return true;
                    });
        }
    }

    private String place(long block) {
        return IpcFile.place("record batch " + (batchesRead + 1), block);
    }

    private IpcMessage message(long block) {
        IpcMessage message = IpcMessage.read(file.bytes(), block);
        if (message == null) {
            throw Messages.broken("a message is missing");
        }
        return message;
    }

    private Batch batch(IpcMessage message) {
        Batch batch = batches.batch(message, mapping);
        batchesRead++;
        return batch;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            batches.close();
            mapping.close();
        }
    }
}
