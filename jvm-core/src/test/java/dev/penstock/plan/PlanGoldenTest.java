package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.testing.Golden;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The JSON form is read by other programs and kept in files, so a change of it must be seen.
class PlanGoldenTest {
    private static final Plan T = new Plan.InMemory("7");
    private static final Expr A = new Expr.Column("a");
    private static final Expr B = new Expr.Column("b");
    private static final Options OPTIONS =
            new Options(Map.of("separator", ";", "n_rows", 10, "rate", 0.5, "null_values", List.of("NA", "-")));

    static Stream<Plan> plans() {
        return Stream.of(
                new Plan.Scan(
                        Plan.Format.CSV,
                        List.of("in/*.csv"),
                        List.of(new Field("größe", Types.INT64, false, Map.of("unit", "m"))),
                        Map.of("day", Types.DATE32),
                        OPTIONS),
                T,
                new Plan.Stream("8"),
                new Plan.Filter(T, A, true),
                new Plan.Project(T, List.of(A, B)),
                new Plan.Extend(T, List.of(new Expr.Alias(A, "c"))),
                new Plan.Rename(T, Map.of("a", "z"), true),
                new Plan.Aggregate(T, List.of(A), List.of(new Expr.RowCount()), B, true),
                new Plan.WindowAggregate(
                        T,
                        A,
                        new IndexWindows.Dynamic(
                                "1mo",
                                null,
                                "-1d",
                                IndexWindows.Closed.BOTH,
                                IndexWindows.Label.DATAPOINT,
                                IndexWindows.StartBy.SUNDAY,
                                true),
                        List.of(B),
                        List.of(new Expr.RowCount()),
                        null),
                new Plan.Join(
                        T,
                        T,
                        Plan.JoinKind.LEFT,
                        List.of(A),
                        List.of(B),
                        "_right",
                        Plan.JoinValidation.MANY_TO_ONE,
                        false,
                        null,
                        Plan.JoinOrder.LEFT),
                new Plan.JoinWhere(T, T, List.of(A), "_right"),
                new Plan.JoinAsof(
                        T,
                        T,
                        A,
                        B,
                        List.of(A),
                        List.of(B),
                        Plan.AsofStrategy.NEAREST,
                        new Expr.Literal(Types.UTF8, "1h30m", false),
                        "_right",
                        true,
                        true,
                        false),
                new Plan.MergeSorted(List.of(T, T), List.of(A, B)),
                new Plan.Sort(T, List.of(new SortKey(A, true, false)), true),
                new Plan.TopK(T, 5, List.of(new SortKey(A, false, true))),
                new Plan.Slice(T, -3, null),
                new Plan.Distinct(T, List.of(A), Plan.Keep.FIRST, true),
                new Plan.Concat(List.of(T, T), Plan.ConcatKind.DIAGONAL_RELAXED),
                new Plan.Pivot(
                        T,
                        List.of(A),
                        List.of(List.of(new Expr.Literal(Types.UTF8, "x", false))),
                        List.of(B),
                        null,
                        null,
                        true,
                        "_"),
                new Plan.Unpivot(T, null, List.of(A), "variable", "value"),
                new Plan.Explode(T, List.of(A), false, true),
                new Plan.Unnest(T, List.of(A), "."),
                new Plan.Sample(T, null, 0.25, false, true, 42L),
                new Plan.RowIndex(T, "index", 1),
                new Plan.Sql("select * from t", Map.of("t", T)),
                new Plan.TableCall(
                        "benefits.eligibility_flags",
                        JsonNodeFactory.instance.objectNode().put("as_of", "2026-01-01"),
                        List.of(T)),
                new Plan.Sink(T, Plan.Format.IPC, "out.arrow", new Options(Map.of("compression", "zstd"))));
    }

    static Stream<Expr> expressions() {
        return Stream.of(
                A,
                new Expr.Columns(new Selector.All()),
                literals(),
                new Expr.Alias(A, "b"),
                new Expr.Renamed(A, Expr.NameRule.REPLACE, "x", "a+", false),
                new Expr.Cast(A, new DataType.Timestamp(TimeUnit.MICROSECOND, "Europe/Berlin"), true, false),
                new Expr.Call(
                        StringFunction.CONTAINS,
                        List.of(A, new Expr.Literal(Types.UTF8, "x.", false)),
                        new Options(Map.of("literal", true))),
                new Expr.Apply(
                        "rules.net_pay", JsonNodeFactory.instance.objectNode().put("rate", "0.08"), List.of(A, B)),
                new Expr.When(List.of(new Expr.Branch(A, B)), null),
                new Expr.Over(A, List.of(B), List.of(new SortKey(A, false, false)), Expr.Mapping.GROUP_TO_ROWS),
                new Expr.SortedBy(A, List.of(new SortKey(B, true, true))),
                new Expr.Filtered(A, B),
                new Expr.StructOf(List.of(A, B)),
                new Expr.WithFields(A, List.of(new Expr.StructFields(List.of("x")), B), true),
                new Expr.StructFields(List.of("x", "y")),
                new Expr.Unnest(A, new Selector.All()),
                new Expr.ListEval(A, new Expr.Element()),
                new Expr.ListAgg(A, new Expr.RowCount()),
                new Expr.Element(),
                new Expr.RowCount());
    }

