package dev.penstock.kernel.window;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Equality;
import dev.penstock.memory.Native;

/// Where a value is that of the place before, and which rows hold what others hold. Null is null, NaN is NaN, and -0.0
/// is 0.0.
public final class Repetitions {
    private Repetitions() {}

    /// Which of the rows that agree are marked.
    public enum Mark {
        DUPLICATED,
        UNIQUE,
        FIRST,
        LAST
    }

    /// Writes a byte of 0 or 1 for places `from` to `to`; that of place 0 is 0.
    public static void longs(Lanes lanes, long same, long from, long to) {
        for (long place = from; place < to; place++) {
            long at = lanes.values() + (place << 3);
            boolean is = place > 0 && isSame(lanes, place, Native.getLong(at) == Native.getLong(at - 8));
            Native.putByte(same + place, (byte) (is ? 1 : 0));
        }
    }

    /// The same for floats.
    public static void doubles(Lanes lanes, long same, long from, long to) {
        for (long place = from; place < to; place++) {
            boolean is = false;
            if (place > 0) {
                double value = Native.getDouble(lanes.values() + (place << 3));
                double before = Native.getDouble(lanes.values() + (place << 3) - 8);
                is = isSame(lanes, place, value == before || (Double.isNaN(value) && Double.isNaN(before)));
            }
            Native.putByte(same + place, (byte) (is ? 1 : 0));
        }
    }

    private static boolean isSame(Lanes lanes, long place, boolean values) {
        if (!lanes.hasNulls()) {
            return values;
        }
        boolean valid = lanes.isValid(place);
        return valid == lanes.isValid(place - 1) && (values || !valid);
    }

    /// The same for values of any type, in the order of their rows.
    public static void any(ArrayData data, Sequence sequence, long same, long from, long to) {
        for (long place = from; place < to; place++) {
            boolean is = place > 0 && Equality.SAME.test(data, sequence.row(place), data, sequence.row(place - 1));
            Native.putByte(same + place, (byte) (is ? 1 : 0));
        }
    }

    /// Writes 1 where a partition's value changes, and 0 elsewhere: eight bytes for each of places `from` to `to` of
    /// one that begins at `first`.
    public static void changes(long same, long out, long first, long from, long to) {
        for (long place = from; place < to; place++) {
            Native.putLong(out + (place << 3), place == first ? 0 : 1 - Native.getByte(same + place));
        }
    }

    /// Counts the rows of each number, or notes the first or the last.
    ///
    /// @param ids of `rows` rows, four bytes each
    /// @param found four bytes for each number: zero before, or for `FIRST` -1
    public static void find(Mark mark, long ids, long from, long to, long found) {
        for (long row = from; row < to; row++) {
            long at = found + ((long) Native.getInt(ids + (row << 2)) << 2);
            switch (mark) {
                case DUPLICATED, UNIQUE -> Native.putInt(at, Native.getInt(at) + 1);
                case FIRST -> Native.putInt(at, Native.getInt(at) < 0 ? (int) row : Native.getInt(at));
                case LAST -> Native.putInt(at, (int) row);
            }
        }
    }

    /// Writes whether rows `from` to `to` are marked, eight bytes each.
    public static void mark(Mark mark, long ids, long from, long to, long found, long out) {
        for (long row = from; row < to; row++) {
            long known = Native.getInt(found + ((long) Native.getInt(ids + (row << 2)) << 2));
            boolean is =
                    switch (mark) {
                        case DUPLICATED -> known > 1;
                        case UNIQUE -> known == 1;
                        case FIRST, LAST -> known == row;
                    };
            Native.putLong(out + (row << 3), is ? 1 : 0);
        }
    }
}
