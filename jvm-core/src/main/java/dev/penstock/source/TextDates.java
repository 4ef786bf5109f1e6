package dev.penstock.source;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Dates and times in text: `2024-01-31`, `31.01.2024`, `2024-01-31T10:11:12.5+02:00`, `10:11:12`. Days stand in front
/// of months unless the year does.
final class TextDates {
    private static final long NANOS = 1_000_000_000L;
    private static final long DAY_SECONDS = 86_400;

    private final byte[] text;
    private final int end;
    private int at;

    private TextDates(byte[] text, int from, int end) {
        this.text = text;
        this.at = from;
        this.end = end;
    }

    /// A date and time.
    ///
    /// @param seconds since 1970, in UTC when there is an offset
    /// @param hasOffset whether the text said how far from UTC it is
    record Moment(long seconds, int nanos, boolean hasOffset) {}

    /// Days since 1970, or null for a text that is no date.
    static @Nullable Long date(byte[] text, int from, int end) {
        var reader = new TextDates(text, from, end);
        Long day = reader.day();
        return reader.at == end ? day : null;
    }

    /// Nanoseconds since midnight, or null for a text that is no time.
    static @Nullable Long time(byte[] text, int from, int end) {
        var reader = new TextDates(text, from, end);
        Long nanos = reader.timeOfDay(true);
        return reader.at == end ? nanos : null;
    }

    /// A date with a time, or null for a text that is none.
    static @Nullable Moment moment(byte[] text, int from, int end) {
        var reader = new TextDates(text, from, end);
        Long day = reader.day();
        if (day == null || (!reader.take('T') && !reader.take(' '))) {
            return null;
        }
        Long nanos = reader.timeOfDay(false);
        if (nanos == null) {
            return null;
        }
        boolean hasOffset = reader.at < end;
        Long offset = hasOffset ? reader.offset() : Long.valueOf(0);
        if (offset == null || reader.at != end) {
            return null;
        }
        return new Moment(day * DAY_SECONDS + nanos / NANOS - offset, (int) (nanos % NANOS), hasOffset);
    }

    private @Nullable Long day() {
        int before = at;
        long first = number(4);
        int digits = at - before;
        if (digits == 0 || at == end || (text[at] != '-' && text[at] != '/' && text[at] != '.')) {
            return null;
        }
        byte separator = text[at++];
        before = at;
        long month = number(2);
        if (at == before || at == end || text[at++] != separator) {
            return null;
        }
        before = at;
        long last = number(4);
        int lastDigits = at - before;
        boolean yearFirst = digits == 4 && separator != '.' && lastDigits >= 1 && lastDigits <= 2;
        boolean yearLast = digits <= 2 && lastDigits == 4;
        if (!yearFirst && !yearLast) {
            return null;
        }
        try {
            return LocalDate.of((int) (yearFirst ? first : last), (int) month, (int) (yearFirst ? last : first))
                    .toEpochDay();
        } catch (DateTimeException _) {
            return null;
        }
    }

    private @Nullable Long timeOfDay(boolean withSeconds) {
        long hours = two();
        if (hours < 0 || hours > 23 || !take(':')) {
            return null;
        }
        long minutes = two();
        if (minutes < 0 || minutes > 59) {
            return null;
        }
        long seconds = 0;
        long nanos = 0;
        if (take(':')) {
            seconds = two();
            if (seconds < 0 || seconds > 59) {
                return null;
            }
            if (take('.')) {
                int before = at;
                nanos = number(9);
                if (at == before) {
                    return null;
                }
                for (int digits = at - before; digits < 9; digits++) {
                    nanos *= 10;
                }
            }
        } else if (withSeconds) {
            return null;
        }
        return ((hours * 60 + minutes) * 60 + seconds) * NANOS + nanos;
    }

    /// Seconds east of UTC.
    private @Nullable Long offset() {
        if (take('Z')) {
            return 0L;
        }
        boolean east = take('+');
        if (!east && !take('-')) {
            return null;
        }
        long hours = two();
        take(':');
        long minutes = two();
        if (hours < 0 || minutes < 0) {
            return null;
        }
        return (east ? 1 : -1) * (hours * 60 + minutes) * 60;
    }

    private boolean take(char c) {
        if (at < end && text[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    /// Exactly two digits; -1 otherwise.
    private long two() {
        int before = at;
        long value = number(2);
        return at - before == 2 ? value : -1;
    }

    private long number(int most) {
        long value = 0;
        for (int i = 0; i < most && at < end && text[at] >= '0' && text[at] <= '9'; i++) {
            value = 10 * value + text[at++] - '0';
        }
        return value;
    }
}