    /// A literal of structs shows how the values of each type are written.
    private static Expr literals() {
        var item = Field.nullable("item", Types.INT64);
        Map<String, Map.Entry<DataType, Object>> values = new LinkedHashMap<>();
        values.put("bool", Map.entry(Types.BOOL, true));
        values.put("int32", Map.entry(Types.INT32, -1L));
        values.put("int64", Map.entry(Types.INT64, Long.MIN_VALUE));
        values.put("uint64", Map.entry(Types.UINT64, new BigInteger("18446744073709551615")));
        values.put("float64", Map.entry(Types.FLOAT64, -0.0));
        values.put("nan", Map.entry(Types.FLOAT64, Double.NaN));
        values.put("infinity", Map.entry(Types.FLOAT32, Double.NEGATIVE_INFINITY));
        values.put("decimal", Map.entry(new DataType.Decimal(128, 10, 2), new BigDecimal("-12.30")));
        values.put("utf8", Map.entry(Types.UTF8, "größe"));
        values.put("binary", Map.entry(Types.BINARY, ByteBuffer.wrap(new byte[] {0, -1})));
        values.put("date32", Map.entry(Types.DATE32, -1L));
        values.put("duration", Map.entry(new DataType.Duration(TimeUnit.NANOSECOND), Long.MAX_VALUE));
        values.put("list", Map.entry(new DataType.ListOf(item, DataType.Elements.OFFSETS64), Arrays.asList(1L, null)));
        values.put("empty", Map.entry(DataType.listOf(Types.UTF8), List.of()));
        values.put("array", Map.entry(new DataType.FixedSizeListOf(item, 2), List.of(1L, 2L)));
        values.put(
                "category", Map.entry(new DataType.Dictionary((DataType.Int) Types.UINT32, Types.UTF8, true), "red"));
        var fields = values.entrySet().stream().map(e -> Field.nullable(e.getKey(), e.getValue().getKey())).toList();
        return new Expr.Literal(
                new DataType.StructOf(fields), values.values().stream().map(Map.Entry::getValue).toList(), false);
    }

    static Stream<Selector> selectors() {
        var all = new Selector.All();
        return Stream.of(
                all,
                new Selector.Names(List.of("a", "b"), true),
                new Selector.Positions(List.of(0, -1), true),
                new Selector.Matching("^a.*$"),
                new Selector.OfClass(List.of(Selector.TypeClass.NUMERIC, Selector.TypeClass.DATE)),
                new Selector.OfType(List.of(Types.INT8, DataType.listOf(Types.UTF8))),
                new Selector.ListsOf(all),
                new Selector.ArraysOf(all, 3),
                new Selector.Not(all),
                new Selector.Or(all, new Selector.Matching("x")),
                new Selector.And(all, new Selector.Matching("x")));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void planNodesLookAsTheyDid(Plan plan) throws IOException {
        String json = PlanJson.print(plan);
        Golden.check("plans/json/" + name("Plan", plan), pretty(json));
        assertThat(PlanJson.parse(json)).isEqualTo(plan);
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void expressionsLookAsTheyDid(Expr expression) throws IOException {
        String json = PlanJson.print(expression);
        Golden.check("plans/json/" + name("Expr", expression), pretty(json));
        assertThat(PlanJson.parseExpression(json)).isEqualTo(expression);
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void selectorsLookAsTheyDid(Selector selector) throws IOException {
        String json = PlanJson.print(new Expr.Columns(selector));
        Golden.check("plans/json/" + name("Selector", selector), pretty(json));
        assertThat(PlanJson.parseExpression(json)).isEqualTo(new Expr.Columns(selector));
    }

    @Test
    void noKindIsLeftOut() {
        assertThat(plans().<Object>map(Object::getClass))
                .containsExactlyInAnyOrder((Object[]) Plan.class.getPermittedSubclasses());
        assertThat(expressions().<Object>map(Object::getClass))
                .containsExactlyInAnyOrder((Object[]) Expr.class.getPermittedSubclasses());
        assertThat(selectors().<Object>map(Object::getClass))
                .containsExactlyInAnyOrder((Object[]) Selector.class.getPermittedSubclasses());
    }

    private static String name(String family, Object node) {
        return family + "." + node.getClass().getSimpleName() + ".json";
    }

    private static String pretty(String json) throws IOException {
        var unix = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(unix).withArrayIndenter(unix);
        return new ObjectMapper().writer(printer).writeValueAsString(new ObjectMapper().readTree(json)) + "\n";
    }
}
