package dev.penstock.evaluate;

import dev.penstock.kernel.CalendarLanes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Dates, times and timestamps as text by a pattern of the chrono crate, taken apart once.
final class MomentText {
    private static final String OF_DATES = "YGCymdejqaAbBuwUWV";
    private static final String OF_TIMES = "HkIlMSfpP";
    private static final List<String> MONTHS =
            List.of(
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "June",
                    "July",
                    "August",
                    "September",
                    "October",
                    "November",
                    "December");
    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    /// The most bytes that an item writes which is no plain text: a year, or seconds since 1970.
    private static final int ITEM_BYTES = 24;

    /// A part of a pattern.
    private static final class Item {
        /// The letter of chrono, or 0 for plain text.
        private final char kind;

        /// What stands between the percent sign and the letter.
        private final String flags;

        private final byte[] plain;

        Item(char kind, String flags, byte[] plain) {
            this.kind = kind;
            this.flags = flags;
            this.plain = plain;
        }
    }

    private final DataType type;
    private final List<Item> items = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();
    private int bytes;

    private MomentText(DataType type) {
        this.type = type;
    }

    /// @param pattern such as `%Y-%m-%d`, or `iso` or `iso:strict`
    static Node of(Temporal moment, String pattern) {
        var text = new MomentText(moment.type());
        text.all(
                pattern.equals("iso") || pattern.equals("iso:strict")
                        ? iso(moment.type(), pattern.length() > 3)
                        : pattern);
        text.endPlain();
        return text.node(moment);
    }

    /// The pattern in which a cast writes values of the type.
    static String ofCast(DataType type) {
        return type instanceof Time ? "%T" : iso(type, false);
    }

    private static String iso(DataType type, boolean strict) {
        return switch (type) {
            case Date _ -> "%F";
            case Time _ -> "%T%.f";
            case Timestamp(TimeUnit unit, String zone) -> {
                String fraction =
                        switch (unit) {
                            case SECOND -> "";
                            case MILLISECOND -> "%.3f";
                            case MICROSECOND -> "%.6f";
                            case NANOSECOND -> "%.9f";
                        };
                yield "%F" + (strict ? "T" : " ") + "%T" + fraction + (zone == null ? "" : "%:z");
            }
            default -> throw new NoKernel("dt.to_string of " + type);
        };
    }

    private void all(String pattern) {
        for (int at = 0; at < pattern.length(); at++) {
            if (pattern.charAt(at) != '%') {
                plain.append(pattern.charAt(at));
                continue;
            }
            int from = ++at;
            while (at < pattern.length() && "-:.369".indexOf(pattern.charAt(at)) >= 0) {
                at++;
            }
            if (at == pattern.length()) {
                throw unknown(pattern);
            }
            item(pattern.charAt(at), pattern.substring(from, at), pattern);
        }
    }

    private void item(char kind, String flags, String pattern) {
        boolean known =
                switch (flags) {
                    case "" -> true;
                    case "-" -> "mdHIMSjy".indexOf(kind) >= 0;
                    case ":" -> kind == 'z';
                    default -> kind == 'f' && flags.matches("[.]?[369]|[.]");
                };
        boolean has =
                switch (type) {
                    case Date _ -> (OF_TIMES + "zs").indexOf(kind) < 0;
                    case Time _ -> (OF_DATES + "zs").indexOf(kind) < 0;
                    case Timestamp(_, String zone) -> zone != null || kind != 'z';
                    default -> false;
                };
        if (!known || !has) {
            throw unknown(pattern);
        }
        switch (kind) {
            case '%' -> plain.append('%');
            case 'n' -> plain.append('\n');
            case 't' -> plain.append('\t');
            case 'F' -> all("%Y-%m-%d");
            case 'D', 'x' -> all("%m/%d/%y");
            case 'v' -> all("%e-%b-%Y");
            case 'T', 'X' -> all("%H:%M:%S");
            case 'R' -> all("%H:%M");
            case 'r' -> all("%I:%M:%S %p");
            case 'c' -> all("%a %b %e %H:%M:%S %Y");
            case '+' -> all("%Y-%m-%dT%H:%M:%S%.f%:z");
            case 'h' -> all("%b");
            default -> {
                if ((OF_DATES + OF_TIMES + "zs").indexOf(kind) < 0) {
                    throw unknown(pattern);
                }
                endPlain();
                items.add(new Item(kind, flags, new byte[0]));
                bytes += ITEM_BYTES;
            }
        }
    }

    private void endPlain() {
        if (!plain.isEmpty()) {
            byte[] text = plain.toString().getBytes(StandardCharsets.UTF_8);
            items.add(new Item((char) 0, "", text));
            bytes += text.length;
            plain.setLength(0);
        }
    }

    private static NoKernel unknown(String pattern) {
        return new NoKernel("the pattern \"" + pattern + "\"");
    }

    private Node node(Temporal moment) {
        boolean clock = !(type instanceof Date);
        long perSecond = clock ? moment.perSecond() : 1;
        Node local = moment.local();
        return TextNodes.made(
                List.of(moment.input(), local),
                1,
                (in, lane, made) -> {
                    long instant = TextNodes.number(in[0], lane);
                    long shown = TextNodes.number(in[1], lane);
                    long seconds = clock ? Math.floorDiv(shown, perSecond) : shown * 86_400;
                    long day = Math.floorDiv(seconds, 86_400L);
                    int second = (int) (seconds - day * 86_400);
                    int nano = (int) (clock ? (shown - seconds * perSecond) * (1_000_000_000 / perSecond) : 0);
                    int offset = (int) ((shown - instant) / perSecond / 60);
                    long start = clock ? Math.floorDiv(instant, perSecond) : 0;
                    long to = made.room(bytes);
                    for (Item item : items) {
                        to = write(item, day, second, nano, offset, start, to);
                    }
                    return to;
                });
    }

