package dev.penstock.function.moment;

import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import dev.penstock.type.DataType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The values from the first argument on, a span apart, up to the second argument and with it, as a list: whole
/// numbers, days or moments. Step number n is n spans away from the first value, so that the ends of months stay ends
/// of months. Null where an argument is null, empty where the second one is less.
///
/// @param type of both arguments and of the elements
/// @param months of the span, by the calendar and the clocks of the type's zone, as are days
/// @param days of the span
/// @param units of the type (nanoseconds for days) in the rest of the span
public record Steps(DataType type, long months, long days, long units) implements OwnFunction {
    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    @Override
    public void apply(Arguments in, Answer out) {
        for (int row = 0; row < in.rows(); row++) {
            long first = in.get(0).getLong(row);
            long last = in.get(1).getLong(row);
            int count = count(first, last);
            int place = out.setList(row, count);
            for (int i = 0; i < count; i++) {
                out.elements().setLong(place + i, at(first, i));
            }
        }
    }

    /// How many steps there are: found by halves, because the lengths of months differ.
    private int count(long first, long last) {
        if (last < first) {
            return 0;
        }
        long high = 1;
        while (high < Integer.MAX_VALUE && isWithin(first, high, last)) {
            high <<= 1;
        }
        long low = high >> 1;
        while (low + 1 < high) {
            long middle = (low + high) >>> 1;
            if (isWithin(first, middle, last)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.toIntExact(high);
    }

    private boolean isWithin(long first, long step, long last) {
        try {
            return at(first, step) <= last;
        } catch (ArithmeticException _) {
            return false; // behind the end of time
        }
    }

    private long at(long first, long step) {
        return switch (type) {
            case DataType.Date _ -> date(first, step);
            case DataType.Timestamp timestamp when months != 0 || days != 0 -> moment(first, step, timestamp);
            default -> Math.addExact(first, Math.multiplyExact(step, units));
        };
    }

    private long date(long first, long step) {
        long nanos = Math.floorDiv(Math.multiplyExact(step, units), DAY_NANOS);
        if (months == 0) {
            return Math.addExact(first, Math.addExact(Math.multiplyExact(step, days), nanos));
        }
        return LocalDate.ofEpochDay(first)
                .plusMonths(Math.multiplyExact(step, months))
                .plusDays(Math.multiplyExact(step, days))
                .plusDays(nanos)
                .toEpochDay();
    }

    private long moment(long first, long step, DataType.Timestamp timestamp) {
        long perSecond = timestamp.unit().perSecond();
        ZoneId zone = timestamp.zone() == null ? ZoneOffset.UTC : ZoneId.of(timestamp.zone());
        Instant start =
                Instant.ofEpochSecond(
                        Math.floorDiv(first, perSecond), Math.floorMod(first, perSecond) * (SECOND_NANOS / perSecond));
        LocalDateTime moved =
                LocalDateTime.ofInstant(start, zone)
                        .plusMonths(Math.multiplyExact(step, months))
                        .plusDays(Math.multiplyExact(step, days));
        // A time that no clock shows is one of an hour later; one that clocks show twice is the earlier one.
        Instant instant = moved.atZone(zone).toInstant();
        long whole = Math.multiplyExact(instant.getEpochSecond(), perSecond);
        long part = instant.getNano() / (SECOND_NANOS / perSecond);
        return Math.addExact(Math.addExact(whole, part), Math.multiplyExact(step, units));
    }
}
