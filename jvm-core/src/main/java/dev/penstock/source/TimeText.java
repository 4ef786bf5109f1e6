package dev.penstock.source;

import dev.penstock.type.TimeUnit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/// What counts units of time, as a date and time, or as a length.
final class TimeText {
    private static final long NANOS = 1_000_000_000L;

    private TimeText() {}

    static ZoneId zone(@Nullable String zone) {
        return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
    }

    static ZonedDateTime instant(long value, TimeUnit unit, ZoneId zone) {
        long seconds = Math.floorDiv(value, unit.perSecond());
        long nanos = Math.floorMod(value, unit.perSecond()) * (NANOS / unit.perSecond());
        return Instant.ofEpochSecond(seconds, nanos).atZone(zone);
    }

    static ZonedDateTime day(long days) {
        return LocalDate.ofEpochDay(days).atStartOfDay(ZoneOffset.UTC);
    }

    static ZonedDateTime timeOfDay(long value, TimeUnit unit) {
        return instant(value, unit, ZoneOffset.UTC);
    }

    /// A length of time in seconds as ISO 8601 has it, as Polars writes it into JSON.
    static void duration(long value, TimeUnit unit, TextBuffer out) {
        if (value == 0) {
            out.text("P0D");
            return;
        }
        if (value < 0) {
            out.ascii('-');
        }
        long perSecond = unit.perSecond();
        // The quotient of the smallest value fits, the value without its sign would not.
        long seconds = Math.abs(value / perSecond);
        long rest = Math.abs(value % perSecond) * (NANOS / perSecond);
        out.text("PT");
        out.integer(seconds);
        if (rest > 0) {
            out.ascii('.');
            int start = out.size();
            out.padded(rest, 9);
            int end = out.size();
            while (end > start && out.at(end - 1) == '0') {
                end--;
            }
            out.cut(end);
        }
        out.ascii('S');
    }
}
