package dev.penstock.column;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;

/// A view of lists (maps included) in any Arrow layout: where each list lies in `elements()`. It owns nothing.
public final class ListColumn {
    private final Layout layout;
    private final long offsets;
    private final long sizes;
    private final long firstRow;
    private final ArrayData elements;
    private final Bitmap validity;
    private final long length;

    private ListColumn(Layout layout, long offsets, long sizes, ArrayData data) {
        this.layout = layout;
        this.offsets = offsets;
        this.sizes = sizes;
        this.firstRow = data.offset();
        this.elements = data.children().getFirst();
        this.validity = data.validity();
        this.length = data.length();
    }

    /// @throws PenstockException with code UNSUPPORTED_TYPE for a column that holds no lists
    public static ListColumn of(ArrayData data) {
        long offset = data.offset();
        return switch (data.layout()) {
            case Layout.Lists lists ->
                    new ListColumn(lists, data.buffer(1).address() + offset * lists.offsetBytes(), 0, data);
            case Layout.ListViews views ->
                    new ListColumn(
                            views,
                            data.buffer(1).address() + offset * views.offsetBytes(),
                            data.buffer(2).address() + offset * views.offsetBytes(),
                            data);
            case Layout.FixedLists fixed -> new ListColumn(fixed, 0, 0, data);
            default -> throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, data.type() + " holds no lists");
        };
    }

    public static ListColumn of(Column column) {
        return of(column.data());
    }

    public long length() {
        return length;
    }

    public Bitmap validity() {
        return validity;
    }

    public boolean isNull(long row) {
        return !validity.get(row);
    }

    /// All elements; [#start(long)] counts from its first row.
    public ArrayData elements() {
        return elements;
    }

    /// The list's first element.
    public long start(long row) {
        return switch (layout) {
            case Layout.Lists(int bytes) -> offset(offsets, bytes, row);
            case Layout.ListViews(int bytes) -> offset(offsets, bytes, row);
            case Layout.FixedLists(int size) -> (firstRow + row) * size;
            default -> throw new AssertionError(layout);
        };
    }

    /// How many elements the list has.
    public long size(long row) {
        return switch (layout) {
            case Layout.Lists(int bytes) -> offset(offsets, bytes, row + 1) - offset(offsets, bytes, row);
            case Layout.ListViews(int bytes) -> offset(sizes, bytes, row);
            case Layout.FixedLists(int size) -> size;
            default -> throw new AssertionError(layout);
        };
    }

    private static long offset(long base, int bytes, long row) {
        return bytes == 4 ? Native.getInt(base + (row << 2)) : Native.getLong(base + (row << 3));
    }
}
