package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Relayout;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Lease;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// The values of a column on their way to other rows. Its nulls travel apart, with those of other columns.
sealed interface MovedColumn extends AutoCloseable {
    /// Moves rows `from` to `from + count` of a piece to the rows that `places` names.
    ///
    /// @param room [#ROOM_BYTES] for each row
    void scatter(int piece, long from, long count, long places, long room);

    /// Puts `count` rows from `from` on into another order.
    ///
    /// @param room as much as [#width] says for each row
    void permute(long from, long count, Selection order, long room);

    /// Bytes of a moved value.
    int width();

    /// Rows `from` to `from + count`, in the layout in which they are moved.
    ///
    /// @param validity of these rows
    /// @param assembly for what must be made; values that lie behind one another are not copied
    ArrayData array(long from, long count, long nulls, Buffer validity, Assembly assembly);

    /// The same in the column's own layout, and with shares in all memory that it refers to. The rows lie on one page.
    Column column(long from, long count, long nulls, Buffer validity, Assembly assembly);

    /// Gives back the page of `row`.
    void release(long row);

    @Override
    void close();

    /// Room that the widest conversion needs for a row.
    int ROOM_BYTES = BytesColumn.VIEW_BYTES;

    /// Numbers, dates, indices of one dictionary.
    ///
    /// @param pieces stay the caller's until the last row was moved
    /// @param kept what the dictionary lies in
    record Values(PagedColumn paged, List<ArrayData> pieces, Lease kept) implements MovedColumn {
        @Override
        public void scatter(int piece, long from, long count, long places, long room) {
            ArrayData array = pieces.get(piece);
            paged.scatter(array.buffer(1).address() + (array.offset() + from) * paged.width(), places, count);
        }

        @Override
        public void permute(long from, long count, Selection order, long room) {
            paged.permute(from, count, order, room);
        }

        @Override
        public int width() {
            return paged.width();
        }

        @Override
        public ArrayData array(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            ArrayData like = pieces.getFirst();
            var buffers = List.of(validity, read(paged, from, count, assembly));
            return new ArrayData(like.type(), count, 0, nulls, buffers, List.of(), like.dictionary());
        }

        @Override
        public Column column(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            assembly.adopt(paged.share(from));
            assembly.adopt(kept.share());
            return assembly.finish(array(from, count, nulls, validity, assembly));
        }

        @Override
        public void release(long row) {
            paged.release(row);
        }

        @Override
        public void close() {
            paged.close();
            kept.close();
        }
    }

