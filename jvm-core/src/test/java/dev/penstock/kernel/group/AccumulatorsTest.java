package dev.penstock.kernel.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Options;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Batches;
import dev.penstock.testing.ObviousAggregates;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccumulatorsTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private record Case(Aggregation function, Options options, DataType output, Supplier<Accumulator> accumulator) {}

    static Stream<AwkwardColumn> columns() {
        return Awkward.types().filter(Accumulators::isOrdered).flatMap(Batches::small);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("columns")
    void addUpToWhatTheObviousLoopFinds(AwkwardColumn awkward) {
        for (int groups : new int[] {1, 3}) {
            for (boolean filtered : new boolean[] {false, true}) {
                for (Case aggregate : cases(awkward.type())) {
                    assertSame(awkward, aggregate, groups, filtered);
                }
            }
        }
    }

    private List<Case> cases(DataType type) {
        var cases = new ArrayList<Case>();
        cases.add(new Case(Aggregation.LEN, Options.NONE, Types.UINT32, () -> rows(Types.UINT32)));
        cases.add(of(Aggregation.NULL_COUNT, Types.UINT32, type));
        cases.add(of(Aggregation.HAS_NULLS, Types.BOOL, type));
        for (Aggregation function :
                List.of(Aggregation.MIN, Aggregation.MAX, Aggregation.NAN_MIN, Aggregation.NAN_MAX)) {
            cases.add(of(function, type, type));
        }
        for (boolean ignore : new boolean[] {true, false}) {
            var options = new Options(Map.of("ignore_nulls", ignore));
            cases.add(of(Aggregation.FIRST, options, type, type));
            cases.add(of(Aggregation.LAST, options, type, type));
        }
        cases.add(
                new Case(
                        Aggregation.N_UNIQUE,
                        Options.NONE,
                        Types.UINT32,
                        () -> Accumulators.distincts(Types.UINT32, type, memory.allocator())));
        if (Accumulators.isNumber(type)) {
            for (Aggregation function :
                    List.of(Aggregation.SUM, Aggregation.PRODUCT, Aggregation.VAR, Aggregation.STD)) {
                cases.add(of(function, output(function, type), type));
            }
            for (long ddof : new long[] {0, 2}) {
                var options = new Options(Map.of("ddof", ddof));
                cases.add(of(Aggregation.VAR, options, output(Aggregation.VAR, type), type));
            }
        }
        if (type instanceof DataType.Bool) {
            for (Aggregation function : List.of(Aggregation.ANY, Aggregation.ALL)) {
                for (boolean ignore : new boolean[] {true, false}) {
                    cases.add(of(function, new Options(Map.of("ignore_nulls", ignore)), Types.BOOL, type));
                }
            }
        }
        return cases;
    }

    private Accumulator rows(DataType type) {
        return Accumulators.rows(type, memory.allocator());
    }

    private Case of(Aggregation function, DataType output, DataType input) {
        return of(function, Options.NONE, output, input);
    }

    private Case of(Aggregation function, Options options, DataType output, DataType input) {
        return new Case(function, options, output, () -> make(function, options, output));
    }

    private Accumulator make(Aggregation function, Options options, DataType output) {
        var allocator = memory.allocator();
        return switch (function) {
            case NULL_COUNT, HAS_NULLS -> Accumulators.nulls(output, allocator);
            case SUM -> Accumulators.sums(output, allocator);
            case PRODUCT -> Accumulators.products(output, allocator);
            case VAR -> Accumulators.variances(output, false, options.integer("ddof", 1), allocator);
            case STD -> Accumulators.variances(output, true, options.integer("ddof", 1), allocator);
            case MIN -> Accumulators.extremes(output, false, false, allocator);
            case MAX -> Accumulators.extremes(output, true, false, allocator);
            case NAN_MIN -> Accumulators.extremes(output, false, true, allocator);
            case NAN_MAX -> Accumulators.extremes(output, true, true, allocator);
            case FIRST -> Accumulators.ends(output, false, options.flag("ignore_nulls", false), allocator);
            case LAST -> Accumulators.ends(output, true, options.flag("ignore_nulls", false), allocator);
            case ANY -> Accumulators.truths(output, true, options.flag("ignore_nulls", true), allocator);
            case ALL -> Accumulators.truths(output, false, options.flag("ignore_nulls", true), allocator);
            default -> throw new AssertionError(function);
        };
    }

    private static DataType output(Aggregation function, DataType type) {
        return dev.penstock.testing.Frames.typeOf(
                new dev.penstock.plan.Expr.Call(
                        function, List.of(new dev.penstock.plan.Expr.Column("x")), Options.NONE),
                "x",
                type);
    }

    /// Rows are dealt to groups by turns, to two accumulators in pieces, which are merged.
    private void assertSame(AwkwardColumn awkward, Case aggregate, int groups, boolean filtered) {
        List<?> values = awkward.values();
        List<Object> filter = new RandomValues(3).values(Types.BOOL, values.size(), 0.2);
        var members = new ArrayList<List<Object>>();
        for (int group = 0; group < groups; group++) {
            members.add(new ArrayList<>());
        }
        for (int row = 0; row < values.size(); row++) {
            if (!filtered || Boolean.TRUE.equals(filter.get(row))) {
                members.get(row % groups).add(values.get(row));
            }
        }
        List<Object> expected =
                members.stream()
                        .map(group ->
                                ObviousAggregates.of(
                                        aggregate.function, aggregate.options, group, awkward.type(), aggregate.output))
                        .toList();
        try (Column column = awkward.make(memory.allocator());
                Column mask = memory.columns().in(awkward.style()).of(Types.BOOL, filter);
                GroupedColumn rows = new GroupedColumn(memory.allocator());
                Accumulator first = aggregate.accumulator.get();
                Accumulator second = aggregate.accumulator.get();
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS)) {
            first.grow(groups);
            second.grow(groups);
            int piece = Math.max(1, values.size() / 3);
            for (int from = 0; from < values.size(); from += piece) {
                int count = Math.min(piece, values.size() - from);
                for (int row = 0; row < count; row++) {
                    Native.putInt(ids.address() + 4L * row, (from + row) % groups);
                }
                rows.set(
                        new Groups(ids.address(), count, groups == 1 ? 0 : -1, from),
                        aggregate.function == Aggregation.LEN ? null : column.data().slice(from, count),
                        filtered ? mask.data().slice(from, count) : null);
                (from / piece % 2 == 0 ? first : second).add(rows);
            }
            for (int group = 0; group < groups; group++) {
                Native.putInt(ids.address() + 4L * group, group);
            }
            var all = new Selection(ids.address(), groups);
            first.merge(second, all, ids.address());
            try (Assembly assembly = new Assembly(memory.allocator());
                    Column result = assembly.finish(first.result(all, assembly))) {
                assertThat(result.type()).isEqualTo(aggregate.output);
                assertClose(aggregate.function + (filtered ? " filtered" : ""), Rows.of(result), expected, values);
            }
        }
    }

    /// Sums of floats may differ by what rounding loses, products by what lies beyond the largest number.
    private static void assertClose(String what, List<Object> actual, List<Object> expected, List<?> values) {
        double sum = values.stream().filter(Objects::nonNull).mapToDouble(AccumulatorsTest::magnitude).sum();
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            if (!(actual.get(i) instanceof Double x) || !(expected.get(i) instanceof Double y)) {
                assertThat(actual.get(i)).as(what).isEqualTo(expected.get(i));
            } else if (Math.abs(x - y) > 1e-6 * Math.max(Math.abs(x), Math.abs(y)) + 1e-12 * sum
                    || x.isNaN() != y.isNaN()) {
                boolean beyond = what.startsWith("PRODUCT") && (!Double.isFinite(x) || x == 0);
                assertThat(beyond).as("%s is %s instead of %s", what, x, y).isTrue();
            }
        }
    }

    private static double magnitude(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue())
                ? Math.abs(number.doubleValue())
                : 0;
    }
}
