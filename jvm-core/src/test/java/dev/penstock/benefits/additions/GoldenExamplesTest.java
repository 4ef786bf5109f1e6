package dev.penstock.benefits.additions;

import static dev.penstock.benefits.additions.Account.money;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Worked examples, some of them published.
class GoldenExamplesTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private Account account() {
        return Account.of(memory);
    }

    private static Object value(Rows rows, String column) {
        assertThat(rows.count()).isEqualTo(1);
        return rows.column(column).getFirst();
    }

    private static void assertAmounts(Rows rows, String... columnsAndAmounts) {
        for (int i = 0; i < columnsAndAmounts.length; i += 2) {
            assertThat(value(rows, columnsAndAmounts[i]))
                    .as(columnsAndAmounts[i])
                    .isEqualTo(money(columnsAndAmounts[i + 1]));
        }
    }

    /// Events as "ACTION MONEY_TYPE amount", without those that move no money.
    private static List<String> moved(Rows events) {
        return IntStream.range(0, events.count())
                .filter(row -> !"NOTIFY".equals(events.column("action").get(row)))
                .mapToObj(row ->
                        "%s %s %s"
                                .formatted(
                                        events.column("action").get(row),
                                        events.column("money_type").get(row),
                                        events.column("amount").get(row)))
                .toList();
    }

    private Account a() {
        return account()
                .born("1967-03-01")
                .paid(2018, "150000")
                .matched("EE_PRETAX", "9000", "2018-12-31")
                .gets("EE_PRETAX", "15500", "2018-12-31")
                .gets("ER_MATCH", "4500", "2018-12-31")
                .gets("ER_NONELECTIVE", "20000", "2018-12-31")
                .gets("ER_SAFE_HARBOR", "20000", "2018-12-31");
    }

    /// Published by a benefits firm.
    @Test
    void aDistributesUnmatchedDeferralsBehindCatchUp() {
        Rows additions = a().additions("");
        assertAmounts(
                additions,
                "catch_up",
                "6000",
                "annual_additions",
                "63000",
                "annual_limit",
                "55000",
                "excess",
                "8000",
                "excess_deferral",
                "0");
        assertThat(value(additions, "status")).isEqualTo("exceeded");
        assertThat(value(additions, "age")).isEqualTo(51L);
        assertThat(moved(a().events("")))
                .containsExactly("RECLASSIFY_CATCHUP EE_PRETAX 6000.00", "DISTRIBUTE EE_PRETAX 8000.00");
    }

    private Account b() {
        return account()
                .limit(2015, "ANNUAL_ADDITIONS_415C", "53000")
                .limit(2015, "COMPENSATION_401A17", "265000")
                .limit(2015, "ELECTIVE_DEFERRALS_402G", "18000")
                .limit(2015, "CATCH_UP_50", "6000")
                .born("1967-06-15")
                .paid(2015, "100000")
                .matched("EE_PRETAX", "11000", "2015-06-30")
                .gets("EE_PRETAX", "7000", "2015-12-31")
                .gets("ER_MATCH", "11000", "2015-12-31")
                .gets("ER_NONELECTIVE", "35000", "2015-12-31");
    }

    /// IRS, Fixing common plan mistakes.
    @Test
    void bForfeitsTheMatchOfMatchedDeferrals() {
        Rows additions = b().additions("");
        assertAmounts(additions, "annual_additions", "64000", "annual_limit", "53000", "excess", "11000");
        assertThat(value(additions, "limits_version")).isEqualTo("test");
        Rows events = b().events("");
        assertThat(moved(events))
                .containsExactly(
                        "DISTRIBUTE EE_PRETAX 7000.00", "DISTRIBUTE EE_PRETAX 2000.00", "FORFEIT ER_MATCH 2000.00");
        assertThat(events.column("step")).containsExactly(2L, 4L, 4L);
    }

    /// The compensation is the example of an IRS issue snapshot.
    @Test
    void cProratesTheLimitsOfHalfAYear() {
        Rows additions =
                account()
                        .year("401k", "2018-01-01", "2018-06-30")
                        .born("1980-01-01")
                        .paid("p", 1L, "2018-01-01", "2018-06-30", "200000")
                        .gets("ER_NONELECTIVE", "27500.01", "2018-06-30")
                        .additions("");
        assertAmounts(
                additions,
                "dollar_limit",
                "27500",
                "counted_compensation",
                "137500",
                "compensation",
                "200000",
                "excess",
                "0.01");
    }

    @Test
    void dLimitsToCompensation() {
        Rows additions =
                account()
                        .born("1980-01-01")
                        .paid(2024, "40000")
                        .gets("ER_NONELECTIVE", "41000", "2024-05-01")
                        .additions("");
        assertAmounts(additions, "annual_limit", "40000", "excess", "1000", "dollar_limit", "69000");
    }

    @Test
    void eAddsThePlansOfAGroup() {
        Account account =
                account()
                        .born("1980-01-01")
                        .paid(2025, "200000")
                        .gets("p", 1L, "401k", "ER_NONELECTIVE", "40000", "2025-05-01", null)
                        .gets("p", 1L, "pension", "ER_NONELECTIVE", "35000", "2025-05-01", null);
        assertAmounts(account.additions(""), "annual_additions", "75000", "excess", "5000");
        assertThat(account.events("").column("plan_id")).containsExactly("401k");
    }

    @Test
    void fHasMoreRoomAtSixtyOneThanAtSixtyFour() {
        Rows at61 =
                account()
                        .born("1964-07-01")
                        .paid(2025, "200000")
                        .gets("EE_PRETAX", "34750", "2025-12-31")
                        .additions("");
        assertAmounts(at61, "catch_up", "11250", "excess_deferral", "0", "annual_additions", "23500");
        Rows at64 =
                account()
                        .born("1961-07-01")
                        .paid(2025, "200000")
                        .gets("EE_PRETAX", "34750", "2025-12-31")
                        .additions("");
        assertAmounts(at64, "catch_up", "7500", "excess_deferral", "3750", "annual_additions", "27250");
    }

    @Test
    void gTakesTheLimitOfTheEndAndTheCompensationOfTheBeginning() {
        Rows additions =
                account()
                        .year("401k", "2023-07-01", "2024-06-30")
                        .born("1980-01-01")
                        .paid("p", 1L, "2023-07-01", "2024-06-30", "400000")
                        .gets("ER_NONELECTIVE", "70000", "2023-08-01")
                        .additions("");
        assertAmounts(additions, "annual_limit", "69000", "counted_compensation", "330000", "excess", "1000");
    }

    @Test
    void hUsesTheRoomOnce() {
        Rows additions =
                account()
                        .born("1970-12-31")
                        .paid(2020, "300000")
                        .gets("EE_PRETAX", "26000", "2020-12-31")
                        .gets("ER_NONELECTIVE", "40000", "2020-12-31")
                        .additions("");
        assertAmounts(
                additions, "catch_up", "6500", "annual_additions", "59500", "annual_limit", "57000", "excess", "2500");
    }

    @Test
    void iMakesDeferralsCatchUpContributionsToKeepTheLimit() {
        Account account =
                account()
                        .born("1965-01-01")
                        .paid(2020, "285000")
                        .gets("EE_PRETAX", "19500", "2020-12-31")
                        .gets("ER_NONELECTIVE", "40000", "2020-12-31");
        Rows additions = account.additions("");
        assertAmounts(
                additions, "catch_up", "2500", "annual_additions", "57000", "annual_limit", "57000", "excess", "0");
        assertThat(value(additions, "status")).isEqualTo("ok");
        assertThat(moved(account.events(""))).containsExactly("RECLASSIFY_CATCHUP EE_PRETAX 2500.00");
    }
}
