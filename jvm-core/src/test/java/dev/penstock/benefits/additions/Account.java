package dev.penstock.benefits.additions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.function.Cancellation;
import dev.penstock.function.ConfiguredFunction;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.memory.Allocator;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Tables of contributions, compensation, participants and so on, put together row by row.
final class Account {
    private static final FunctionRegistry FUNCTIONS = FunctionRegistry.load(Account.class.getClassLoader());

    static final DataType MONEY = new DataType.Decimal(128, 18, 2);

    static final Schema CONTRIBUTIONS =
            schema(
                    "participant_id",
                    Types.UTF8,
                    "employer_group_id",
                    Types.INT64,
                    "plan_id",
                    Types.UTF8,
                    "money_type",
                    Types.UTF8,
                    "amount",
                    MONEY,
                    "credited_for",
                    Types.DATE32,
                    "matched_by",
                    Types.UTF8,
                    "contribution_id",
                    Types.INT64,
                    "reversal_of",
                    Types.INT64);

    static final Schema COMPENSATION =
            schema(
                    "participant_id",
                    Types.UTF8,
                    "employer_group_id",
                    Types.INT64,
                    "period_start",
                    Types.DATE32,
                    "period_end",
                    Types.DATE32,
                    "amount",
                    MONEY);

    static final Schema PARTICIPANTS = schema("participant_id", Types.UTF8, "birth_date", Types.DATE32);

    static final Schema ELIGIBLE =
            schema(
                    "participant_id",
                    Types.UTF8,
                    "employer_group_id",
                    Types.INT64,
                    "plan_id",
                    Types.UTF8,
                    "hce",
                    Types.BOOL);

    static final Schema YEARS = schema("plan_id", Types.UTF8, "start", Types.DATE32, "end", Types.DATE32);

    static final Schema LIMITS =
            schema(
                    "year",
                    Types.INT32,
                    "code",
                    Types.UTF8,
                    "amount",
                    MONEY,
                    "source",
                    Types.UTF8,
                    "effective_from",
                    Types.DATE32,
                    "version",
                    Types.UTF8);

    private final TestMemory memory;
    private final Map<String, Schema> schemas = new LinkedHashMap<>();
    private final Map<String, List<List<Object>>> tables = new HashMap<>();

    Account(TestMemory memory) {
        this.memory = memory;
        schemas.put("contributions", CONTRIBUTIONS);
        schemas.put("compensation", COMPENSATION);
        schemas.put("participants", PARTICIPANTS);
    }

    static Schema schema(Object... namesAndTypes) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            fields.add(Field.nullable((String) namesAndTypes[i], (DataType) namesAndTypes[i + 1]));
        }
        return new Schema(fields);
    }

    static Account of(TestMemory memory) {
        return new Account(memory);
    }

    /// Tables for a summary: those who may take part in the place of birth dates.
    static Account summarized(TestMemory memory) {
        var account = new Account(memory);
        account.schemas.remove("participants");
        account.schemas.put("eligible", ELIGIBLE);
        return account;
    }

    Account eligible(String participant, Long group, String plan, @Nullable Boolean hce) {
        rows("eligible").add(row(participant, group, plan, hce));
        return this;
    }

    private static List<Object> row(@Nullable Object... values) {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    static @Nullable BigDecimal money(@Nullable String amount) {
        return amount == null ? null : new BigDecimal(amount).setScale(2);
    }

    static @Nullable Long day(@Nullable String date) {
        return date == null ? null : LocalDate.parse(date).toEpochDay();
    }

    List<List<Object>> rows(String table) {
        return tables.computeIfAbsent(table, _ -> new ArrayList<>());
    }

    Account born(String date) {
        return born("p", date);
    }

    Account born(@Nullable String participant, @Nullable String date) {
        rows("participants").add(row(participant, day(date)));
        return this;
    }

    /// What "p" was paid in all of a calendar year.
    Account paid(int year, String amount) {
        return paid("p", 1L, year + "-01-01", year + "-12-31", amount);
    }

    Account paid(
            @Nullable String participant,
            @Nullable Long group,
            @Nullable String start,
            @Nullable String end,
            @Nullable String amount) {
        rows("compensation").add(row(participant, group, day(start), day(end), money(amount)));
        return this;
    }

    /// A contribution of "p" to plan "401k" of group 1.
    Account gets(String type, String amount, String date) {
        return gets("p", 1L, "401k", type, amount, date, null);
    }

    Account matched(String type, String amount, String date) {
        return gets("p", 1L, "401k", type, amount, date, "ER_MATCH");
    }

    Account gets(
            @Nullable String participant,
            @Nullable Long group,
            @Nullable String plan,
            @Nullable String type,
            @Nullable String amount,
            @Nullable String date,
            @Nullable String matchedBy) {
        rows("contributions").add(row(participant, group, plan, type, money(amount), day(date), matchedBy, null, null));
        return this;
    }

    /// A contribution of "p" with an id, or one that takes another one back.
    Account numbered(String type, String amount, String date, @Nullable Long id, @Nullable Long reversalOf) {
        rows("contributions").add(row("p", 1L, "401k", type, money(amount), day(date), null, id, reversalOf));
        return this;
    }

    Account year(String plan, String start, String end) {
        schemas.put("limitation_years", YEARS);
        rows("limitation_years").add(row(plan, day(start), day(end)));
        return this;
    }

    Account limit(long year, String code, String amount) {
        schemas.put("limits", LIMITS);
        rows("limits").add(row(year, code, money(amount), "only for tests", day(year + "-01-01"), "test"));
        return this;
    }

    Account shuffled(long seed) {
        var random = new Random(seed);
        tables.values().forEach(rows -> Collections.shuffle(rows, random));
        return this;
    }

    Rows additions(String settings) {
        return run("benefits.annual_additions_415c", settings, 100);
    }

    Rows events(String settings) {
        return run("benefits.corrective_events_415c", settings, 100);
    }

    /// @param settings JSON without its braces, with single quotes
    Rows run(String function, String settings, int batchRows) {
        return run(function, settings, batchRows, 1);
    }

    Rows run(String function, String settings, int batchRows, int threads) {
        return run(function, settings, batchRows, threads, memory.allocator());
    }

    Rows run(String function, String settings, int batchRows, int threads, Allocator allocator) {
        String names = "'" + String.join("', '", schemas.keySet()) + "'";
        ConfiguredFunction<?> configured =
                configured(function, "'inputs': [" + names + "]" + (settings.isEmpty() ? "" : ", " + settings));
        var frames = new ArrayList<Frame>();
        try {
            schemas.forEach((name, schema) -> frames.add(memory.columns().frame(schema, rows(name), batchRows)));
            Schema bound = configured.bind(List.copyOf(schemas.values()));
            List<BatchStream> inputs = frames.stream().map(Frame::stream).toList();
            Rows answer =
                    Rows.of(configured.apply(inputs, new FunctionContext(allocator, threads, new Cancellation())));
            assertThat(answer.schema()).isEqualTo(bound);
            return answer;
        } finally {
            frames.forEach(Frame::close);
        }
    }

    static ConfiguredFunction<?> configured(String function, String settings) {
        try {
            return FUNCTIONS.configure(function, new ObjectMapper().readTree("{" + settings.replace('\'', '"') + "}"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
