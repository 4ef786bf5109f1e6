package dev.penstock.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.Query;
import dev.penstock.column.Batch;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Exprs;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.UserEngine;
import dev.penstock.testing.UserJars;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions that do what they should not: the query fails with an error that names them, and the engine goes on.
@Timeout(60)
class MisbehavingFunctionsTest {
    @TempDir static Path folder;

    @RegisterExtension final TestMemory memory = new TestMemory();

    private static Path jar;
    private static UserEngine engine;

    private static String scalar(String name, String body) {
        return """
        public static final class %1$s implements ScalarFunction<NoSettings> {
            public String name() { return "bad.%2$s"; }
            public Class<NoSettings> configType() { return NoSettings.class; }
            public List<Signature> signatures(NoSettings none) {
                return List.of(Signature.of(Types.INT64, Types.INT64));
            }
            public void apply(NoSettings none, Arguments in, Answer out) { %3$s }
        }
        """
                .formatted(name, name.toLowerCase(java.util.Locale.ROOT), body);
    }

    private static final Map<String, String> BODIES =
            Map.ofEntries(
                    Map.entry("Fine", "for (int i = 0; i < in.rows(); i++) out.setLong(i, in.get(0).getLong(i) + 1);"),
                    Map.entry("Throws", "throw new IllegalStateException(\"boom\");"),
                    Map.entry(
                            "Typed",
                            "throw new dev.penstock.error.PenstockException("
                                    + "dev.penstock.error.ErrorCode.OUT_OF_BOUNDS, \"no such bracket\");"),
                    Map.entry("Text", "out.setString(0, \"no number\");"),
                    Map.entry("Beyond", "out.setLong(in.rows(), 1);"),
                    Map.entry("Reads", "in.get(0).getLong(in.rows());"),
                    Map.entry("Asks", "in.get(0).getString(0);"),
                    Map.entry("Deep", "apply(none, in, out);"),
                    Map.entry(
                            "Greedy",
                            "long[][] all = new long[9][]; for (int i = 0; i < 9; i++) all[i] = new"
                                    + " long[Integer.MAX_VALUE - 8];"),
                    Map.entry("Silent", ""),
                    Map.entry("Missing", "Gone.away();"),
                    Map.entry(
                            "Keeps",
                            "kept.add(in); kept.add(out); kept.add(in.get(0).longs()); for (Object old : kept) if (old"
                                + " instanceof Arguments a) a.get(0).getLong(0); for (int i = 0; i < in.rows(); i++)"
                                + " out.setLong(i, in.get(0).getLong(i)); } private final List<Object> kept ="
                                + " Collections.synchronizedList(new ArrayList<>() { public synchronized"
                                + " Iterator<Object> iterator() { return new ArrayList<>(this).iterator(); } }); {"),
                    Map.entry(
                            "Sleeps",
                            "entered.release(); try { Thread.sleep(1_000_000); }"
                                    + " catch (InterruptedException e) { throw new RuntimeException(e); } } "
                                    + "public static final java.util.concurrent.Semaphore entered"
                                    + " = new java.util.concurrent.Semaphore(0); {"),
                    Map.entry(
                            "Spins",
                            "entered.release(); while (!stop) Thread.onSpinWait(); } public static volatile boolean"
                                    + " stop; public static final java.util.concurrent.Semaphore entered = new"
                                    + " java.util.concurrent.Semaphore(0); {"));

