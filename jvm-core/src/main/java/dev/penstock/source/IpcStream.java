package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Concatenate;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Lease;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;

/// The record batches of an [IpcFile], in their order. In a file all dictionaries are read first, in a stream each
/// where it comes; later ones replace or extend earlier ones.
final class IpcStream implements BatchStream {
    private final IpcFile file;
    private final Lease mapping;
    private final Allocator allocator;
    private final Schema schema;
    private final List<IpcColumn> columns;
    private final int[] wanted;
    private final Map<Long, IpcColumn> valuesOf = new HashMap<>();
    private final Map<Long, Column> dictionaries = new HashMap<>();
    private final @Nullable Iterator<Long> blocks;
    private long at;
    private int batchesRead;
    private boolean started;
    private boolean closed;

    IpcStream(IpcFile file, List<String> names, Allocator allocator) {
        this.file = file;
        this.allocator = allocator;
        Schema whole = file.schema();
        wanted = names.stream().mapToInt(whole::indexOf).toArray();
        schema = new Schema(names.stream().<Field>map(whole::field).toList(), whole.metadata());
        columns = IpcColumn.of(whole.fields(), file.read().dictionaryIds());
        for (int index : wanted) {
            for (IpcColumn column : columns.get(index).dictionaries()) {
                valuesOf.put(column.dictionaryId(), Objects.requireNonNull(column.values()));
            }
        }
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
                            readDictionary(message(block));
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
                        readDictionary(message);
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
        RecordBatch header = message.batch();
        var reader = new BodyReader(message, header, dictionaries);
        var read = new Column[columns.size()];
        try {
            for (int i = 0; i < columns.size(); i++) {
                if (isWanted(i)) {
                    read[i] = column(reader, columns.get(i));
                    if (read[i].length() != header.length()) {
                        throw Messages.broken(
                                "a column of %,d rows in a batch of %,d".formatted(read[i].length(), header.length()));
                    }
                } else {
                    reader.skip(columns.get(i));
                }
            }
            var ordered = new ArrayList<Column>(wanted.length);
            for (int index : wanted) {
                ordered.add(read[index].share());
            }
            batchesRead++;
            return new Batch(schema, header.length(), ordered);
        } finally {
            for (Column column : read) {
                if (column != null) {
                    column.close();
                }
            }
        }
    }

    private boolean isWanted(int index) {
        for (int one : wanted) {
            if (one == index) {
                return true;
            }
        }
        return false;
    }

    private Column column(BodyReader reader, IpcColumn column) {
        try (Assembly assembly = new Assembly(allocator)) {
            assembly.adopt(mapping.share());
            ArrayData data = reader.read(column, assembly);
            return assembly.finish(data);
        }
    }

    /// @throws PenstockException with code IO when the message is no dictionary
    private void readDictionary(IpcMessage message) {
        DictionaryBatch header = message.dictionary();
        IpcColumn values = valuesOf.get(header.id());
        if (values == null) {
            return;
        }
        RecordBatch data = header.data();
        if (data == null) {
            throw Messages.broken("a dictionary without data");
        }
        Column read = column(new BodyReader(message, data, dictionaries), values);
        Column known = dictionaries.remove(header.id());
        if (known != null && header.isDelta()) {
            try (known;
                    read) {
                dictionaries.put(header.id(), Concatenate.columns(List.of(known, read), allocator));
            }
        } else {
            if (known != null) {
                known.close();
            }
            dictionaries.put(header.id(), read);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Column.closeAll(dictionaries.values());
            dictionaries.clear();
            mapping.close();
        }
    }
}
