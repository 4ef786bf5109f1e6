package dev.penstock.source;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.GrowingDictionary;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;

/// Writes batches as an Arrow IPC file or stream.
///
/// In a stream, a dictionary is written in front of the first batch that uses it, and again when it changes. A file may
/// hold each dictionary once: there all dictionaries of a column become one, which is written at the end, where the
/// footer finds it.
public final class IpcWriter implements AutoCloseable {
    private record Place(long offset, int headerBytes, long bodyBytes) {}

    private final WritableByteChannel out;
    private final Schema schema;
    private final boolean isFile;
    private final BodyCodec codec;
    private final Allocator allocator;
    private final List<IpcColumn> columns;
    private final Map<Long, GrowingDictionary> growing = new HashMap<>();
    private final Map<Long, ArrayData> written = new HashMap<>();
    private final List<Column> kept = new ArrayList<>();
    private final List<Place> batches = new ArrayList<>();
    private final List<Place> dictionaries = new ArrayList<>();
    private long position;

    /// Writes the header. The channel stays the caller's.
    ///
    /// @param isFile whether a file, which can be read from any place, or a stream
    /// @param compression `uncompressed`, `lz4` or `zstd`
    public IpcWriter(WritableByteChannel out, Schema schema, boolean isFile, String compression, Allocator allocator)
            throws IOException {
        this.out = out;
        this.schema = schema;
        this.isFile = isFile;
        this.codec = BodyCodec.named(compression);
        this.allocator = allocator;
        this.columns = IpcColumn.numbered(schema.fields());
        byte[] header = Messages.schema(schema);
        if (isFile) {
            write(java.util.Arrays.copyOf(IpcFile.MAGIC, Messages.ALIGNMENT));
        }
        write(header);
    }

    /// The rows of `batch`, which stays the caller's.
    public void write(Batch batch) throws IOException {
        try (var body = new BodyWriter(codec, allocator)) {
            var arrays = new ArrayList<ArrayData>();
            for (int i = 0; i < columns.size(); i++) {
                Column column = batch.column(i);
                if (isFile) {
                    arrays.add(renumbered(columns.get(i), column.data(), column, body.assembly()));
                } else {
                    writeChanged(columns.get(i), column.data(), column);
                    arrays.add(column.data());
                }
            }
            arrays.forEach(body::add);
            var builder = new FlatBufferBuilder(1024);
            int header = body.header(builder, batch.rows());
            batches.add(message(builder, MessageHeader.RecordBatch, header, body));
        }
    }

    /// The column with indices into the dictionaries that this file will have.
    private ArrayData renumbered(IpcColumn column, ArrayData array, Column owner, Assembly assembly) {
        if (column.type() instanceof DataType.Dictionary type) {
            return growing.computeIfAbsent(column.dictionaryId(), _ -> new GrowingDictionary(type))
                    .renumber(array, owner, assembly);
        }
        if (column.dictionaries().isEmpty()) {
            return array;
        }
        var children = new ArrayList<ArrayData>();
        for (int i = 0; i < column.children().size(); i++) {
            children.add(renumbered(column.children().get(i), array.children().get(i), owner, assembly));
        }
        return new ArrayData(
                array.type(), array.length(), array.offset(), array.nullCount(), array.buffers(), children, null);
    }

    /// The column's dictionaries, inner ones first, unless they were written last time.
    private void writeChanged(IpcColumn column, ArrayData array, Column owner) throws IOException {
        for (int i = 0; i < column.children().size(); i++) {
            writeChanged(column.children().get(i), array.children().get(i), owner);
        }
        if (column.values() != null) {
            ArrayData dictionary = Objects.requireNonNull(array.dictionary());
            writeChanged(column.values(), dictionary, owner);
            if (!dictionary.equals(written.get(column.dictionaryId()))) {
                writeDictionary(column, dictionary);
                written.put(column.dictionaryId(), dictionary);
                // Keeps the addresses taken, by which a dictionary is known again.
                kept.add(owner.share());
            }
        }
    }

    private void writeDictionary(IpcColumn column, ArrayData values) throws IOException {
        try (var body = new BodyWriter(codec, allocator)) {
            body.add(values);
            var builder = new FlatBufferBuilder(1024);
            int data = body.header(builder, values.length());
            int header = DictionaryBatch.createDictionaryBatch(builder, column.dictionaryId(), data, false);
            dictionaries.add(message(builder, MessageHeader.DictionaryBatch, header, body));
        }
    }

    private Place message(FlatBufferBuilder builder, byte kind, int header, BodyWriter body) throws IOException {
        long bodyBytes = body.bodyBytes();
        byte[] message = Messages.finish(builder, kind, header, bodyBytes);
        var place = new Place(position, message.length, bodyBytes);
        write(message);
        body.write(out);
        position += bodyBytes;
        return place;
    }

    /// Writes what stands at the end. Nothing can be written afterwards.
    public void finish() throws IOException {
        for (IpcColumn column : columns) {
            for (IpcColumn encoded : isFile ? column.dictionaries() : List.<IpcColumn>of()) {
                finishDictionary(encoded);
            }
        }
        ByteBuffer end = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        write(end.putInt(Messages.CONTINUATION).putInt(0).array());
        if (isFile) {
            byte[] footer = footer();
            write(footer);
            write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
            write(IpcFile.MAGIC);
        }
    }

    /// Dictionaries inside of a dictionary's values are written with those.
    private void finishDictionary(IpcColumn column) throws IOException {
        GrowingDictionary dictionary = growing.get(column.dictionaryId());
        boolean isInner =
                columns.stream()
                        .flatMap(one -> one.dictionaries().stream())
                        .anyMatch(one -> Objects.requireNonNull(one.values()).dictionaries().contains(column));
        if (isInner) {
            return;
        }
        if (dictionary == null) {
            dictionary = new GrowingDictionary((DataType.Dictionary) column.type());
        }
        try (Column values = dictionary.values(allocator)) {
            writeChanged(Objects.requireNonNull(column.values()), values.data(), values);
            writeDictionary(column, values.data());
        }
    }

    private byte[] footer() {
        var builder = new FlatBufferBuilder(1024);
        int schemaAt = new SchemaWriter(builder).write(schema);
        Footer.startDictionariesVector(builder, dictionaries.size());
        blocks(builder, dictionaries);
        int dictionaryVector = builder.endVector();
        Footer.startRecordBatchesVector(builder, batches.size());
        blocks(builder, batches);
        int batchVector = builder.endVector();
        Footer.startFooter(builder);
        Footer.addVersion(builder, MetadataVersion.V5);
        Footer.addSchema(builder, schemaAt);
        Footer.addDictionaries(builder, dictionaryVector);
        Footer.addRecordBatches(builder, batchVector);
        builder.finish(Footer.endFooter(builder));
        return builder.sizedByteArray();
    }

    private static void blocks(FlatBufferBuilder builder, List<Place> places) {
        for (Place place : places.reversed()) {
            Block.createBlock(builder, place.offset, place.headerBytes, place.bodyBytes);
        }
    }

    private void write(byte[] bytes) throws IOException {
        BodyWriter.writeFully(out, ByteBuffer.wrap(bytes));
        position += bytes.length;
    }

    @Override
    public void close() {
        growing.values().forEach(GrowingDictionary::close);
        growing.clear();
        Column.closeAll(kept);
        kept.clear();
    }
}
