package dev.penstock.operator;

import dev.penstock.bind.WindowSpans;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.IndexWindows;
import dev.penstock.type.DataType;
import java.util.Objects;
import java.util.function.LongPredicate;

/// Finds the windows over the index of one group of rows after the other. Of those that start every so often, two
/// places go along the index, one where the window at hand begins and one where it ends; windows without rows, which
/// may be many, are jumped over. Those of rows are for [RollingSearch].
///
/// Source of where windows start: Polars 2.1, `group_by_dynamic` and `rolling`.
final class WindowSearch {
    private static final long CHECK_EVERY = 1 << 16;

    private final IndexWindows windows;
    private final WindowSpans spans;
    private final SpanClock clock;
    private final boolean numbers;
    private final IndexPlaces places;
    private final RollingSearch rolling;
    private final WindowTable found;
    private final Tasks tasks;

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
            Tasks tasks) {
        this.windows = windows;
        this.spans = spans;
        this.clock = clock;
        this.numbers = index instanceof DataType.Int;
        this.places = IndexPlaces.of(values, index, windows.closed());
        this.rolling = new RollingSearch(spans, clock, places, found, tasks);
        this.found = found;
        this.tasks = tasks;
    }

    /// Finds the windows of a group, places `first` to `last` without the end, whose index does not fall. They are
    /// known after [#finish].
    void run(long first, long last) {
        if (first < last) {
            switch (windows) {
                case IndexWindows.Dynamic dynamic -> starting(dynamic, first, last);
                case IndexWindows.Rolling _ -> rolling.run(first, last);
            }
        }
    }

    /// Comes behind the last group.
    void finish() {
        if (windows instanceof IndexWindows.Rolling) {
            rolling.finish();
        }
    }

    private void starting(IndexWindows.Dynamic dynamic, long first, long last) {
        CalendarSpan every = Objects.requireNonNull(spans.every());
        SpanClock.Shift period = clock.shift(spans.period());
        long start = firstStart(dynamic, every, places.moment(first));
        requireInTime(start);
        long end = places.moment(last - 1);
        long from = first;
        long to = first;
        for (long step = 0; ; step++) {
            if (step % CHECK_EVERY == 0) {
                tasks.check();
            }
            long lower = clock.plus(start, every, step);
            if (places.isBefore(end, lower)) {
                return;
            }
            requireInTime(lower);
            long upper = period.of(lower);
            while (places.isBefore(places.moment(from), lower)) {
                from++;
            }
            to = Math.max(to, from);
            while (to < last && !places.isBehind(places.moment(to), upper)) {
                to++;
            }
            if (from < to) {
                found.add(from, to, label(dynamic, from, lower, upper), lower, upper);
            } else {
                step += emptySteps(start, every, step + 1, places.moment(from));
            }
        }
    }

    /// How many windows from number `step` on end before `moment`.
    private long emptySteps(long start, CalendarSpan every, long step, long moment) {
        return firstStep(ahead -> {
            long lower = clock.plus(start, every, step + ahead);
            return !places.isBehind(moment, clock.plus(lower, spans.period(), 1));
        });
    }

    static void requireInTime(long start) {
        if (SpanClock.isEnd(start)) {
            throw new PenstockException(
                            ErrorCode.COMPUTE, "windows start further away than 64 bits of the index's unit go")
                    .hint("look at the smallest and the largest index, and at the offset");
        }
    }

    private long label(IndexWindows.Dynamic dynamic, long from, long lower, long upper) {
        return switch (dynamic.label()) {
            case DATAPOINT -> places.value(from);
            case LEFT -> places.index(lower);
            case RIGHT -> places.index(upper);
        };
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
        long back = firstStep(steps -> !places.isBefore(moment, clock.plus(start, every, -steps)));
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
