package dev.penstock.benefits.additions;

import java.time.LocalDate;
import java.util.Comparator;

/// A limitation year: twelve months, or fewer.
///
/// @param first day, counted from 1970-01-01
/// @param last day, included
record LimitationYear(int first, int last) implements Comparable<LimitationYear> {
    private static final Comparator<LimitationYear> BY_END =
            Comparator.comparingInt(LimitationYear::last).thenComparingInt(LimitationYear::first);

    static LimitationYear of(LocalDate start, LocalDate end) {
        return new LimitationYear((int) start.toEpochDay(), (int) end.toEpochDay());
    }

    static LimitationYear calendar(int year) {
        return of(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
    }

    boolean contains(int day) {
        return first <= day && day <= last;
    }

    LocalDate start() {
        return LocalDate.ofEpochDay(first);
    }

    LocalDate end() {
        return LocalDate.ofEpochDay(last);
    }

    @Override
    public int compareTo(LimitationYear other) {
        return BY_END.compare(this, other);
    }
}
