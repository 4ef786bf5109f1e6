package dev.penstock.benefits.additions;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/// How the months of a limitation year shorter than twelve months are counted. Treas. Reg. section 1.415(j)-1(d)(2)
/// speaks of months "including any fractional parts", which is read both ways.
enum FractionalMonths {
    /// Days over the days of their calendar month: the lower limit.
    EXACT,
    /// A month that has begun counts.
    WHOLE;

    private static final long YEAR = 12;

    /// A number of months as a fraction.
    record Months(long numerator, long denominator) {
        /// `cents` x months / 12, cut to cents.
        long of(long cents) {
            return Cents.share(cents, numerator, YEAR * denominator);
        }
    }

    /// The months from `start` to `end`, both included, at most twelve.
    Months between(LocalDate start, LocalDate end) {
        if (!end.isBefore(start.plusYears(1).minusDays(1))) {
            return new Months(YEAR, 1);
        }
        YearMonth first = YearMonth.from(start);
        YearMonth last = YearMonth.from(end);
        long firstDays = first.lengthOfMonth();
        long lastDays = last.lengthOfMonth();
        long numerator;
        long denominator;
        if (first.equals(last)) {
            numerator = end.getDayOfMonth() - start.getDayOfMonth() + 1L;
            denominator = firstDays;
        } else {
            long whole = first.until(last, ChronoUnit.MONTHS) - 1;
            denominator = firstDays * lastDays;
            numerator =
                    whole * denominator
                            + (firstDays - start.getDayOfMonth() + 1) * lastDays
                            + end.getDayOfMonth() * firstDays;
        }
        if (this == WHOLE) {
            return new Months(Math.min(YEAR, (numerator + denominator - 1) / denominator), 1);
        }
        return numerator > YEAR * denominator ? new Months(YEAR, 1) : new Months(numerator, denominator);
    }
}
