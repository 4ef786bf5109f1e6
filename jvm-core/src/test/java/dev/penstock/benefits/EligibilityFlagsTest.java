package dev.penstock.benefits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.function.ConfiguredFunction;
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
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EligibilityFlagsTest {
    private static final DataType MONEY = new DataType.Decimal(128, 10, 2);

    private static final Schema COUNTED =
            schema(
                    "employee_id",
                    Types.INT64,
                    "employment_status",
                    Types.UTF8,
                    "tenure_months",
                    Types.INT32,
                    "age",
                    Types.INT32,
                    "hours_ytd",
                    MONEY);

    private static final Schema DATED =
            schema(
                    "employee_id",
                    Types.INT64,
                    "employment_status",
                    Types.UTF8,
                    "birth_date",
                    Types.DATE32,
                    "hire_date",
                    Types.DATE32,
                    "hours_ytd",
                    MONEY);

    @RegisterExtension final TestMemory memory = new TestMemory();

    private static Schema schema(Object... namesAndTypes) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            fields.add(Field.nullable((String) namesAndTypes[i], (DataType) namesAndTypes[i + 1]));
        }
        return new Schema(fields);
    }

    private static ConfiguredFunction<?> configured(String config) {
        try {
            return FunctionRegistry.load(EligibilityFlagsTest.class.getClassLoader())
                    .configure("benefits.eligibility_flags", new ObjectMapper().readTree(config));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Rows flags(String config, Schema schema, List<? extends List<?>> rows) {
        return flags(config, schema, rows, 100);
    }

    private Rows flags(String config, Schema schema, List<? extends List<?>> rows, int batchRows) {
        var function = configured(config);
        try (Frame frame = memory.columns().frame(schema, rows, batchRows)) {
            Schema bound = function.bind(List.of(schema));
            Rows answer =
                    Rows.of(
                            function.apply(
                                    List.of(frame.stream()),
                                    new FunctionContext(memory.allocator(), 1, new Cancellation())));
            assertThat(answer.schema()).isEqualTo(bound);
            return answer;
        }
    }

    private static List<Object> row(@Nullable Object... values) {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    @ParameterizedTest(name = "{0} months, {1} years, {2} hours")
    @CsvSource({
        "11,    30, 2000.00, false, true,  true,  false, tenure",
        "12,    21, 1000.00, true,  true,  true,  true,  ",
        "12,    20, 1000.00, true,  false, true,  false, age",
        "12,    21, 999.99,  true,  true,  false, false, hours",
        "11,    20, 999.99,  false, false, false, false, tenure",
        ",      21, 1000.00, ,      true,  true,  ,      unknown",
        ",      20, 1000.00, ,      false, true,  false, age",
        "12,    ,   999.99,  true,  ,      false, false, hours",
        ",      ,   ,        ,      ,      ,      ,      unknown",
        "11,    ,   ,        false, ,      ,      false, tenure",
    })
    void followsTheRulesAndSqlsNulls(
            @Nullable Long months,
            @Nullable Long years,
            @Nullable BigDecimal hours,
            @Nullable Boolean tenure,
            @Nullable Boolean age,
            @Nullable Boolean enough,
            @Nullable Boolean all,
            @Nullable String reason) {
        Rows answer = flags("{}", COUNTED, List.of(row(7L, "active", months, years, hours)));
        assertThat(answer.rows()).containsExactly(row(7L, tenure, age, enough, all, null, reason, null, "1"));
    }

    @Test
    void leavesOutWhoIsNotExactlyActive() {
        var rows = new ArrayList<List<Object>>();
        String[] states = {"active", "Active", "active ", "terminated", null, "", "activ", "active"};
        for (int i = 0; i < states.length; i++) {
            rows.add(row((long) i, states[i], 12L, 21L, new BigDecimal("1000.00")));
        }
        assertThat(flags("{}", COUNTED, rows).column("employee_id")).containsExactly(0L, 7L);
    }

    @ParameterizedTest(name = "hired {0}, born {1}, on {2}")
    @CsvSource({
        // Completed months: the same day of the month completes one, so does the last day of a shorter month.
        "2023-01-15, 1990-01-01, 2024-01-14, false, true",
        "2023-01-15, 1990-01-01, 2024-01-15, true,  true",
        "2024-02-29, 1990-01-01, 2025-02-27, false, true",
        "2024-02-29, 1990-01-01, 2025-02-28, true,  true",
        "2023-08-31, 1990-01-01, 2024-08-30, false, true",
        "2023-08-31, 1990-01-01, 2024-08-31, true,  true",
        // Completed years: on the birthday; 29 February completes one on 1 March.
        "2000-01-01, 2004-05-10, 2025-05-09, true,  false",
        "2000-01-01, 2004-05-10, 2025-05-10, true,  true",
        "2000-01-01, 2004-02-29, 2025-02-28, true,  false",
        "2000-01-01, 2004-02-29, 2025-03-01, true,  true",
        "2030-01-01, 2031-01-01, 2025-03-01, false, false",
    })
    void countsCompletedMonthsAndYears(LocalDate hired, LocalDate born, String day, boolean tenure, boolean age) {
        Rows answer =
                flags(
                        "{\"as_of\": \"" + day + "\"}",
                        DATED,
                        List.of(row(1L, "active", born.toEpochDay(), hired.toEpochDay(), new BigDecimal("1000.00"))));
        assertThat(answer.column("tenure_eligible")).containsExactly(tenure);
        assertThat(answer.column("age_eligible")).containsExactly(age);
        assertThat(answer.column("as_of")).containsExactly(LocalDate.parse(day).toEpochDay());
    }

    @ParameterizedTest(name = "{0}: hired {1}, born {2}, hours by {3}")
    @CsvSource({
        "immediate,      2023-03-15, 1990-01-01, 2023-12-31, 2024-03-15",
        "immediate,      2023-03-15, 1990-01-01, 2024-12-31, 2024-12-31",
        "immediate,      2000-03-15, 2004-02-29, 2001-03-14, 2025-03-01",
        "first_of_month, 2023-03-15, 1990-01-01, 2023-12-31, 2024-04-01",
        "first_of_month, 2023-04-01, 1990-01-01, 2023-12-31, 2024-04-01",
        "first_of_month, 2023-12-02, 1990-01-01, 2023-12-31, 2025-01-01",
        "quarterly,      2023-03-15, 1990-01-01, 2023-12-31, 2024-04-01",
        "quarterly,      2023-04-02, 1990-01-01, 2023-12-31, 2024-07-01",
        "semiannual,     2023-03-15, 1990-01-01, 2023-12-31, 2024-07-01",
        "semiannual,     2023-07-02, 1990-01-01, 2023-12-31, 2025-01-01",
        "immediate,      2023-03-15, 1990-01-01, ,           ",
        "immediate,      ,           1990-01-01, 2023-12-31, ",
    })
    void derivesTheEntryDate(
            String entry,
            @Nullable LocalDate hired,
            LocalDate born,
            @Nullable LocalDate worked,
            @Nullable LocalDate expected) {
        var schema = new ArrayList<>(DATED.fields());
        schema.add(Field.nullable("hours_period_end", Types.DATE32));
        Rows answer =
                flags(
                        "{\"as_of\": \"2026-01-01\", \"entry\": \"" + entry + "\"}",
                        new Schema(schema),
                        List.of(row(1L, "active", days(born), days(hired), new BigDecimal("1000.00"), days(worked))));
        assertThat(answer.column("eligibility_date")).containsExactly(days(expected));
    }

    private static @Nullable Long days(@Nullable LocalDate date) {
        return date == null ? null : date.toEpochDay();
    }

    @Test
    void passesAGivenEligibilityDateOn() {
        var fields = new ArrayList<>(COUNTED.fields());
        fields.add(Field.nullable("eligibility_date", Types.DATE32));
        Rows answer =
                flags(
                        "{}",
                        new Schema(fields),
                        List.of(
                                row(2L, "active", 12L, 21L, new BigDecimal("1000.00"), 19000L),
                                row(1L, "active", 12L, 21L, new BigDecimal("1000.00"), null)));
        assertThat(answer.column("eligibility_date")).containsExactly(null, 19000L);
    }

    @Test
    void comparesHoursOfEachTypeExactly() {
        assertThat(hours(Types.FLOAT64, 999.9999999999999, 1000.0, Double.NaN, Double.NEGATIVE_INFINITY))
                .containsExactly(false, true, true, false);
        assertThat(hours(Types.FLOAT32, 999.99993896484375, 1000.0)).containsExactly(false, true);
        assertThat(hours(Types.INT16, 999L, 1000L, -1L)).containsExactly(false, true, false);
        assertThat(hours(Types.UINT64, BigInteger.ONE.shiftLeft(63), BigInteger.valueOf(999)))
                .containsExactly(true, false);
        assertThat(hours(Types.UINT8, 255L)).containsExactly(false);
        assertThat(
                        hours(
                                new DataType.Decimal(128, 38, 20),
                                new BigDecimal("999.99999999999999999999"),
                                new BigDecimal("1000.00000000000000000000"),
                                new BigDecimal("-999999999999999999.00000000000000000000")))
                .containsExactly(false, true, false);
    }

    private List<Object> hours(DataType type, Object... hours) {
        var rows = new ArrayList<List<Object>>();
        for (int i = 0; i < hours.length; i++) {
            rows.add(row((long) i, "active", 12L, 21L, hours[i]));
        }
        var schema =
                schema(
                        "employee_id",
                        Types.INT64,
                        "employment_status",
                        Types.UTF8,
                        "tenure_months",
                        Types.INT32,
                        "age",
                        Types.INT32,
                        "hours_ytd",
                        type);
        return flags("{}", schema, rows).column("hours_eligible");
    }

    @Test
    void takesThresholdsFromItsSettings() {
        Rows answer =
                flags(
                        """
                        {"minimum_tenure_months": 3, "minimum_age": 18, "minimum_hours": 500.5, "rule_version": "b/2"}
                        """,
                        COUNTED,
                        List.of(
                                row(1L, "active", 3L, 18L, new BigDecimal("500.50")),
                                row(2L, "active", 2L, 17L, new BigDecimal("500.49"))));
        assertThat(answer.column("fully_eligible")).containsExactly(true, false);
        assertThat(answer.column("hours_eligible")).containsExactly(true, false);
        assertThat(answer.column("rule_version")).containsExactly("b/2", "b/2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 16_384})
    void agreesWithTheObviousLoopWhateverTheBatches(int batchRows) {
        for (long seed = 1; seed <= 10; seed++) {
            var random = new RandomValues(seed);
            var rows = new ArrayList<List<Object>>();
            for (long id : shuffled(random, random.below(200))) {
                rows.add(
                        row(
                                id,
                                random.oneOf(Arrays.asList("active", "active", "active", "leave", null)),
                                random.oneOf(Arrays.asList(11L, 12L, 13L, null)),
                                random.oneOf(Arrays.asList(20L, 21L, 22L, null)),
                                random.oneOf(
                                        Arrays.asList(new BigDecimal("999.99"), new BigDecimal("1000.00"), null))));
            }
            assertThat(flags("{}", COUNTED, rows, batchRows).rows()).as("seed " + seed).isEqualTo(obvious(rows));
        }
    }

    private static List<Long> shuffled(RandomValues random, int count) {
        var ids = new ArrayList<Long>();
        IntStream.range(0, count).forEach(i -> ids.add(random.below(ids.size() + 1), (long) i));
        return ids;
    }

    private static List<List<Object>> obvious(List<List<Object>> rows) {
        return rows.stream()
                .filter(row -> "active".equals(row.get(1)))
                .sorted(Comparator.comparing(row -> (Long) row.getFirst()))
                .map(row -> {
                    Boolean tenure = row.get(2) == null ? null : (Long) row.get(2) >= 12;
                    Boolean age = row.get(3) == null ? null : (Long) row.get(3) >= 21;
                    Boolean hours =
                            row.get(4) == null ? null : ((BigDecimal) row.get(4)).compareTo(new BigDecimal(1000)) >= 0;
                    List<Boolean> all = Arrays.asList(tenure, age, hours);
                    Boolean full = all.contains(false) ? Boolean.FALSE : all.contains(null) ? null : Boolean.TRUE;
                    int first = all.indexOf(false);
                    String reason =
                            first >= 0 ? List.of("tenure", "age", "hours").get(first) : full == null ? "unknown" : null;
                    return row(row.getFirst(), tenure, age, hours, full, null, reason, null, "1");
                })
                .toList();
    }

    static Stream<DataType> texts() {
        return Stream.of(
                Types.UTF8,
                new DataType.Utf8(DataType.Bytes.OFFSETS64),
                new DataType.Utf8(DataType.Bytes.VIEWS),
                new DataType.Dictionary(new DataType.Int(8, true), Types.UTF8, false));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void takesStringsOfAnyLayout(DataType text) {
        DataType id = text instanceof DataType.Dictionary ? Types.UTF8 : text;
        var schema =
                schema(
                        "hours_ytd",
                        MONEY,
                        "employment_status",
                        text,
                        "age",
                        Types.INT64,
                        "tenure_months",
                        Types.UINT8,
                        "employee_id",
                        id);
        Rows answer =
                flags(
                        "{}",
                        schema,
                        List.of(
                                row(new BigDecimal("1000.00"), "active", 21L, 12L, "Zoë, who has a long name"),
                                row(new BigDecimal("1.00"), "retired", 21L, 12L, "B"),
                                row(new BigDecimal("1.00"), "active", 21L, 12L, "A")));
        assertThat(answer.column("employee_id")).containsExactly("A", "Zoë, who has a long name");
        assertThat(answer.column("fully_eligible")).containsExactly(false, true);
        assertThat(answer.schema().field(0).type()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16_384})
    void triesScenariosAsIfEachWereAlone(int batchRows) {
        var fields = new ArrayList<>(DATED.fields());
        fields.add(Field.nullable("hours_period_end", Types.DATE32));
        var random = new RandomValues(7);
        var rows = new ArrayList<List<Object>>();
        for (long id : shuffled(random, 100)) {
            rows.add(
                    row(
                            id,
                            random.oneOf(Arrays.asList("active", "leave", null)),
                            random.oneOf(Arrays.asList(days(LocalDate.of(2004, 2, 29)), 3000L, null)),
                            random.oneOf(Arrays.asList(days(LocalDate.of(2024, 6, 30)), 15_000L, null)),
                            random.oneOf(Arrays.asList(new BigDecimal("999.99"), new BigDecimal("500.00"), null)),
                            random.oneOf(Arrays.asList(days(LocalDate.of(2024, 12, 31)), null))));
        }
        String around = "\"as_of\": \"2025-06-30\", \"minimum_hours\": 500";
        List<String> changes =
                List.of(
                        "\"minimum_age\": 18",
                        "\"entry\": \"quarterly\", \"rule_version\": \"q\"",
                        "\"as_of\": \"2024-06-30\", \"minimum_hours\": 1000",
                        "\"minimum_tenure_months\": 6");
        var scenarios = new ArrayList<String>();
        var expected = new ArrayList<List<Object>>();
        for (int i = 0; i < changes.size(); i++) {
            scenarios.add("{\"name\": \"s" + i + "\", " + changes.get(i) + "}");
            var own = new LinkedHashMap<String, String>();
            for (String setting : (around + ", " + changes.get(i)).split(", ")) {
                own.put(setting.substring(0, setting.indexOf(':')), setting);
            }
            for (List<Object> alone :
                    flags("{" + String.join(", ", own.values()) + "}", new Schema(fields), rows).rows()) {
                var named = new ArrayList<Object>(List.of("s" + i));
                named.addAll(alone);
                expected.add(named);
            }
        }
        Rows answer =
                flags(
                        "{" + around + ", \"scenarios\": [" + String.join(", ", scenarios) + "]}",
                        new Schema(fields),
                        rows,
                        batchRows);
        assertThat(answer.schema().names()).startsWith("scenario", "employee_id");
        assertThat(answer.rows()).isNotEmpty().isEqualTo(expected);
    }

    @Test
    void triesScenariosOnNobody() {
        String two = "{\"scenarios\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}";
        assertThat(flags(two, COUNTED, List.of()).rows()).isEmpty();
        assertThat(flags(two, COUNTED, List.of(row(1L, "retired", 12L, 21L, null))).rows()).isEmpty();
    }

    @Test
    void answersNobodyWithNoRows() {
        assertThat(flags("{}", COUNTED, List.of()).rows()).isEmpty();
        assertThat(flags("{}", COUNTED, List.of(row(1L, "retired", 12L, 21L, null))).rows()).isEmpty();
    }

    @Test
    void refusesIdsThatAreNotUniqueOrNotThere() {
        var twice =
                List.of(
                        row(5L, "active", 12L, 21L, new BigDecimal("1.00")),
                        row(6L, "active", 12L, 21L, new BigDecimal("1.00")),
                        row(5L, "retired", 12L, 21L, new BigDecimal("1.00")));
        assertThatThrownBy(() -> flags("{}", COUNTED, twice))
                .hasMessage("employee_id is not unique: rows 0 and 2 have the same")
                .extracting(e -> ((PenstockException) e).code())
                .isEqualTo(ErrorCode.SHAPE);
        assertThatThrownBy(() -> flags("{}", COUNTED, List.of(row(null, "active", 12L, 21L, null))))
                .hasMessage("employee_id is null in row 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'minimum_hour': 1}      | unknown setting of benefits.eligibility_flags \"minimum_hour\"",
                "{'minimum_age': -1}      | minimum_age is -1, less than 0",
                "{'minimum_age': 20.5}    | the settings of benefits.eligibility_flags do not fit",
                "{'as_of': '31.12.2026'}  | as_of is \"31.12.2026\", which is no date",
                "{'entry': 'weekly'}      | the settings of benefits.eligibility_flags do not fit",
                "{'scenarios': []}        | scenarios has 0 of them",
                "{'scenarios': [{'minimum_age': 18}]} | a scenario needs a name",
                "{'scenarios': [{'name': 'a'}, {'name': 'a'}]} | two scenarios have the name \"a\"",
                "{'scenarios': [{'name': 'a', 'minimum_age': -1}]} | minimum_age is -1, less than 0",
            })
    void refusesSettingsThatDoNotFit(String config, String message) {
        assertThatThrownBy(() -> configured(config.replace('\'', '"')))
                .hasMessageContaining(message)
                .extracting(e -> ((PenstockException) e).code())
                .isEqualTo(ErrorCode.CONFIG);
    }

    @Test
    void refusesTablesThatDoNotFit() {
        var function = configured("{}");
        assertThatThrownBy(() -> function.bind(List.of(DATED)))
                .hasMessage("there is no column \"tenure_months\" and no day to count it on");
        assertThatThrownBy(() ->
                        function.bind(
                                List.of(
                                        schema(
                                                "employee",
                                                Types.INT64,
                                                "age",
                                                Types.INT8,
                                                "tenure_months",
                                                Types.INT8))))
                .hasMessage("column \"employee_id\" not found");
        assertThatThrownBy(() -> function.bind(List.of(schema("age", Types.UTF8))))
                .hasMessageContaining("column \"age\" has type")
                .hasMessageContaining("and should hold integers");
        assertThatThrownBy(() -> function.bind(List.of(COUNTED, COUNTED))).hasMessageContaining("one table");
    }
}
