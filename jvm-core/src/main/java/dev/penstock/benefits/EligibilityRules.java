package dev.penstock.benefits;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
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
/// @param partTimeHours of two consecutive 12-month periods, for long-term part-time employees: the law asks for no
///   more than 500; null when that rule is not applied, see [PartTimeRule]
/// @param scenarios sets of rules that are tried one after the other in one pass, at most [#MOST_SCENARIOS] with
///   different names; null when there are only these rules
record EligibilityRules(
        @JsonProperty("minimum_tenure_months") Integer minimumTenureMonths,
        @JsonProperty("minimum_age") Integer minimumAge,
        @JsonProperty("minimum_hours") BigDecimal minimumHours,
        @JsonProperty("as_of") @Nullable String asOf,
        @JsonProperty("entry") EntryDate entry,
        @JsonProperty("rule_version") String ruleVersion,
        @JsonProperty("part_time_hours") @Nullable BigDecimal partTimeHours,
        @JsonProperty("scenarios") @Nullable List<EligibilityScenario> scenarios) {
    static final int MOST_SCENARIOS = 1000;

    private static final int LONGEST_VERSION = 200;

    EligibilityRules(
            @Nullable Integer minimumTenureMonths,
            @Nullable Integer minimumAge,
            @Nullable BigDecimal minimumHours,
            @Nullable String asOf,
            @Nullable EntryDate entry,
            @Nullable String ruleVersion,
            @Nullable BigDecimal partTimeHours,
            @Nullable List<EligibilityScenario> scenarios) {
        this.minimumTenureMonths = minimumTenureMonths == null ? 12 : minimumTenureMonths;
        this.minimumAge = minimumAge == null ? 21 : minimumAge;
        this.minimumHours = minimumHours == null ? BigDecimal.valueOf(1000) : minimumHours;
        this.asOf = asOf;
        this.entry = entry == null ? EntryDate.IMMEDIATE : entry;
        this.ruleVersion = ruleVersion == null ? "1" : ruleVersion;
        this.partTimeHours = partTimeHours;
        this.scenarios = scenarios == null ? null : List.copyOf(scenarios);
        check(this.minimumTenureMonths >= 0, "minimum_tenure_months", this.minimumTenureMonths);
        check(this.minimumAge >= 0, "minimum_age", this.minimumAge);
        check(this.minimumHours.signum() >= 0, "minimum_hours", this.minimumHours);
        if (this.ruleVersion.length() > LONGEST_VERSION) {
            throw new PenstockException(
                    ErrorCode.CONFIG, "rule_version is longer than " + LONGEST_VERSION + " characters");
        }
        date();
        if (partTimeHours != null) {
            check(partTimeHours.signum() >= 0, "part_time_hours", partTimeHours);
        }
        if (scenarios != null) {
            checkScenarios(scenarios);
            all();
        }
    }

    private static void checkScenarios(List<EligibilityScenario> scenarios) {
        if (scenarios.isEmpty() || scenarios.size() > MOST_SCENARIOS) {
            throw new PenstockException(ErrorCode.CONFIG, "scenarios has %d of them".formatted(scenarios.size()))
                    .hint("give 1 to %d, or leave the setting out".formatted(MOST_SCENARIOS));
        }
        var names = new HashSet<String>();
        for (EligibilityScenario scenario : scenarios) {
            if (!names.add(scenario.name())) {
                throw new PenstockException(
                        ErrorCode.CONFIG, "two scenarios have the name \"" + scenario.name() + "\"");
            }
        }
    }

    /// The sets of rules to be tried, in their order.
    List<EligibilityRules> all() {
        return scenarios == null ? List.of(this) : scenarios.stream().map(scenario -> scenario.within(this)).toList();
    }

    /// Whether any set of rules has that for long-term part-time employees.
    boolean looksAtPartTime() {
        return all().stream().anyMatch(rules -> rules.partTimeHours() != null);
    }

    /// The day on which the periods of long-term part-time employees end.
    ///
    /// @throws PenstockException with code CONFIG when there is none, or the rule is not in force yet
    LocalDate partTimeEnd() {
        LocalDate end = date();
        if (end == null || end.isBefore(PartTimeRule.FIRST_END)) {
            throw new PenstockException(
                            ErrorCode.CONFIG,
                            "part_time_hours is set, and as_of is "
                                    + (end == null ? "not" : end + ", before " + PartTimeRule.FIRST_END))
                    .hint(
                            "two periods of 500 hours count for plan years from 2025: set as_of to the last day of the"
                                    + " last period, or leave part_time_hours out");
        }
        return end;
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
