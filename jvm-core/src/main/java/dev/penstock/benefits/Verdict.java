package dev.penstock.benefits;

/// What the rules say of one participant, in seven bits: two for each rule (true, known) and one for being active. Null
/// follows SQL: false and null is false, true and null is null.
final class Verdict {
    static final int TENURE = 0;
    static final int AGE = 2;
    static final int HOURS = 4;

    private static final int TRUE = 1;
    private static final int KNOWN = 2;
    private static final int ACTIVE = 64;

    private Verdict() {}

    /// The bits of a rule whose answer is known.
    static int known(int rule, boolean holds) {
        return (holds ? TRUE | KNOWN : KNOWN) << rule;
    }

    static int active() {
        return ACTIVE;
    }

    static boolean isActive(int verdict) {
        return (verdict & ACTIVE) != 0;
    }

    static boolean isKnown(int verdict, int rule) {
        return (verdict >>> rule & KNOWN) != 0;
    }

    static boolean isTrue(int verdict, int rule) {
        return (verdict >>> rule & TRUE) != 0;
    }

    static boolean isFalse(int verdict, int rule) {
        return (verdict >>> rule & (TRUE | KNOWN)) == KNOWN;
    }

    /// Whether all rules hold.
    static boolean allTrue(int verdict) {
        return isTrue(verdict, TENURE) && isTrue(verdict, AGE) && isTrue(verdict, HOURS);
    }

    /// Whether a rule is known not to hold.
    static boolean anyFalse(int verdict) {
        return isFalse(verdict, TENURE) || isFalse(verdict, AGE) || isFalse(verdict, HOURS);
    }
}
