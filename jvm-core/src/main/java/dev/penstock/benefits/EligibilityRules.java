package dev.penstock.benefits;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// The rules of a plan's minimum age and service conditions. The defaults are the most that a plan may ask for: one
/// year of service and age 21, a year of service being 12 months with 1,000 hours.
///
/// Source: Internal Revenue Code section 410(a)(1)(A) and (a)(3)(A).
///
/// @param minimumTenureMonths completed months of employment, 12 by default
/// @param minimumAge completed years, 21 by default
/// @param minimumHours hours of service, 1000 by default
/// @param asOf the day (ISO 8601) on which tenure and age are counted where they are not given; also shown in the
///   answer
/// @param entry when someone who meets the conditions enters the plan; `immediate` by default
/// @param ruleVersion shown in the answer, `1` by default
record EligibilityRules(
        @JsonProperty("minimum_tenure_months") Integer minimumTenureMonths,
        @JsonProperty("minimum_age") Integer minimumAge,
        @JsonProperty("minimum_hours") BigDecimal minimumHours,
        @JsonProperty("as_of") @Nullable String asOf,
        @JsonProperty("entry") EntryDate entry,
        @JsonProperty("rule_version") String ruleVersion) {
    private static final int LONGEST_VERSION = 200;

    EligibilityRules(
            @Nullable Integer minimumTenureMonths,
            @Nullable Integer minimumAge,
            @Nullable BigDecimal minimumHours,
            @Nullable String asOf,
            @Nullable EntryDate entry,
            @Nullable String ruleVersion) {
        this.minimumTenureMonths = minimumTenureMonths == null ? 12 : minimumTenureMonths;
        this.minimumAge = minimumAge == null ? 21 : minimumAge;
        this.minimumHours = minimumHours == null ? BigDecimal.valueOf(1000) : minimumHours;
        this.asOf = asOf;
        this.entry = entry == null ? EntryDate.IMMEDIATE : entry;
        this.ruleVersion = ruleVersion == null ? "1" : ruleVersion;
        check(this.minimumTenureMonths >= 0, "minimum_tenure_months", this.minimumTenureMonths);
        check(this.minimumAge >= 0, "minimum_age", this.minimumAge);
        check(this.minimumHours.signum() >= 0, "minimum_hours", this.minimumHours);
        if (this.ruleVersion.length() > LONGEST_VERSION) {
            throw new PenstockException(
                    ErrorCode.CONFIG, "rule_version is longer than " + LONGEST_VERSION + " characters");
        }
        date();
    }

    private static void check(boolean holds, String name, Number value) {
        if (!holds) {
            throw new PenstockException(ErrorCode.CONFIG, name + " is " + value + ", less than 0");
        }
    }

    /// The day on which tenure and age are counted; null when none is given.
    @Nullable LocalDate date() {
        if (asOf == null) {
            return null;
        }
        try {
            return LocalDate.parse(asOf);
        } catch (DateTimeParseException e) {
            throw new PenstockException(ErrorCode.CONFIG, "as_of is \"" + asOf + "\", which is no date", e)
                    .hint("write it as in 2026-12-31");
        }
    }
}
