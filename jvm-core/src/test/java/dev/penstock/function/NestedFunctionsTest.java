package dev.penstock.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Batches;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Exprs;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.UserEngine;
import dev.penstock.testing.UserJars;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/// Functions that users write, over lists, maps and structs.
@Timeout(60)
class NestedFunctionsTest {
    @TempDir static Path folder;

    @RegisterExtension final TestMemory memory = new TestMemory();

    private static UserEngine engine;

    private static final DataType POINT =
            new DataType.StructOf(List.of(Field.nullable("x", Types.INT64), Field.nullable("s", Types.UTF8)));

    @BeforeAll
    static void build() {
        String source =
                """
                public final class Nested {
                    private Nested() {}

                    /// Copies values of any type; rows are answered from the last to the first.
                    public static final class Echo implements ScalarFunction<NoSettings> {
                        public String name() { return "nested.echo"; }
                        public Class<NoSettings> configType() { return NoSettings.class; }
                        public Signature bind(NoSettings none, List<DataType> types) {
                            return new Signature(types, types.get(0));
                        }
                        public void apply(NoSettings none, Arguments in, Answer out) {
                            for (int row = in.rows() - 1; row >= 0; row--) {
                                copy(in.get(0), row, out, row);
                            }
                        }
                        private static void copy(Values from, int row, Answer to, int at) {
                            if (from.isNull(row)) {
                                to.setNull(at);
                                return;
                            }
                            switch (from.type()) {
                                case DataType.StructOf s -> {
                                    to.setStruct(at);
                                    s.fields().forEach(f -> copy(from.field(f.name()), row, to.field(f.name()), at));
                                }
                                case DataType.ListOf l -> list(from, row, to, at);
                                case DataType.FixedSizeListOf l -> list(from, row, to, at);
                                case DataType.MapOf m -> list(from, row, to, at);
                                case DataType.Bool b -> to.setBoolean(at, from.getBoolean(row));
                                case DataType.FloatingPoint f -> to.setDouble(at, from.getDouble(row));
                                case DataType.Utf8 t -> to.setString(at, from.getString(row));
                                case DataType.Binary t -> to.setBytes(at, from.getBytes(row));
                                case DataType.FixedSizeBinary t -> to.setBytes(at, from.getBytes(row));
                                case DataType.Decimal d -> to.setDecimal(at, from.getDecimal(row));
                                default -> to.setLong(at, from.getLong(row));
                            }
                        }
                        private static void list(Values from, int row, Answer to, int at) {
                            int place = to.setList(at, from.size(row));
                            for (int i = 0; i < from.size(row); i++) {
                                copy(from.elements(), from.start(row) + i, to.elements(), place + i);
                            }
                        }
                    }

                    private static final SequencedMap<String, Kind<?>> POINT = new LinkedHashMap<>();
                    static {
                        POINT.put("x", Kind.LONG);
                        POINT.put("s", Kind.STRING);
                    }

                    public static final class Swap extends RowFunction<NoSettings> {
                        public Swap() { super("nested.points", NoSettings.class); }
                        protected Rule rule(NoSettings none) {
                            return Rule.of(Kind.list(Kind.LONG), Kind.STRING, Kind.list(Kind.struct(POINT)), (xs, s) -> {
                                var points = new ArrayList<Map<String, Object>>();
                                for (Long x : xs) {
                                    points.add(x == null ? null : x == 0 ? Map.of("s", s) : Map.of("x", x, "s", s + x));
                                }
                                return points;
                            });
                        }
                    }

                    public static final class Sum extends RowFunction<NoSettings> {
                        public Sum() { super("nested.total", NoSettings.class); }
                        protected Rule rule(NoSettings none) {
                            return Rule.of(Kind.list(Kind.struct(POINT)), Kind.LONG, points -> {
                                long sum = 0;
                                for (var point : points) {
                                    Long x = point == null ? null : (Long) point.get("x");
                                    sum += x == null ? 0 : x;
                                }
                                return sum;
                            });
                        }
                    }

                    public static final class Longest extends FoldFunction<NoSettings, List<Long>> {
                        public Longest() {
                            super("nested.longest", NoSettings.class,
                                Signature.of(DataType.listOf(Types.INT64), DataType.listOf(Types.INT64)));
                        }
                        protected List<Long> start(NoSettings none) { return new ArrayList<>(); }
                        protected void add(NoSettings none, List<Long> best, Arguments in, int row) {
                            Values lists = in.get(0);
                            var list = new ArrayList<Long>();
                            for (int i = lists.start(row); i < lists.start(row) + lists.size(row); i++) {
                                list.add(lists.elements().isNull(i) ? -1 : lists.elements().getLong(i));
                            }
                            merge(none, best, list);
                        }
                        protected void merge(NoSettings none, List<Long> best, List<Long> other) {
                            if (other.size() > best.size()) {
                                best.clear();
                                best.addAll(other);
                            }
                        }
                        protected void finish(NoSettings none, List<Long> best, Answer out, int row) {
                            int at = out.setList(row, best.size());
                            for (long value : best) out.elements().setLong(at++, value);
                        }
                    }

                    /// Answers wrongly, in the way that its argument says.
                    public static final class Wrong implements ScalarFunction<NoSettings> {
                        public String name() { return "nested.wrong"; }
                        public Class<NoSettings> configType() { return NoSettings.class; }
                        public List<Signature> signatures(NoSettings none) {
                            var keys = new DataType.StructOf(List.of(
                                new Field("key", Types.INT64, false), Field.nullable("value", Types.INT64)));
                            return List.of(Signature.of(
                                Types.INT64, new DataType.MapOf(new Field("entries", keys, false), false)));
                        }
                        public void apply(NoSettings none, Arguments in, Answer out) {
                            switch ((int) in.get(0).getLong(0)) {
                                case 0 -> out.elements().setStruct(out.setList(0, 1));
                                case 1 -> out.setStruct(0);
                                case 2 -> out.setList(0, -1);
                                case 3 -> out.elements().setStruct(0);
                                default -> in.get(0).field("x");
                            }
                        }
                    }
                }
                """;
        Path jar =
                new UserJars(folder)
                        .jar(
                                "company.Nested",
                                source.replace("new Field(", "new dev.penstock.type.Field("),
                                Map.of(
                                        "ScalarFunction",
                                        Stream.of("Echo", "Swap", "Sum", "Wrong")
                                                .map(n -> "company.Nested$" + n)
                                                .toList(),
                                        "AggregateFunction",
                                        List.of("company.Nested$Longest")));
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
        return new Expr.Apply(function, JsonNodeFactory.instance.objectNode(), List.of(arguments));
    }

