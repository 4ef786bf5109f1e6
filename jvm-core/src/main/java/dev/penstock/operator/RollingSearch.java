package dev.penstock.operator;

import dev.penstock.bind.WindowSpans;
import java.util.ArrayList;
import java.util.List;

/// Finds the window of each row. Two places go along the index, one where the window at hand begins and one where it
/// ends, in many stretches of rows side by side.
final class RollingSearch {
    /// A stretch looks up its first window, which is nothing beside so many.
    private static final long STRETCH = 1 << 16;

    /// So many stretches are enough for all threads. Groups may be many, and each is one.
    private static final int MOST_STRETCHES = 1 << 10;

    private final SpanClock.Shift offset;
    private final SpanClock.Shift period;
    private final boolean endsAtRow;
    private final IndexPlaces places;
    private final WindowTable found;
    private final Tasks tasks;
    private final List<Runnable> stretches = new ArrayList<>();

    /// @param found gets the windows
    RollingSearch(WindowSpans spans, SpanClock clock, IndexPlaces places, WindowTable found, Tasks tasks) {
        this.offset = clock.shift(spans.offset());
        this.period = clock.shift(spans.period());
        this.endsAtRow = spans.endsAtRow();
        this.places = places;
        this.found = found;
        this.tasks = tasks;
    }

    /// Finds the windows of a group, places `first` to `last` without the end, before [#finish] returns.
    void run(long first, long last) {
        long window = found.room(last - first);
        // By the calendar, a later row may have an earlier start, so that a start depends on all rows before it.
        boolean forward = offset.isFixed() && (endsAtRow || period.isFixed());
        long length = forward ? STRETCH : last - first;
        for (long at = first; at < last; at += length) {
            long from = at;
            long to = Math.min(last, at + length);
            stretches.add(() -> search(first, last, from, to, window + from - first));
            if (stretches.size() == MOST_STRETCHES) {
                search();
            }
        }
    }

    /// Comes behind the last group.
    void finish() {
        search();
        found.total();
    }

    private void search() {
        tasks.run(stretches);
        stretches.clear();
    }

    /// Finds the windows of places `start` to `end` of a group, which are numbered from `window` on.
    private void search(long first, long last, long start, long end, long window) {
        tasks.check();
        long from = first;
        long to = first;
        if (start > first) {
            long lower = lower(places.moment(start));
            from = places.start(first, last, lower);
            to = places.end(from, last, upper(places.moment(start), lower));
        }
        for (long place = start; place < end; place++) {
            if (place % STRETCH == 0) {
                tasks.check();
            }
            long moment = places.moment(place);
            long lower = lower(moment);
            long upper = upper(moment, lower);
            while (from < last && places.isBefore(places.moment(from), lower)) {
                from++;
            }
            to = Math.max(to, from);
            while (to < last && !places.isBehind(places.moment(to), upper)) {
                to++;
            }
            boolean empty = from == to;
            found.put(
                    window + place - start,
                    empty ? place : from,
                    empty ? place : to,
                    places.value(place),
                    lower,
                    upper);
        }
    }

    private long lower(long moment) {
        long lower = offset.of(moment);
        if (!endsAtRow) {
            WindowSearch.requireInTime(lower);
        }
        return lower;
    }

    /// A month back and one on again may be another day.
    private long upper(long moment, long lower) {
        return endsAtRow ? moment : period.of(lower);
    }
}
