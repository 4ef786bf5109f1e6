package dev.penstock.kernel;

import dev.penstock.memory.Native;

/// Loops over days, counted from the first of 1970, by the Gregorian calendar, which is taken to have been in use for
/// ever. No branches and no tables: divisions by constants are multiplications.
///
/// Source of the conversions: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (`civil_from_days`,
/// `days_from_civil`), where years start in March, so that the leap day is the last one.
public final class CalendarLanes {
    /// Days in 400 years, after which the calendar repeats itself.
    private static final long ERA_DAYS = 146_097;

    /// From the first of March of the year 0 to the first of 1970.
    private static final long SHIFT = 719_468;

    private CalendarLanes() {}

    public static void year(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), year(Native.getLong(days + (i << 3))));
        }
    }

    public static void month(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), month(Native.getLong(days + (i << 3))));
        }
    }

    public static void dayOfMonth(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), dayOfMonth(Native.getLong(days + (i << 3))));
        }
    }

    public static void quarter(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), (month(Native.getLong(days + (i << 3))) + 2) / 3);
        }
    }

    public static void dayOfYear(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            long day = Native.getLong(days + (i << 3));
            Native.putLong(to + (i << 3), day - firstOf(year(day)) + 1);
        }
    }

    /// From Monday, 1, to Sunday, 7.
    public static void weekday(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), weekday(Native.getLong(days + (i << 3))));
        }
    }

    /// The week of the ISO year: that of its Thursday.
    public static void week(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            long thursday = thursday(Native.getLong(days + (i << 3)));
            Native.putLong(to + (i << 3), (thursday - firstOf(year(thursday))) / 7 + 1);
        }
    }

    public static void isoYear(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), year(thursday(Native.getLong(days + (i << 3)))));
        }
    }

    /// Which century or millennium: the first one has the years 1 to `years`.
    public static void period(long days, long years, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Math.floorDiv(year(Native.getLong(days + (i << 3))) - 1, years) + 1);
        }
    }

    public static void isLeapYear(long days, long bits, long n) {
        for (long i = 0; i < n; i++) {
            long year = year(Native.getLong(days + (i << 3)));
            BitLanes.put(bits, i, (year & 3) == 0 && (year % 100 != 0 || (year & 15) == 0));
        }
    }

    public static void daysInMonth(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            long month = monthIndex(Native.getLong(days + (i << 3)));
            Native.putLong(to + (i << 3), firstOfMonth(month + 1) - firstOfMonth(month));
        }
    }

    /// The first day of the window of `months` months, counted from the start of 1970.
    public static void windowStart(long days, long months, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), windowStart(Native.getLong(days + (i << 3)), months));
        }
    }

    /// The first day of the window of `months` months in which a day is.
    public static long windowStart(long day, long months) {
        return firstOfMonth(Math.floorDiv(monthIndex(day), months) * months);
    }

    /// The last day of the month.
    public static void monthEnd(long days, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), firstOfMonth(monthIndex(Native.getLong(days + (i << 3))) + 1) - 1);
        }
    }

    /// The same day of another month, or that month's last day, and `more` days on.
    public static void plus(long days, long months, long more, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), plus(Native.getLong(days + (i << 3)), months, more));
        }
    }

    /// The same day of another month, or that month's last day, and `more` days on.
    public static long plus(long day, long months, long more) {
        long moved = day;
        if (months != 0) {
            long index = monthIndex(day);
            long first = firstOfMonth(index + months);
            long last = firstOfMonth(index + months + 1) - 1;
            moved = Math.min(last, first + day - firstOfMonth(index));
        }
        return moved + more;
    }

    /// The year of a day.
    public static long year(long day) {
        long shifted = day + SHIFT;
        long era = Math.floorDiv(shifted, ERA_DAYS);
        long dayOfEra = shifted - era * ERA_DAYS;
        long yearOfEra = yearOfEra(dayOfEra);
        return yearOfEra + era * 400 + (dayOfMarchYear(dayOfEra, yearOfEra) >= 306 ? 1 : 0);
    }

    /// The month of a day, from 1 on.
    public static long month(long day) {
        long shifted = day + SHIFT;
        long dayOfEra = shifted - Math.floorDiv(shifted, ERA_DAYS) * ERA_DAYS;
        long fromMarch = (5 * dayOfMarchYear(dayOfEra, yearOfEra(dayOfEra)) + 2) / 153;
        return fromMarch + (fromMarch < 10 ? 3 : -9);
    }

    /// The day of its month, from 1 on.
    public static long dayOfMonth(long day) {
        long shifted = day + SHIFT;
        long dayOfEra = shifted - Math.floorDiv(shifted, ERA_DAYS) * ERA_DAYS;
        long dayOfYear = dayOfMarchYear(dayOfEra, yearOfEra(dayOfEra));
        return dayOfYear - (153 * ((5 * dayOfYear + 2) / 153) + 2) / 5 + 1;
    }

    /// From Monday, 1, to Sunday, 7: the first of 1970 was a Thursday.
    public static long weekday(long day) {
        return Math.floorMod(day + 3, 7L) + 1;
    }

    /// The first of a year.
    public static long firstOf(long year) {
        return firstOfMonth((year - 1970) * 12);
    }

    private static long yearOfEra(long dayOfEra) {
        return (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    }

    private static long dayOfMarchYear(long dayOfEra, long yearOfEra) {
        return dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    }

    /// Months since the first of 1970.
    private static long monthIndex(long day) {
        return (year(day) - 1970) * 12 + month(day) - 1;
    }

    private static long firstOfMonth(long index) {
        // Years that start in March: January and February belong to the one before.
        long fromMarch = index + 1970 * 12 - 2;
        long year = Math.floorDiv(fromMarch, 12L);
        long month = fromMarch - year * 12;
        long era = Math.floorDiv(year, 400L);
        long yearOfEra = year - era * 400;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + (153 * month + 2) / 5;
        return era * ERA_DAYS + dayOfEra - SHIFT;
    }

    /// The Thursday of the day's week.
    private static long thursday(long day) {
        return day - weekday(day) + 4;
    }
}
