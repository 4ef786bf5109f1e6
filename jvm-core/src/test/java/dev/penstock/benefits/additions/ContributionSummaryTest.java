package dev.penstock.benefits.additions;

import static dev.penstock.benefits.additions.Account.money;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContributionSummaryTest {
    private static final String YEAR = "'start': '2024-01-01', 'end': '2024-12-31'";

    @RegisterExtension final TestMemory memory = new TestMemory();

    private Account account() {
        return Account.summarized(memory);
    }

    private static Rows summary(Account account, String settings) {
        return account.run("benefits.contribution_summary", settings, 100);
    }

    @Test
    void comparesHighlyCompensatedParticipantsWithOthers() {
        Rows rows =
                summary(
                        account()
                                .eligible("boss", 1L, "401k", true)
                                .eligible("clerk", 1L, "401k", false)
                                .eligible("idle", 1L, "401k", false)
                                .eligible("new", 1L, "401k", false)
                                .paid("boss", 1L, "2024-01-01", "2024-12-31", "400000")
                                .paid("clerk", 1L, "2024-01-01", "2024-12-31", "30000")
                                .paid("idle", 1L, "2024-01-01", "2024-12-31", "50000")
                                .gets("boss", 1L, "401k", "EE_PRETAX", "23000", "2024-02-01", "ER_MATCH")
                                .gets("boss", 1L, "401k", "CATCHUP_PRETAX", "7500", "2024-02-01", null)
                                .gets("boss", 1L, "401k", "ER_MATCH", "13800", "2024-02-01", null)
                                .gets("clerk", 1L, "401k", "EE_ROTH", "1000", "2024-12-31", null)
                                .gets("clerk", 1L, "401k", "EE_AFTER_TAX", "500", "2024-12-31", null)
                                .gets("clerk", 1L, "401k", "EE_ROTH", "9999", "2025-01-01", null)
                                .gets("clerk", 1L, "401k", "ROLLOVER", "9999", "2024-12-31", null)
                                .gets("stranger", 1L, "401k", "EE_ROTH", "9999", "2024-12-31", null),
                        YEAR);
        assertThat(rows.column("hce")).containsExactly(false, true);
        assertThat(rows.column("participants")).containsExactly(3L, 1L);
        assertThat(rows.column("contributing")).containsExactly(1L, 1L);
        assertThat(rows.column("without_compensation")).containsExactly(1L, 0L);
        assertThat(rows.column("compensation")).containsExactly(money("80000"), money("345000"));
        assertThat(rows.column("deferrals")).containsExactly(money("1000"), money("23000"));
        assertThat(rows.column("catch_up")).containsExactly(money("0"), money("7500"));
        assertThat(rows.column("match")).containsExactly(money("0"), money("13800"));
        // 3.33 % and 0 % of two; 23,000 of 345,000.
        assertThat(rows.column("deferral_percentage")).containsExactly(money("1.67"), money("6.67"));
        // 1.67 % and 0 %; 13,800 of 345,000.
        assertThat(rows.column("contribution_percentage")).containsExactly(money("0.84"), money("4.00"));
    }

    @Test
    void hasNoPercentageWithoutCompensation() {
        Rows rows = summary(account().eligible("p", 1L, "401k", null), YEAR);
        assertThat(rows.column("hce")).containsOnlyNulls();
        assertThat(rows.column("deferral_percentage")).containsOnlyNulls();
        assertThat(rows.column("contribution_percentage")).containsOnlyNulls();
        assertThat(rows.column("deferrals")).containsExactly(money("0"));
        assertThat(summary(account(), YEAR).rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void agreesWithTheObviousLoop(int batchRows) {
        for (long seed = 1; seed <= 40; seed++) {
            var random = new RandomValues(seed);
            Account account = account();
            for (int i = random.below(12); i > 0; i--) {
                for (String plan : List.of("b", "a")) {
                    if (random.below(3) > 0) {
                        account.eligible("p" + i, 1L, plan, random.oneOf(Arrays.asList(true, false, null)));
                    }
                }
                for (int row = random.below(4); row > 0; row--) {
                    account.paid("p" + i, 1L, "2024-01-01", "2024-0" + (1 + row) + "-28", random.below(90_000) + ".55");
                }
                for (int row = random.below(6); row > 0; row--) {
                    account.gets(
                            "p" + i,
                            1L,
                            random.oneOf(List.of("a", "b")),
                            random.oneOf(List.of("EE_PRETAX", "EE_ROTH", "ER_MATCH", "EE_AFTER_TAX", "ER_QNEC")),
                            random.below(9_000) + ".45",
                            "202" + (3 + random.below(2)) + "-06-30",
                            null);
                }
            }
            Rows rows = account.shuffled(seed).run("benefits.contribution_summary", YEAR, batchRows);
            assertThat(rows.rows().stream().map(row -> row.getFirst() + order(row.get(1))).toList())
                    .as("order, seed " + seed)
                    .isSorted();
            for (List<Object> row : rows.rows()) {
                assertThat(row.subList(rows.schema().indexOf("deferral_percentage"), row.size()))
                        .as("seed " + seed)
                        .isEqualTo(
                                Arrays.asList(
                                        percentage(account, row, List.of("EE_PRETAX", "EE_ROTH")),
                                        percentage(account, row, List.of("ER_MATCH", "EE_AFTER_TAX"))));
            }
        }
    }

    private static String order(Object hce) {
        return " " + List.of("false", "true", "null").indexOf(String.valueOf(hce));
    }

    private static BigDecimal percentage(Account account, List<Object> summary, List<String> types) {
        var ratios = new ArrayList<BigDecimal>();
        for (List<Object> eligible : account.rows("eligible")) {
            if (!eligible.get(2).equals(summary.get(0)) || !Objects.equals(eligible.get(3), summary.get(1))) {
                continue;
            }
            BigDecimal part = BigDecimal.ZERO;
            for (List<Object> row : account.rows("contributions")) {
                if (row.get(0).equals(eligible.get(0))
                        && row.get(2).equals(eligible.get(2))
                        && types.contains(row.get(3))
                        && (Long) row.get(5) >= Account.day("2024-01-01")) {
                    part = part.add((BigDecimal) row.get(4));
                }
            }
            BigDecimal paid = BigDecimal.ZERO;
            for (List<Object> row : account.rows("compensation")) {
                paid = row.get(0).equals(eligible.get(0)) ? paid.add((BigDecimal) row.get(4)) : paid;
            }
            if (paid.signum() > 0) {
                ratios.add(part.movePointRight(2).divide(paid.min(new BigDecimal(345_000)), 2, RoundingMode.HALF_UP));
            }
        }
        return ratios.isEmpty()
                ? null
                : ratios.stream()
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .divide(BigDecimal.valueOf(ratios.size()), 2, RoundingMode.HALF_UP);
    }

    @Test
    void refusesRowsThatNoSumCanHave() {
        Account twice = account().eligible("p", 1L, "k", true).eligible("p", 1L, "k", false);
        assertThatThrownBy(() -> summary(twice, YEAR))
                .hasMessage("rows 0 and 1 of eligible are of the same participant and plan");
        Account unknown =
                account().eligible("p", 1L, "k", true).gets("p", 1L, "k", "EE_ROTH", null, "2024-01-01", null);
        assertThatThrownBy(() -> summary(unknown, YEAR))
                .hasMessage("row 0 of contributions lacks its amount or its day")
                .extracting(e -> ((PenstockException) e).code())
                .isEqualTo(ErrorCode.SHAPE);
        Account unpaid = account().eligible("p", 1L, "k", true).paid("p", 1L, "2024-01-01", "2024-01-31", null);
        assertThatThrownBy(() -> summary(unpaid, YEAR)).hasMessage("row 0 of compensation lacks its amount");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'start': '2024-01-01'                      | end is missing",
                "'start': '2024-01-01', 'end': 'later'      | end is \"later\", which is no date",
                "'start': '2024-01-01', 'end': '2025-01-01' | the plan year from 2024-01-01 to 2025-01-01 is none",
                "'start': '2024-01-02', 'end': '2024-01-01' | the plan year from 2024-01-02 to 2024-01-01 is none",
            })
    void refusesYearsThatAreNone(String settings, String message) {
        assertThatThrownBy(() -> Account.configured("benefits.contribution_summary", settings))
                .hasMessage(message)
                .extracting(e -> ((PenstockException) e).code())
                .isEqualTo(ErrorCode.CONFIG);
    }

    @Test
    void refusesTablesThatDoNotFit() {
        var function = Account.configured("benefits.contribution_summary", YEAR);
        assertThatThrownBy(() ->
                        function.bind(
                                List.of(
                                        Account.CONTRIBUTIONS,
                                        Account.COMPENSATION,
                                        Account.schema("participant_id", Types.UTF8))))
                .hasMessage("column \"employer_group_id\" not found in eligible");
    }
}
