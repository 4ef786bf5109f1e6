package dev.penstock.benefits.additions;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.time.LocalDate;
import java.util.Arrays;

/// The contributions of one participant in one employer group, by day. It is filled for one after the other.
///
/// Row `i` has a day, cents, a money type, the type that matches it, and a plan. Reversals are taken off what they
/// reverse.
final class Ledger {
    private static final int FIRST_ROWS = 64;

    private final Records records;
    private int participant;
    private int group;
    private int rows;
    private boolean lacksDay;
    private boolean lacksAmount;
    private long[] keys = new long[FIRST_ROWS];
    private long[] addresses = new long[FIRST_ROWS];
    private long[] cents = new long[FIRST_ROWS];
    private int[] years = new int[FIRST_ROWS];

    // The year of the last day that was looked at: days of one year come one after the other.
    private int yearFirst = 1;
    private int yearEnd;
    private int year;

    Ledger(Contributions contributions) {
        records = contributions.records();
    }

    /// @throws PenstockException with code SHAPE for a reversal without the original
    void fill(int ofParticipant, int ofGroup) {
        participant = ofParticipant;
        group = ofGroup;
        rows = 0;
        lacksDay = false;
        lacksAmount = false;
        int first = records.first(ofParticipant);
        int end = records.end(ofParticipant);
        grow(end - first);
        boolean reverses = false;
        int found = 0;
        for (int place = first; place < end; place++) {
            long address = records.address(records.row(place));
            if (Contributions.group(address) != ofGroup) {
                continue;
            }
            lacksAmount |= Contributions.amountIsNull(address);
            if (Contributions.cents(address) < 0) {
                reverses = true;
            } else if (Contributions.day(address) == Contributions.NO_DAY) {
                lacksDay = true;
            } else {
                keys[found++] = (long) Contributions.day(address) << 32 | place;
            }
        }
        Arrays.sort(keys, 0, found);
        for (int i = 0; i < found; i++) {
            addresses[i] = records.address(records.row((int) keys[i]));
            cents[i] = Contributions.cents(addresses[i]);
            years[i] = yearOf(day(i));
        }
        rows = found;
        if (reverses) {
            reverse(first, end);
        }
    }

    private void grow(int count) {
        if (count > keys.length) {
            keys = new long[2 * count];
            addresses = new long[2 * count];
            cents = new long[2 * count];
            years = new int[2 * count];
        }
    }

    private int yearOf(int day) {
        if (day < yearFirst || day >= yearEnd) {
            year = LocalDate.ofEpochDay(day).getYear();
            yearFirst = (int) LocalDate.of(year, 1, 1).toEpochDay();
            yearEnd = (int) LocalDate.of(year + 1, 1, 1).toEpochDay();
        }
        return year;
    }

    private void reverse(int first, int end) {
        for (int place = first; place < end; place++) {
            int row = records.row(place);
            long address = records.address(row);
            if (Contributions.group(address) == group && Contributions.cents(address) < 0) {
                int original = original(address);
                if (original < 0 || cents[original] + Contributions.cents(address) < 0) {
                    throw new PenstockException(
                                    ErrorCode.SHAPE,
                                    "the reversal in row %d of %s takes back %s"
                                            .formatted(
                                                    row,
                                                    Contributions.TABLE,
                                                    original < 0 ? "what is not there" : "more than there is"))
                            .column("reversal_of")
                            .hint(
                                    "it must name a contribution of the same participant, group, plan, money type and"
                                            + " day, and take back no more than all of it");
                }
                cents[original] += Contributions.cents(address);
            }
        }
    }

    private int original(long reversal) {
        for (int i = 0; i < rows; i++) {
            long address = addresses[i];
            if (Contributions.ownId(address) == Contributions.reversedId(reversal)
                    && Contributions.plan(address) == Contributions.plan(reversal)
                    && Contributions.moneyType(address) == Contributions.moneyType(reversal)
                    && Contributions.day(address) == Contributions.day(reversal)) {
                return i;
            }
        }
        return -1;
    }

    /// Puts rows of the same day in an order that does not depend on that of the table.
    ///
    /// @param planRanks places of the plans in the order of their ids
    void orderDays(int[] planRanks) {
        for (int i = 1; i < rows; i++) {
            for (int j = i; j > 0 && day(j - 1) == day(j) && compare(j - 1, j, planRanks) > 0; j--) {
                swap(keys, j);
                swap(addresses, j);
                swap(cents, j);
            }
        }
    }

    private int compare(int a, int b, int[] planRanks) {
        int order = Integer.compare(planRanks[plan(a)], planRanks[plan(b)]);
        order = order != 0 ? order : type(a).compareTo(type(b));
        order = order != 0 ? order : Integer.compare(matchedBy(a), matchedBy(b));
        return order != 0 ? order : Long.compare(cents[a], cents[b]);
    }

    /// Swaps a value and the one before.
    private static void swap(long[] values, int index) {
        long value = values[index];
        values[index] = values[index - 1];
        values[index - 1] = value;
    }

    int participant() {
        return participant;
    }

    int group() {
        return group;
    }

    int rows() {
        return rows;
    }

    /// Why nothing can be said about these contributions; empty when something can.
    String unknown() {
        if (lacksAmount) {
            return "an amount is missing";
        }
        return lacksDay ? "credited_for is missing" : "";
    }

    int day(int row) {
        return (int) (keys[row] >> 32);
    }

    /// The calendar year of the day.
    int year(int row) {
        return years[row];
    }

    long cents(int row) {
        return cents[row];
    }

    MoneyType type(int row) {
        return MoneyType.of(Contributions.moneyType(addresses[row]));
    }

    /// The code of the type that matches the row, or [MoneyTypes#NONE].
    int matchedBy(int row) {
        return Contributions.matchedBy(addresses[row]);
    }

    int plan(int row) {
        return Contributions.plan(addresses[row]);
    }
}
