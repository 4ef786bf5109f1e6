package dev.penstock.cdata;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Foreign arrays whose memory stays the caller's, copied into ours: for producers that cannot be called back, such as
/// an interpreter that is about to end.
public final class ArrayCopy {
    private ArrayCopy() {}

    /// The rows of the struct array at `address`, whose children are the columns of `schema`. The struct and all that
    /// it points to are only read, and only during the call; its release callback does not matter.
    ///
    /// @throws dev.penstock.error.PenstockException with code SHAPE for an array that contradicts the schema,
    ///   MEMORY_LIMIT when there is no room for the copy
    public static Batch copyBatch(long address, Schema schema, Allocator allocator) {
        ArrayData struct = ArrayReader.read(address, new DataType.StructOf(schema.fields()));
        var columns = new ArrayList<Column>();
        try {
            for (int i = 0; i < schema.size(); i++) {
                columns.add(copy(struct.childRows(i), allocator));
            }
            return new Batch(schema, struct.length(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private static Column copy(ArrayData data, Allocator allocator) {
        var blocks = new ArrayList<Block>();
        try {
            return Column.adopt(copy(data, allocator, blocks), blocks.toArray(Block[]::new));
        } catch (Throwable e) {
            blocks.forEach(Block::close);
            throw e;
        }
    }

    private static ArrayData copy(ArrayData data, Allocator allocator, List<Block> blocks) {
        var buffers = new ArrayList<Buffer>();
        for (Buffer buffer : data.buffers()) {
            buffers.add(copy(buffer, allocator, blocks));
        }
        var children = new ArrayList<ArrayData>();
        for (ArrayData child : data.children()) {
            children.add(copy(child, allocator, blocks));
        }
        ArrayData dictionary = data.dictionary() == null ? null : copy(data.dictionary(), allocator, blocks);
        return new ArrayData(
                data.type(), data.length(), data.offset(), data.nullCount(), buffers, children, dictionary);
    }

    private static Buffer copy(Buffer buffer, Allocator allocator, List<Block> blocks) {
        if (buffer.isAbsent() || buffer.bytes() == 0) {
            return Buffer.NONE;
        }
        Block block = allocator.allocate(buffer.bytes());
        blocks.add(block);
        Native.copy(buffer.address(), block.address(), buffer.bytes());
        return new Buffer(block.address(), buffer.bytes());
    }
}
