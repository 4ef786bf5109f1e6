package dev.penstock.source;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;

/// The body of one record batch: columns laid out as IPC wants them, from row 0 on. What lies that way already is
/// written from where it is; only bitmaps, offsets and views of slices are made anew.
final class BodyWriter implements AutoCloseable {
    private static final int CHUNK = 1 << 26;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(Messages.ALIGNMENT);

    private record Node(long rows, long nulls) {}

    private final Assembly assembly;
    private final BodyCodec codec;
    private final SlicedLists lists;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<Long> variadic = new ArrayList<>();

    BodyWriter(BodyCodec codec, Allocator allocator) {
        this.codec = codec;
        assembly = new Assembly(allocator);
        lists = new SlicedLists(assembly);
    }

    /// Memory that lives as long as the writer.
    Assembly assembly() {
        return assembly;
    }

    /// The next column. Its dictionary is not written with it.
    void add(ArrayData array) {
        long rows = array.length();
        boolean isNull = array.type() instanceof DataType.Null;
        long nulls = isNull ? rows : array.layout().hasValidity() ? array.countNulls() : 0;
        nodes.add(new Node(rows, nulls));
        if (array.layout().hasValidity()) {
            put(nulls == 0 ? Buffer.NONE : bits(array.validity()));
        }
        switch (array.layout()) {
            case Layout.Nothing _ -> {}
            case Layout.Bits _ -> put(bits(array.bits()));
            case Layout.Fixed(int width) -> put(rows(array, 1, width));
            case Layout.Indexed(int width) -> put(rows(array, 1, width));
            case Layout.Variable(int width) -> {
                SlicedLists.Range range = lists.offsets(array, width);
                put(range.offsets());
                put(range.count() == 0 ? Buffer.NONE : cut(array.buffer(2), range.first(), range.count()));
            }
            case Layout.Views _ -> views(array);
            case Layout.Lists(int width) -> {
                SlicedLists.Range range = lists.offsets(array, width);
                put(range.offsets());
                add(array.children().getFirst().slice(range.first(), range.count()));
            }
            case Layout.ListViews(int width) -> {
                SlicedLists.Range range = lists.views(array, width);
                put(range.offsets());
                put(rows(array, 2, width));
                add(array.children().getFirst().slice(range.first(), range.count()));
            }
            case Layout.FixedLists _ -> add(array.childRows(0));
            case Layout.Structs _ -> children(array);
            case Layout.Runs _ -> {
                add(lists.runEnds(array));
                add(lists.runValues(array));
            }
            case Layout.Unions(boolean dense) -> {
                put(rows(array, 0, 1));
                if (dense) {
                    put(rows(array, 1, 4));
                    array.children().forEach(this::add);
                } else {
                    children(array);
                }
            }
        }
    }

    private void children(ArrayData array) {
        for (int i = 0; i < array.children().size(); i++) {
            add(array.childRows(i));
        }
    }

    private void views(ArrayData array) {
        List<Buffer> made = ViewBuffers.of(array, assembly);
        made.forEach(this::put);
        variadic.add(made.size() - 1L);
    }

    private void put(Buffer plain) {
        buffers.add(codec.encode(plain, assembly));
    }

    private static Buffer rows(ArrayData array, int index, int width) {
        return cut(array.buffer(index), array.offset() * width, array.length() * width);
    }

    private static Buffer cut(Buffer buffer, long from, long bytes) {
        return bytes == 0 ? Buffer.NONE : new Buffer(buffer.address() + from, bytes);
    }

    /// Bits that start inside of a byte are moved to its start.
    private Buffer bits(Bitmap bits) {
        if (bits.length() == 0) {
            return Buffer.NONE;
        }
        long bytes = (bits.length() + 7) >>> 3;
        if (!bits.isAllSet() && (bits.offset() & 7) == 0) {
            return new Buffer(bits.address() + (bits.offset() >>> 3), bytes);
        }
        long to = assembly.room(Bitmaps.bytes(bits.length()));
        Bitmaps.copy(bits, to);
        return new Buffer(to, bytes);
    }

    long bodyBytes() {
        return buffers.stream().mapToLong(buffer -> padded(buffer.bytes())).sum();
    }

    private static long padded(long bytes) {
        return (bytes + Messages.ALIGNMENT - 1) & -Messages.ALIGNMENT;
    }

    /// The batch's header in the builder.
    int header(FlatBufferBuilder out, long rows) {
        int compression = 0;
        if (codec != BodyCodec.NONE) {
            byte kind = codec == BodyCodec.LZ4 ? CompressionType.LZ4_FRAME : CompressionType.ZSTD;
            compression = BodyCompression.createBodyCompression(out, kind, BodyCompressionMethod.BUFFER);
        }
        RecordBatch.startNodesVector(out, nodes.size());
        for (Node node : nodes.reversed()) {
            FieldNode.createFieldNode(out, node.rows, node.nulls);
        }
        int nodeVector = out.endVector();
        RecordBatch.startBuffersVector(out, buffers.size());
        long end = bodyBytes();
        for (Buffer buffer : buffers.reversed()) {
            end -= padded(buffer.bytes());
            org.apache.arrow.flatbuf.Buffer.createBuffer(out, end, buffer.bytes());
        }
        int bufferVector = out.endVector();
        int counts =
                variadic.isEmpty()
                        ? 0
                        : RecordBatch.createVariadicBufferCountsVector(
                                out, variadic.stream().mapToLong(Long::longValue).toArray());
        RecordBatch.startRecordBatch(out);
        RecordBatch.addLength(out, rows);
        RecordBatch.addNodes(out, nodeVector);
        RecordBatch.addBuffers(out, bufferVector);
        if (compression != 0) {
            RecordBatch.addCompression(out, compression);
        }
        if (counts != 0) {
            RecordBatch.addVariadicBufferCounts(out, counts);
        }
        return RecordBatch.endRecordBatch(out);
    }

    /// Writes the buffers, each padded.
    void write(WritableByteChannel out) throws IOException {
        for (Buffer buffer : buffers) {
            for (long done = 0; done < buffer.bytes(); done += CHUNK) {
                long count = Math.min(CHUNK, buffer.bytes() - done);
                writeFully(out, Native.segment(buffer.address() + done, count).asByteBuffer());
            }
            int padding = (int) (padded(buffer.bytes()) - buffer.bytes());
            writeFully(out, ZEROS.duplicate().limit(padding));
        }
    }

    static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        assembly.close();
    }
}
