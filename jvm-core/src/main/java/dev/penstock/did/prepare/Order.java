package dev.penstock.did.prepare;

import dev.penstock.did.panel.HeapRoom;
import org.jspecify.annotations.Nullable;

/// The rows of a table by unit, and within a unit by period.
///
/// @param rows the number of the row at each place; null when rows lie where their numbers say
/// @param start where the rows of each unit begin, and where the last one's end; null when each row is a unit
@SuppressWarnings("ArrayRecordComponent") // it is never compared
record Order(int @Nullable [] rows, int @Nullable [] start, int units) {
    /// Each row is a unit.
    static Order ofRows(int rows) {
        return new Order(null, null, rows);
    }

    /// @param unit the rank of each row's unit
    /// @param period the rank of each row's period
    static Order of(Ints unit, int units, Ints period, int periods, HeapRoom room) {
        int count = unit.size();
        room.reserve((units + 1L) << 2);
        int[] start = new int[units + 1];
        boolean sorted = true;
        for (int row = 0; row < count; row++) {
            start[unit.get(row) + 1]++;
            sorted &= row == 0 || isBefore(unit, period, row);
        }
        for (int i = 1; i <= units; i++) {
            start[i] += start[i - 1];
        }
        if (sorted) {
            return new Order(null, start, units);
        }
        room.reserve((long) count << 3);
        int[] byPeriod = counted(period, periods, null);
        int[] rows = counted(unit, units, byPeriod);
        room.release((long) count << 2);
        return new Order(rows, start, units);
    }

    private static boolean isBefore(Ints unit, Ints period, int row) {
        int order = Integer.compare(unit.get(row - 1), unit.get(row));
        return order < 0 || (order == 0 && period.get(row - 1) <= period.get(row));
    }

    /// The rows of `order` by their keys; rows of equal keys stay in order.
    private static int[] counted(Ints keys, int different, int @Nullable [] order) {
        int count = keys.size();
        int[] places = new int[different + 1];
        for (int row = 0; row < count; row++) {
            places[keys.get(row) + 1]++;
        }
        for (int i = 1; i <= different; i++) {
            places[i] += places[i - 1];
        }
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            int row = order == null ? i : order[i];
            rows[places[keys.get(row)]++] = row;
        }
        return rows;
    }

    int row(int place) {
        return rows == null ? place : rows[place];
    }

    int start(int unit) {
        return start == null ? unit : start[unit];
    }

    int end(int unit) {
        return start == null ? unit + 1 : start[unit + 1];
    }
}
