package dev.penstock;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static dev.penstock.testing.Exprs.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.optimize.Optimizer;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a plan is known by, and which plans are made anew each time.
class PlanCacheTest {
    private static final Plan T = new Plan.InMemory("t");

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path folder;

    /// One frame, under any name.
    private record OneFrame(Frame frame) implements Sources {
        @Override
        public Frame frame(String handle) {
            return frame;
        }

        @Override
        public BatchStream takeStream(String handle) {
            throw new AssertionError(handle);
        }

        @Override
        public Schema streamSchema(String handle) {
            return frame.schema();
        }
    }

    private Sources frame(int rows, Field... fields) {
        var schema = new Schema(List.of(fields));
        var batch = new RandomValues(1).batch(memory.columns(), schema, rows);
        return new OneFrame(memory.keep(new Frame(schema, List.of(batch))));
    }

    private static PlanCache.Key key(Plan plan, Sources sources) {
        return PlanCache.key(plan, QueryOptions.DEFAULT, sources);
    }

    @Test
    void aPlanIsKnownByItselfItsRulesAndItsFrames() {
        Sources ten = frame(10, Field.nullable("a", Types.INT64));
        Plan filtered = new Plan.Filter(T, call("gt", col("a"), lit(1)), false);
        assertThat(key(filtered, ten)).isNotNull().isEqualTo(key(filtered, ten));
        assertThat(key(filtered, ten)).isNotEqualTo(key(T, ten));
        assertThat(key(filtered, ten)).isNotEqualTo(key(filtered, frame(11, Field.nullable("a", Types.INT64))));
        assertThat(key(filtered, ten)).isNotEqualTo(key(filtered, frame(10, Field.nullable("a", Types.INT32))));
        var fewer = new QueryOptions(null, Set.of("join_order"), null, null, null);
        assertThat(key(filtered, ten)).isNotEqualTo(PlanCache.key(filtered, fewer, ten));
    }

    @Test
    void plansThatMayMeanSomethingElseNextTimeAreMadeAnew() {
        Sources sources = frame(10, Field.nullable("a", Types.INT64));
        assertThat(key(new Plan.Sample(T, 3L, null, false, false, null), sources)).isNull();
        assertThat(key(new Plan.Sample(T, 3L, null, false, false, 7L), sources)).isNotNull();
        assertThat(key(select(call("shuffle", col("a"))), sources)).isNull();
        assertThat(key(select(call("sample", options("n", 3L), col("a"))), sources)).isNull();
        assertThat(key(select(call("sample", options("n", 3L, "seed", 7L), col("a"))), sources)).isNotNull();
        Expr drawn = call("list.sample", options("fraction", false), col("a"), lit(3));
        assertThat(key(select(drawn), sources)).isNull();
        assertThat(key(select(call("list.sample", options("seed", 7L), col("a"), lit(3))), sources)).isNotNull();
        var users = new Expr.Apply("users", JsonNodeFactory.instance.objectNode(), List.of(col("a")));
        assertThat(key(select(call("add", users, lit(1))), sources)).isNull();
        assertThat(key(new Plan.Sql("select 1", Map.of("t", T)), sources)).isNull();
        assertThat(key(new Plan.Slice(new Plan.Stream("s"), 0, 3L), sources)).isNull();
        assertThat(key(new Plan.Sink(T, Plan.Format.CSV, "x.csv", Options.NONE), sources)).isNull();
    }

    @Test
    void plansThatWouldFillTheHeapAreNotKept() {
        Sources ten = frame(10, Field.nullable("a", Types.INT64));
        List<Object> many = Collections.nCopies(5_000, (Object) 7L);
        assertThat(key(select(new Expr.Literal(DataType.listOf(Types.INT64), List.of(7L), false)), ten)).isNotNull();
        assertThat(key(select(new Expr.Literal(DataType.listOf(Types.INT64), many, false)), ten)).isNull();
        assertThat(key(select(new Expr.Literal(Types.UTF8, "x".repeat(5_000), false)), ten)).isNull();
    }

    private static Plan select(Expr expression) {
        return new Plan.Project(T, List.of(as(expression, "x")));
    }

    /// Of the same size, and its time set back to the nanosecond.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatWasWrittenAgainIsAnother(boolean inPlace) throws IOException {
        Path file = folder.resolve("t.csv");
        Files.writeString(file, "a,b\n1,2\n");
        FileTime written = Files.getLastModifiedTime(file);
        Plan scan = new Plan.Scan(Plan.Format.CSV, List.of(file.toString()), null, Map.of(), Options.NONE);
        PlanCache.Key before = key(scan, Sources.none());
        assertThat(before).isNotNull().isEqualTo(key(scan, Sources.none()));
        if (!inPlace) {
            Files.move(file, folder.resolve("old.csv"));
        }
        Files.writeString(file, "a,c\nx,2\n");
        Files.setLastModifiedTime(file, written);
        assertThat(key(scan, Sources.none())).isNotNull().isNotEqualTo(before);
    }

    @Test
    void aFileThatIsNotThereIsForTheBinderToMiss() {
        Plan scan = new Plan.Scan(Plan.Format.CSV, List.of("nowhere.csv"), null, Map.of(), Options.NONE);
        assertThat(key(scan, Sources.none())).isNull();
    }

    @Test
    void onlyTheMostRecentAreKept() {
        var recent = new Recent<Integer, String>(2);
        recent.put(1, "one");
        recent.put(2, "two");
        assertThat(recent.get(1)).isEqualTo("one");
        recent.put(3, "three");
        assertThat(recent.get(2)).isNull();
        assertThat(recent.get(1)).isEqualTo("one");
        assertThat(recent.size()).isEqualTo(2);
    }

    @Test
    void whatIsKnownIsNotMadeAgain() {
        var cache = new PlanCache();
        PlanCache.Key key = key(T, frame(3, Field.nullable("a", Types.INT64)));
        int[] made = {0};
        for (int i = 0; i < 3; i++) {
            cache.get(key, () -> known(made));
        }
        assertThat(made[0]).isEqualTo(1);
        cache.get(null, () -> known(made));
        cache.get(null, () -> known(made));
        assertThat(made[0]).isEqualTo(3);
        assertThat(cache.size()).isEqualTo(1);
    }

    private static PlanCache.Known known(int[] made) {
        made[0]++;
        var frames = new Frames().with("t", "a", Types.INT64);
        var bound = frames.bind(T);
        var optimized = new Optimizer(List.of()).optimize(bound, Set.of());
        return new PlanCache.Known(
                bound,
                optimized,
                KnownTables.of(new BoundPlan.Sql("", Map.of(), frames.frame("t")), Sources.none(), new FileFacts()));
    }
}
