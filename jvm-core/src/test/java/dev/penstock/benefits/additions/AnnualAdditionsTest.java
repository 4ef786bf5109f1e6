package dev.penstock.benefits.additions;

import static dev.penstock.benefits.additions.Account.money;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnnualAdditionsTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private Account account() {
        return Account.of(memory);
    }

    /// Somebody of 40 who was paid 200,000 in 2024.
    private Account plain() {
        return account().born("1984-05-05").paid(2024, "200000");
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code, String message) {
        assertThatThrownBy(call)
                .hasMessageContaining(message)
                .extracting(e -> ((PenstockException) e).code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(MoneyType.class)
    void countsWhatTheLawCounts(MoneyType type) {
        boolean counts =
                List.of(
                                "EE_PRETAX",
                                "EE_ROTH",
                                "EE_AFTER_TAX",
                                "ER_MATCH",
                                "ER_NONELECTIVE",
                                "ER_SAFE_HARBOR",
                                "ER_QNEC",
                                "ER_QMAC",
                                "FORFEITURE",
                                "MEDICAL_415L")
                        .contains(type.name());
        Rows rows =
                account().born("1974-12-31").paid(2024, "200000").gets(type.name(), "1000", "2024-03-01").additions("");
        assertThat(rows.column("annual_additions")).containsExactly(money(counts ? "1000" : "0"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "65549.99, ok",
        "65550.00, near",
        "69000.00, near",
        "69000.01, exceeded",
        "0.00, ok",
    })
    void isNearFromNinetyFivePercentOn(String amount, String status) {
        Rows rows = plain().gets("ER_NONELECTIVE", amount, "2024-12-31").additions("");
        assertThat(rows.column("status")).containsExactly(status);
    }

    @Test
    void isNearFromASettingOn() {
        Account account = plain().gets("ER_NONELECTIVE", "34500", "2024-01-01");
        assertThat(account.additions("'near_percent': 50").column("status")).containsExactly("near");
        assertThat(account.additions("'near_percent': 50.01").column("status")).containsExactly("ok");
    }

    @ParameterizedTest(name = "born {0}: {1} of room in 2025")
    @CsvSource({
        "1976-01-01, 0",
        "1975-12-31, 7500",
        "1966-01-01, 7500",
        "1965-12-31, 11250",
        "1962-01-01, 11250",
        "1961-12-31, 7500",
    })
    void givesRoomByTheAgeAtTheEndOfTheYear(String born, String room) {
        Rows rows = account().born(born).paid(2025, "350000").gets("EE_PRETAX", "40000", "2025-01-31").additions("");
        assertThat(rows.column("catch_up")).containsExactly(money(room));
        assertThat(rows.column("excess_deferral"))
                .containsExactly(money("40000").subtract(money("23500")).subtract(money(room)));
    }

    @Test
    void knowsNoHigherRoomBeforeTwentyTwentyFive() {
        Rows rows =
                account().born("1963-01-01").paid(2024, "300000").gets("EE_ROTH", "31000", "2024-06-01").additions("");
        assertThat(rows.column("catch_up")).containsExactly(money("7500"));
    }

    @Test
    void relabelsCatchUpContributionsWithoutRoom() {
        Rows rows =
                account()
                        .born("1970-01-01")
                        .paid(2024, "300000")
                        .gets("EE_PRETAX", "20000", "2024-06-01")
                        .gets("CATCHUP_ROTH", "8000", "2024-06-01")
                        .additions("");
        assertThat(rows.column("catch_up")).containsExactly(money("7500"));
        assertThat(rows.column("catch_up_over_limit")).containsExactly(money("500"));
        assertThat(rows.column("deferrals")).containsExactly(money("20500"));
        assertThat(rows.column("annual_additions")).containsExactly(money("20500"));
        assertThat(rows.column("excess_deferral")).containsExactly(money("0"));
    }

    @Test
    void takesWhatIsAboveThePlansOwnLimitAsCatchUp() {
        Account account = account().born("1970-01-01").paid(2024, "300000").gets("EE_PRETAX", "25000", "2024-06-01");
        Rows rows = account.additions("'plan_deferral_limit': 20000");
        assertThat(rows.column("catch_up")).containsExactly(money("5000"));
        assertThat(account.additions("").column("catch_up")).containsExactly(money("2000"));
    }

    @Test
    void keepsEmployersApart() {
        Rows rows =
                account()
                        .born("1984-01-01")
                        .paid(2024, "100000")
                        .paid("p", 2L, "2024-01-01", "2024-12-31", "50000")
                        .gets("p", 2L, "other", "ER_NONELECTIVE", "50000", "2024-01-01", null)
                        .gets("ER_NONELECTIVE", "60000", "2024-01-01")
                        .additions("");
        assertThat(rows.column("employer_group_id")).containsExactly(1L, 2L);
        assertThat(rows.column("annual_limit")).containsExactly(money("69000"), money("50000"));
        assertThat(rows.column("annual_additions")).containsExactly(money("60000"), money("50000"));
    }

    @Test
    void splitsAYearAcrossTwoCalendarYears() {
        // 2023 has 23,000 of deferrals, all of them in the first limitation year or the second by their days.
        Rows rows =
                account()
                        .year("401k", "2022-07-01", "2023-06-30")
                        .year("401k", "2023-07-01", "2024-06-30")
                        .born("1970-01-01")
                        .paid("p", 1L, "2022-07-01", "2023-06-30", "100000")
                        .paid("p", 1L, "2023-07-01", "2024-06-30", "100000")
                        .gets("EE_PRETAX", "20000", "2023-03-01")
                        .gets("EE_PRETAX", "5000", "2023-09-01")
                        .additions("");
        assertThat(rows.column("limitation_year_end"))
                .containsExactly(Account.day("2023-06-30"), Account.day("2024-06-30"));
        assertThat(rows.column("catch_up")).containsExactly(money("0"), money("2500"));
        assertThat(rows.column("annual_additions")).containsExactly(money("20000"), money("2500"));
    }

    @ParameterizedTest(name = "{0} to {1}, {2}: {3}")
    @CsvSource({
        "2024-01-01, 2024-12-31, exact, 69000.00",
        "2023-03-15, 2024-03-14, exact, 69000.00",
        "2024-01-01, 2024-01-31, exact, 5750.00",
        // 17/31 of a month.
        "2024-01-15, 2024-01-31, exact, 3153.22",
        "2024-01-15, 2024-01-31, whole, 5750.00",
        // 15/29 of February and 10/31 of March.
        "2024-02-15, 2024-03-10, exact, 4828.97",
        "2024-02-15, 2024-03-10, whole, 5750.00",
        "2024-02-15, 2024-07-31, whole, 34500.00",
        "2024-01-02, 2024-12-31, exact, 68814.51",
    })
    void proratesTheLimitByMonths(String start, String end, String months, String limit) {
        Rows rows =
                account()
                        .year("401k", start, end)
                        .born("1984-01-01")
                        .paid("p", 1L, start, end, "345000")
                        .gets("ER_MATCH", "1", end)
                        .additions("'fractional_months': '" + months + "'");
        assertThat(rows.column("dollar_limit")).containsExactly(money(limit));
    }

    @Test
    void addsPeriodsOfCompensationThatEndInTheYear() {
        Rows rows =
                account()
                        .born("1984-01-01")
                        .paid("p", 1L, "2023-12-24", "2024-01-06", "1000.01")
                        .paid("p", 1L, "2024-01-07", "2024-12-15", "2000.02")
                        .paid("p", 1L, "2024-12-24", "2025-01-06", "4000")
                        .paid("p", 9L, "2024-01-07", "2024-12-15", "8000")
                        .gets("ER_MATCH", "1", "2024-06-01")
                        .additions("");
        assertThat(rows.column("compensation")).containsExactly(money("3000.03"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "birth_date is missing,                                ,           1 Jan,  100,  5,    2024-01-01",
        "birth_date is behind the year,                        2025-01-01, 1 Jan,  100,  5,    2024-01-01",
        "compensation is missing,                              1984-01-01, never,  100,  5,    2024-01-01",
        "an amount of compensation is missing,                 1984-01-01, 1 Jan,  ,     5,    2024-01-01",
        "compensation is negative,                             1984-01-01, 1 Jan,  -0.01, 5,   2024-01-01",
        "a period of compensation is only partly in the year,  1984-01-01, before, 100,  5,    2024-01-01",
        "an amount is missing,                                 1984-01-01, 1 Jan,  100,  ,     2024-01-01",
        "credited_for is missing,                              1984-01-01, 1 Jan,  100,  5,    ",
    })
    void saysWhyItIsUndetermined(
            String reason,
            @Nullable String born,
            String period,
            @Nullable String paid,
            @Nullable String amount,
            @Nullable String day) {
        Account account = account().born("p", born).gets("p", 1L, "401k", "ER_MATCH", amount, day, null);
        if (!"never".equals(period)) {
            String start = "before".equals(period) ? "2023-12-01" : "2024-01-01";
            account.paid("p", 1L, start, "2024-12-31", paid);
        }
        Rows rows = account.additions("");
        assertThat(rows.column("status")).containsExactly("undetermined");
        assertThat(rows.column("reason")).containsExactly(reason);
        for (String amounts : List.of("annual_additions", "annual_limit", "excess", "age")) {
            assertThat(rows.column(amounts)).as(amounts).containsOnlyNulls();
        }
        Rows events = account.events("");
        assertThat(events.column("action")).containsExactly("NOTIFY");
        assertThat(events.column("reason")).containsExactly("undetermined: " + reason);
        assertThat(events.column("amount")).containsOnlyNulls();
    }

    @Test
    void doesNotKnowWhoIsInNoTable() {
        Rows rows = account().gets("ER_MATCH", "1", "2024-01-01").additions("");
        assertThat(rows.column("reason")).containsExactly("birth_date is missing");
    }

    @Test
    void anAmountWithoutADayTaintsAllYears() {
        Rows rows =
                plain().gets("ER_MATCH", "5", "2024-01-01")
                        .gets("p", 1L, "401k", "ER_MATCH", "5", null, null)
                        .additions("");
        assertThat(rows.column("limitation_year_end")).containsExactly(Account.day("2024-12-31"));
        assertThat(rows.column("status")).containsExactly("undetermined");
    }

    @Test
    void takesReversalsOffWhatTheyReverse() {
        Rows rows =
                plain().numbered("ER_MATCH", "100.00", "2024-01-01", 7L, null)
                        .numbered("ER_MATCH", "-30.00", "2024-01-01", 8L, 7L)
                        .numbered("ER_MATCH", "-70.00", "2024-01-01", null, 7L)
                        .numbered("ER_MATCH", "0.01", "2024-01-01", null, null)
                        .additions("");
        assertThat(rows.column("annual_additions")).containsExactly(money("0.01"));
    }

    @Test
    void refusesReversalsOfWhatIsNotThere() {
        Account plain = plain().numbered("ER_MATCH", "100.00", "2024-01-01", 7L, null);
        assertRefused(
                () -> Account.of(memory).born("1984-01-01").gets("ER_MATCH", "-1", "2024-01-01").additions(""),
                ErrorCode.SHAPE,
                "the amount is negative and names no original, in row 0 of contributions");
        plain.numbered("ER_MATCH", "-100.01", "2024-01-01", 8L, 7L);
        assertRefused(
                () -> plain.additions(""),
                ErrorCode.SHAPE,
                "the reversal in row 1 of contributions takes back more than there is");
        for (String[] other : new String[][] {{"EE_ROTH", "2024-01-01"}, {"ER_MATCH", "2024-01-02"}}) {
            Account account =
                    plain().numbered("ER_MATCH", "100.00", "2024-01-01", 7L, null)
                            .numbered(other[0], "-1.00", other[1], 8L, 7L);
            assertRefused(() -> account.additions(""), ErrorCode.SHAPE, "takes back what is not there");
        }
    }

    @Test
    void refusesYearsWithoutLimits() {
        Account account = plain().gets("ER_MATCH", "5", "2017-12-31");
        assertRefused(
                () -> account.additions(""),
                ErrorCode.COMPUTE,
                "there is no limit CATCH_UP_50 for 2017: version \"2026.1\" of the limits has it for the years 2018 to"
                        + " 2026");
        Account later = plain().gets("ER_MATCH", "5", "2027-01-01");
        assertRefused(() -> later.additions(""), ErrorCode.COMPUTE, "for 2027");
    }

    @Test
    void refusesUnknownMoneyTypesWithTheirNames() {
        Account account =
                plain().gets("MATCH", "5", "2024-01-01")
                        .gets("ER_MATCH", "5", "2024-01-01")
                        .gets("Bonus", "5", "2024-01-01");
        assertRefused(
                () -> account.additions(""),
                ErrorCode.SCHEMA_MISMATCH,
                "unknown money types in column \"money_type\": \"Bonus\", \"MATCH\"");
        assertThat(
                        account.additions("'money_types': {'MATCH': 'ER_MATCH', 'Bonus': 'ROLLOVER'}")
                                .column("annual_additions"))
                .containsExactly(money("10"));
    }

    @Test
    void refusesNullsThatNobodyCanPlace() {
        assertRefused(
                () -> plain().gets(null, 1L, "k", "ER_MATCH", "5", "2024-01-01", null).additions(""),
                ErrorCode.SHAPE,
                "participant_id is null in row 0 of contributions");
        assertRefused(
                () -> plain().gets(null, null, null, null, null, null, null).additions(""),
                ErrorCode.SHAPE,
                "participant_id is null in row 0 of contributions");
        assertRefused(
                () -> plain().gets("p", null, "k", "ER_MATCH", "5", "2024-01-01", null).additions(""),
                ErrorCode.SHAPE,
                "employer_group_id is null");
        assertRefused(
                () -> plain().gets("p", 1L, "k", null, "5", "2024-01-01", null).additions(""),
                ErrorCode.SHAPE,
                "money_type is null, in row 0");
        assertRefused(
                () -> plain().gets("p", 1L, "k", "EE_ROTH", "5", "2024-01-01", "EE_ROTH").additions(""),
                ErrorCode.SHAPE,
                "matched_by is EE_ROTH, which matches nothing");
        assertRefused(
                () -> plain().paid("p", 1L, null, "2024-12-31", "5").additions(""),
                ErrorCode.SHAPE,
                "the period in row 1 of compensation lacks a day");
        assertRefused(
                () -> plain().born("p", null).additions(""),
                ErrorCode.SHAPE,
                "the participant in row 1 of participants was in a row before");
        assertRefused(
                () -> account().born(null, null).additions(""),
                ErrorCode.SHAPE,
                "participant_id is null in row 0 of participants");
    }

    @Test
    void refusesLimitationYearsThatAreNone() {
        assertRefused(
                () -> plain().year("401k", "2024-07-01", "2024-06-30").additions(""),
                ErrorCode.SHAPE,
                "the limitation year in row 0 ends before it starts");
        assertRefused(
                () -> plain().year("401k", "2024-01-01", "2025-01-01").additions(""),
                ErrorCode.SHAPE,
                "is longer than twelve months");
        assertRefused(
                () ->
                        plain().year("401k", "2024-01-01", "2024-06-30")
                                .year("401k", "2024-06-30", "2024-12-31")
                                .additions(""),
                ErrorCode.SHAPE,
                "the limitation year in row 1 overlaps another one");
        assertRefused(
                () ->
                        plain().year("401k", "2024-01-01", "2024-06-30")
                                .gets("ER_MATCH", "1", "2024-07-01")
                                .additions(""),
                ErrorCode.SHAPE,
                "credited for 2024-07-01, which is in none of the limitation years");
    }

    @Test
    void answersNothingWithoutContributions() {
        assertThat(plain().additions("").rows()).isEmpty();
        assertThat(plain().events("").rows()).isEmpty();
        assertThat(account().additions("").rows()).isEmpty();
    }

    @Test
    void threadsAnswerWhatOneDoes() {
        Account account = account();
        for (int person = 0; person < 40_000; person++) {
            String id = "p" + person;
            account.born(id, person % 7 == 0 ? null : "1970-01-01").paid(id, 1L, "2024-01-01", "2024-12-31", "60000");
            account.gets(id, 1L, "k" + person % 3, "ER_QNEC", 2 * person + ".01", "2024-01-01", null);
        }
        for (String function : List.of("benefits.annual_additions_415c", "benefits.corrective_events_415c")) {
            Rows alone = account.run(function, "", 1 << 20, 1);
            assertThat(alone.count()).isGreaterThan(10_000);
            account.run(function, "", 10_000, 4).assertEquals(alone);
        }
        // One of the last, so that others are at work when it fails.
        account.gets("p39999", 1L, "k", "ER_QNEC", "1", "2017-01-01", null);
        assertRefused(
                () -> account.run("benefits.annual_additions_415c", "", 1 << 20, 4), ErrorCode.COMPUTE, "for 2017");
        account.gets("p39999", 1L, "k", "BONUS", "1", "2024-01-01", null);
        assertRefused(
                () -> account.run("benefits.annual_additions_415c", "", 1 << 20, 4),
                ErrorCode.SCHEMA_MISMATCH,
                "BONUS");
    }

    @Test
    void refusesAmountsThatAddUpToTooMuch() {
        Account account = plain();
        for (int i = 0; i < 10; i++) {
            account.gets("ER_MATCH", "9999999999999999.99", "2024-01-01");
        }
        assertRefused(() -> account.additions(""), ErrorCode.COMPUTE, "add up to more than");
    }

    @Test
    void takesDecimalsOfOtherWidthsAndIntegerIds() {
        var schema = new ArrayList<Field>();
        Map<String, DataType> types =
                Map.of(
                        "participant_id",
                        Types.INT32,
                        "amount",
                        new DataType.Decimal(64, 12, 1),
                        "plan_id",
                        Types.UINT8);
        for (Field field : Account.CONTRIBUTIONS.fields().subList(0, 6)) {
            schema.add(Field.nullable(field.name(), types.getOrDefault(field.name(), field.type())));
        }
        var function = Account.configured("benefits.annual_additions_415c", "");
        var people = Account.schema("participant_id", Types.INT32, "birth_date", Types.DATE32);
        var pay = new ArrayList<>(Account.COMPENSATION.fields());
        pay.set(0, Field.nullable("participant_id", Types.INT32));
        Schema bound = function.bind(List.of(new Schema(schema), new Schema(pay), people));
        assertThat(bound.field(0).type()).isEqualTo(Types.INT32);
        assertRefused(
                () -> function.bind(List.of(new Schema(schema), Account.COMPENSATION, people)),
                ErrorCode.SCHEMA_MISMATCH,
                "column \"participant_id\" is");
    }

    @Test
    void refusesTablesThatDoNotFit() {
        var function = Account.configured("benefits.annual_additions_415c", "");
        assertRefused(
                () -> function.bind(List.of(Account.CONTRIBUTIONS)),
                ErrorCode.INVALID_OPERATION,
                "benefits.annual_additions_415c has 1 inputs, and names for 3");
        Schema noMoney = Account.schema("participant_id", Types.UTF8, "employer_group_id", Types.INT64);
        assertRefused(
                () -> function.bind(List.of(noMoney, Account.COMPENSATION, Account.PARTICIPANTS)),
                ErrorCode.COLUMN_NOT_FOUND,
                "column \"plan_id\" not found in contributions");
        var floats = new ArrayList<>(Account.CONTRIBUTIONS.fields());
        floats.set(4, Field.nullable("amount", Types.FLOAT64));
        assertRefused(
                () -> function.bind(List.of(new Schema(floats), Account.COMPENSATION, Account.PARTICIPANTS)),
                ErrorCode.SCHEMA_MISMATCH,
                "column \"amount\" of contributions has type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'near_percent': 101                                 | near_percent is 101",
                "'near_percent': 1.005                               | near_percent is 1.005",
                "'plan_deferral_limit': -1                           | plan_deferral_limit is -1",
                "'created_at': 'today'                               | created_at is \"today\", which is no moment",
                "'correction_order': ['employer', 'employer']        | correction_order names a step twice",
                "'correction_order': ['loans']                       | do not fit",
                "'money_types': {'X': 'Y'}                           | do not fit",
                "'near': 3                                           | unknown setting of",
            })
    void refusesSettingsThatDoNotFit(String settings, String message) {
        assertRefused(() -> Account.configured("benefits.annual_additions_415c", settings), ErrorCode.CONFIG, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'inputs': ['contributions', 'compensation', 'people']       | CONFIG            | unknown input of",
                "'inputs': ['contributions', 'compensation', 'compensation'] | CONFIG            | is named twice",
                "'inputs': ['contributions', 'compensation']                 | INVALID_OPERATION | lacks its input",
            })
    void refusesNamesOfInputsThatDoNotFit(String settings, ErrorCode code, String message) {
        var function = Account.configured("benefits.annual_additions_415c", settings);
        assertRefused(
                () -> function.bind(List.of(Account.CONTRIBUTIONS, Account.COMPENSATION, Account.PARTICIPANTS)),
                code,
                message);
    }
}
