package dev.penstock.operator;

import dev.penstock.memory.Native;
import dev.penstock.plan.IndexWindows.Closed;
import dev.penstock.type.DataType;

/// The index at each place, and whether that lies in a window. It owns nothing.
///
/// @param values eight bytes for each place
/// @param days whether they count days, while bounds are in microseconds
/// @param hasStart whether a window's start is in it
/// @param hasEnd whether a window's end is in it
record IndexPlaces(long values, boolean days, boolean hasStart, boolean hasEnd) {
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    static IndexPlaces of(long values, DataType index, Closed closed) {
        return new IndexPlaces(values, index instanceof DataType.Date, closed.hasStart(), closed.hasEnd());
    }

    long value(long place) {
        return Native.getLong(values + (place << 3));
    }

    /// The index in what bounds are counted in.
    long moment(long place) {
        return days ? value(place) * MICROS_OF_DAY : value(place);
    }

    /// A bound in what the index is counted in.
    long index(long moment) {
        return days ? Math.floorDiv(moment, MICROS_OF_DAY) : moment;
    }

    /// Whether a moment lies before a window that starts at `lower`.
    boolean isBefore(long moment, long lower) {
        return hasStart ? moment < lower : moment <= lower;
    }

    /// Whether a moment lies behind a window that ends at `upper`.
    boolean isBehind(long moment, long upper) {
        return hasEnd ? moment > upper : moment >= upper;
    }

    /// The first place from `first` to `last` that is not before a window; `last` if all are.
    long start(long first, long last, long lower) {
        long low = first;
        long high = last;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (isBefore(moment(middle), lower)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The first place from `first` to `last` that is behind a window; `last` if none is.
    long end(long first, long last, long upper) {
        long low = first;
        long high = last;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (isBehind(moment(middle), upper)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
