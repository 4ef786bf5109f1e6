package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static dev.penstock.testing.Exprs.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.plan.Expr;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.IndexWindows.Closed;
import dev.penstock.plan.Plan;
import dev.penstock.plan.SortKey;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Seeds;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same random windows along an index on both engines, which find them in different ways.
@Timeout(300)
class WindowRowsDifferentialTest {
    private static final int PLANS = 12;
    private static final int[] ROWS = {0, 1, 5, 40, 300};
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("i32", Types.INT32),
                            Field.nullable("i64", Types.INT64),
                            Field.nullable("u32", Types.UINT32),
                            Field.nullable("d", Types.DATE32),
                            Field.nullable("ms", new DataType.Timestamp(TimeUnit.MILLISECOND, null)),
                            Field.nullable("us", new DataType.Timestamp(TimeUnit.MICROSECOND, "UTC")),
                            Field.nullable("ns", new DataType.Timestamp(TimeUnit.NANOSECOND, null)),
                            Field.nullable("b", Types.BOOL),
                            Field.nullable("s", Types.UTF8),
                            Field.nullable("f64", Types.FLOAT64),
                            Field.nullable("v", Types.INT16)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path spill;

    static LongStream seeds() {
        return Seeds.all();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothEnginesAgree(long seed) {
        var random = new RandomValues(seed);
        int compared = 0;
        int rows = ROWS[(int) (seed % ROWS.length)];
        try (var engines = new BothEngines(memory, random, spill)) {
            engines.with("t", SCHEMA, rows, Math.max(8, rows));
            for (int i = 0; i < PLANS; i++) {
                compared += engines.agree(plan(random), true) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(PLANS / 2);
    }

    private static Plan plan(RandomValues random) {
        String index = random.oneOf(List.of("i32", "i64", "u32", "d", "ms", "us", "ns"));
        var keys = new ArrayList<Expr>();
        for (int i = random.below(3); i > 0; i--) {
            keys.add(col(random.oneOf(List.of("b", "s", "f64"))));
        }
        return new Plan.WindowAggregate(
                table(index, random), col(index), windows(index, random), keys, aggregates(random), null);
    }

    /// Rows with an index that lies within some years, mostly sorted by it and mostly without nulls.
    private static Plan table(String index, RandomValues random) {
        DataType type = SCHEMA.field(index).type();
        Expr near =
                switch (type) {
                    case DataType.Int _ -> call("mod", col(index), lit(500));
                    case DataType.Date _ -> new Expr.Cast(call("mod", number(index), lit(2000)), type, true, false);
                    case DataType.Timestamp(TimeUnit unit, _) -> {
                        long span = random.oneOf(List.of(2000L, 30L)) * 86_400 * unit.perSecond();
                        yield new Expr.Cast(call("mod", number(index), lit(span)), type, true, false);
                    }
                    default -> throw new AssertionError(type);
                };
        Plan plan = new Plan.Extend(new Plan.InMemory("t"), List.of(as(near, index)));
        if (random.below(8) > 0) {
            plan = new Plan.Filter(plan, call("is_not_null", col(index)), false);
        }
        return random.below(8) > 0 ? new Plan.Sort(plan, List.of(new SortKey(col(index), false, false)), true) : plan;
    }

    /// The number behind a point in time, 0 for what lies so far away that DuckDB has no such time.
    private static Expr number(String index) {
        DataType type = SCHEMA.field(index).type();
        Expr column = col(index);
        if (type instanceof DataType.Timestamp) {
            long most = index.equals("ms") ? 1L << 43 : 1L << 53;
            Expr near = call("and", call("ge", column, lit(type, -most)), call("le", column, lit(type, most)));
            column = when(near, column, lit(type, 0L));
        }
        return new Expr.Cast(column, Types.INT64, true, false);
    }

    private static IndexWindows windows(String index, RandomValues random) {
        Closed closed = random.oneOf(List.of(Closed.values()));
        if (random.below(2) == 0) {
            return new IndexWindows.Rolling(
                    span(index, random), random.below(2) == 0 ? null : signed(index, random), closed);
        }
        return new IndexWindows.Dynamic(
                span(index, random),
                random.below(2) == 0 ? null : span(index, random),
                random.below(2) == 0 ? null : signed(index, random),
                closed,
                random.oneOf(List.of(IndexWindows.Label.values())),
                random.oneOf(List.of(IndexWindows.StartBy.values())),
                random.below(2) == 0);
    }

    private static @Nullable String signed(String index, RandomValues random) {
        return (random.below(2) == 0 ? "-" : "") + span(index, random);
    }

    private static String span(String index, RandomValues random) {
        int count = 1 + random.below(4);
        return index.startsWith("i") || index.startsWith("u3")
                ? 20 * count + "i"
                : count + random.oneOf(List.of("d", "w", "mo", "mo", "q", "y"));
    }

    private static List<Expr> aggregates(RandomValues random) {
        var all = new ArrayList<Expr>();
        all.add(as(new Expr.RowCount(), "rows"));
        all.add(as(call("sum", col("v")), "sum"));
        all.add(as(call("max", call("add", col("f64"), lit(1.0))), "max"));
        all.add(as(call("last", col("s")), "last"));
        if (random.below(2) == 0) {
            all.add(as(col("v"), "all"));
        }
        if (random.below(3) == 0) {
            all.add(as(call("sum", call("diff", col("v"))), "differences"));
        }
        return all;
    }
}
