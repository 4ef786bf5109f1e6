package dev.penstock.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.SqlAnswer;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// SQL that users write.
class SqlTextTest {
    @RegisterExtension final TestMemory memory = new TestMemory();
    private final DuckDb duckdb = new DuckDb(memory);

    private Rows run(String text, BoundPlan table) {
        Schema schema = DuckDb.engine().sql(text, Map.of("t", table.schema()));
        return duckdb.rows(new BoundPlan.Sql(text, Map.of("t", table), schema));
    }

    private Columns columns() {
        return memory.columns();
    }

    @Test
    void readsTablesByName() {
        BoundPlan table = duckdb.frame("a", columns().int64(3L, 1L, 2L));
        Rows rows = run("SELECT a, a * 2 AS b FROM t ORDER BY a; -- done", table);
        assertThat(rows.rows()).isEqualTo(List.of(List.of(1L, 2L), List.of(2L, 4L), List.of(3L, 6L)));
    }

    @Test
    void givesWideIntegersAsDecimals() {
        Rows rows = run("SELECT sum(a) AS s FROM t", duckdb.frame("a", columns().int64(3L, 1L)));
        assertThat(rows.schema().field(0).type()).isEqualTo(new DataType.Decimal(128, 38, 0));
        assertThat(rows.column("s")).isEqualTo(List.of(new BigDecimal("4")));
    }

    @Test
    void readsAStreamTwice() {
        var batch = Columns.batch("a", columns().int64(3L, 1L));
        BoundPlan stream = duckdb.stream("s", BatchStream.of(batch.schema(), List.of(batch)));
        assertThat(run("SELECT count(*) AS n FROM t AS x, t AS y", stream).column("n")).isEqualTo(List.of(4L));
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> DuckDb.engine().sql("SELECT x FROM t", schema()))
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SQL_INTERFACE))
                .hasMessageContaining("\"x\"");
        assertThatThrownBy(() -> DuckDb.engine().sql("SELEC x", schema()))
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SQL_SYNTAX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE x AS SELECT 1",
                "DROP VIEW t",
                "INSERT INTO t VALUES (1)",
                "ATTACH 'x.duckdb'",
                "COPY t TO 'x.csv'",
                "SET threads = 1",
                "PRAGMA version",
                "INSTALL httpfs",
                "LOAD httpfs",
                "CALL checkpoint()",
                "EXPLAIN SELECT 1",
                "SELECT 1; SELECT 2",
                "SELECT 1) UNION (SELECT 2",
                ""
            })
    void refusesWhatIsNoQuery(String text) {
        assertThatThrownBy(() -> DuckDb.engine().sql(text, schema()))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> assertThat(e.code()).isIn(ErrorCode.SQL_INTERFACE, ErrorCode.SQL_SYNTAX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM 'x.duckdb'",
                "FROM read_duckdb('x.db')",
                "FROM read_duckdb('x.db', table_name := 't')",
                "FROM system.main.read_duckdb('x.db')",
                "FROM \"system\".\"main\" . \"Read_DuckDB\" ('x.db')",
                "FROM system.main./* here */read_duckdb('x.db')",
                "FROM query('FROM system.main.read_' || 'duckdb(''x.db'')')",
                "FROM system.main.query('SELECT 1')"
            })
    void opensNoDatabaseFile(String text) {
        assertThatThrownBy(
                        () -> {
                            Schema answer = DuckDb.engine().sql(text, Map.of());
                            duckdb.rows(new BoundPlan.Sql(text, Map.of(), answer));
                        })
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SQL_INTERFACE));
    }

    @Test
    void aStatementThatWritesLeavesNothingBehind() throws IOException {
        BoundPlan table = duckdb.frame("a", columns().int64(3L, 1L, 2L));
        String text = "create table made as select * from t";
        SqlAnswer answer = DuckDb.engine().sql(text, Map.of("t", table.schema()), Map.of(), true);
        assertThat(answer.writes()).isTrue();
        Set<Path> before = folders();
        Rows rows = duckdb.rows(new BoundPlan.Sql(text, Map.of("t", table), Map.of(), answer));
        assertThat(rows.column("Count")).containsExactly(3L);
        assertThat(folders()).isEqualTo(before);
        assertThatThrownBy(() -> DuckDb.engine().sql("select * from made", Map.of()))
                .isInstanceOf(PenstockException.class);
    }

    @Test
    void aStatementThatFailsLeavesNothingBehind() throws IOException {
        var schema = new Schema(List.of(dev.penstock.type.Field.nullable("Count", Types.INT64)));
        var answer = new SqlAnswer(schema, true, Set.of());
        Set<Path> before = folders();
        for (String text : List.of("create table made as select error('no')", "create table nonsense")) {
            assertThatThrownBy(() -> duckdb.rows(new BoundPlan.Sql(text, Map.of(), Map.of(), answer)))
                    .isInstanceOf(PenstockException.class);
            assertThat(folders()).isEqualTo(before);
        }
    }

    /// Those that statements spill to.
    private static Set<Path> folders() throws IOException {
        try (Stream<Path> found = Files.list(DuckDb.SPILL)) {
            return found.filter(path -> path.getFileName().toString().startsWith("statement-"))
                    .collect(Collectors.toSet());
        }
    }

    private static Map<String, Schema> schema() {
        return Map.of("t", new Schema(List.of(dev.penstock.type.Field.nullable("a", Types.INT64))));
    }
}
