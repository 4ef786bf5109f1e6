package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row that others are held against: only those that come before it are wanted. Most rows are told by one comparison
/// of a number.
public final class RowBound implements AutoCloseable {
    private final List<Column> values = new ArrayList<>();
    private final List<SortOrder> orders;

    /// Row `row` of some columns, which stay the caller's.
    ///
    /// @param keys sortable as they are, and without dictionaries
    public RowBound(List<Column> keys, long row, List<SortOrder> orders, Allocator allocator) {
        this.orders = List.copyOf(orders);
        try (Block number = allocator.allocate(Integer.BYTES)) {
            Native.putInt(number.address(), (int) row);
            keys.forEach(key -> values.add(Gather.column(key, new Selection(number.address(), 1), allocator)));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private List<ArrayData> arrays() {
        return values.stream().map(Column::data).toList();
    }

    /// Whether this row comes before `other`.
    public boolean isBefore(RowBound other) {
        return ValueOrder.compare(arrays(), 0, other.arrays(), 0, orders) < 0;
    }

    /// Writes the numbers of the rows that come before this one, in any order.
    ///
    /// @param keys as those of the bound
    /// @param rows how many each of them has
    /// @param to room for all row numbers
    /// @param room as much again
    public Selection before(List<ArrayData> keys, long rows, long to, long room) {
        var found = new Found(to, room);
        Level first = level(keys, 0);
        first.all(rows, found);
        for (int key = 1; key < keys.size() && found.ties > 0; key++) {
            long ties = found.ties;
            found.ties = 0;
            level(keys, key).some(new Selection(room, ties), found);
        }
        return new Selection(to, found.count);
    }

    private Level level(List<ArrayData> keys, int key) {
        return new Level(keys.get(key), values.get(key).data(), orders.get(key));
    }

    /// Rows that come before the bound, and rows that agree with it so far.
    private static final class Found {
        private final long to;
        private final long room;
        private long count;
        private long ties;

        Found(long to, long room) {
            this.to = to;
            this.room = room;
        }

        void add(int order, long row) {
            if (order < 0) {
                Native.putInt(to + (count << 2), (int) row);
                count++;
            } else if (order == 0) {
                Native.putInt(room + (ties << 2), (int) row);
                ties++;
            }
        }
    }

    /// One key.
    private static final class Level {
        private final Bitmap validity;
        private final boolean boundIsNull;
        private final SortOrder order;
        private final List<OrderedNumbers> numbers = new ArrayList<>();
        private final long[] bounds;
        private final long flip;
        private final @Nullable BytesColumn texts;
        private final @Nullable BytesColumn boundText;

        Level(ArrayData values, ArrayData bound, SortOrder order) {
            this.order = order;
            boolean isNothing = values.type() instanceof DataType.Null;
            validity = isNothing || values.countNulls() == 0 ? Bitmap.allSet(values.length()) : values.validity();
            boundIsNull = !isNothing && bound.countNulls() > 0;
            int parts = Math.max(0, OrderedNumbers.parts(values.type()));
            flip = order.descending() ? -1L : 0;
            bounds = new long[parts];
            for (int part = 0; part < parts; part++) {
                numbers.add(OrderedNumbers.of(values, part));
                bounds[part] = OrderedNumbers.of(bound, part).at(0) ^ flip;
            }
            boolean isText = !isNothing && OrderedNumbers.parts(values.type()) < 0;
            texts = isText ? BytesColumn.of(values) : null;
            boundText = isText ? BytesColumn.of(bound) : null;
        }

        void all(long rows, Found found) {
            boolean plain = validity.isAllSet() && !boundIsNull && numbers.size() == 1;
            switch (plain ? numbers.getFirst().kind() : OrderedNumbers.Kind.BYTES) {
                case INT64 -> longs(rows, found);
                case FLOAT64 -> doubles(rows, found);
                case INT32 -> ints(rows, found);
                default -> some(0, rows, found);
            }
        }

        void some(Selection rows, Found found) {
            for (long i = 0; i < rows.count(); i++) {
                long row = rows.row(i);
                found.add(compare(row), row);
            }
        }

        private void longs(long rows, Found found) {
            long from = numbers.getFirst().address();
            // Signed: the highest bit of both sides is turned back.
            long mask = flip;
            long bound = bounds[0] ^ Long.MIN_VALUE;
            long whole = rows & ~7L;
            for (long row = 0; row < whole; row += 8) {
                if (anyLong(from + (row << 3), mask, bound) != 0) {
                    some(row, row + 8, found);
                }
            }
            some(whole, rows, found);
        }

        private void ints(long rows, Found found) {
            long from = numbers.getFirst().address();
            int mask = (int) flip;
            int bound = (int) (bounds[0] ^ 0x8000_0000L);
            long whole = rows & ~7L;
            for (long row = 0; row < whole; row += 8) {
                if (anyInt(from + (row << 2), mask, bound) != 0) {
                    some(row, row + 8, found);
                }
            }
            some(whole, rows, found);
        }

        private void doubles(long rows, Found found) {
            long from = numbers.getFirst().address();
            double bound = real(bounds[0] ^ flip);
            long whole = Double.isNaN(bound) ? 0 : rows & ~7L;
            if (flip == 0) {
                for (long row = 0; row < whole; row += 8) {
                    if (anyUpTo(from + (row << 3), bound) != 0) {
                        some(row, row + 8, found);
                    }
                }
            } else {
                for (long row = 0; row < whole; row += 8) {
                    if (allBelow(from + (row << 3), bound) == 0) {
                        some(row, row + 8, found);
                    }
                }
            }
            some(whole, rows, found);
        }

        // Eight rows at once, written out as in [dev.penstock.kernel.Comparisons]: hardly any eight have one that
        // passes.

        private static int anyLong(long at, long mask, long bound) {
            return ((Native.getLong(at) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getLong(at + 8) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getLong(at + 16) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getLong(at + 24) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getLong(at + 32) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getLong(at + 40) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getLong(at + 48) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getLong(at + 56) ^ mask) <= bound ? 1 : 0);
        }

        private static int anyInt(long at, int mask, int bound) {
            return ((Native.getInt(at) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getInt(at + 4) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getInt(at + 8) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getInt(at + 12) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getInt(at + 16) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getInt(at + 20) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getInt(at + 24) ^ mask) <= bound ? 1 : 0)
                    | ((Native.getInt(at + 28) ^ mask) <= bound ? 1 : 0);
        }

        private static int anyUpTo(long at, double bound) {
            return (Native.getDouble(at) <= bound ? 1 : 0)
                    | (Native.getDouble(at + 8) <= bound ? 1 : 0)
                    | (Native.getDouble(at + 16) <= bound ? 1 : 0)
                    | (Native.getDouble(at + 24) <= bound ? 1 : 0)
                    | (Native.getDouble(at + 32) <= bound ? 1 : 0)
                    | (Native.getDouble(at + 40) <= bound ? 1 : 0)
                    | (Native.getDouble(at + 48) <= bound ? 1 : 0)
                    | (Native.getDouble(at + 56) <= bound ? 1 : 0);
        }

        /// NaN is greater than all numbers, and not below the bound either.
        private static int allBelow(long at, double bound) {
            return (Native.getDouble(at) < bound ? 1 : 0)
                    & (Native.getDouble(at + 8) < bound ? 1 : 0)
                    & (Native.getDouble(at + 16) < bound ? 1 : 0)
                    & (Native.getDouble(at + 24) < bound ? 1 : 0)
                    & (Native.getDouble(at + 32) < bound ? 1 : 0)
                    & (Native.getDouble(at + 40) < bound ? 1 : 0)
                    & (Native.getDouble(at + 48) < bound ? 1 : 0)
                    & (Native.getDouble(at + 56) < bound ? 1 : 0);
        }

        private void some(long start, long end, Found found) {
            for (long row = start; row < end; row++) {
                found.add(compare(row), row);
            }
        }

        private static double real(long number) {
            return Double.longBitsToDouble(number ^ (~(number >> 63) | Long.MIN_VALUE));
        }

        private int compare(long row) {
            boolean isNull = !validity.get(row);
            if (isNull || boundIsNull) {
                return isNull == boundIsNull ? 0 : isNull == order.nullsLast() ? 1 : -1;
            }
            if (texts != null && boundText != null) {
                int compared =
                        Bytes.compare(texts.address(row), texts.size(row), boundText.address(0), boundText.size(0));
                return order.descending() ? -compared : compared;
            }
            int compared = 0;
            for (int part = 0; part < bounds.length && compared == 0; part++) {
                compared = Long.compareUnsigned(numbers.get(part).at(row) ^ flip, bounds[part]);
            }
            return compared;
        }
    }

    @Override
    public void close() {
        Column.closeAll(values);
    }
}
