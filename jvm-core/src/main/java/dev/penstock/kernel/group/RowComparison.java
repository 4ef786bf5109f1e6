package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;

/// The order of rows by a column.
interface RowComparison {
    /// Negative, zero or positive.
    int compare(long a, long b);

    /// @param room whose memory must outlast the comparison
    static RowComparison of(ArrayData column, RowOrdering ordering, Assembly room) {
        ValueComparison values = ValueComparison.of(column, room);
        Bitmap known = GroupedColumn.knownRows(column, room.room(Bitmaps.bytes(column.length())));
        int sign = ordering.descending() ? -1 : 1;
        int nulls = ordering.nullsLast() ? 1 : -1;
        return (a, b) -> {
            boolean knownA = known.get(a);
            boolean knownB = known.get(b);
            if (knownA && knownB) {
                return values.compare(a, b) * sign;
            }
            return knownA == knownB ? 0 : knownA ? -nulls : nulls;
        };
    }

    /// This order, and among rows that are equal in it `next`.
    default RowComparison then(RowComparison next) {
        return (a, b) -> {
            int order = compare(a, b);
            return order != 0 ? order : next.compare(a, b);
        };
    }
}
