package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// What a row has to do with the one some places before it in its partition. Each method is for places `from` to `to`
/// of the places `first` to `last` of a partition, without the ends; `n` may be negative.
public final class Neighbours {
    private Neighbours() {}

    /// How a value and the one before it are put together.
    public enum Kind {
        LONG_DIFFERENCE,
        DOUBLE_DIFFERENCE,
        /// The difference as a share of the value before.
        CHANGE
    }

    /// Writes what each value and the one before come to, and whether both are there.
    ///
    /// @param flags a byte for each place
    public static void between(
            Kind kind, Lanes lanes, long n, long out, long flags, long first, long last, long from, long to) {
        long start = Math.clamp(first + n, from, to);
        long end = Math.clamp(last + n, start, to);
        Native.fill(flags + from, start - from, (byte) 0);
        Native.fill(flags + end, to - end, (byte) 0);
        long values = lanes.values() + (start << 3);
        long before = values - (n << 3);
        long at = out + (start << 3);
        switch (kind) {
            case LONG_DIFFERENCE -> longs(values, before, at, end - start);
            case DOUBLE_DIFFERENCE -> doubles(values, before, at, end - start);
            case CHANGE -> changes(values, before, at, end - start);
        }
        if (lanes.hasNulls()) {
            for (long place = start; place < end; place++) {
                int both = Native.getByte(lanes.flags() + place) & Native.getByte(lanes.flags() + place - n);
                Native.putByte(flags + place, (byte) both);
            }
        } else {
            Native.fill(flags + start, end - start, (byte) 1);
        }
    }

    private static void longs(long values, long before, long out, long count) {
        for (long i = 0; i < count; i++) {
            Native.putLong(out + (i << 3), Native.getLong(values + (i << 3)) - Native.getLong(before + (i << 3)));
        }
    }

    private static void doubles(long values, long before, long out, long count) {
        for (long i = 0; i < count; i++) {
            Native.putDouble(out + (i << 3), Native.getDouble(values + (i << 3)) - Native.getDouble(before + (i << 3)));
        }
    }

    private static void changes(long values, long before, long out, long count) {
        for (long i = 0; i < count; i++) {
            double old = Native.getDouble(before + (i << 3));
            Native.putDouble(out + (i << 3), (Native.getDouble(values + (i << 3)) - old) / old);
        }
    }

    /// Multiplies the integers of places `from` to `to`.
    public static void multiply(long values, long factor, long from, long to) {
        if (factor != 1) {
            for (long place = from; place < to; place++) {
                long at = values + (place << 3);
                Native.putLong(at, Native.getLong(at) * factor);
            }
        }
    }

    /// Writes for each row the one `n` places before.
    ///
    /// @param rows four bytes for each row of the table
    /// @param otherwise the number of the row that stands in for row 0 where there is none before, and so on; -1 for no
    ///   row
    public static void shifted(
            Sequence sequence, long n, long otherwise, long rows, long first, long last, long from, long to) {
        for (long place = from; place < to; place++) {
            long before = place - n;
            long row = sequence.row(place);
            long source =
                    before >= first && before < last ? sequence.row(before) : otherwise < 0 ? -1 : otherwise + row;
            Native.putInt(rows + (row << 2), (int) source);
        }
    }

    /// Writes for each row the last one before it, or itself, that has a value.
    ///
    /// @param flags a byte for each place, 1 where there is a value
    /// @param limit how many places before it may be; negative for any
    /// @param known the last place before `from` that has a value, of whatever partition; -1 for none
    /// @param rows four bytes for each row of the table
    public static void filledForward(
            Sequence sequence, long flags, long limit, long known, long rows, long first, long from, long to) {
        long place = known < first ? -1 : known;
        for (long i = from; i < to; i++) {
            place = Native.getByte(flags + i) != 0 ? i : place;
            boolean near = place >= 0 && (limit < 0 || i - place <= limit);
            Native.putInt(rows + (sequence.row(i) << 2), near ? (int) sequence.row(place) : -1);
        }
    }

    /// The same with the next one.
    ///
    /// @param known the first place from `to` on that has a value; -1 for none
    public static void filledBackward(
            Sequence sequence, long flags, long limit, long known, long rows, long last, long from, long to) {
        long place = known >= last ? -1 : known;
        for (long i = to - 1; i >= from; i--) {
            place = Native.getByte(flags + i) != 0 ? i : place;
            boolean near = place >= 0 && (limit < 0 || place - i <= limit);
            Native.putInt(rows + (sequence.row(i) << 2), near ? (int) sequence.row(place) : -1);
        }
    }
}
