package dev.penstock.source.parquet;

import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import java.util.List;

/// A column of truth values.
final class BitsBuilder extends LeafBuilder {
    private final Allocator allocator;
    private final Room room;

    BitsBuilder(Allocator allocator) {
        super(allocator);
        this.allocator = allocator;
        room = new Room(allocator);
    }

    @Override
    void expect(long rows) {
        room.ensure(Bitmaps.bytes(rows), 0);
    }

    @Override
    void addValues(PageValues values, int rows, int valid) {
        if (!(values instanceof BitValues bits)) {
            throw unexpected(values);
        }
        long before = rows() - rows;
        long to = room.ensure(Bitmaps.bytes(rows()), Bitmaps.bytes(before));
        if (valid == rows) {
            bits.read(to, before, rows);
            return;
        }
        try (Block dense = allocator.allocate(Bitmaps.bytes(valid) + Long.BYTES)) {
            bits.read(dense.address(), 0, valid);
            Spread.bits(new Bitmap(dense.address(), 0, valid), to, before, validity().last(rows));
        }
    }

    @Override
    List<Buffer> buffers(Assembly assembly) {
        long bytes = (rows() + 7) >>> 3;
        return List.of(bytes == 0 ? Buffer.NONE : new Buffer(room.moveTo(assembly), bytes));
    }

    @Override
    public void close() {
        super.close();
        room.close();
    }
}