    @BeforeAll
    static void build() {
        var source = new StringBuilder("public final class Bad { static final class Gone { static void away() {} }");
        BODIES.forEach((name, body) -> source.append(scalar(name, body)));
        source.append(
                """
                    public static final class NoTypes implements ScalarFunction<NoSettings> {
                        public String name() { return "bad.notypes"; }
                        public Class<NoSettings> configType() { return NoSettings.class; }
                        public Signature bind(NoSettings none, List<DataType> types) { return null; }
                        public void apply(NoSettings none, Arguments in, Answer out) {}
                    }
                    public static final class BindFails implements ScalarFunction<NoSettings> {
                        public String name() { return "bad.bindfails"; }
                        public Class<NoSettings> configType() { return NoSettings.class; }
                        public Signature bind(NoSettings none, List<DataType> types) { return bind(none, types); }
                        public void apply(NoSettings none, Arguments in, Answer out) {}
                    }
                    public static final class Sum extends FoldFunction<NoSettings, long[]> {
                        public Sum() { super("bad.sum", NoSettings.class, Signature.of(Types.INT64, Types.INT64)); }
                        protected long[] start(NoSettings none) { return new long[1]; }
                        protected void add(NoSettings none, long[] sum, Arguments in, int row) {
                            if (in.get(0).getLong(row) == 3) throw new ArithmeticException("three");
                        }
                        protected void merge(NoSettings none, long[] sum, long[] more) {}
                        protected void finish(NoSettings none, long[] sum, Answer out, int row) {}
                    }
                    public static final class NoGroups implements AggregateFunction<NoSettings> {
                        public String name() { return "bad.nogroups"; }
                        public Class<NoSettings> configType() { return NoSettings.class; }
                        public List<Signature> signatures(NoSettings none) {
                            return List.of(Signature.of(Types.INT64, Types.INT64));
                        }
                        public Groups open(NoSettings none, Signature signature) { return null; }
                    }
                    public static final class Table implements TableFunction<Table.Mode> {
                        public record Mode(String what) {}
                        public String name() { return "bad.table"; }
                        public Class<Mode> configType() { return Mode.class; }
                        public Schema bind(Mode mode, List<Schema> inputs) {
                            return mode.what().equals("no schema") ? null : inputs.get(0);
                        }
                        public dev.penstock.column.BatchStream apply(
                                Mode mode, List<dev.penstock.column.BatchStream> inputs, FunctionContext context) {
                            return switch (mode.what()) {
                                case "null" -> null;
                                case "throws" -> throw new IllegalStateException("boom");
                                case "other" -> dev.penstock.column.BatchStream.of(new Schema(List.of()), List.of());
                                case "sleeps" -> {
                                    Sleeps.entered.release();
                                    try { Thread.sleep(1_000_000); } catch (InterruptedException e) {}
                                    yield inputs.get(0);
                                }
                                default -> inputs.get(0);
                            };
                        }
                    }
                }
                """);
        jar =
                new UserJars(folder)
                        .jar(
                                "company.Bad",
                                source.toString(),
                                Map.of(
                                        "ScalarFunction",
                                        Stream.concat(BODIES.keySet().stream(), Stream.of("NoTypes", "BindFails"))
                                                .map(name -> "company.Bad$" + name)
                                                .toList(),
                                        "AggregateFunction",
                                        List.of("company.Bad$Sum", "company.Bad$NoGroups"),
                                        "TableFunction",
                                        List.of("company.Bad$Table")));
        engine = new UserEngine(folder, jar);
    }

    @BeforeEach
    void open() {
        Batch batch = Columns.batch("a", memory.columns().int64(1L, 2L, 3L));
        engine.frame("t", new Frame(batch.schema(), List.of(batch)));
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

    private static Plan calling(String function) {
        Expr call = new Expr.Apply(function, JsonNodeFactory.instance.objectNode(), List.of(Exprs.col("a")));
        return new Plan.Project(new Plan.InMemory("t"), List.of(Exprs.as(call, "r")));
    }

    private static Plan table(String what) {
        return new Plan.TableCall(
                "bad.table", JsonNodeFactory.instance.objectNode().put("what", what), List.of(new Plan.InMemory("t")));
    }

    private void assertGoesOn(String forced) {
        assertThat(engine.rows(calling("bad.fine"), forced).rows())
                .containsExactly(List.of(2L), List.of(3L), List.of(4L));
    }

    private PenstockException failure(Plan plan, String forced) {
        return catchThrowableOfType(PenstockException.class, () -> engine.rows(plan, forced));
    }

    @ParameterizedTest
    @CsvSource({
        "throws, COMPUTE, IllegalStateException: boom",
        "typed, OUT_OF_BOUNDS, no such bracket",
        "text, SCHEMA_MISMATCH, it answers text where int64 is due",
        "beyond, COMPUTE, IndexOutOfBoundsException",
        "reads, COMPUTE, IndexOutOfBoundsException",
        "asks, INVALID_OPERATION, asks an argument of int64 for text",
        "deep, COMPUTE, its recursion is too deep",
        "notypes, COMPUTE, bind() returned null",
        "bindfails, COMPUTE, its recursion is too deep",
        "nogroups, COMPUTE, open() returned null",
        "sum, COMPUTE, ArithmeticException: three"
    })
    void failsWithAnErrorThatNamesTheFunction(String name, ErrorCode code, String message) {
        for (String forced : new String[] {"core", "duckdb"}) {
            PenstockException error = failure(calling("bad." + name), forced);
            assertThat(error).as(name + " on " + forced).isNotNull();
            assertThat(error.code()).as(error.toString()).isEqualTo(code);
            assertThat(error).hasMessageContaining("\"bad." + name + "\"").hasMessageContaining(message);
            assertGoesOn(forced);
        }
    }

    @Test
    void usesUpTheHeapAndTheEngineGoesOn() {
        PenstockException error = failure(calling("bad.greedy"), "core");
        assertThat(error.code()).isEqualTo(ErrorCode.MEMORY_LIMIT);
        assertThat(error).hasMessageContaining("\"bad.greedy\" used up the Java heap");
        assertGoesOn("core");
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "duckdb"})
    void answersNullWhereItAnswersNothing(String forced) {
        assertThat(engine.rows(calling("bad.silent"), forced).rows())
                .hasSize(3)
                .allMatch(row -> row.getFirst() == null);
    }

