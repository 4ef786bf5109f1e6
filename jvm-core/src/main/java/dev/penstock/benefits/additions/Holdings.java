package dev.penstock.benefits.additions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a participant's contributions of a limitation year come to, by plan, money type and match, in an order that
/// does not depend on that of the rows.
final class Holdings {
    /// Contributions of one kind. What is taken of them is gone.
    static final class Holding {
        private final int plan;
        private final MoneyType type;
        private final int matchedBy;
        private long cents;
        private long matchAtFirst;
        private long matchedAtFirst;

        Holding(int plan, MoneyType type, int matchedBy) {
            this.plan = plan;
            this.type = type;
            this.matchedBy = matchedBy;
        }

        int plan() {
            return plan;
        }

        MoneyType type() {
            return type;
        }

        boolean isMatched() {
            return matchedBy != MoneyTypes.NONE;
        }

        long cents() {
            return cents;
        }

        /// Before anything was taken, [#matchedAtFirst] cents of this and its like had so many cents of match.
        long matchAtFirst() {
            return matchAtFirst;
        }

        long matchedAtFirst() {
            return matchedAtFirst;
        }

        /// Takes up to `most` cents, and says how many.
        long take(long most) {
            long taken = Math.min(most, cents);
            cents -= taken;
            return taken;
        }
    }

    private final List<Holding> holdings = new ArrayList<>();

    Holdings(Ledger ledger, Deferrals deferrals, LimitationYear year, int[] planRanks) {
        for (int row = 0; row < ledger.rows(); row++) {
            if (!year.contains(ledger.day(row))) {
                continue;
            }
            MoneyType type = ledger.type(row);
            if (type.counts()) {
                boolean own = type.role() == MoneyType.Role.DEFERRAL || type.role() == MoneyType.Role.AFTER_TAX;
                add(ledger.plan(row), type, own ? ledger.matchedBy(row) : MoneyTypes.NONE, ledger.cents(row));
            } else if (deferrals.relabelled(row) > 0) {
                add(ledger.plan(row), type.relabelled(), MoneyTypes.NONE, deferrals.relabelled(row));
            }
        }
        holdings.sort(
                Comparator.<Holding>comparingInt(holding -> planRanks[holding.plan])
                        .thenComparing(Holding::type)
                        .thenComparingInt(holding -> holding.matchedBy));
        for (Holding holding : holdings) {
            Holding match = match(holding);
            holding.matchAtFirst = match == null ? 0 : match.cents;
            holding.matchedAtFirst = matchedWith(holding);
        }
    }

    private void add(int plan, MoneyType type, int matchedBy, long cents) {
        for (Holding holding : holdings) {
            if (holding.plan == plan && holding.type == type && holding.matchedBy == matchedBy) {
                holding.cents = Cents.add(holding.cents, cents);
                return;
            }
        }
        var holding = new Holding(plan, type, matchedBy);
        holding.cents = cents;
        holdings.add(holding);
    }

    List<Holding> all() {
        return holdings;
    }

    private static boolean isMatchOf(Holding match, Holding holding) {
        return holding.isMatched() && match.plan == holding.plan && match.type.code() == holding.matchedBy;
    }

    /// All that has the same match.
    private long matchedWith(Holding holding) {
        long matched = 0;
        for (Holding other : holdings) {
            if (other.isMatched() && other.plan == holding.plan && other.matchedBy == holding.matchedBy) {
                matched = Cents.add(matched, other.cents);
            }
        }
        return matched;
    }

    /// The contributions that match `holding`; null when there are none.
    @Nullable Holding match(Holding holding) {
        for (Holding other : holdings) {
            if (isMatchOf(other, holding)) {
                return other;
            }
        }
        return null;
    }
}