    private static List<List<Object>> rows(Expr... expressions) {
        return engine.rows(new Plan.Project(new Plan.InMemory("t"), List.of(expressions)), null).rows();
    }

    /// Nested types, but for dates of milliseconds, which come back as days, and those that SQL has not: lists of a
    /// length of nought and structs without fields.
    static Stream<AwkwardColumn> seen() {
        return Batches.all()
                .filter(column -> {
                    Form form = Form.of(column.type());
                    return (form == Form.LISTS || form == Form.STRUCTS)
                            && !column.type().toString().matches(".*(date64|, 0>|struct<>).*");
                });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seen")
    void seesTheValuesOfEveryNestedTypeAndAnswersThem(AwkwardColumn column) {
        frame(Map.of("a", column.make(memory.allocator())));
        List<List<Object>> expected = engine.rows(new Plan.InMemory("t"), null).rows();
        assertThat(rows(Exprs.as(apply("nested.echo", Exprs.col("a")), "a"))).isEqualTo(expected);
    }

    private void lists() {
        var columns = new LinkedHashMap<String, Column>();
        columns.put(
                "l",
                memory.columns()
                        .of(
                                DataType.listOf(Types.INT32),
                                Arrays.asList(1L, null, 0L),
                                List.of(),
                                null,
                                List.of(7L, 8L, 9L, 10L)));
        columns.put("s", memory.columns().utf8("a", "b", "c", null));
        frame(columns);
    }

    @Test
    void rulesTakeAndAnswerListsAndStructs() {
        lists();
        Expr points = apply("nested.points", Exprs.col("l"), Exprs.col("s"));
        assertThat(rows(Exprs.as(points, "p")))
                .containsExactly(
                        List.of(Arrays.asList(List.of(1L, "a1"), null, Arrays.asList(null, "a"))),
                        List.of(List.of()),
                        Arrays.asList((Object) null),
                        Arrays.asList((Object) null));
        // What one answers another takes, and a filter in front changes which rows come.
        assertThat(rows(Exprs.as(apply("nested.total", points), "n")))
                .containsExactly(List.of(1L), List.of(0L), Arrays.asList((Object) null), Arrays.asList((Object) null));
        Plan some = new Plan.Filter(new Plan.InMemory("t"), Exprs.call("ne", Exprs.col("s"), Exprs.lit("b")), false);
        Plan after = new Plan.Project(some, List.of(Exprs.as(apply("nested.total", points), "n")));
        assertThat(engine.rows(after, null).rows()).containsExactly(List.of(1L), Arrays.asList((Object) null));
    }

    @Test
    void groupsOfListsHaveAnAnswer() {
        lists();
        Expr longest = Exprs.as(apply("nested.longest", Exprs.col("l")), "l");
        assertThat(rows(longest)).containsExactly(List.of(List.of(7L, 8L, 9L, 10L)));
        Plan grouped =
                new Plan.Aggregate(new Plan.InMemory("t"), List.of(Exprs.col("s")), List.of(longest), null, false);
        assertThat(engine.rows(grouped, null).rows())
                .containsExactlyInAnyOrder(
                        List.of("a", List.of(1L, -1L, 0L)),
                        List.of("b", List.of()),
                        List.of("c", List.of()),
                        Arrays.asList(null, List.of(7L, 8L, 9L, 10L)));
    }

    @Test
    void isCalledFromSql() {
        lists();
        var sql = new Plan.Sql("select total(points(l, s)) as n from t", Map.of("t", new Plan.InMemory("t")));
        assertThat(engine.rows(sql, null).rows())
                .containsExactly(List.of(1L), List.of(0L), Arrays.asList((Object) null), Arrays.asList((Object) null));
    }

    @Test
    void argumentsFitElementByElementAndFieldByField() {
        DataType wide = DataType.listOf(POINT);
        DataType narrow =
                DataType.listOf(
                        new DataType.StructOf(
                                List.of(Field.nullable("x", Types.INT8), Field.nullable("s", Types.NULL))));
        assertThat(Signatures.fits(narrow, wide)).isTrue();
        assertThat(Signatures.fits(wide, narrow)).isFalse();
        assertThat(Signatures.fits(new DataType.FixedSizeListOf(Field.nullable("", POINT), 2), wide)).isTrue();
        assertThat(Signatures.fits(wide, new DataType.FixedSizeListOf(Field.nullable("", POINT), 2))).isFalse();
        assertThat(Signatures.fits(Types.INT64, wide)).isFalse();
        lists();
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> rows(apply("nested.total", Exprs.col("l"))))
                .withMessageContaining(
                        "argument 1 of \"nested.total\" is list<int32>, and it takes list<struct<x: int64, s: utf8>>");
    }

