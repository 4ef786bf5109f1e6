package dev.penstock.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.plan.PlanJson;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Batches;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Exprs;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.UserEngine;
import dev.penstock.testing.UserJars;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions that users write, called from plans on both engines: what goes in, what comes out.
@Timeout(60)
class UserFunctionsTest {
    private static final JsonNode NONE = JsonNodeFactory.instance.objectNode();

    @TempDir static Path folder;

    @RegisterExtension final TestMemory memory = new TestMemory();

    private static Path jar;
    private static UserEngine engine;

    @BeforeAll
    static void build() {
        String source =
                """
                public final class Rules {
                    private Rules() {}

                    public static final class Echo implements ScalarFunction<NoSettings> {
                        public String name() { return "rules.echo"; }
                        public Class<NoSettings> configType() { return NoSettings.class; }
                        public Signature bind(NoSettings none, List<DataType> types) {
                            return new Signature(types, types.get(0));
                        }
                        public void apply(NoSettings none, Arguments in, Answer out) {
                            Values a = in.get(0);
                            for (int row = 0; row < in.rows(); row++) {
                                if (a.isNull(row)) continue;
                                switch (a.type()) {
                                    case DataType.Bool b -> out.setBoolean(row, a.getBoolean(row));
                                    case DataType.FloatingPoint f -> out.setDouble(row, a.getDouble(row));
                                    case DataType.Utf8 t -> out.setString(row, a.getString(row));
                                    case DataType.Binary t -> out.setBytes(row, a.getBytes(row));
                                    case DataType.FixedSizeBinary t -> out.setBytes(row, a.getBytes(row));
                                    case DataType.Decimal d -> out.setDecimal(row, a.getDecimal(row));
                                    case DataType.Timestamp t when t.unit() == TimeUnit.SECOND ->
                                        out.setInstant(row, a.getInstant(row));
                                    default -> out.setLong(row, a.getLong(row));
                                }
                            }
                        }
                    }

                    public static final class Arrays2 extends RowFunction<Arrays2.Settings> {
                        public record Settings(double factor, String sign) {}
                        public Arrays2() { super("rules.scaled", Settings.class); }
                        protected Rule rule(Settings s) {
                            return Rule.of(Kind.DOUBLE, Kind.LONG, Kind.DOUBLE, (a, b) -> b == 0 ? null : a * s.factor() + b);
                        }
                    }

                    public static final class Nulls extends RowFunction<NoSettings> {
                        public Nulls() { super("rules.known", NoSettings.class); }
                        public boolean strict() { return false; }
                        protected Rule rule(NoSettings s) {
                            return Rule.of(Kind.STRING, Kind.BOOLEAN, Kind.STRING, (a, b) -> a + "/" + b);
                        }
                    }

                    public static final class Kinds extends RowFunction<NoSettings> {
                        public Kinds() { super("rules.kinds", NoSettings.class); }
                        protected Rule rule(NoSettings s) {
                            return Rule.of(Kind.DATE, Kind.decimal(2), Kind.INSTANT, Kind.STRING,
                                (date, amount, at) -> date + " " + amount + " " + at);
                        }
                    }

                    public static final class Weighted extends FoldFunction<NoSettings, double[]> {
                        public Weighted() {
                            super("rules.weighted", NoSettings.class, Signature.of(Types.FLOAT64, Types.INT64, Types.FLOAT64));
                        }
                        protected double[] start(NoSettings none) { return new double[2]; }
                        protected void add(NoSettings none, double[] sums, Arguments in, int row) {
                            sums[0] += in.get(0).getDouble(row) * in.get(1).getLong(row);
                            sums[1] += in.get(1).getLong(row);
                        }
                        protected void merge(NoSettings none, double[] sums, double[] more) {
                            sums[0] += more[0];
                            sums[1] += more[1];
                        }
                        protected void finish(NoSettings none, double[] sums, Answer out, int row) {
                            if (sums[1] != 0) out.setDouble(row, sums[0] / sums[1]);
                        }
                    }

                    public static final class Longest extends FoldFunction<NoSettings, StringBuilder> {
                        public Longest() { super("rules.longest", NoSettings.class, Signature.of(Types.UTF8, Types.UTF8)); }
                        protected StringBuilder start(NoSettings none) { return new StringBuilder(); }
                        protected void add(NoSettings none, StringBuilder s, Arguments in, int row) {
                            put(s, in.get(0).getString(row));
                        }
                        private static void put(StringBuilder s, String text) {
                            if (text.length() > s.length() || text.length() == s.length() && text.compareTo(s.toString()) > 0) {
                                s.setLength(0);
                                s.append(text);
                            }
                        }
                        protected void merge(NoSettings none, StringBuilder s, StringBuilder more) { put(s, more.toString()); }
                        protected void finish(NoSettings none, StringBuilder s, Answer out, int row) {
                            out.setString(row, s.toString());
                        }
                    }
                }
                """;
        jar =
                new UserJars(folder)
                        .jar(
                                "company.Rules",
                                source,
                                Map.of(
                                        "ScalarFunction",
                                        Stream.of("Echo", "Arrays2", "Nulls", "Kinds")
                                                .map(n -> "company.Rules$" + n)
                                                .toList(),
                                        "AggregateFunction",
                                        List.of("company.Rules$Weighted", "company.Rules$Longest")));
        engine = new UserEngine(folder, jar);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @AfterEach
    void forgetFrames() {
        engine.forgetFrames();
        assertThat(engine.engine().budget().usedBytes()).isZero();
    }

    private static void frame(Map<String, Column> columns) {
        Batch batch = Columns.batch(columns);
        engine.frame("t", new Frame(batch.schema(), List.of(batch)));
    }

    private static Expr apply(String function, Expr... arguments) {
        return new Expr.Apply(function, NONE, List.of(arguments));
    }

    private static Plan select(Expr... expressions) {
        return new Plan.Project(new Plan.InMemory("t"), List.of(expressions));
    }

    private static List<List<Object>> rows(String forced, Plan plan) {
        return engine.rows(plan, forced).rows();
    }

    static Stream<AwkwardColumn> seen() {
        return Batches.flat().filter(column -> Form.of(column.type()) != null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seen")
    void seesTheValuesOfEveryTypeAndAnswersThem(AwkwardColumn column) {
        frame(Map.of("a", column.make(memory.allocator())));
        List<List<Object>> expected = rows(null, new Plan.InMemory("t"));
        Plan plan = select(Exprs.as(apply("rules.echo", Exprs.col("a")), "a"));
        assertThat(rows("core", plan)).isEqualTo(expected);
        if (!(column.type() instanceof DataType.Date(boolean milliseconds) && milliseconds)) {
            assertThat(rows("duckdb", plan)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "duckdb"})
    void isCalledInFiltersAndInsideOfOtherExpressions(String forced) {
        frame(
                new LinkedHashMap<>(
                        Map.of(
                                "a",
                                memory.columns().float64(1.0, 2.0, null, 4.0),
                                "b",
                                memory.columns().int32(1L, 0L, 3L, 4L))));
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("factor", 10);
        Expr scaled = new Expr.Apply("rules.scaled", config, List.of(Exprs.col("a"), Exprs.col("b")));
        Expr twice = Exprs.call("add", scaled, Exprs.call("mul", scaled, Exprs.lit(2.0)));
        assertThat(rows(forced, select(Exprs.as(twice, "r"))))
                .containsExactly(
                        List.of(33.0), Arrays.asList((Object) null), Arrays.asList((Object) null), List.of(132.0));
        Plan filtered = new Plan.Filter(new Plan.InMemory("t"), Exprs.call("gt", scaled, Exprs.lit(20.0)), false);
        Plan after =
                new Plan.Project(filtered, List.of(Exprs.as(scaled, "r"), Exprs.as(Exprs.call("neg", scaled), "n")));
        assertThat(rows(forced, after)).containsExactly(List.of(44.0, -44.0));
        assertThat(
                        rows(
                                forced,
                                select(
                                        Exprs.as(
                                                new Expr.Apply(
                                                        "rules.scaled", config, List.of(Exprs.lit(1), Exprs.lit(2))),
                                                "r"))))
                .containsExactly(List.of(12.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "duckdb"})
    void seesNullsIfItWantsTo(String forced) {
        frame(
                new LinkedHashMap<>(
                        Map.of(
                                "a",
                                memory.columns().dictionary("x", null, "y"),
                                "b",
                                memory.columns().bool(null, true, false))));
        assertThat(rows(forced, select(Exprs.as(apply("rules.known", Exprs.col("a"), Exprs.col("b")), "r"))))
                .containsExactly(List.of("x/null"), List.of("null/true"), List.of("y/false"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "duckdb"})
    void seesDatesDecimalsAndMoments(String forced) {
        var columns = new LinkedHashMap<String, Column>();
        columns.put("d", memory.columns().date32(0L, -1L));
        columns.put("m", memory.columns().of(new DataType.Decimal(128, 9, 2), new BigDecimal("-1.50"), null));
        columns.put("t", memory.columns().timestamp(TimeUnit.MICROSECOND, -1L, 5L));
        frame(columns);
        Expr kinds = apply("rules.kinds", Exprs.col("d"), Exprs.col("m"), Exprs.col("t"));
        assertThat(rows(forced, select(Exprs.as(kinds, "r"))))
                .containsExactly(List.of("1970-01-01 -1.50 1969-12-31T23:59:59.999999Z"), Arrays.asList((Object) null));
    }

    private static final Schema GROUPED =
            new Schema(
                    List.of(
                            Field.nullable("k", Types.INT32),
                            Field.nullable("v", Types.FLOAT64),
                            Field.nullable("w", Types.INT16),
                            Field.nullable("s", Types.UTF8)));

    private List<List<Object>> grouped(long seed, int rows) {
        var values = new ArrayList<List<Object>>();
        var random = new RandomValues(seed);
        for (int row = 0; row < rows; row++) {
            values.add(
                    Arrays.asList(
                            random.below(10) == 0 ? null : (long) random.below(7),
                            random.below(8) == 0 ? null : (double) random.below(100),
                            random.below(8) == 0 ? null : (long) random.below(5),
                            random.below(8) == 0 ? null : "x".repeat(random.below(9)) + random.below(9)));
        }
        var batches = new ArrayList<Batch>();
        for (int from = 0; from < rows; from += 700) {
            batches.add(memory.columns().batch(GROUPED, values.subList(from, Math.min(rows, from + 700))));
        }
        engine.frame("t", new Frame(GROUPED, batches));
        return values;
    }

    private static Double weighted(List<List<Object>> rows) {
        double sum = 0;
        double weights = 0;
        for (List<Object> row : rows) {
            if (row.get(1) != null && row.get(2) != null) {
                sum += (Double) row.get(1) * (Long) row.get(2);
                weights += (Long) row.get(2);
            }
        }
        return weights == 0 ? null : sum / weights;
    }

    private static String longest(List<List<Object>> rows) {
        return rows.stream()
                .map(row -> (String) row.get(3))
                .filter(Objects::nonNull)
                .max(java.util.Comparator.comparing(String::length).thenComparing(s -> s))
                .orElse("");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"core", "duckdb"})
    void aggregatesGroups(String forced) {
        for (int seed = 0; seed < 4; seed++) {
            List<List<Object>> values = grouped(seed, new int[] {0, 1, 40, 5_000}[seed]);
            Expr weighted = Exprs.as(apply("rules.weighted", Exprs.col("v"), Exprs.col("w")), "weighted");
            Expr longest = Exprs.as(apply("rules.longest", Exprs.col("s")), "longest");
            Plan plan =
                    new Plan.Aggregate(
                            new Plan.InMemory("t"), List.of(Exprs.col("k")), List.of(weighted, longest), null, false);
            Map<Object, List<List<Object>>> groups = new HashMap<>();
            values.forEach(row -> groups.computeIfAbsent(row.getFirst(), _ -> new ArrayList<>()).add(row));
            var expected = new ArrayList<List<Object>>();
            groups.forEach((key, rows) -> expected.add(Arrays.asList(key, weighted(rows), longest(rows))));
            assertThat(rows(forced, plan)).as("seed " + seed).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(rows(forced, select(weighted, longest)))
                    .containsExactly(Arrays.asList(weighted(values), longest(values)));
            engine.forgetFrames();
        }
    }

    @Test
    void spreadsAnAggregateOverTheRowsOfItsGroup() {
        List<List<Object>> values = grouped(9, 2_000);
        Expr over = Exprs.over(apply("rules.longest", Exprs.col("s")), "k");
        Expr share = Exprs.call("add", over, Exprs.col("s"));
        Map<Object, List<List<Object>>> groups = new HashMap<>();
        values.forEach(row -> groups.computeIfAbsent(row.getFirst(), _ -> new ArrayList<>()).add(row));
        var expected = new ArrayList<List<Object>>();
        for (List<Object> row : values) {
            String longest = longest(groups.get(row.getFirst()));
            expected.add(Arrays.asList(longest, row.get(3) == null ? null : longest + row.get(3)));
        }
        assertThat(rows(null, select(Exprs.as(over, "a"), Exprs.as(share, "b")))).isEqualTo(expected);
    }

    @Test
    void isCalledFromSqlByShortAndByFullName() {
        grouped(3, 300);
        Plan t = new Plan.InMemory("t");
        var texts =
                Map.of(
                        "select longest(s) from t", 1,
                        "select k, rules.longest(s) as l, weighted(v, w) from t group by k", 7,
                        "select \"rules.longest\"(s) from t where s <> 'rules.longest(x)'", 1,
                        "select known(s, v > 50) from t limit 3", 3);
        texts.forEach((text, rows) ->
                assertThat(rows(null, new Plan.Sql(text, Map.of("t", t)))).as(text).hasSizeBetween(rows, rows + 1));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> rows(null, new Plan.Sql("select scaled(v, w) from t", Map.of("t", t))))
                .matches(e -> e.code() == ErrorCode.SQL_INTERFACE && e.hint().contains("ps.call"));
    }

    @Test
    void namesTheArgumentThatDoesNotFit() {
        grouped(1, 1);
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> rows(null, select(apply("rules.weighted", Exprs.col("v"), Exprs.col("s")))))
                .withMessageContaining("argument 2 of \"rules.weighted\" is utf8, and it takes int64");
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> rows(null, select(apply("rules.longest"))))
                .withMessageContaining("does not take 0 arguments");
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> rows(null, select(apply("rules.longst", Exprs.col("s")))))
                .matches(e -> e.hint().contains("rules.longest"));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() ->
                        rows(
                                null,
                                select(
                                        new Expr.Apply(
                                                "rules.scaled",
                                                JsonNodeFactory.instance.objectNode().put("facter", 2),
                                                List.of(Exprs.col("v"), Exprs.col("w"))))))
                .matches(e -> e.code() == ErrorCode.CONFIG && e.hint().contains("factor"));
    }

    @Test
    void travelsInPlansByItsName() {
        Plan plan = select(apply("rules.weighted", Exprs.col("v"), Exprs.col("w")));
        String json = PlanJson.print(plan);
        assertThat(json).contains("\"features\":[\"functions\"]").contains("rules.weighted");
        assertThat(PlanJson.parse(json)).isEqualTo(plan);
        assertThat(PlanJson.print(new Plan.InMemory("t"))).contains("\"features\":[]");
    }

    @Test
    void isListed() {
        grouped(1, 1);
        FunctionInfo weighted = engine.engine().functions().find("weighted");
        assertThat(weighted.kind()).isEqualTo(FunctionKind.AGGREGATE);
        assertThat(weighted.signatures()).containsExactly("(float64, int64) -> float64");
        assertThat(weighted.origin()).isEqualTo(jar.toString());
        assertThat(engine.engine().functions().find("rules.scaled").settings()).containsExactly("factor", "sign");
    }
}
