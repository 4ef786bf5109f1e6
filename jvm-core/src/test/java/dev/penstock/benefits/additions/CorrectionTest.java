package dev.penstock.benefits.additions;

import static dev.penstock.benefits.additions.Account.money;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Steps of correction, one by one.
class CorrectionTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    /// 10.01 above a limit of 20,000.
    private Account account() {
        return Account.of(memory)
                .born("1984-01-01")
                .paid(2024, "20000")
                .matched("EE_PRETAX", "6000.00", "2024-03-01")
                .gets("ER_MATCH", "2000.01", "2024-03-01")
                .gets("ER_NONELECTIVE", "12010.00", "2024-12-31");
    }

    private static List<String> lines(Rows events) {
        return IntStream.range(0, events.count())
                .mapToObj(row ->
                        "%s %s %s %s"
                                .formatted(
                                        events.column("step").get(row),
                                        events.column("action").get(row),
                                        events.column("money_type").get(row),
                                        events.column("amount").get(row)))
                .toList();
    }

    @Test
    void cutsTheMatchToCentsAndLeavesTheRestToTheContribution() {
        // 1,001 x 200,001 / 800,001 cents are 250.25.
        assertThat(lines(account().events("")))
                .containsExactly("4 DISTRIBUTE EE_PRETAX 7.51", "4 FORFEIT ER_MATCH 2.50");
    }

    @Test
    void takesAfterTaxContributionsFirst() {
        Account account =
                account()
                        .gets("EE_AFTER_TAX", "4.00", "2024-01-01")
                        .gets("EE_ROTH", "3.00", "2024-01-01")
                        .matched("EE_AFTER_TAX", "0.30", "2024-01-01");
        assertThat(lines(account.events("")))
                .startsWith(
                        "1 DISTRIBUTE EE_AFTER_TAX 4.00",
                        "2 DISTRIBUTE EE_ROTH 3.00",
                        "3 DISTRIBUTE EE_AFTER_TAX 0.30",
                        "3 FORFEIT ER_MATCH 0.09",
                        "4 DISTRIBUTE EE_PRETAX 7.45");
    }

    @Test
    void takesTheStepsOfAPlansOwnOrder() {
        assertThat(lines(account().events("'correction_order': ['nonelective', 'matched_deferrals']")))
                .containsExactly("1 FORFEIT ER_NONELECTIVE 10.01");
        assertThat(lines(account().events("'correction_order': ['unmatched_deferrals', 'employer']")))
                .containsExactly("2 FORFEIT ER_MATCH 10.01");
    }

    @Test
    void tellsWhatNoStepTakesBack() {
        assertThat(lines(account().events("'correction_order': ['unmatched_deferrals']")))
                .containsExactly("0 NOTIFY null 10.01");
        Account medical =
                Account.of(memory).born("1984-01-01").paid(2024, "100").gets("MEDICAL_415L", "101", "2024-03-01");
        assertThat(lines(medical.events(""))).containsExactly("0 NOTIFY null 1.00");
    }

    @Test
    void tellsHowMuchIsLeftNearTheLimit() {
        Account near = Account.of(memory).born("1984-01-01").paid(2024, "100").gets("ER_QNEC", "96", "2024-03-01");
        Rows events = near.events("");
        assertThat(lines(events)).containsExactly("0 NOTIFY null 4.00");
        assertThat(events.column("reason")).containsExactly("near the limit");
        assertThat(events.column("earnings")).containsExactly((Object) null);
        assertThat(near.gets("ER_QNEC", "-0.00", "2024-03-01").additions("").column("annual_additions"))
                .containsExactly(money("96"));
    }

    @Test
    void takesAsMuchMatchAsIsLeft() {
        // The employer's part goes first here, so less match is left than the rate would ask for.
        Account account =
                Account.of(memory)
                        .born("1984-01-01")
                        .paid(2024, "100")
                        .matched("EE_PRETAX", "150.00", "2024-03-01")
                        .gets("ER_MATCH", "75.00", "2024-03-01");
        assertThat(lines(account.events("'correction_order': ['employer', 'matched_deferrals']")))
                .containsExactly("1 FORFEIT ER_MATCH 75.00", "2 DISTRIBUTE EE_PRETAX 50.00");
    }
}
