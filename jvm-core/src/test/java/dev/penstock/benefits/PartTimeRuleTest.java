package dev.penstock.benefits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartTimeRuleTest {
    private static final DataType HOURS = new DataType.Decimal(128, 10, 2);
    private static final String RULES = "{\"as_of\": \"2025-12-31\", \"part_time_hours\": 500}";

    @RegisterExtension final TestMemory memory = new TestMemory();

    private static Schema schema(DataType age, DataType periods) {
        return new Schema(
                List.of(
                        Field.nullable("employee_id", Types.INT64),
                        Field.nullable("employment_status", Types.UTF8),
                        Field.nullable("tenure_months", Types.INT32),
                        Field.nullable(age.equals(Types.DATE32) ? "birth_date" : "age", age),
                        Field.nullable("hours_ytd", HOURS),
                        Field.nullable("hours_by_period", periods)));
    }

    private static Schema schema() {
        return schema(Types.INT32, DataType.listOf(HOURS));
    }

    private Rows flags(String config, Schema schema, List<? extends List<?>> rows, int batchRows) {
        try (Frame frame = memory.columns().frame(schema, rows, batchRows)) {
            var function =
                    FunctionRegistry.load(PartTimeRuleTest.class.getClassLoader())
                            .configure("benefits.eligibility_flags", new ObjectMapper().readTree(config));
            Schema bound = function.bind(List.of(schema));
            Rows answer =
                    Rows.of(
                            function.apply(
                                    List.of(frame.stream()),
                                    new FunctionContext(memory.allocator(), 1, new Cancellation())));
            assertThat(answer.schema()).isEqualTo(bound);
            return answer;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<Object> row(@Nullable Object... values) {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    /// Hours from a text such as `500 ? 499.99`, where `?` is null.
    private static @Nullable List<Object> hours(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return row(
                Stream.of(text.split(" "))
                        .filter(one -> !one.equals("none"))
                        .map(one -> one.equals("?") ? null : new BigDecimal(one).setScale(2))
                        .toArray());
    }

    private static List<Object> employee(long id, @Nullable Long age, @Nullable String hours) {
        return row(id, "active", 30L, age, new BigDecimal("600.00"), hours(hours));
    }

    @ParameterizedTest(name = "{0} hours at {1}: {2}")
    @CsvSource({
        "500 500,             30, true",
        "500 499.99,          30, false",
        "499.99 500,          30, false",
        "500 400 500,         30, false",
        "400 500 500,         30, true",
        "500 500 400,         30, true",
        "none,                30, false",
        "900,                 30, false",
        "500 ?,               30, ",
        "? 499,               30, false",
        "? 500 500,           30, true",
        "? 500 499,           30, ",
        ",                    30, ",
        ",                    20, false",
        "500 500,             ,   ",
        "500 499,             ,   false",
        // At the end of the second period, and not on the day of the question.
        "500 500,             21, true",
        "500 500,             20, false",
        "500 500 400,         21, false",
        "500 500 400,         22, true",
        "400 500 500,         21, true",
        // Five periods have begun since 2021; what was before does not count.
        "500 500 400 400 400, 40, true",
        "500 500 400 400 400 400, 40, false",
        "500 500 500 400 400 400, 40, true",
    })
    void asksForHoursInTwoPeriodsInARow(@Nullable String hours, @Nullable Long age, @Nullable Boolean expected) {
        Rows answer = flags(RULES, schema(), List.of(employee(1, age, hours)), 10);
        assertThat(answer.column("part_time_eligible")).containsExactly(expected);
    }

    @Test
    void letsThoseDeferWhomEitherRuleTakes() {
        var rows =
                List.of(
                        row(1L, "active", 12L, 21L, new BigDecimal("1000.00"), hours("0 0")),
                        row(2L, "active", 12L, 21L, new BigDecimal("999.99"), hours("500 500")),
                        row(3L, "active", 12L, 21L, new BigDecimal("999.99"), hours("500 499")),
                        row(4L, "active", 12L, 21L, null, hours("500 499")),
                        row(5L, "active", 12L, 21L, null, hours("500 500")),
                        row(6L, "active", 12L, 21L, new BigDecimal("999.99"), null),
                        row(7L, "leave", 12L, 21L, new BigDecimal("1000.00"), hours("500 500")));
        Rows answer = flags(RULES, schema(), rows, 10);
        assertThat(answer.schema().names())
                .containsSubsequence("fully_eligible", "part_time_eligible", "deferral_eligible", "eligibility_date");
        assertThat(answer.column("employee_id")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(answer.column("fully_eligible")).containsExactly(true, false, false, null, null, false);
        assertThat(answer.column("part_time_eligible")).containsExactly(false, true, false, false, true, null);
        assertThat(answer.column("deferral_eligible")).containsExactly(true, true, false, null, true, null);
        assertThat(answer.column("ineligible_reason"))
                .containsExactly(null, "hours", "hours", "unknown", "unknown", "hours");
    }

    @Test
    void takesPeriodsUpToTheEveOfTheFirstPlanYear() {
        String eve = RULES.replace("2025-12-31", "2024-12-31");
        assertThat(flags(eve, schema(), List.of(employee(1, 30L, "500 500")), 10).column("part_time_eligible"))
                .containsExactly(true);
        // Periods that end on 30 June: the first that counts begins on 1 July 2021.
        String june = RULES.replace("2025-12-31", "2025-06-30");
        var four = List.of(employee(1, 40L, "500 500 0 0"), employee(2, 40L, "500 500 0 0 0"));
        assertThat(flags(june, schema(), four, 10).column("part_time_eligible")).containsExactly(true, false);
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of(DataType.listOf(HOURS), HOURS),
                Arguments.of(DataType.listOf(Types.INT64), Types.INT64),
                Arguments.of(DataType.listOf(Types.FLOAT64), Types.FLOAT64),
                Arguments.of(new DataType.FixedSizeListOf(Field.nullable("item", Types.INT16), 2), Types.INT16));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void takesListsOfNumbersOfEachKind(DataType lists, DataType number) {
        var values = new ArrayList<List<Object>>();
        for (int[] pair : new int[][] {{500, 500}, {499, 500}, {500, 499}}) {
            values.add(row(number(number, pair[0]), number(number, pair[1])));
        }
        var rows = new ArrayList<List<Object>>();
        for (int i = 0; i < values.size(); i++) {
            rows.add(row((long) i, "active", 1L, 30L, null, values.get(i)));
        }
        assertThat(flags(RULES, schema(Types.INT32, lists), rows, 2).column("part_time_eligible"))
                .containsExactly(true, false, false);
    }

    private static Object number(DataType type, int value) {
        return type.equals(Types.FLOAT64)
                ? (Object) (double) value
                : type instanceof DataType.Decimal ? new BigDecimal(value).setScale(2) : (Object) (long) value;
    }

    @Test
    void countsYearsFromDatesOfBirth() {
        long of21 = LocalDate.of(2003, 12, 31).toEpochDay();
        var rows =
                List.of(
                        row(1L, "active", 30L, of21, null, hours("500 500 400")),
                        row(2L, "active", 30L, of21 + 1, null, hours("500 500 400")),
                        row(3L, "active", 30L, null, null, hours("500 500 400")));
        assertThat(flags(RULES, schema(Types.DATE32, DataType.listOf(HOURS)), rows, 10).column("part_time_eligible"))
                .containsExactly(true, false, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16_384})
    void answersAsTheObviousRuleDoes(int batchRows) {
        var random = new RandomValues(401);
        var rows = new ArrayList<List<Object>>();
        var expected = new ArrayList<@Nullable Boolean>();
        for (long id = 0; id < 300; id++) {
            Long age = random.oneOf(Arrays.asList(18L, 20L, 21L, 22L, 23L, 40L, null));
            List<Object> periods = null;
            if (random.oneOf(List.of(true, true, true, false))) {
                periods = new ArrayList<>();
                int count = random.oneOf(List.of(0, 1, 2, 3, 5, 7));
                for (int i = 0; i < count; i++) {
                    periods.add(random.oneOf(Arrays.asList(new BigDecimal("500.00"), new BigDecimal("499.99"), null)));
                }
            }
            rows.add(row(id, "active", 30L, age, null, periods));
            expected.add(obvious(age, periods));
        }
        assertThat(expected).contains(true, false, null);
        assertThat(flags(RULES, schema(), rows, batchRows).column("part_time_eligible"))
                .containsExactlyElementsOf(expected);
    }

    private static @Nullable Boolean obvious(@Nullable Long age, @Nullable List<@Nullable Object> periods) {
        if (periods == null) {
            return age != null && age < 21 ? Boolean.FALSE : null;
        }
        var pairs = new ArrayList<@Nullable Boolean>();
        for (int second = Math.max(0, periods.size() - 5) + 1; second < periods.size(); second++) {
            int back = periods.size() - 1 - second;
            List<@Nullable Boolean> all =
                    Arrays.asList(
                            enough(periods.get(second - 1)),
                            enough(periods.get(second)),
                            age == null ? null : age - back >= 21);
            pairs.add(all.contains(false) ? Boolean.FALSE : all.contains(null) ? null : Boolean.TRUE);
        }
        return pairs.contains(true) ? Boolean.TRUE : pairs.contains(null) ? null : Boolean.FALSE;
    }

    private static @Nullable Boolean enough(@Nullable Object hours) {
        return hours == null ? null : ((BigDecimal) hours).compareTo(new BigDecimal(500)) >= 0;
    }

    @Test
    void triesScenariosWithAndWithoutTheRule() {
        String scenarios =
                "{\"as_of\": \"2025-12-31\", \"scenarios\": [{\"name\": \"without\"},"
                        + " {\"name\": \"with\", \"part_time_hours\": 500},"
                        + " {\"name\": \"less\", \"part_time_hours\": 400, \"minimum_age\": 18}]}";
        var rows = List.of(employee(2, 30L, "450 450"), employee(1, 30L, "500 500"), employee(3, 18L, "500 500"));
        Rows answer = flags(scenarios, schema(), rows, 2);
        assertThat(answer.column("part_time_eligible"))
                .containsExactly(false, false, false, true, false, false, true, true, true);
        assertThat(answer.column("deferral_eligible")).isEqualTo(answer.column("part_time_eligible"));
    }

    @Test
    void addsNoColumnsWhereNobodyAsks() {
        Rows answer = flags("{\"as_of\": \"2025-12-31\"}", schema(), List.of(employee(1, 30L, "500 500")), 10);
        assertThat(answer.schema().names()).doesNotContain("part_time_eligible", "deferral_eligible");
        assertThat(flags(RULES, schema(), List.of(), 10).rows()).isEmpty();
    }

    @Test
    void refusesRulesAndTablesThatDoNotFit() {
        assertThatThrownBy(() -> flags("{\"part_time_hours\": 500}", schema(), List.of(), 1))
                .hasMessage("part_time_hours is set, and as_of is not")
                .extracting(e -> ((PenstockException) e).code())
                .isEqualTo(ErrorCode.CONFIG);
        assertThatThrownBy(() -> flags(RULES.replace("2025-12-31", "2024-12-30"), schema(), List.of(), 1))
                .hasMessage("part_time_hours is set, and as_of is 2024-12-30, before 2024-12-31");
        assertThatThrownBy(() -> flags(RULES.replace("500", "-1"), schema(), List.of(), 1))
                .hasMessage("part_time_hours is -1, less than 0");
        assertThatThrownBy(() -> flags(RULES, schema(Types.INT32, DataType.listOf(Types.UTF8)), List.of(), 1))
                .hasMessageContaining("column \"hours_by_period\" has type")
                .hasMessageContaining("and should hold lists of numbers");
        Schema without = new Schema(schema().fields().subList(0, 5));
        assertThatThrownBy(() -> flags(RULES, without, List.of(), 1))
                .hasMessage("column \"hours_by_period\" not found");
    }
}
