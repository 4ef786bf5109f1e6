package dev.penstock.benefits.additions;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.security.Pseudonym;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules of a plan's annual additions.
///
/// @param inputs the names of the inputs in their order; `contributions`, `compensation`, `participants` by default
/// @param nearPercent of the limit from which on the status is `near`, with at most two places; 95 by default
/// @param fractionalMonths how a short limitation year is counted; `exact` by default
/// @param planDeferralLimit dollars: what the plan lets participants defer in a calendar year, if that is less than the
///   law does
/// @param correctionOrder the steps that may be taken and their order; by default that of EPCRS (Rev. Proc. 2021-30,
///   section 6.06(2))
/// @param moneyTypes further names of money types, such as `{"PS": "ER_NONELECTIVE"}`
/// @param participantIds how corrective events name participants; `hashed` by default
/// @param participantKeyId the id of the key of `keyed` names; `1` by default
/// @param createdAt the moment (ISO 8601, UTC) that corrective events show; null when there is none
/// @param ruleVersion shown in answers, `1` by default
record AdditionsRules(
        @JsonProperty("inputs") @Nullable List<String> inputs,
        @JsonProperty("near_percent") BigDecimal nearPercent,
        @JsonProperty("fractional_months") FractionalMonths fractionalMonths,
        @JsonProperty("plan_deferral_limit") @Nullable BigDecimal planDeferralLimit,
        @JsonProperty("correction_order") List<CorrectionStep> correctionOrder,
        @JsonProperty("money_types") Map<String, MoneyType> moneyTypes,
        @JsonProperty("participant_ids") ParticipantIds participantIds,
        @JsonProperty("participant_key_id") String participantKeyId,
        @JsonProperty("created_at") @Nullable String createdAt,
        @JsonProperty("rule_version") String ruleVersion) {
    private static final int LONGEST_VERSION = 200;

    private static final List<CorrectionStep> EPCRS =
            List.of(
                    CorrectionStep.UNMATCHED_AFTER_TAX,
                    CorrectionStep.UNMATCHED_DEFERRALS,
                    CorrectionStep.MATCHED_AFTER_TAX,
                    CorrectionStep.MATCHED_DEFERRALS,
                    CorrectionStep.EMPLOYER);

    /// How corrective events name participants.
    enum ParticipantIds {
        /// By the SHA-256 of the id, in hexadecimal digits. Whoever can guess ids can undo it.
        HASHED,
        /// By the pseudonym of the id, of the field `participant_id`, under a key; then no fingerprint of events can be
        /// made without the key either.
        KEYED,
        /// By the id.
        PLAIN
    }

    AdditionsRules(
            @Nullable List<String> inputs,
            @Nullable BigDecimal nearPercent,
            @Nullable FractionalMonths fractionalMonths,
            @Nullable BigDecimal planDeferralLimit,
            @Nullable List<CorrectionStep> correctionOrder,
            @Nullable Map<String, MoneyType> moneyTypes,
            @Nullable ParticipantIds participantIds,
            @Nullable String participantKeyId,
            @Nullable String createdAt,
            @Nullable String ruleVersion) {
        this.inputs = inputs;
        this.nearPercent = nearPercent == null ? BigDecimal.valueOf(95) : nearPercent;
        this.fractionalMonths = fractionalMonths == null ? FractionalMonths.EXACT : fractionalMonths;
        this.planDeferralLimit = planDeferralLimit;
        this.correctionOrder = correctionOrder == null ? EPCRS : List.copyOf(correctionOrder);
        this.moneyTypes = moneyTypes == null ? Map.of() : Map.copyOf(moneyTypes);
        this.participantIds = participantIds == null ? ParticipantIds.HASHED : participantIds;
        this.participantKeyId = participantKeyId == null ? "1" : participantKeyId;
        this.createdAt = createdAt;
        this.ruleVersion = ruleVersion == null ? "1" : ruleVersion;
        BigDecimal percent = this.nearPercent;
        if (percent.signum() < 0
                || percent.compareTo(BigDecimal.valueOf(100)) > 0
                || percent.stripTrailingZeros().scale() > 2) {
            throw new PenstockException(
                            ErrorCode.CONFIG, "near_percent is " + percent.toPlainString() + ", which is no percentage")
                    .hint("give a number from 0 to 100 with at most two places");
        }
        if (planDeferralLimit != null) {
            Cents.of(planDeferralLimit, "plan_deferral_limit");
        }
        if (this.ruleVersion.length() > LONGEST_VERSION) {
            throw new PenstockException(
                    ErrorCode.CONFIG, "rule_version is longer than " + LONGEST_VERSION + " characters");
        }
        if (new HashSet<>(this.correctionOrder).size() < this.correctionOrder.size()) {
            throw new PenstockException(ErrorCode.CONFIG, "correction_order names a step twice");
        }
        created();
    }

    /// A fingerprint of inputs, as events show it.
    String shown(String fingerprint) {
        return participantIds == ParticipantIds.KEYED
                ? Pseudonym.of(fingerprint, "inputs_fingerprint", participantKeyId)
                : fingerprint;
    }

    /// [#nearPercent] in hundredths of a percent.
    int nearHundredths() {
        return nearPercent.movePointRight(2).intValueExact();
    }

    /// What the plan lets participants defer, in cents; more than anything when it says nothing.
    long planDeferralCents() {
        return planDeferralLimit == null ? Long.MAX_VALUE : Cents.of(planDeferralLimit, "plan_deferral_limit");
    }

    /// The moment that events show; null when there is none.
    @Nullable Instant created() {
        if (createdAt == null) {
            return null;
        }
        try {
            return Instant.parse(createdAt);
        } catch (DateTimeParseException e) {
            throw noMoment(createdAt, e);
        }
    }

    private static PenstockException noMoment(String text, DateTimeException cause) {
        return new PenstockException(ErrorCode.CONFIG, "created_at is \"" + text + "\", which is no moment", cause)
                .hint("write it as in 2026-12-31T12:00:00Z");
    }
}
