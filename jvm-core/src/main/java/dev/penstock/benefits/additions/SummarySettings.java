package dev.penstock.benefits.additions;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a summary is about.
///
/// @param inputs the names of the inputs in their order; `contributions`, `compensation`, `eligible` by default
/// @param start the first day (ISO 8601) of the plan year
/// @param end its last day, at most twelve months later
/// @param moneyTypes further names of money types
record SummarySettings(
        @JsonProperty("inputs") @Nullable List<String> inputs,
        @JsonProperty("start") @Nullable String start,
        @JsonProperty("end") @Nullable String end,
        @JsonProperty("money_types") Map<String, MoneyType> moneyTypes) {
    SummarySettings(
            @Nullable List<String> inputs,
            @Nullable String start,
            @Nullable String end,
            @Nullable Map<String, MoneyType> moneyTypes) {
        this.inputs = inputs;
        this.start = start;
        this.end = end;
        this.moneyTypes = moneyTypes == null ? Map.of() : Map.copyOf(moneyTypes);
        LocalDate first = day("start", start);
        LocalDate last = day("end", end);
        if (last.isBefore(first) || last.isAfter(first.plusYears(1).minusDays(1))) {
            throw new PenstockException(ErrorCode.CONFIG, "the plan year from %s to %s is none".formatted(first, last))
                    .hint("give the first and the last day of at most twelve months");
        }
    }

    /// The plan year.
    LimitationYear year() {
        return LimitationYear.of(day("start", start), day("end", end));
    }

    private static LocalDate day(String name, @Nullable String text) {
        if (text == null) {
            throw new PenstockException(ErrorCode.CONFIG, name + " is missing").hint("write it as in 2026-12-31");
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new PenstockException(ErrorCode.CONFIG, name + " is \"" + text + "\", which is no date", e)
                    .hint("write it as in 2026-12-31");
        }
    }
}
