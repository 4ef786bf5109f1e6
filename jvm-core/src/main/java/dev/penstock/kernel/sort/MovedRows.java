package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Lease;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table whose rows move to other places: first each to its part, then within its part. Values of fixed width and
/// views of strings are moved, so that what is done to a part finds all of it in the cache; of other columns the rows'
/// numbers are moved, and the values gathered in the end. Many threads move rows side by side.
public final class MovedRows implements AutoCloseable {
    private final Allocator allocator;
    private final List<MovedColumn> columns = new ArrayList<>();
    private final int[] nullFlags;
    private final MovedBits bits = new MovedBits();
    private @Nullable PagedColumn numbers;

    /// Room for the rows of a table, which are not moved yet.
    ///
    /// @param table for each column its pieces, which stay the caller's and must stay until the last row was moved;
    ///   pieces of a column with a dictionary have the same
    public MovedRows(List<List<Column>> table, long rows, Allocator allocator) {
        this.allocator = allocator;
        nullFlags = new int[table.size()];
        try {
            for (int i = 0; i < table.size(); i++) {
                List<ArrayData> pieces = table.get(i).stream().map(Column::data).toList();
                boolean nulls =
                        pieces.getFirst().layout().hasValidity()
                                && pieces.stream().anyMatch(piece -> piece.countNulls() > 0)
                                && isMoved(pieces.getFirst().type());
                nullFlags[i] = nulls ? bits.add(pieces.stream().map(ArrayData::validity).toList()) : -1;
                columns.add(column(table.get(i), pieces, rows));
            }
            bits.allocate(rows, allocator);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// Whether values of `type` are moved themselves.
    static boolean isMoved(DataType type) {
        return switch (Layout.of(type)) {
            case Layout.Nothing _, Layout.Bits _, Layout.Fixed _, Layout.Indexed _, Layout.Variable _, Layout.Views _ ->
                    true;
            default -> false;
        };
    }

    /// How much memory `rows` rows of such columns take, in pages of their own.
    public static long bytes(List<DataType> types, long rows) {
        long bytes = 0;
        boolean whole = false;
        for (DataType type : types) {
            int width =
                    switch (Layout.of(type)) {
                        case Layout.Fixed(int bytesOfOne) -> bytesOfOne;
                        case Layout.Indexed(int bytesOfOne) -> bytesOfOne;
                        case Layout.Variable _, Layout.Views _ -> MovedColumn.ROOM_BYTES;
                        default -> 0;
                    };
            bytes += width == 0 ? 0 : PagedColumn.bytes(width, rows);
            whole |= !isMoved(type);
        }
        // A byte for eight columns' nulls, and the rows' numbers.
        return bytes
                + PagedColumn.bytes(1, rows) * ((types.size() + 7) / 8)
                + (whole ? PagedColumn.bytes(Integer.BYTES, rows) : 0);
    }

    private MovedColumn column(List<Column> owners, List<ArrayData> pieces, long rows) {
        ArrayData first = pieces.getFirst();
        return switch (first.layout()) {
            case Layout.Nothing _ -> new MovedColumn.Nulls();
            case Layout.Bits _ ->
                    new MovedColumn.Truths(first.type(), bits, bits.add(pieces.stream().map(ArrayData::bits).toList()));
            case Layout.Fixed(int width) ->
                    new MovedColumn.Values(new PagedColumn(width, rows, allocator), pieces, Lease.none());
            case Layout.Indexed(int width) ->
                    new MovedColumn.Values(
                            new PagedColumn(width, rows, allocator), pieces, owners.getFirst().share().transferLease());
            case Layout.Variable _, Layout.Views _ -> texts(owners, pieces, rows);
            default -> rows(owners, rows);
        };
    }

    private MovedColumn texts(List<Column> owners, List<ArrayData> pieces, long rows) {
        var buffers = new TextBuffers();
        List<int[]> numbers = pieces.stream().map(buffers::add).toList();
        DataType type = pieces.getFirst().type();
        DataType viewType =
                type instanceof DataType.Utf8
                        ? new DataType.Utf8(DataType.Bytes.VIEWS)
                        : new DataType.Binary(DataType.Bytes.VIEWS);
        var paged = new PagedColumn(MovedColumn.ROOM_BYTES, rows, allocator);
        Lease kept = Lease.adoptAll(owners.stream().map(owner -> owner.share().transferLease()).toList());
        return new MovedColumn.Texts(paged, pieces, buffers.all(), numbers, viewType, kept);
    }

    private MovedColumn rows(List<Column> owners, long rows) {
        PagedColumn shared = numbers;
        if (shared == null) {
            shared = new PagedColumn(Integer.BYTES, rows, allocator);
            numbers = shared;
        }
        return new MovedColumn.Rows(shared, Concatenate.columns(owners, allocator));
    }

    /// How much room [#scatter] and [#permute] need for `rows` rows.
    public long roomBytes(long rows) {
        int widest = MovedColumn.ROOM_BYTES;
        for (MovedColumn column : columns) {
            widest = Math.max(widest, column.width());
        }
        return rows * widest + Long.SIZE;
    }

    /// Moves rows `from` to `from + count` of a piece.
    ///
    /// @param firstRow the number of the first of them in the table
    /// @param places where each of them goes, four bytes each
    public void scatter(int piece, long from, long count, long firstRow, long places, long room) {
        columns.forEach(column -> column.scatter(piece, from, count, places, room));
        bits.scatter(piece, from, count, places, room);
        if (numbers != null) {
            for (long i = 0; i < count; i++) {
                Native.putInt(room + (i << 2), (int) (firstRow + i));
            }
            numbers.scatter(room, places, count);
        }
    }

    /// Puts `count` rows from `from` on into another order.
    ///
    /// @param order which of them comes where, counted from `from`
    public void permute(long from, long count, Selection order, long room) {
        columns.forEach(column -> column.permute(from, count, order, room));
        bits.permute(from, count, order, room);
        if (numbers != null) {
            numbers.permute(from, count, order, room);
        }
    }

    /// The values of a column in rows `from` to `from + count`, in the layout in which they are moved.
    ///
    /// @param assembly keeps what must be made
    public ArrayData array(int column, long from, long count, Assembly assembly) {
        return with(
                column,
                from,
                count,
                assembly,
                (nulls, validity) -> columns.get(column).array(from, count, nulls, validity, assembly));
    }

    /// The same in the layout that the column had, for the caller. All of the rows lie on one page.
    public Column column(int column, long from, long count) {
        try (Assembly assembly = new Assembly(allocator)) {
            return with(
                    column,
                    from,
                    count,
                    assembly,
                    (nulls, validity) -> columns.get(column).column(from, count, nulls, validity, assembly));
        }
    }

    private interface WithValidity<T> {
        T make(long nulls, Buffer validity);
    }

    private <T> T with(int column, long from, long count, Assembly assembly, WithValidity<T> then) {
        if (nullFlags[column] < 0) {
            return then.make(0, Buffer.NONE);
        }
        Buffer validity = assembly.buffer(Bitmaps.bytes(count));
        long nulls = count - bits.write(nullFlags[column], from, count, validity.address());
        return then.make(nulls, nulls == 0 ? Buffer.NONE : validity);
    }

    /// How many rows from `row` on lie on its page, at most `most`.
    public static long together(long row, long most) {
        return PagedColumn.together(row, most);
    }

    /// Gives back the page of `row`, as far as no column that was handed out lies there.
    public void release(long row) {
        columns.forEach(column -> column.release(row));
        bits.release(row);
        if (numbers != null) {
            numbers.release(row);
        }
    }

    @Override
    public void close() {
        columns.forEach(MovedColumn::close);
        bits.close();
        if (numbers != null) {
            numbers.close();
        }
    }
}
