package dev.penstock.benefits;

import java.time.LocalDate;

/// The days on which a plan takes participants in.
enum EntryDate {
    /// Every day.
    IMMEDIATE,
    /// The first of each month.
    FIRST_OF_MONTH,
    /// The first of January, April, July and October.
    QUARTERLY,
    /// 1 January and 1 July.
    SEMIANNUAL;

    /// The first entry date that is not before `date`.
    LocalDate onOrAfter(LocalDate date) {
        int months =
                switch (this) {
                    case IMMEDIATE -> 0;
                    case FIRST_OF_MONTH -> 1;
                    case QUARTERLY -> 3;
                    case SEMIANNUAL -> 6;
                };
        if (months == 0) {
            return date;
        }
        LocalDate start = date.withDayOfMonth(1).withMonth((date.getMonthValue() - 1) / months * months + 1);
        return start.equals(date) ? date : start.plusMonths(months);
    }
}
