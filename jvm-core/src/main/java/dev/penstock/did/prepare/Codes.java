package dev.penstock.did.prepare;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.kernel.Relayout;
import dev.penstock.kernel.RowOrder;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.KeyNumbers;
import dev.penstock.kernel.sort.DictionaryRanks;
import dev.penstock.kernel.sort.RowSort;
import dev.penstock.kernel.sort.SortKey;
import dev.penstock.kernel.sort.SortOrder;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The different values of a column of ids, clusters or levels, as numbers: first in the order in which they come,
/// then, once all are there, in the order of those values that are used.
final class Codes implements AutoCloseable {
    private final DataType type;
    private final Allocator allocator;
    private @Nullable KeyNumbers numbers;
    private @Nullable Column values;

    /// @param type a type that has an order, perhaps in a dictionary or in runs
    Codes(DataType type, Allocator allocator) {
        this.type = plain(type);
        this.allocator = allocator;
    }

    /// The type behind dictionaries and runs.
    static DataType plain(DataType type) {
        return switch (type) {
            case DataType.Dictionary(_, DataType values, _) -> plain(values);
            case DataType.RunEndEncoded(_, var values) -> plain(values.type());
            default -> type;
        };
    }

    /// Whether values of `type` have an order, and are so many bytes that they can be told apart.
    static boolean handles(DataType type) {
        DataType plain = plain(type);
        return !(plain instanceof DataType.Null) && Sortable.handles(plain);
    }

    /// Writes the number of each row's value to `to`, and marks rows in `bad` that are null.
    ///
    /// @return how many rows are null
    int read(Column column, int[] to, boolean[] bad) {
        KeyNumbers known = numbers;
        if (known == null) {
            known = new KeyNumbers(type, allocator);
            numbers = known;
        }
        int rows = (int) column.length();
        int nulls = 0;
        try (Column plain = Relayout.column(column, type, allocator);
                Block found = allocator.allocate(Math.max(1, Selection.bytes(rows)))) {
            known.find(plain.data(), found.address());
            boolean someNull = plain.data().countNulls() > 0;
            for (int row = 0; row < rows; row++) {
                to[row] = Native.getInt(found.address() + ((long) row << 2));
                if (someNull && !plain.data().validity().get(row)) {
                    bad[row] = true;
                    nulls++;
                }
            }
        }
        return nulls;
    }

    /// Puts the rank of each code's value, among those that are used, in the place of the code. [#values] are those of
    /// the ranks afterwards.
    ///
    /// @return how many different values are used
    int rank(Ints codes) {
        int count = numbers == null ? 0 : numbers.count();
        int[] ranks = new int[count];
        for (int row = 0; row < codes.size(); row++) {
            ranks[codes.get(row)] = 1;
        }
        int used = 0;
        for (int isUsed : ranks) {
            used += isUsed;
        }
        if (used == 0) {
            return 0;
        }
        try (Block chosen = allocator.allocate(Selection.bytes(used));
                Block order = allocator.allocate(Selection.bytes(used))) {
            int next = 0;
            for (int code = 0; code < count; code++) {
                if (ranks[code] != 0) {
                    Native.putInt(chosen.address() + ((long) next++ << 2), code);
                }
            }
            try (Column unordered = keys().values(new Selection(chosen.address(), used))) {
                Selection ascending = order(unordered, order.address());
                for (int rank = 0; rank < used; rank++) {
                    int code = Native.getInt(chosen.address() + ((long) ascending.row(rank) << 2));
                    ranks[code] = rank;
                    Native.putInt(order.address() + ((long) rank << 2), code);
                }
            }
            values = keys().values(new Selection(order.address(), used));
        }
        codes.recode(ranks);
        return used;
    }

    private KeyNumbers keys() {
        if (numbers == null) {
            throw new IllegalStateException("no value was read");
        }
        return numbers;
    }

    private Selection order(Column column, long to) {
        DataType kind = column.type();
        if (kind instanceof DataType.Int || kind instanceof DataType.Utf8 || kind instanceof DataType.Binary) {
            return RowOrder.ascending(column.data(), to, allocator);
        }
        try (Column sortable = Sortable.of(column, allocator);
                DictionaryRanks dictionaries = new DictionaryRanks(allocator)) {
            var key = new SortKey(sortable.data(), SortOrder.ASCENDING);
            return RowSort.order(List.of(key), column.length(), dictionaries, to, allocator);
        }
    }

    /// The values that are used, ascending.
    ArrayData values() {
        if (values == null) {
            throw new IllegalStateException("no value is used");
        }
        return values.data();
    }

    @Override
    public void close() {
        if (numbers != null) {
            numbers.close();
        }
        if (values != null) {
            values.close();
        }
    }
}
