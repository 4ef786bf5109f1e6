package dev.penstock.plan;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A span such as `1mo2d` or `-3h30m`: months and days are those of the calendar, the rest has a fixed length.
///
/// @param months months; a quarter has three, a year twelve
/// @param weeks weeks
/// @param days days
/// @param nanos nanoseconds of what is shorter than a day
public record CalendarSpan(long months, long weeks, long days, long nanos) {
    private static final Pattern COUNT = Pattern.compile("([0-9]+)i");
    private static final Pattern PART = Pattern.compile("([0-9]+)(ns|us|µs|μs|ms|mo|s|m|h|d|w|q|y)");

    /// @throws PenstockException with code COMPUTE for text that is no span
    public static CalendarSpan parse(String text) {
        boolean negative = text.startsWith("-");
        Matcher parts = PART.matcher(text);
        var span = new CalendarSpan(0, 0, 0, 0);
        int at = negative ? 1 : 0;
        try {
            while (at < text.length()) {
                if (!parts.find(at) || parts.start() != at) {
                    throw unknown(text);
                }
                span = span.plus(Long.parseLong(parts.group(1)), parts.group(2));
                at = parts.end();
            }
        } catch (ArithmeticException | NumberFormatException _) {
            throw unknown(text);
        }
        return negative ? new CalendarSpan(-span.months, -span.weeks, -span.days, -span.nanos) : span;
    }

    /// A span along whole numbers, such as `3i` or `-1i`: its nanoseconds count them.
    ///
    /// @throws PenstockException with code INVALID_OPERATION for text that is no such span
    public static CalendarSpan ofCount(String text) {
        boolean negative = text.startsWith("-");
        Matcher count = COUNT.matcher(negative ? text.substring(1) : text);
        if (count.matches()) {
            try {
                long steps = Long.parseLong(count.group(1));
                return new CalendarSpan(0, 0, 0, negative ? -steps : steps);
            } catch (NumberFormatException _) {
                // More than a number can be away from another.
            }
        }
        throw new PenstockException(
                        ErrorCode.INVALID_OPERATION, "\"" + text + "\" is no span along an index of numbers")
                .hint("write how many numbers, and i: 3i");
    }

    /// Whether the text is a span along whole numbers.
    public static boolean isCount(String text) {
        return COUNT.matcher(text.startsWith("-") ? text.substring(1) : text).matches();
    }

    /// The same span back.
    public CalendarSpan negated() {
        return new CalendarSpan(-months, -weeks, -days, -nanos);
    }

    /// How many kinds of parts the span has, of months, weeks, days and what is shorter.
    public int kinds() {
        return (months != 0 ? 1 : 0) + (weeks != 0 ? 1 : 0) + (days != 0 ? 1 : 0) + (nanos != 0 ? 1 : 0);
    }

    private CalendarSpan plus(long count, String unit) {
        return switch (unit) {
            case "y" -> plusMonths(Math.multiplyExact(12, count));
            case "q" -> plusMonths(Math.multiplyExact(3, count));
            case "mo" -> plusMonths(count);
            case "w" -> new CalendarSpan(months, Math.addExact(weeks, count), days, nanos);
            case "d" -> new CalendarSpan(months, weeks, Math.addExact(days, count), nanos);
            case "h" -> plusNanos(count, 3_600_000_000_000L);
            case "m" -> plusNanos(count, 60_000_000_000L);
            case "s" -> plusNanos(count, 1_000_000_000L);
            case "ms" -> plusNanos(count, 1_000_000L);
            case "ns" -> plusNanos(count, 1);
            default -> plusNanos(count, 1_000);
        };
    }

    private CalendarSpan plusMonths(long count) {
        return new CalendarSpan(Math.addExact(months, count), weeks, days, nanos);
    }

    private CalendarSpan plusNanos(long count, long each) {
        return new CalendarSpan(months, weeks, days, Math.addExact(nanos, Math.multiplyExact(count, each)));
    }

    private static PenstockException unknown(String text) {
        return new PenstockException(ErrorCode.COMPUTE, "\"" + text + "\" is no span of time")
                .hint(
                        "write whole numbers with the units y, q, mo, w, d, h, m, s, ms, us and ns, such as 1mo or"
                                + " 3h30m");
    }
}
