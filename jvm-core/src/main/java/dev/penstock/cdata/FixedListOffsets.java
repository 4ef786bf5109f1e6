package dev.penstock.cdata;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.memory.Lease;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// Takes the offset out of fixed-size lists before they go out.
///
/// Polars (2.1) reads a fixed-size list only when its child has exactly the elements of its rows: it refuses a list
/// with an offset, or with a child that goes on behind the last row. So the child is cut instead, which copies nothing;
/// only a validity bitmap that begins in the middle of a byte is copied.
final class FixedListOffsets {
    private FixedListOffsets() {}

    /// The same rows without offsets in fixed-size lists; bitmaps that had to be copied are added to `copies`.
    static ArrayData removed(ArrayData data, List<Lease> copies) {
        if (data.children().isEmpty() && data.dictionary() == null) {
            return data;
        }
        if (data.layout() instanceof Layout.FixedLists && isCut(data)) {
            return removed(whole(data, copies), copies);
        }
        List<ArrayData> children = data.children().stream().map(child -> removed(child, copies)).toList();
        ArrayData dictionary = data.dictionary() == null ? null : removed(data.dictionary(), copies);
        return new ArrayData(
                data.type(), data.length(), data.offset(), data.nullCount(), data.buffers(), children, dictionary);
    }

    private static boolean isCut(ArrayData lists) {
        int size = ((Layout.FixedLists) lists.layout()).size();
        return lists.offset() > 0 || lists.children().getFirst().length() != lists.length() * size;
    }

    private static ArrayData whole(ArrayData lists, List<Lease> copies) {
        Bitmap validity = lists.validity();
        Buffer bits = validity.isAllSet() ? Buffer.NONE : fromFirstBit(validity, copies);
        long nulls = bits.isAbsent() ? 0 : lists.nullCount();
        return new ArrayData(lists.type(), lists.length(), 0, nulls, List.of(bits), List.of(lists.childRows(0)), null);
    }

    private static Buffer fromFirstBit(Bitmap bitmap, List<Lease> copies) {
        long bytes = (bitmap.length() + 7) >> 3;
        if ((bitmap.offset() & 7) == 0) {
            return new Buffer(bitmap.address() + (bitmap.offset() >> 3), bytes);
        }
        long copy = CMemory.allocate((bytes + 7) & ~7L);
        copies.add(Lease.of(() -> CMemory.free(copy)));
        for (long row = 0; row < bitmap.length(); row += Long.SIZE) {
            Native.putLong(copy + (row >> 3), bitmap.word(row));
        }
        return new Buffer(copy, bytes);
    }

    /// `lease` together with the copies.
    static Lease together(Lease lease, List<Lease> copies) {
        if (copies.isEmpty()) {
            return lease;
        }
        var all = new ArrayList<Lease>(copies);
        all.add(lease);
        return Lease.adoptAll(all);
    }
}