    @Test
    void whatCannotBeSeenSaysSo() {
        DataType months = DataType.listOf(new DataType.Interval(DataType.IntervalUnit.YEAR_MONTH));
        assertThat(Form.of(months)).isNull();
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> Bound.checked("f", Signature.of(months, Types.INT64), List.of(months)))
                .matches(e -> e.code() == ErrorCode.UNSUPPORTED_TYPE && e.hint().contains("lists"))
                .withMessageContaining("\"f\" takes list<interval[year_month]>");
    }

    @Test
    void wrongAnswersAreErrorsOfTheFunction() {
        var messages =
                List.of(
                        "it answers null as \"key\"",
                        "it answers a struct where map<int64, int64> is due",
                        "it answers a list of -1 elements",
                        "out of bounds",
                        "asks int64 for a field \"x\"");
        for (int kind = 0; kind < messages.size(); kind++) {
            frame(Map.of("k", memory.columns().int64((long) kind)));
            String message = messages.get(kind);
            assertThatExceptionOfType(PenstockException.class)
                    .isThrownBy(() -> rows(Exprs.as(apply("nested.wrong", Exprs.col("k")), "r")))
                    .withMessageContaining("nested.wrong")
                    .withMessageContaining(message);
            engine.forgetFrames();
        }
    }
}