    @Test
    void mayKeepWhatItWasGiven() {
        for (int i = 0; i < 50; i++) {
            assertThat(engine.rows(calling("bad.keeps"), i % 2 == 0 ? "core" : "duckdb").rows()).hasSize(3);
        }
    }

    @Test
    void isCalledFromManyThreadsAtOnce() throws Exception {
        var runs = new ArrayList<CompletableFuture<Rows>>();
        for (int i = 0; i < 40; i++) {
            String forced = i % 2 == 0 ? "core" : "duckdb";
            runs.add(CompletableFuture.supplyAsync(() -> engine.rows(calling("bad.fine"), forced)));
        }
        for (CompletableFuture<Rows> run : runs) {
            assertThat(run.get(50, TimeUnit.SECONDS).rows()).containsExactly(List.of(2L), List.of(3L), List.of(4L));
        }
    }

    private Semaphore entered(String name) throws ReflectiveOperationException {
        ScalarFunction<?> function = (ScalarFunction<?>) engine.engine().functions().provided("bad." + name);
        return (Semaphore) function.getClass().getField("entered").get(null);
    }

    @ParameterizedTest
    @CsvSource({"sleeps, core", "sleeps, duckdb", "spins, core", "spins, duckdb"})
    void isLeftBehindByACancelledQuery(String name, String forced) throws Exception {
        stop(name, false);
        try (Query query = engine.query(calling("bad." + name), forced)) {
            var run =
                    CompletableFuture.supplyAsync(
                            () -> catchThrowableOfType(PenstockException.class, () -> Rows.of(query.stream())));
            assertThat(entered(name).tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            long before = System.nanoTime();
            query.cancel();
            assertThat(run.get(20, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(200));
        } finally {
            stop(name, true);
        }
        assertGoesOn(forced);
    }

    private void stop(String name, boolean now) throws ReflectiveOperationException {
        if (name.equals("spins")) {
            engine.engine().functions().provided("bad.spins").getClass().getField("stop").set(null, now);
        }
    }

    @Test
    void aTableFunctionIsLeftBehindAsWell() throws Exception {
        try (Query query = engine.query(table("sleeps"), null)) {
            var run =
                    CompletableFuture.supplyAsync(
                            () -> catchThrowableOfType(PenstockException.class, () -> Rows.of(query.stream())));
            assertThat(entered("sleeps").tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            query.cancel();
            assertThat(run.get(20, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
        }
        assertGoesOn(null);
    }

    @ParameterizedTest
    @CsvSource({
        "null, COMPUTE, apply() returned null",
        "throws, COMPUTE, IllegalStateException: boom",
        "other, SCHEMA_MISMATCH, promised",
        "no schema, COMPUTE, bind() returned null"
    })
    void aTableFunctionFailsWithAnErrorThatNamesIt(String what, ErrorCode code, String message) {
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> engine.rows(table(what), null))
                .withMessageContaining("\"bad.table\"")
                .withMessageContaining(message)
                .matches(e -> e.code() == code);
        assertThat(engine.rows(table("fine"), null).rows()).hasSize(3);
    }
}
