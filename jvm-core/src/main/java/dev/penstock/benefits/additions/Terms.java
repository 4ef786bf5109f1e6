package dev.penstock.benefits.additions;

import dev.penstock.benefits.limits.LimitCode;
import dev.penstock.benefits.limits.RegulatoryLimits;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the law allows in each year, worked out once.
final class Terms {
    private static final int FIRST_CATCH_UP_AGE = 50;
    private static final int FIRST_HIGHER_AGE = 60;
    private static final int LAST_HIGHER_AGE = 63;

    /// Section 414(v)(2)(E) holds for taxable years that begin after 2024.
    private static final int FIRST_HIGHER_YEAR = 2025;

    /// @param dollarLimit cents: of section 415(c)(1)(A), for the months of the year
    /// @param compensationLimit cents: of section 401(a)(17), for the months of the year
    /// @param endYear the calendar year in which the limitation year ends
    record OfLimitationYear(LimitationYear year, long dollarLimit, long compensationLimit, int endYear) {}

    /// @param deferrals cents: of section 402(g)(1)
    /// @param catchUp cents, from 50 on
    /// @param higherCatchUp cents, from 60 to 63
    record OfCalendarYear(int year, long deferrals, long catchUp, long higherCatchUp) {
        /// What may be caught up at the age that is reached by the end of the year.
        long room(int age) {
            if (age < FIRST_CATCH_UP_AGE) {
                return 0;
            }
            return age < FIRST_HIGHER_AGE || age > LAST_HIGHER_AGE ? catchUp : higherCatchUp;
        }
    }

    private final RegulatoryLimits limits;
    private final FractionalMonths months;
    private final Map<LimitationYear, OfLimitationYear> limitationYears = new ConcurrentHashMap<>();
    private final Map<Integer, OfCalendarYear> calendarYears = new ConcurrentHashMap<>();

    Terms(RegulatoryLimits limits, FractionalMonths months) {
        this.limits = limits;
        this.months = months;
    }

    String version() {
        return limits.version();
    }

    /// @throws dev.penstock.error.PenstockException with code COMPUTE for a year without limits
    OfLimitationYear of(LimitationYear year) {
        return limitationYears.computeIfAbsent(year, this::limitationYear);
    }

    private OfLimitationYear limitationYear(LimitationYear year) {
        LocalDate start = year.start();
        LocalDate end = year.end();
        return new OfLimitationYear(
                year,
                months.between(start, end).of(limits.cents(LimitCode.ANNUAL_ADDITIONS_415C, end.getYear())),
                FractionalMonths.WHOLE
                        .between(start, end)
                        .of(limits.cents(LimitCode.COMPENSATION_401A17, start.getYear())),
                end.getYear());
    }

    /// @throws dev.penstock.error.PenstockException with code COMPUTE for a year without limits
    OfCalendarYear of(int year) {
        return calendarYears.computeIfAbsent(year, this::calendarYear);
    }

    private OfCalendarYear calendarYear(int year) {
        long catchUp = limits.cents(LimitCode.CATCH_UP_50, year);
        return new OfCalendarYear(
                year,
                limits.cents(LimitCode.ELECTIVE_DEFERRALS_402G, year),
                catchUp,
                year < FIRST_HIGHER_YEAR ? catchUp : limits.cents(LimitCode.CATCH_UP_60_63, year));
    }
}
