package dev.penstock.benefits.additions;

/// The sources of money in an account. Whether one is an annual addition follows section 415(c)(2) and Treas. Reg.
/// section 1.415(c)-1(b).
enum MoneyType {
    EE_PRETAX(Role.DEFERRAL),
    EE_ROTH(Role.DEFERRAL),
    EE_AFTER_TAX(Role.AFTER_TAX),
    ER_MATCH(Role.EMPLOYER),
    ER_NONELECTIVE(Role.EMPLOYER),
    ER_SAFE_HARBOR(Role.EMPLOYER),
    ER_QNEC(Role.EMPLOYER),
    ER_QMAC(Role.EMPLOYER),
    FORFEITURE(Role.EMPLOYER),
    /// Contributions to a medical account under section 415(l); nothing corrects them.
    MEDICAL_415L(Role.MEDICAL),
    CATCHUP_PRETAX(Role.CATCH_UP),
    CATCHUP_ROTH(Role.CATCH_UP),
    ROLLOVER(Role.NONE),
    TRANSFER(Role.NONE),
    LOAN_REPAYMENT(Role.NONE),
    /// Section 1.415(c)-1(b)(2)(ii)(C).
    RESTORATIVE(Role.NONE),
    EARNINGS(Role.NONE),
    /// Deferrals above section 402(g) that were paid out in time.
    EXCESS_DEFERRAL_DISTRIBUTED(Role.NONE);

    /// What a source is to the rules.
    enum Role {
        DEFERRAL,
        AFTER_TAX,
        EMPLOYER,
        MEDICAL,
        CATCH_UP,
        NONE
    }

    private static final MoneyType[] ALL = values();

    private final Role role;

    MoneyType(Role role) {
        this.role = role;
    }

    /// The type with this [#code()].
    static MoneyType of(int code) {
        return ALL[code];
    }

    /// A number that stands for the type in packed rows, for as long as a query runs.
    @SuppressWarnings("EnumOrdinal") // it is written nowhere, so the order of the types may change
    byte code() {
        return (byte) ordinal();
    }

    Role role() {
        return role;
    }

    /// Whether it is an annual addition.
    boolean counts() {
        return role != Role.CATCH_UP && role != Role.NONE;
    }

    /// Whether it can match what participants contribute.
    boolean matches() {
        return this == ER_MATCH || this == ER_SAFE_HARBOR || this == ER_QMAC;
    }

    /// What a catch-up contribution is once it turns out to be more than the room: a deferral.
    MoneyType relabelled() {
        return this == CATCHUP_ROTH ? EE_ROTH : EE_PRETAX;
    }
}
