package dev.penstock.benefits.additions;

import static dev.penstock.benefits.additions.Account.money;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Laws of annual additions and their correction, over random accounts.
class RandomAccountsTest {
    private static final int SEEDS = 120;

    @RegisterExtension final TestMemory memory = new TestMemory();

    private static final List<String> COMPARED =
            List.of(
                    "participant_id",
                    "employer_group_id",
                    "limitation_year_end",
                    "annual_limit",
                    "annual_additions",
                    "catch_up",
                    "excess",
                    "excess_deferral",
                    "catch_up_over_limit",
                    "status");

    private static List<List<Object>> compared(Rows rows) {
        var compared = new ArrayList<List<Object>>();
        for (List<Object> row : rows.rows()) {
            var values = new ArrayList<Object>();
            COMPARED.forEach(name -> values.add(row.get(rows.schema().indexOf(name))));
            compared.add(values);
        }
        return compared;
    }

    @ParameterizedTest(name = "years of their own: {0}")
    @ValueSource(booleans = {false, true})
    void additionsAreThoseOfTheSlowReference(boolean years) {
        int seen = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Account account = RandomAccounts.of(memory, seed, years);
            List<List<Object>> expected = ReferenceAdditions.of(account);
            assertThat(compared(account.additions(""))).as("seed " + seed).isEqualTo(expected);
            seen += (int) expected.stream().filter(row -> "exceeded".equals(row.getLast())).count();
        }
        assertThat(seen).as("outcomes above the limit").isGreaterThan(SEEDS / 2);
    }

    @ParameterizedTest(name = "years of their own: {0}")
    @ValueSource(booleans = {false, true})
    void theOrderOfRowsAndTheSizeOfBatchesChangeNothing(boolean years) {
        for (long seed = 1; seed <= SEEDS / 3; seed++) {
            Account account = RandomAccounts.of(memory, seed, years);
            Rows additions = account.additions("");
            Rows events = account.events("");
            assertThat(account.events("").rows()).as("once more, seed " + seed).isEqualTo(events.rows());
            account.shuffled(seed);
            assertThat(account.additions("").rows()).as("seed " + seed).isEqualTo(additions.rows());
            assertThat(account.run("benefits.corrective_events_415c", "", 3).rows())
                    .as("seed " + seed)
                    .isEqualTo(events.rows());
        }
    }

    /// Amounts of events of some actions by participant, group and year.
    private static Map<List<Object>, BigDecimal> taken(Rows events) {
        var taken = new HashMap<List<Object>, BigDecimal>();
        for (int row = 0; row < events.count(); row++) {
            Object action = events.column("action").get(row);
            boolean left = String.valueOf(events.column("reason").get(row)).endsWith("that no step takes back");
            if ("DISTRIBUTE".equals(action) || "FORFEIT".equals(action) || left) {
                taken.merge(
                        List.of(
                                events.column("participant_id").get(row),
                                events.column("employer_group_id").get(row),
                                events.column("limitation_year_end").get(row)),
                        (BigDecimal) events.column("amount").get(row),
                        BigDecimal::add);
            }
        }
        return taken;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "'correction_order': ['nonelective', 'unmatched_deferrals', 'employer']",
                "'correction_order': ['employer', 'matched_deferrals', 'matched_after_tax']",
                "'correction_order': []"
            })
    void eventsAddUpToTheExcess(String order) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Account account = RandomAccounts.of(memory, seed, seed % 2 == 0);
            Rows additions = account.additions(order);
            var expected = new HashMap<List<Object>, BigDecimal>();
            for (List<Object> row : compared(additions)) {
                if (row.get(6) instanceof BigDecimal excess && excess.signum() > 0) {
                    // Two limitation years of a group can end on one day.
                    expected.merge(row.subList(0, 3), excess, BigDecimal::add);
                }
            }
            Rows events = account.events("'participant_ids': 'plain'" + (order.isEmpty() ? "" : ", " + order));
            assertThat(taken(events)).as("seed " + seed).isEqualTo(expected);
            assertThat(new HashSet<>(events.column("event_id"))).as("seed " + seed).hasSize(events.count());
            for (Object amount : events.column("amount")) {
                assertThat(amount == null || ((BigDecimal) amount).signum() > 0).as("seed " + seed).isTrue();
            }
        }
    }

    @ParameterizedTest(name = "seeds from {0}")
    @ValueSource(longs = {1, 1_000_001})
    void whoeverDoesWhatEventsSayKeepsTheLimit(long from) {
        int corrected = 0;
        for (long seed = from; seed < from + SEEDS; seed++) {
            Account account = RandomAccounts.of(memory, seed, false);
            List<List<Object>> before = compared(account.additions(""));
            Rows events = account.events("'participant_ids': 'plain'");
            var left = new HashSet<List<Object>>();
            for (int row = 0; row < events.count(); row++) {
                carryOut(account, events, row, left);
            }
            List<List<Object>> after = compared(account.additions(""));
            assertThat(after).hasSameSizeAs(before);
            for (int row = 0; row < after.size(); row++) {
                if (before.get(row).get(6) instanceof BigDecimal excess
                        && !left.contains(before.get(row).subList(0, 3))) {
                    BigDecimal expected = ((BigDecimal) before.get(row).get(4)).subtract(excess);
                    assertThat(after.get(row).get(4)).as("additions, seed " + seed).isEqualTo(expected);
                    assertThat(after.get(row).get(6)).as("excess, seed " + seed).isEqualTo(money("0"));
                    if (excess.signum() > 0) {
                        assertThat(expected).as("seed " + seed).isEqualTo(before.get(row).get(3));
                        corrected++;
                    }
                }
            }
        }
        assertThat(corrected).isGreaterThan(SEEDS / 2);
    }

    /// Takes an event's money out of the account. A catch-up contribution takes the place of what is reclassified.
    private static void carryOut(Account account, Rows events, int event, HashSet<List<Object>> left) {
        Object type = events.column("money_type").get(event);
        List<Object> whose =
                List.of(
                        events.column("participant_id").get(event),
                        events.column("employer_group_id").get(event),
                        events.column("limitation_year_end").get(event));
        if (type == null) {
            if (String.valueOf(events.column("reason").get(event)).endsWith("that no step takes back")) {
                left.add(whose);
            }
            return;
        }
        BigDecimal due = (BigDecimal) events.column("amount").get(event);
        int year = LocalDate.ofEpochDay((Long) whose.get(2)).getYear();
        String delivered = "EE_ROTH".equals(type) ? "CATCHUP_ROTH" : "CATCHUP_PRETAX";
        List<List<Object>> rows = account.rows("contributions");
        // What has become a deferral because there was no room was delivered as a catch-up contribution.
        for (Object taken : List.of(type, delivered)) {
            for (int i = rows.size() - 1; i >= 0 && due.signum() > 0; i--) {
                List<Object> row = rows.get(i);
                if (row.get(0).equals(whose.get(0))
                        && row.get(1).equals(whose.get(1))
                        && row.get(2).equals(events.column("plan_id").get(event))
                        && row.get(3).equals(taken)
                        && LocalDate.ofEpochDay((Long) row.get(5)).getYear() == year) {
                    BigDecimal part = due.min((BigDecimal) row.get(4));
                    var less = new ArrayList<>(row);
                    less.set(4, ((BigDecimal) row.get(4)).subtract(part));
                    rows.set(i, less);
                    due = due.subtract(part);
                    if ("RECLASSIFY_CATCHUP".equals(events.column("action").get(event))) {
                        var caughtUp = new ArrayList<>(row);
                        caughtUp.set(3, delivered);
                        caughtUp.set(4, part);
                        caughtUp.set(6, null);
                        rows.add(caughtUp);
                    }
                }
            }
        }
        assertThat(due).as("what the account lacks of an event").isEqualByComparingTo(BigDecimal.ZERO);
    }
}
