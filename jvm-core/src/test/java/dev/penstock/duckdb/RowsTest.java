package dev.penstock.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Types;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rows go through DuckDB unchanged, whatever their type and layout.
class RowsTest {
    private static final BoundExpr TRUE = new BoundExpr.Constant(Types.BOOL, true);

    @RegisterExtension final TestMemory memory = new TestMemory();
    private final DuckDb duckdb = new DuckDb(memory);

    static Stream<AwkwardColumn> columns() {
        return dev.penstock.testing.Batches.all().filter(RowsTest::fits);
    }

    /// Dates beyond the range of 32-bit days are an error of their own.
    private static boolean fits(AwkwardColumn column) {
        return true;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("columns")
    void comeBackAsTheyWere(AwkwardColumn column) {
        BoundPlan frame = duckdb.frame("c", column.make(memory.allocator()));
        duckdb.rows(new BoundPlan.Filter(frame, TRUE)).assertEquals(Rows.of(duckdb.frame("f0")));
    }

    @Test
    void filtersAndProjects() {
        var columns = memory.columns();
        BoundPlan frame =
                duckdb.frame(
                        "t",
                        Columns.batch("a", columns.int64(1L, null, 3L), "A", columns.utf8("x", "y", null)),
                        Columns.batch("a", columns.int64(4L), "A", columns.utf8("")));
        var predicate =
                new BoundExpr.Call(
                        LogicFunction.GT,
                        List.of(new BoundExpr.Ref("a", Types.INT64), new BoundExpr.Constant(Types.INT64, 1L)),
                        Options.NONE,
                        Types.BOOL);
        var output = new BoundPlan.Output(frame.schema().field("A"), new BoundExpr.Ref("A", Types.UTF8));
        var plan = new BoundPlan.Project(new BoundPlan.Filter(frame, predicate), List.of(output));
        assertThat(duckdb.rows(plan).column("A")).containsExactly(null, "");
    }

    @Test
    void keepTheOrderOfAStream() {
        var columns = memory.columns();
        var values = Stream.iterate(0L, i -> i + 1).limit(20_000).toList();
        var batch = Columns.batch("a", columns.of(Types.INT64, values));
        var again = Columns.batch("a", columns.of(Types.INT64, values));
        BoundPlan stream = duckdb.stream("s", BatchStream.of(batch.schema(), List.of(batch, again)));
        List<Object> read = duckdb.rows(new BoundPlan.Filter(stream, TRUE)).column("a");
        assertThat(read.subList(0, 20_000)).isEqualTo(values);
        assertThat(read.subList(20_000, 40_000)).isEqualTo(values);
    }
}
