package dev.penstock.source.parquet;

import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.memory.Allocator;

/// Which rows of a growing column are valid. There is no bitmap before the first null.
final class ValidityBits implements AutoCloseable {
    private final Room room;
    private long rows;
    private long nulls;
    private boolean written;

    ValidityBits(Allocator allocator) {
        room = new Room(allocator);
    }

    long rows() {
        return rows;
    }

    long nulls() {
        return nulls;
    }

    /// Adds rows that are all valid.
    void addValid(long count) {
        if (written) {
            Bitmaps.setRange(prepare(count), rows, count, true);
        }
        rows += count;
    }

    /// The address of a bitmap with room for `count` more rows, whose bits from [#rows()] on the caller writes.
    long prepare(long count) {
        long address = room.ensure(Bitmaps.bytes(rows + count), Bitmaps.bytes(rows));
        if (!written) {
            Bitmaps.fill(address, rows, true);
            written = true;
        }
        return address;
    }

    /// Says that the caller wrote the bits of `count` more rows.
    void added(long count, long valid) {
        rows += count;
        nulls += count - valid;
    }

    /// The bits of the last `count` rows.
    Bitmap last(long count) {
        return nulls == 0 ? Bitmap.allSet(count) : new Bitmap(room.address(), rows - count, count);
    }

    Buffer finish(Assembly assembly) {
        if (nulls == 0) {
            return Buffer.NONE;
        }
        return new Buffer(room.moveTo(assembly), (rows + 7) >>> 3);
    }

    @Override
    public void close() {
        room.close();
    }
}
