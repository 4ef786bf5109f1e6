package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Empty;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;

/// Reads the columns of one record batch, one after the other, where they lie; only compressed buffers are copied.
///
/// Everything that a reader of the columns will rely on is checked: that buffers lie inside of the body and are long
/// enough, and through [BodyCheck] that offsets, views, indices and runs stay inside of what they point to.
final class BodyReader {
    private final RecordBatch batch;
    private final MemorySegment body;
    private final boolean unionsHaveValidity;
    private final BodyCodec codec;
    private final Map<Long, Column> dictionaries;
    private int node;
    private int buffer;
    private int variadic;

    /// @param dictionaries by id; they stay the caller's
    BodyReader(IpcMessage message, RecordBatch batch, Map<Long, Column> dictionaries) {
        this.batch = batch;
        this.body = message.body();
        this.unionsHaveValidity = message.unionsHaveValidity();
        this.codec = BodyCodec.of(batch.compression());
        this.dictionaries = dictionaries;
    }

    /// The next column.
    ///
    /// @param assembly collects the memory that the column lies in, the body itself left out
    /// @throws PenstockException with code IO for what contradicts itself
    ArrayData read(IpcColumn column, Assembly assembly) {
        try {
            return array(column, assembly);
        } catch (PenstockException e) {
            throw e.column(column.name());
        }
    }

    private ArrayData array(IpcColumn column, Assembly assembly) {
        FieldNode counts = node();
        long rows = counts.length();
        Layout layout = Layout.of(column.type());
        if (rows < 0) {
            throw Messages.broken("a column of " + rows + " rows");
        }
        List<Buffer> buffers = buffers(layout, rows, counts.nullCount(), assembly);
        var children = new ArrayList<ArrayData>(column.children().size());
        for (IpcColumn child : column.children()) {
            children.add(array(child, assembly));
        }
        ArrayData dictionary = null;
        if (column.values() != null) {
            Column values = dictionaries.get(column.dictionaryId());
            if (values == null && counts.nullCount() != rows) {
                throw Messages.broken("the dictionary " + column.dictionaryId() + " is missing");
            }
            dictionary = values == null ? Empty.array(column.values().type()) : values.data();
            if (values != null) {
                assembly.keep(values);
            }
        }
        long nulls = column.type() instanceof DataType.Null ? rows : !layout.hasValidity() ? 0 : counts.nullCount();
        var array = new ArrayData(column.type(), rows, 0, nulls, buffers, children, dictionary);
        BodyCheck.check(array);
        return array;
    }

    private FieldNode node() {
        if (node >= batch.nodesLength()) {
            throw Messages.broken("the batch describes fewer columns than its schema");
        }
        return Objects.requireNonNull(batch.nodes(node++));
    }

    private List<Buffer> buffers(Layout layout, long rows, long nulls, Assembly assembly) {
        Buffer validity = layout.hasValidity() ? validity(rows, nulls, assembly) : Buffer.NONE;
        return switch (layout) {
            case Layout.Nothing _, Layout.Runs _ -> List.of();
            case Layout.Bits _ -> List.of(validity, buffer(bits(rows), assembly));
            case Layout.Fixed(int width) -> List.of(validity, buffer(times(rows, width), assembly));
            case Layout.Indexed(int width) -> List.of(validity, buffer(times(rows, width), assembly));
            case Layout.Variable(int width) -> List.of(validity, offsets(rows, width, assembly), buffer(0, assembly));
            case Layout.Views _ -> views(validity, rows, assembly);
            case Layout.Lists(int width) -> List.of(validity, offsets(rows, width, assembly));
            case Layout.ListViews(int width) ->
                    List.of(validity, buffer(times(rows, width), assembly), buffer(times(rows, width), assembly));
            case Layout.FixedLists _, Layout.Structs _ -> List.of(validity);
            case Layout.Unions(boolean dense) -> {
                if (unionsHaveValidity) {
                    buffer(0, assembly);
                }
                Buffer ids = buffer(rows, assembly);
                yield dense ? List.of(ids, buffer(times(rows, 4), assembly)) : List.of(ids);
            }
        };
    }

    private Buffer validity(long rows, long nulls, Assembly assembly) {
        if (nulls < 0 || nulls > rows) {
            throw Messages.broken(nulls + " nulls in " + rows + " rows");
        }
        Buffer found = buffer(nulls == 0 ? 0 : bits(rows), assembly);
        return nulls == 0 ? Buffer.NONE : found;
    }

    /// Offsets of no rows may be missing.
    private Buffer offsets(long rows, int width, Assembly assembly) {
        return buffer(rows == 0 ? 0 : times(rows + 1, width), assembly);
    }

    private List<Buffer> views(Buffer validity, long rows, Assembly assembly) {
        var buffers = new ArrayList<Buffer>();
        buffers.add(validity);
        buffers.add(buffer(times(rows, 16), assembly));
        long count = batch.variadicBufferCounts(variadic++);
        if (count < 0 || count > batch.buffersLength()) {
            throw Messages.broken(count + " buffers in a column of views");
        }
        for (long i = 0; i < count; i++) {
            buffers.add(buffer(0, assembly));
        }
        return buffers;
    }

    /// The next buffer, of which at least `needed` bytes must be there.
    private Buffer buffer(long needed, Assembly assembly) {
        org.apache.arrow.flatbuf.Buffer place = place();
        if (place.length() == 0 && needed == 0) {
            return Buffer.NONE;
        }
        MemorySegment bytes = codec.decode(body.asSlice(place.offset(), place.length()), assembly);
        if (bytes.byteSize() < needed) {
            throw Messages.broken("a buffer of %,d bytes where %,d are needed".formatted(bytes.byteSize(), needed));
        }
        return bytes.byteSize() == 0 ? Buffer.NONE : new Buffer(bytes.address(), bytes.byteSize());
    }

    private org.apache.arrow.flatbuf.Buffer place() {
        if (buffer >= batch.buffersLength()) {
            throw Messages.broken("the batch has fewer buffers than its schema needs");
        }
        org.apache.arrow.flatbuf.Buffer place = Objects.requireNonNull(batch.buffers(buffer++));
        if (place.offset() < 0 || place.length() < 0 || place.length() > body.byteSize() - place.offset()) {
            throw Messages.broken(
                    "a buffer of %,d bytes at %,d in a body of %,d"
                            .formatted(place.length(), place.offset(), body.byteSize()));
        }
        return place;
    }

    /// Passes over the next column.
    void skip(IpcColumn column) {
        node();
        switch (Layout.of(column.type())) {
            case Layout.Nothing _, Layout.Runs _ -> {}
            case Layout.Bits _, Layout.Fixed _, Layout.Indexed _, Layout.Lists _ -> buffer += 2;
            case Layout.Variable _, Layout.ListViews _ -> buffer += 3;
            case Layout.Views _ -> buffer += 2 + Math.toIntExact(batch.variadicBufferCounts(variadic++));
            case Layout.FixedLists _, Layout.Structs _ -> buffer += 1;
            case Layout.Unions(boolean dense) -> buffer += (dense ? 2 : 1) + (unionsHaveValidity ? 1 : 0);
        }
        column.children().forEach(this::skip);
    }

    private static long bits(long rows) {
        return (rows + 7) >>> 3;
    }

    private static long times(long rows, int width) {
        return Math.multiplyExact(rows, (long) width);
    }
}
