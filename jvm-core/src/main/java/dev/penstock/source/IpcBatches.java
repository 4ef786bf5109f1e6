package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Concatenate;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Lease;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.RecordBatch;

/// Makes batches of the messages of a file or stream. It keeps the dictionaries that it has read: later ones replace or
/// extend earlier ones.
final class IpcBatches implements AutoCloseable {
    private final List<IpcColumn> columns;
    private final int[] wanted;
    private final Schema schema;
    private final Allocator allocator;
    private final Map<Long, IpcColumn> valuesOf = new HashMap<>();
    private final Map<Long, Column> dictionaries = new HashMap<>();

    /// @param columns all that the messages hold
    /// @param wanted the places of those that are read, in the order of `schema`
    IpcBatches(List<IpcColumn> columns, int[] wanted, Schema schema, Allocator allocator) {
        this.columns = columns;
        this.wanted = wanted.clone();
        this.schema = schema;
        this.allocator = allocator;
        for (int index : wanted) {
            for (IpcColumn column : columns.get(index).dictionaries()) {
                valuesOf.put(column.dictionaryId(), Objects.requireNonNull(column.values()));
            }
        }
    }

    /// The rows of a record batch, for the caller.
    ///
    /// @param memory what the message lies in; the batch takes shares of its own
    /// @throws dev.penstock.error.PenstockException with code IO when the message is broken, or no record batch
    Batch batch(IpcMessage message, Lease memory) {
        RecordBatch header = message.batch();
        var reader = new BodyReader(message, header, dictionaries);
        var read = new Column[columns.size()];
        try {
            for (int i = 0; i < columns.size(); i++) {
                if (isWanted(i)) {
                    read[i] = column(reader, columns.get(i), memory);
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

    private Column column(BodyReader reader, IpcColumn column, Lease memory) {
        try (Assembly assembly = new Assembly(allocator)) {
            assembly.adopt(memory.share());
            ArrayData data = reader.read(column, assembly);
            return assembly.finish(data);
        }
    }

    /// Reads a dictionary, if one of the wanted columns uses it.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO when the message is broken, or no dictionary
    void dictionary(IpcMessage message, Lease memory) {
        DictionaryBatch header = message.dictionary();
        IpcColumn values = valuesOf.get(header.id());
        if (values == null) {
            return;
        }
        RecordBatch data = header.data();
        if (data == null) {
            throw Messages.broken("a dictionary without data");
        }
        Column read = column(new BodyReader(message, data, dictionaries), values, memory);
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
    public void close() {
        Column.closeAll(dictionaries.values());
        dictionaries.clear();
    }
}
