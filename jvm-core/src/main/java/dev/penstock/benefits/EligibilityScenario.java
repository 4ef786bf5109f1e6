package dev.penstock.benefits;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// One of several sets of rules that are tried on the same participants. What it leaves out is as in the rules around
/// it; see [EligibilityRules].
///
/// @param name shown in the answer
record EligibilityScenario(
        @JsonProperty("name") String name,
        @JsonProperty("minimum_tenure_months") @Nullable Integer minimumTenureMonths,
        @JsonProperty("minimum_age") @Nullable Integer minimumAge,
        @JsonProperty("minimum_hours") @Nullable BigDecimal minimumHours,
        @JsonProperty("as_of") @Nullable String asOf,
        @JsonProperty("entry") @Nullable EntryDate entry,
        @JsonProperty("rule_version") @Nullable String ruleVersion,
        @JsonProperty("part_time_hours") @Nullable BigDecimal partTimeHours) {
    private static final int LONGEST_NAME = 200;

    @SuppressWarnings("ConstantValue") // JSON may lack it
    EligibilityScenario {
        if (name == null || name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new PenstockException(
                    ErrorCode.CONFIG, "a scenario needs a name of 1 to " + LONGEST_NAME + " characters");
        }
    }

    /// Its rules among others.
    EligibilityRules within(EligibilityRules rules) {
        return new EligibilityRules(
                minimumTenureMonths == null ? rules.minimumTenureMonths() : minimumTenureMonths,
                minimumAge == null ? rules.minimumAge() : minimumAge,
                minimumHours == null ? rules.minimumHours() : minimumHours,
                asOf == null ? rules.asOf() : asOf,
                entry == null ? rules.entry() : entry,
                ruleVersion == null ? rules.ruleVersion() : ruleVersion,
                partTimeHours == null ? rules.partTimeHours() : partTimeHours,
                null);
    }
}
