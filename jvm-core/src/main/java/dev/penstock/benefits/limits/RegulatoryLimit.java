package dev.penstock.benefits.limits;

import java.time.LocalDate;

/// One limit for one year.
///
/// @param year the calendar year
/// @param cents the amount in cents of a dollar, 0 or more
/// @param source the section of the law, and the publication that states the amount
/// @param effectiveFrom the first day on which it holds
/// @param version of the table that it stands in
public record RegulatoryLimit(
        int year, LimitCode code, long cents, String source, LocalDate effectiveFrom, String version) {}