    private static long write(Item item, long day, int second, int nano, int offset, long start, long to) {
        boolean padded = item.flags.isEmpty();
        return switch (item.kind) {
            case 0 -> plain(item.plain, to);
            case 'Y' -> year(CalendarLanes.year(day), to);
            case 'G' -> year(CalendarLanes.year(day - CalendarLanes.weekday(day) + 4), to);
            case 'C' -> number(Math.floorDiv(CalendarLanes.year(day), 100L), 2, '0', to);
            case 'y' -> number(Math.floorMod(CalendarLanes.year(day), 100L), padded ? 2 : 1, '0', to);
            case 'm' -> number(CalendarLanes.month(day), padded ? 2 : 1, '0', to);
            case 'd' -> number(CalendarLanes.dayOfMonth(day), padded ? 2 : 1, '0', to);
            case 'e' -> number(CalendarLanes.dayOfMonth(day), 2, ' ', to);
            case 'j' -> number(dayOfYear(day) + 1, padded ? 3 : 1, '0', to);
            case 'q' -> number((CalendarLanes.month(day) + 2) / 3, 1, '0', to);
            case 'a' -> name(DAYS.get((int) CalendarLanes.weekday(day) - 1), 3, to);
            case 'A' -> name(DAYS.get((int) CalendarLanes.weekday(day) - 1), 9, to);
            case 'b' -> name(MONTHS.get((int) CalendarLanes.month(day) - 1), 3, to);
            case 'B' -> name(MONTHS.get((int) CalendarLanes.month(day) - 1), 9, to);
            case 'u' -> number(CalendarLanes.weekday(day), 1, '0', to);
            case 'w' -> number(CalendarLanes.weekday(day) % 7, 1, '0', to);
            case 'U' -> number((dayOfYear(day) + 7 - CalendarLanes.weekday(day) % 7) / 7, 2, '0', to);
            case 'W' -> number((dayOfYear(day) + 8 - CalendarLanes.weekday(day)) / 7, 2, '0', to);
            case 'V' -> {
                long thursday = day - CalendarLanes.weekday(day) + 4;
                yield number(dayOfYear(thursday) / 7 + 1, 2, '0', to);
            }
            case 'H' -> number(second / 3_600, padded ? 2 : 1, '0', to);
            case 'k' -> number(second / 3_600, 2, ' ', to);
            case 'I' -> number((second / 3_600 + 11) % 12 + 1, padded ? 2 : 1, '0', to);
            case 'l' -> number((second / 3_600 + 11) % 12 + 1, 2, ' ', to);
            case 'M' -> number(second / 60 % 60, padded ? 2 : 1, '0', to);
            case 'S' -> number(second % 60, padded ? 2 : 1, '0', to);
            case 'p' -> name(second < 43_200 ? "AM" : "PM", 2, to);
            case 'P' -> name(second < 43_200 ? "am" : "pm", 2, to);
            case 's' -> number(start, 1, '0', to);
            case 'f' -> fraction(item.flags, nano, to);
            case 'z' -> {
                Native.putByte(to, (byte) (offset < 0 ? '-' : '+'));
                long at = number(Math.abs(offset) / 60, 2, '0', to + 1);
                if (!padded) {
                    Native.putByte(at++, (byte) ':');
                }
                yield number(Math.abs(offset) % 60, 2, '0', at);
            }
            default -> throw new AssertionError(item.kind);
        };
    }

    /// From 0 on.
    private static long dayOfYear(long day) {
        return day - CalendarLanes.firstOf(CalendarLanes.year(day));
    }

    /// Four digits at least, and a sign outside of 0 to 9999.
    private static long year(long year, long to) {
        if (year >= 0 && year <= 9_999) {
            return number(year, 4, '0', to);
        }
        Native.putByte(to, (byte) (year < 0 ? '-' : '+'));
        return number(Math.abs(year), 4, '0', to + 1);
    }

    private static long fraction(String flags, int nano, long to) {
        int digits = flags.endsWith("3") ? 3 : flags.endsWith("6") ? 6 : 9;
        if (flags.equals(".")) {
            // As many digits as it takes, by threes.
            if (nano == 0) {
                return to;
            }
            digits = nano % 1_000_000 == 0 ? 3 : nano % 1_000 == 0 ? 6 : 9;
        }
        long at = to;
        if (flags.startsWith(".")) {
            Native.putByte(at++, (byte) '.');
        }
        return number(nano / (digits == 3 ? 1_000_000 : digits == 6 ? 1_000 : 1), digits, '0', at);
    }

    /// Writes a number with at least so many digits, and says where it ends. It takes 20 bytes at most.
    static long number(long value, int digits, char fill, long to) {
        long at = to;
        if (value < 0) {
            Native.putByte(at++, (byte) '-');
        }
        int count = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            count++;
        }
        int width = Math.max(count, value < 0 ? digits - 1 : digits);
        long left = value;
        for (int i = width - 1; i >= 0; i--) {
            boolean none = width - i > count;
            Native.putByte(at + i, (byte) (none ? fill : '0' + Math.abs(left % 10)));
            left /= 10;
        }
        return at + width;
    }

    private static long plain(byte[] text, long to) {
        for (int i = 0; i < text.length; i++) {
            Native.putByte(to + i, text[i]);
        }
        return to + text.length;
    }

    private static long name(String name, int most, long to) {
        int letters = Math.min(most, name.length());
        for (int i = 0; i < letters; i++) {
            Native.putByte(to + i, (byte) name.charAt(i));
        }
        return to + letters;
    }
}
