package dev.penstock.operator;

import dev.penstock.bind.WindowSpans;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.memory.Native;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.IndexWindows;
import dev.penstock.type.DataType;
import java.util.Objects;
import java.util.function.LongPredicate;

/// Finds the windows over the index of one group of rows after the other: two places go along the index, one where the
/// window at hand begins and one where it ends. Windows without rows, which may be many, are jumped over.
///
/// Source of where windows start: Polars 2.1, `group_by_dynamic` and `rolling`.
final class WindowSearch {
    private static final long CHECK_EVERY = 1 << 16;

    /// Makes of an index what its bounds are counted in, and the other way round.
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private final IndexWindows windows;
    private final boolean hasStart;
    private final boolean hasEnd;
    private final WindowSpans spans;
    private final SpanClock clock;
    private final boolean days;
    private final boolean numbers;
    private final long values;
    private final WindowTable found;
    private final Cancellation cancellation;

    /// @param index the type of the index; dates have bounds in microseconds
    /// @param values the index at each place, eight bytes each
    /// @param found gets the windows
    WindowSearch(
            IndexWindows windows,
            WindowSpans spans,
            SpanClock clock,
            DataType index,
            long values,
            WindowTable found,
            Cancellation cancellation) {
        this.windows = windows;
        this.hasStart = windows.closed().hasStart();
        this.hasEnd = windows.closed().hasEnd();
        this.spans = spans;
        this.clock = clock;
        this.days = index instanceof DataType.Date;
        this.numbers = index instanceof DataType.Int;
        this.values = values;
        this.found = found;
        this.cancellation = cancellation;
    }

    private long value(long place) {
        return Native.getLong(values + (place << 3));
    }

    private long moment(long place) {
        return days ? value(place) * MICROS_OF_DAY : value(place);
    }

    /// Finds the windows of a group, places `first` to `last` without the end, whose index does not fall.
    void run(long first, long last) {
        if (first < last) {
            switch (windows) {
                case IndexWindows.Dynamic dynamic -> starting(dynamic, first, last);
                case IndexWindows.Rolling _ -> rolling(first, last);
            }
        }
    }

    /// Whether a moment lies before a window that starts at `lower`.
    private boolean isBefore(long moment, long lower) {
        return hasStart ? moment < lower : moment <= lower;
    }

    /// Whether a moment lies behind a window that ends at `upper`.
    private boolean isBehind(long moment, long upper) {
        return hasEnd ? moment > upper : moment >= upper;
    }

    private void rolling(long first, long last) {
        found.expect(last - first);
        SpanClock.Shift offset = clock.shift(spans.offset());
        SpanClock.Shift period = clock.shift(spans.period());
        boolean endsAtRow = spans.endsAtRow();
        long from = first;
        long to = first;
        for (long place = first; place < last; place++) {
            if (place % CHECK_EVERY == 0) {
                cancellation.check();
            }
            long moment = moment(place);
            long lower = offset.of(moment);
            // A month back and one on again may be another day.
            long upper = moment;
            if (!endsAtRow) {
                requireInTime(lower);
                upper = period.of(lower);
            }
            while (from < last && isBefore(moment(from), lower)) {
                from++;
            }
            to = Math.max(to, from);
            while (to < last && !isBehind(moment(to), upper)) {
                to++;
            }
            if (from < to) {
                found.add(from, to, value(place), lower, upper);
            } else {
                found.add(place, place, value(place), lower, upper);
            }
        }
    }

    private void starting(IndexWindows.Dynamic dynamic, long first, long last) {
        CalendarSpan every = Objects.requireNonNull(spans.every());
        SpanClock.Shift period = clock.shift(spans.period());
        long start = firstStart(dynamic, every, moment(first));
        requireInTime(start);
        long end = moment(last - 1);
        long from = first;
        long to = first;
        for (long step = 0; ; step++) {
            if (step % CHECK_EVERY == 0) {
                cancellation.check();
            }
            long lower = clock.plus(start, every, step);
            if (isBefore(end, lower)) {
                return;
            }
            requireInTime(lower);
            long upper = period.of(lower);
            while (isBefore(moment(from), lower)) {
                from++;
            }
            to = Math.max(to, from);
            while (to < last && !isBehind(moment(to), upper)) {
                to++;
            }
            if (from < to) {
                found.add(from, to, label(dynamic, from, lower, upper), lower, upper);
            } else {
                step += emptySteps(start, every, step + 1, moment(from));
            }
        }
    }

    /// How many windows from number `step` on end before `moment`.
    private long emptySteps(long start, CalendarSpan every, long step, long moment) {
        return firstStep(ahead -> {
            long lower = clock.plus(start, every, step + ahead);
            return !isBehind(moment, clock.plus(lower, spans.period(), 1));
        });
    }

    private static void requireInTime(long start) {
        if (SpanClock.isEnd(start)) {
            throw new PenstockException(
                            ErrorCode.COMPUTE, "windows start further away than 64 bits of the index's unit go")
                    .hint("look at the smallest and the largest index, and at the offset");
        }
    }

    private long label(IndexWindows.Dynamic dynamic, long from, long lower, long upper) {
        return switch (dynamic.label()) {
            case DATAPOINT -> value(from);
            case LEFT -> index(lower);
            case RIGHT -> index(upper);
        };
    }

    private long index(long moment) {
        return days ? Math.floorDiv(moment, MICROS_OF_DAY) : moment;
    }

    /// Where the first window starts: never behind the first moment.
    private long firstStart(IndexWindows.Dynamic dynamic, CalendarSpan every, long moment) {
        long start =
                switch (dynamic.startBy()) {
                    case DATAPOINT -> moment;
                    case WINDOW -> clock.plus(clock.floor(moment, every), spans.offset(), 1);
                    default -> clock.plus(weekStart(dynamic, every, moment), spans.offset(), 1);
                };
        if (dynamic.startBy() == IndexWindows.StartBy.DATAPOINT) {
            return start;
        }
        long back = firstStep(steps -> !isBefore(moment, clock.plus(start, every, -steps)));
        return clock.plus(start, every, -back);
    }

    private long weekStart(IndexWindows.Dynamic dynamic, CalendarSpan every, long moment) {
        // Numbers have no weeks.
        return numbers ? clock.floor(moment, every) : clock.dayOfWeek(moment, dynamic.startBy().day());
    }

    /// The first number, from 0 on, for which `holds` is true, which it stays from there on.
    private static long firstStep(LongPredicate holds) {
        if (holds.test(0)) {
            return 0;
        }
        long high = 1;
        while (high < 1L << 62 && !holds.test(high)) {
            high <<= 1;
        }
        long low = high >> 1;
        while (low + 1 < high) {
            long middle = (low + high) >>> 1;
            if (holds.test(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
