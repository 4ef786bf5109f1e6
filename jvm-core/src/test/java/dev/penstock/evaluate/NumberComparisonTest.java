package dev.penstock.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.function.Cancellation;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A filter by a comparison with a constant keeps the rows that the obvious loop keeps, with nulls and without.
class NumberComparisonTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Stream.of(
                Types.INT8,
                Types.INT32,
                Types.INT64,
                Types.UINT32,
                Types.FLOAT32,
                Types.FLOAT64,
                Types.DATE32,
                new DataType.Timestamp(TimeUnit.MICROSECOND, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void filtersKeepTheRowsThatTheObviousLoopKeeps(DataType type) {
        var random = new RandomValues(type.hashCode());
        for (Style style : List.of(Style.PLAIN, Style.SLICED, Style.WORST)) {
            for (double nulls : new double[] {0, 0.3}) {
                List<Object> values = random.values(type, 700, nulls);
                try (Batch batch = Columns.batch("a", memory.columns().in(style).of(type, values))) {
                    for (int i = 0; i < 6; i++) {
                        check(batch, values, type, random.value(type));
                    }
                }
            }
        }
    }

    private void check(Batch batch, List<Object> values, DataType type, Object constant) {
        for (LogicFunction function :
                List.of(
                        LogicFunction.LT,
                        LogicFunction.LE,
                        LogicFunction.GT,
                        LogicFunction.GE,
                        LogicFunction.EQ,
                        LogicFunction.NE)) {
            var column = new BoundExpr.Ref("a", type);
            var other = new BoundExpr.Constant(type, constant);
            List<Object> left = new ArrayList<>();
            List<Object> right = new ArrayList<>();
            for (Object value : values) {
                if (value != null && holds(function, compare(value, constant))) {
                    left.add(value);
                }
                if (value != null && holds(function, compare(constant, value))) {
                    right.add(value);
                }
            }
            assertThat(kept(batch, function, column, other)).as(function + " " + constant).isEqualTo(left);
            assertThat(kept(batch, function, other, column)).as(constant + " " + function).isEqualTo(right);
        }
    }

    private List<Object> kept(Batch batch, LogicFunction function, BoundExpr left, BoundExpr right) {
        var filter =
                new BoundPlan.Filter(
                        new BoundPlan.FrameScan("t", batch.schema()),
                        new BoundExpr.Call(function, List.of(left, right), Options.NONE, Types.BOOL));
        try (var program = new RowProgram(List.of(filter), batch.schema(), memory.allocator(), new Cancellation());
                Batch kept = program.run(batch, 0, (int) batch.rows())) {
            return kept == null ? List.of() : Rows.of(kept.column(0));
        }
    }

    /// NaN equals itself and is the greatest; zeros are equal.
    private static int compare(Object a, Object b) {
        return a instanceof Double x ? Double.compare(x + 0.0, (Double) b + 0.0) : Long.compare((Long) a, (Long) b);
    }

    private static boolean holds(LogicFunction function, int order) {
        return switch (function) {
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            case EQ -> order == 0;
            default -> order != 0;
        };
    }
}
