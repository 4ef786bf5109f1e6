package dev.penstock.source;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Dates and times by a pattern such as `%Y-%m-%d %H:%M:%S%.3f`, in the words of chrono's `strftime`.
final class TimeFormat {
    /// Appends one part of the text.
    private interface Part {
        void append(ZonedDateTime time, TextBuffer out);
    }

    /// Patterns that stand for others.
    private static final Map<Character, String> SHORT =
            Map.of(
                    'F',
                    "%Y-%m-%d",
                    'T',
                    "%H:%M:%S",
                    'X',
                    "%H:%M:%S",
                    'R',
                    "%H:%M",
                    'D',
                    "%m/%d/%y",
                    'x',
                    "%m/%d/%y",
                    'r',
                    "%I:%M:%S %p",
                    'v',
                    "%e-%b-%Y",
                    'c',
                    "%a %b %e %H:%M:%S %Y",
                    'h',
                    "%b");

    private final List<Part> parts = new ArrayList<>();
    private final boolean hasZone;

    /// @param hasZone whether the values have a zone, so that its offset can be shown
    /// @throws PenstockException with code COMPUTE for a pattern that is not known
    TimeFormat(String pattern, boolean hasZone) {
        this.hasZone = hasZone;
        parse(pattern, pattern);
    }

    void append(ZonedDateTime time, TextBuffer out) {
        for (Part part : parts) {
            part.append(time, out);
        }
    }

    private void parse(String pattern, String whole) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%') {
                int end = pattern.indexOf('%', i);
                String text = pattern.substring(i, end < 0 ? pattern.length() : end);
                parts.add((_, out) -> out.text(text));
                i += text.length() - 1;
                continue;
            }
            i = specifier(pattern, i + 1, whole);
        }
    }

    /// Returns where the specifier ends.
    private int specifier(String pattern, int start, String whole) {
        int at = start;
        boolean point = at < pattern.length() && pattern.charAt(at) == '.';
        at += point ? 1 : 0;
        int digits = at < pattern.length() && "369".indexOf(pattern.charAt(at)) >= 0 ? pattern.charAt(at) - '0' : 0;
        at += digits > 0 ? 1 : 0;
        if ((point || digits > 0) && at < pattern.length() && pattern.charAt(at) == 'f') {
            parts.add((time, out) -> fraction(time.getNano(), point, digits, out));
            return at;
        }
        if (point || digits > 0) {
            throw unknown(whole);
        }
        boolean unpadded = at < pattern.length() && pattern.charAt(at) == '-';
        at += unpadded ? 1 : 0;
        if (at < pattern.length() && pattern.charAt(at) == ':' && pattern.startsWith(":z", at)) {
            zone("xxx", whole);
            return at + 1;
        }
        if (at >= pattern.length()) {
            throw unknown(whole);
        }
        char kind = pattern.charAt(at);
        String longer = SHORT.get(kind);
        if (longer != null) {
            parse(longer, whole);
        } else {
            parts.add(part(kind, unpadded, whole));
        }
        return at;
    }

    private static void fraction(int nanos, boolean point, int digits, TextBuffer out) {
        int shown = digits;
        if (digits == 0 && point) {
            shown = nanos == 0 ? 0 : nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
        } else if (digits == 0) {
            shown = 9;
        }
        if (shown == 0) {
            return;
        }
        if (point) {
            out.ascii('.');
        }
        out.padded(nanos / (shown == 3 ? 1_000_000 : shown == 6 ? 1_000 : 1), shown);
    }

    private Part part(char kind, boolean unpadded, String whole) {
        return switch (kind) {
            case 'Y' -> (time, out) -> year(time.getYear(), out);
            case 'C' -> number(time -> Math.floorDiv(time.getYear(), 100), 2, unpadded);
            case 'y' -> number(time -> Math.floorMod(time.getYear(), 100), 2, unpadded);
            case 'm' -> number(ZonedDateTime::getMonthValue, 2, unpadded);
            case 'd' -> number(ZonedDateTime::getDayOfMonth, 2, unpadded);
            case 'e' -> spaced(ZonedDateTime::getDayOfMonth);
            case 'j' -> number(ZonedDateTime::getDayOfYear, 3, unpadded);
            case 'H' -> number(ZonedDateTime::getHour, 2, unpadded);
            case 'k' -> spaced(ZonedDateTime::getHour);
            case 'I' -> number(time -> time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, unpadded);
            case 'l' -> spaced(time -> time.get(ChronoField.CLOCK_HOUR_OF_AMPM));
            case 'M' -> number(ZonedDateTime::getMinute, 2, unpadded);
            case 'S' -> number(ZonedDateTime::getSecond, 2, unpadded);
            case 'f' -> (time, out) -> fraction(time.getNano(), false, 0, out);
            case 'p' -> (time, out) -> out.text(time.getHour() < 12 ? "AM" : "PM");
            case 'P' -> (time, out) -> out.text(time.getHour() < 12 ? "am" : "pm");
            case 'A' -> (time, out) -> out.text(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            case 'a' -> (time, out) -> out.text(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
            case 'B' -> (time, out) -> out.text(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            case 'b' -> (time, out) -> out.text(time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
            case 'u' -> number(time -> time.getDayOfWeek().getValue(), 1, unpadded);
            case 'w' -> number(time -> time.getDayOfWeek().getValue() % 7, 1, unpadded);
            case 'V' -> number(time -> time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, unpadded);
            case 'G' -> (time, out) -> year(time.get(IsoFields.WEEK_BASED_YEAR), out);
            case 'q' -> number(time -> time.get(IsoFields.QUARTER_OF_YEAR), 1, unpadded);
            case 's' -> (time, out) -> out.integer(time.toEpochSecond());
            case 'z' -> zone("xx", whole);
            case 'Z' -> zone("zzz", whole);
            case 'n' -> (_, out) -> out.ascii('\n');
            case 't' -> (_, out) -> out.ascii('\t');
            case '%' -> (_, out) -> out.ascii('%');
            default -> throw unknown(whole);
        };
    }

    private Part zone(String pattern, String whole) {
        if (!hasZone) {
            throw unknown(whole);
        }
        DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        Part part = (time, out) -> out.text(format.format(time));
        if (pattern.equals("xxx")) {
            parts.add(part);
        }
        return part;
    }

    private static Part number(java.util.function.ToIntFunction<ZonedDateTime> field, int digits, boolean unpadded) {
        return (time, out) -> {
            if (unpadded) {
                out.integer(field.applyAsInt(time));
            } else {
                out.padded(field.applyAsInt(time), digits);
            }
        };
    }

    private static Part spaced(java.util.function.ToIntFunction<ZonedDateTime> field) {
        return (time, out) -> {
            int value = field.applyAsInt(time);
            if (value < 10) {
                out.ascii(' ');
            }
            out.integer(value);
        };
    }

    /// Four digits, and a sign outside of 0 to 9999.
    static void year(int year, TextBuffer out) {
        if (year < 0 || year > 9999) {
            out.ascii(year < 0 ? '-' : '+');
        }
        out.padded(Math.abs(year), Math.abs(year) > 9999 ? String.valueOf(Math.abs(year)).length() : 4);
    }

    private static PenstockException unknown(String pattern) {
        return new PenstockException(ErrorCode.COMPUTE, "cannot format dates or times with \"" + pattern + "\"")
                .hint("use chrono's strftime patterns, such as %Y-%m-%d %H:%M:%S%.3f; only values with a zone have %z");
    }
}
