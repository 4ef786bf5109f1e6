package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import org.jspecify.annotations.Nullable;

/// Where the byte strings of a column lie, to be written out as an address of 8 bytes and a size of 4 for each row.
/// Null rows have no bytes, because what lies behind a null need not make sense.
public final class Spans {
    private final Layout layout;
    private final long index;
    private final long bytes;
    private final long[] buffers;
    private final Bitmap validity;

    private Spans(Layout layout, long index, long bytes, long[] buffers, Bitmap validity) {
        this.layout = layout;
        this.index = index;
        this.bytes = bytes;
        this.buffers = buffers;
        this.validity = validity;
    }

    /// Those of a column of strings or byte strings, also of a fixed size.
    public static Spans of(ArrayData data) {
        long values = data.buffer(1).address();
        Bitmap validity = data.countNulls() == 0 ? Bitmap.allSet(data.length()) : data.validity();
        return switch (data.layout()) {
            case Layout.Variable layout ->
                    new Spans(
                            layout,
                            values + data.offset() * layout.offsetBytes(),
                            data.buffer(2).address(),
                            new long[0],
                            validity);
            case Layout.Views layout ->
                    new Spans(
                            layout,
                            values + data.offset() * BytesColumn.VIEW_BYTES,
                            0,
                            data.buffers().stream().skip(2).mapToLong(Buffer::address).toArray(),
                            validity);
            case Layout.Fixed layout ->
                    new Spans(layout, 0, values + data.offset() * layout.width(), new long[0], validity);
            default -> throw new AssertionError(data.type());
        };
    }

    /// Writes the spans of rows `from` to `from + n`: of the column, or of a selection of its rows.
    public void write(@Nullable Selection selection, long from, long addresses, long sizes, long n) {
        if (selection == null) {
            dense(from, addresses, sizes, n);
        } else {
            selected(selection.address() + (from << 2), addresses, sizes, n);
        }
        if (!validity.isAllSet()) {
            dropNulls(selection, from, sizes, n);
        }
    }

    private void dense(long from, long addresses, long sizes, long n) {
        switch (layout) {
            case Layout.Views _ -> {
                // Under a null, a view may lead anywhere.
                if (validity.isAllSet()) {
                    Views.touch(index + (from << 4), buffers, n);
                }
                for (long i = 0; i < n; i++) {
                    view(index + ((from + i) << 4), i, addresses, sizes);
                }
            }
            case Layout.Variable(int width) when width == 4 -> {
                for (long i = 0; i < n; i++) {
                    offsets32(from + i, i, addresses, sizes);
                }
            }
            case Layout.Variable _ -> {
                for (long i = 0; i < n; i++) {
                    offsets64(from + i, i, addresses, sizes);
                }
            }
            case Layout.Fixed(int width) -> {
                for (long i = 0; i < n; i++) {
                    fixed(from + i, width, i, addresses, sizes);
                }
            }
            default -> throw new AssertionError(layout);
        }
    }

    private void selected(long rows, long addresses, long sizes, long n) {
        switch (layout) {
            case Layout.Views _ -> {
                for (long i = 0; i < n; i++) {
                    view(index + ((long) Native.getInt(rows + (i << 2)) << 4), i, addresses, sizes);
                }
            }
            case Layout.Variable(int width) when width == 4 -> {
                for (long i = 0; i < n; i++) {
                    offsets32(Native.getInt(rows + (i << 2)), i, addresses, sizes);
                }
            }
            case Layout.Variable _ -> {
                for (long i = 0; i < n; i++) {
                    offsets64(Native.getInt(rows + (i << 2)), i, addresses, sizes);
                }
            }
            case Layout.Fixed(int width) -> {
                for (long i = 0; i < n; i++) {
                    fixed(Native.getInt(rows + (i << 2)), width, i, addresses, sizes);
                }
            }
            default -> throw new AssertionError(layout);
        }
    }

    private void view(long view, long i, long addresses, long sizes) {
        int size = Native.getInt(view);
        // A view of a null may say anything, but no index beyond the buffers is looked up.
        int buffer = Native.getInt(view + 8);
        boolean behind = size > BytesColumn.INLINE_BYTES && buffer >= 0 && buffer < buffers.length;
        Native.putLong(addresses + (i << 3), behind ? buffers[buffer] + Native.getInt(view + 12) : view + 4);
        Native.putInt(sizes + (i << 2), size);
    }

    private void offsets32(long row, long i, long addresses, long sizes) {
        int start = Native.getInt(index + (row << 2));
        Native.putLong(addresses + (i << 3), bytes + start);
        Native.putInt(sizes + (i << 2), Native.getInt(index + (row << 2) + 4) - start);
    }

    private void offsets64(long row, long i, long addresses, long sizes) {
        long start = Native.getLong(index + (row << 3));
        Native.putLong(addresses + (i << 3), bytes + start);
        Native.putInt(sizes + (i << 2), (int) (Native.getLong(index + (row << 3) + 8) - start));
    }

    private void fixed(long row, int width, long i, long addresses, long sizes) {
        Native.putLong(addresses + (i << 3), bytes + row * width);
        Native.putInt(sizes + (i << 2), width);
    }

    private void dropNulls(@Nullable Selection selection, long from, long sizes, long n) {
        for (long i = 0; i < n; i++) {
            long row = selection == null ? from + i : selection.row(from + i);
            if (!validity.get(row)) {
                Native.putInt(sizes + (i << 2), 0);
            }
        }
    }
}
