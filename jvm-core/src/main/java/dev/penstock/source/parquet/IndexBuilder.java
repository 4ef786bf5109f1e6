package dev.penstock.source.parquet;

import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import java.util.List;

/// The indices of a dictionary column, where the chunk has a dictionary as well.
final class IndexBuilder extends LeafBuilder {
    /// A page that has values of its own: the column must be made otherwise.
    static final class NoIndices extends RuntimeException {
        NoIndices() {
            super("a page without indices", null, false, false);
        }
    }

    private final int width;
    private final Room room;
    private final int[] indices = new int[CHUNK];

    /// @param width bytes of each index
    IndexBuilder(int width, Allocator allocator) {
        super(allocator);
        this.width = width;
        room = new Room(allocator);
    }

    @Override
    void expect(long rows) {
        room.ensure(rows * width, 0);
    }

    @Override
    void addValues(PageValues values, int rows, int valid) {
        long before = rows() - rows;
        long to = room.ensure(rows() * width, before * width) + before * width;
        long dense = to + (long) (rows - valid) * width;
        if (valid > 0) {
            if (!(values instanceof IndexValues lookups)) {
                throw new NoIndices();
            }
            for (int done = 0; done < valid; done += CHUNK) {
                int n = Math.min(valid - done, CHUNK);
                lookups.read(indices, n);
                put(dense + (long) done * width, n);
            }
        }
        if (valid < rows) {
            Spread.fixed(to, dense, width, validity().last(rows));
        }
    }

    private void put(long to, int count) {
        for (long i = 0; i < count; i++) {
            int index = indices[(int) i];
            switch (width) {
                case 1 -> Native.putByte(to + i, (byte) index);
                case 2 -> Native.putShort(to + (i << 1), (short) index);
                case 4 -> Native.putInt(to + (i << 2), index);
                default -> Native.putLong(to + (i << 3), index);
            }
        }
    }

    @Override
    List<Buffer> buffers(Assembly assembly) {
        long bytes = rows() * width;
        return List.of(bytes == 0 ? Buffer.NONE : new Buffer(room.moveTo(assembly), bytes));
    }

    @Override
    public void close() {
        super.close();
        room.close();
    }
}