    /// Strings, as views: those of up to 12 bytes are moved themselves, of others where they lie.
    ///
    /// @param buffers where long strings lie: the buffers of all pieces
    /// @param numbers for each piece, the number of its first buffer among these
    /// @param viewType of the moved views
    /// @param kept the memory of the pieces
    record Texts(
            PagedColumn paged,
            List<ArrayData> pieces,
            List<Buffer> buffers,
            List<int[]> numbers,
            DataType viewType,
            Lease kept)
            implements MovedColumn {
        /// Strings behind offsets of 64 bits are counted from the start of a window of this size.
        static final int WINDOW_BITS = 30;

        /// Batches that would refer to more buffers get copies of their strings.
        private static final int MANY_BUFFERS = 32;

        @Override
        public void scatter(int piece, long from, long count, long places, long room) {
            ArrayData rows = pieces.get(piece).slice(from, count);
            int[] number = numbers.get(piece);
            long views = room;
            if (rows.layout() instanceof Layout.Views) {
                long source = rows.buffer(1).address() + rows.offset() * BytesColumn.VIEW_BYTES;
                if (rows.validity().isAllSet() && isSame(number)) {
                    views = source;
                } else {
                    Views.renumber(source, rows.validity(), number, room);
                }
            } else {
                Views.make(BytesColumn.of(rows), rows.buffer(2).address(), number[0], room);
            }
            paged.scatter(views, places, count);
        }

        private static boolean isSame(int[] number) {
            for (int i = 0; i < number.length; i++) {
                if (number[i] != i) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void permute(long from, long count, Selection order, long room) {
            paged.permute(from, count, order, room);
        }

        @Override
        public int width() {
            return paged.width();
        }

        @Override
        public ArrayData array(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            return views(viewType, from, count, nulls, validity, assembly);
        }

        private ArrayData views(DataType type, long from, long count, long nulls, Buffer validity, Assembly assembly) {
            var all = new ArrayList<Buffer>(buffers.size() + 2);
            all.add(validity);
            all.add(read(paged, from, count, assembly));
            all.addAll(buffers);
            return new ArrayData(type, count, 0, nulls, all, List.of(), null);
        }

        @Override
        public Column column(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            DataType type = pieces.getFirst().type();
            if (!(Layout.of(type) instanceof Layout.Views)) {
                ArrayData views = array(from, count, nulls, validity, assembly);
                return Relayout.copyOfText(views, type, assembly.allocator());
            }
            boolean elsewhere = Views.hasLong(paged.address(from), count);
            if (elsewhere && buffers.size() > MANY_BUFFERS) {
                return Relayout.copyOfText(
                        views(type, from, count, nulls, validity, assembly), type, assembly.allocator());
            }
            assembly.adopt(paged.share(from));
            if (!elsewhere) {
                var views = List.of(validity, new Buffer(paged.address(from), count * width()));
                return assembly.finish(new ArrayData(type, count, 0, nulls, views, List.of(), null));
            }
            assembly.adopt(kept.share());
            return assembly.finish(views(type, from, count, nulls, validity, assembly));
        }

        @Override
        public void release(long row) {
            paged.release(row);
        }

        @Override
        public void close() {
            paged.close();
            kept.close();
        }
    }

    /// Booleans, which travel with the validity of all columns.
    ///
    /// @param flag which of the moved bits
    record Truths(DataType type, MovedBits bits, int flag) implements MovedColumn {
        @Override
        public void scatter(int piece, long from, long count, long places, long room) {}

        @Override
        public void permute(long from, long count, Selection order, long room) {}

        @Override
        public int width() {
            return 0;
        }

        @Override
        public ArrayData array(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            Buffer values = assembly.buffer(Bitmaps.bytes(count));
            bits.write(flag, from, count, values.address());
            return ArrayData.flat(type, count, nulls, validity, values);
        }

        @Override
        public Column column(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            return assembly.finish(array(from, count, nulls, validity, assembly));
        }

        @Override
        public void release(long row) {}

        @Override
        public void close() {}
    }

    /// Nothing but nulls.
    record Nulls() implements MovedColumn {
        @Override
        public void scatter(int piece, long from, long count, long places, long room) {}

        @Override
        public void permute(long from, long count, Selection order, long room) {}

        @Override
        public int width() {
            return 0;
        }

        @Override
        public ArrayData array(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            return ArrayData.flat(Types.NULL, count, count);
        }

        @Override
        public Column column(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            return Column.nulls(count);
        }

        @Override
        public void release(long row) {}

        @Override
        public void close() {}
    }

    /// Everything else stays where it is; what is moved are the numbers of the rows.
    ///
    /// @param numbers shared by all columns of this kind, and closed by their owner
    /// @param whole all rows
    record Rows(PagedColumn numbers, Column whole) implements MovedColumn {
        @Override
        public void scatter(int piece, long from, long count, long places, long room) {}

        @Override
        public void permute(long from, long count, Selection order, long room) {}

        @Override
        public int width() {
            return 0;
        }

        @Override
        public ArrayData array(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            throw new AssertionError("no key lies in " + whole.type());
        }

        @Override
        public Column column(long from, long count, long nulls, Buffer validity, Assembly assembly) {
            return Gather.column(whole, new Selection(numbers.address(from), count), assembly.allocator());
        }

        @Override
        public void release(long row) {}

        @Override
        public void close() {
            whole.close();
        }
    }

    private static Buffer read(PagedColumn paged, long from, long count, Assembly assembly) {
        long bytes = count * paged.width();
        if (count == 0) {
            return Buffer.NONE;
        }
        return PagedColumn.together(from, count) == count
                ? new Buffer(paged.address(from), bytes)
                : new Buffer(paged.read(from, count, assembly.room(bytes)), bytes);
    }
}
