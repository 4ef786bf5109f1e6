package dev.penstock.benefits;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/// Whole calendar months and years between two days.
final class CompletedPeriods {
    private CompletedPeriods() {}

    /// Completed months from `from` to `to`. Who begins at the end of a month completes each shorter month on its last
    /// day. Negative before `from`.
    static int months(LocalDate from, LocalDate to) {
        int begun = (to.getYear() - from.getYear()) * 12 + to.getMonthValue() - from.getMonthValue();
        return to.getDayOfMonth() < Math.min(from.getDayOfMonth(), to.lengthOfMonth()) ? begun - 1 : begun;
    }

    /// Completed years from `from` to `to`. Who is born on 29 February completes a year on 1 March of a common year.
    static int years(LocalDate from, LocalDate to) {
        return (int) ChronoUnit.YEARS.between(from, to);
    }

    /// The day on which `years` years since `from` are complete.
    static LocalDate afterYears(LocalDate from, int years) {
        LocalDate day = from.plusYears(years);
        // Java moves a missing 29 February back to the 28th.
        return day.getDayOfMonth() == from.getDayOfMonth() ? day : day.plusDays(1);
    }
}
