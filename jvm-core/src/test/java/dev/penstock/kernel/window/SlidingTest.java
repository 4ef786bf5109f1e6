package dev.penstock.kernel.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes to windows that go forward is what the obvious loop over each of them comes to.
class SlidingTest {
    private static final List<Double> AWKWARD =
            List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, 1e300, -1e300, 1e-300);

    @RegisterExtension final TestMemory memory = new TestMemory();

    /// A window of places.
    private record Window(int from, int to) {}

    private Block block(long bytes) {
        return memory.keep(memory.allocator().allocate(Math.max(64, bytes)));
    }

    /// Windows of groups of places that come in any order; within a group they go forward.
    private static List<Window> windows(RandomValues random, int places) {
        var groups = new ArrayList<List<Window>>();
        for (int first = 0; first < places; ) {
            int last = first + 1 + random.below(places - first);
            var group = new ArrayList<Window>();
            int stride = 1 + random.below(4);
            int reach = 1 + random.below(random.oneOf(List.of(2, 5, 40)));
            int from = first;
            int to = first;
            while (from < last) {
                to = Math.max(to, Math.min(last, from + random.below(reach + 1)));
                group.add(new Window(from, Math.max(from, to)));
                from += random.below(stride + 1);
                to = Math.max(from, to);
                if (group.size() > 3 * places) {
                    break;
                }
            }
            groups.add(group);
            first = last;
        }
        java.util.Collections.shuffle(groups, new java.util.Random(random.below(1000)));
        return groups.stream().flatMap(List::stream).toList();
    }

    private SlidingWindows sliding(List<Window> windows) {
        var sliding = memory.keep(new SlidingWindows(windows.size(), memory.allocator()));
        for (int i = 0; i < windows.size(); i++) {
            sliding.set(i, windows.get(i).from, windows.get(i).to);
        }
        sliding.cut();
        return sliding;
    }

    private Lanes lanes(List<? extends @Nullable Number> values) {
        long to = block(8L * values.size()).address();
        long flags = values.contains(null) ? block(values.size()).address() : 0;
        for (int i = 0; i < values.size(); i++) {
            switch (values.get(i)) {
                case Long value -> Native.putLong(to + 8L * i, value);
                case Double value -> Native.putDouble(to + 8L * i, value);
                case null, default -> Native.putDouble(to + 8L * i, Double.NaN);
            }
            if (flags != 0) {
                Native.putByte(flags + i, (byte) (values.get(i) == null ? 0 : 1));
            }
        }
        return new Lanes(to, flags);
    }

    private static <T> List<List<T>> values(List<Window> windows, List<@Nullable T> values) {
        return windows.stream()
                .map(window -> values.subList(window.from, window.to).stream().filter(Objects::nonNull).toList())
                .toList();
    }

    private static <T> List<@Nullable T> column(RandomValues random, int rows, Function<RandomValues, T> value) {
        int nulls = random.below(3);
        var column = new ArrayList<@Nullable T>();
        for (int i = 0; i < rows; i++) {
            column.add(random.below(4) < nulls ? null : value.apply(random));
        }
        return column;
    }

    private static Double someDouble(RandomValues random) {
        return random.below(5) == 0 ? random.oneOf(AWKWARD) : (random.below(2001) - 1000) / 8.0;
    }

    private static Long someLong(RandomValues random) {
        return random.below(5) == 0
                ? random.oneOf(List.of(Long.MAX_VALUE, Long.MIN_VALUE, 0L))
                : (Long) (random.below(2001) - 1000L);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void whatComesToWindowsIsWhatTheObviousLoopComesTo(long seed) {
        var random = new RandomValues(seed);
        int rows = random.oneOf(List.of(0, 1, 2, 40, 300));
        List<Window> windows = windows(random, rows);
        SlidingWindows sliding = sliding(windows);
        long out = block(24L * windows.size()).address();
        List<@Nullable Double> doubles = column(random, rows, SlidingTest::someDouble);
        checkDoubles(values(windows, doubles), lanes(doubles), sliding, out);
        List<@Nullable Long> longs = column(random, rows, SlidingTest::someLong);
        checkLongs(values(windows, longs), lanes(longs), sliding, out);
    }

    private void checkDoubles(List<List<Double>> expected, Lanes lanes, SlidingWindows sliding, long out) {
        long room = block(SlidingSums.bytes(sliding)).address();
        Native.fill(out, 8L * expected.size(), (byte) 0);
        SlidingSums.doubles(lanes, sliding, out, room);
        for (int i = 0; i < expected.size(); i++) {
            double sum = expected.get(i).stream().mapToDouble(v -> v).reduce(0, Double::sum);
            double size = expected.get(i).stream().mapToDouble(Math::abs).filter(Double::isFinite).sum();
            assertClose(Native.getDouble(out + 8L * i), sum, size * 1e-12);
        }
        SlidingCounts.run(lanes, sliding, out);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Native.getLong(out + 8L * i)).isEqualTo(expected.get(i).size());
        }
        for (double sign : new double[] {1, -1}) {
            SlidingExtremes.doubles(lanes, sign, sliding, out, room);
            for (int i = 0; i < expected.size(); i++) {
                if (!expected.get(i).isEmpty()) {
                    assertThat(Double.valueOf(Native.getDouble(out + 8L * i) * sign))
                            .isEqualTo(extreme(expected.get(i), sign));
                }
            }
        }
    }

    private static Double extreme(List<Double> values, double sign) {
        double best = Double.NaN;
        for (double value : values) {
            best = Double.isNaN(best) || value * sign < best * sign ? value : best;
        }
        return best;
    }

    private static void assertClose(double actual, double expected, double tolerance) {
        if (Double.isFinite(expected)) {
            assertThat(actual).isEqualTo(expected, within(tolerance));
        } else {
            assertThat(Double.valueOf(actual)).isEqualTo(Double.valueOf(expected));
        }
    }

    private void checkLongs(List<List<Long>> expected, Lanes lanes, SlidingWindows sliding, long out) {
        long room = block(SlidingExtremes.bytes(sliding)).address();
        Native.fill(out, 8L * expected.size(), (byte) 0);
        SlidingSums.longs(lanes, sliding, out);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Native.getLong(out + 8L * i)).isEqualTo(expected.get(i).stream().mapToLong(v -> v).sum());
        }
        for (long flip : new long[] {0, -1, Long.MIN_VALUE}) {
            SlidingExtremes.longs(lanes, flip, sliding, out, room);
            for (int i = 0; i < expected.size(); i++) {
                if (!expected.get(i).isEmpty()) {
                    long least = expected.get(i).stream().mapToLong(v -> v ^ flip).min().orElseThrow();
                    assertThat(Native.getLong(out + 8L * i)).isEqualTo(least);
                }
            }
        }
        SlidingCounts.flags(lanes, sliding, out, block(8L * expected.size()).address());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Native.getByte(out + i) != 0).isEqualTo(!expected.get(i).isEmpty());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void variancesAreThoseOfTheObviousLoop(long seed) {
        var random = new RandomValues(seed);
        int rows = random.oneOf(List.of(1, 40, 300));
        List<Window> windows = windows(random, rows);
        // Far from nought, where squares would hide how values differ.
        List<@Nullable Double> column = column(random, rows, r -> 1e9 + r.below(1000) / 16.0);
        SlidingWindows sliding = sliding(windows);
        long bytes = 8L * windows.size();
        long out = memory.keep(memory.allocator().allocateZeroed(3 * bytes + 64)).address();
        long room = block(SlidingMoments.bytes(sliding)).address();
        new SlidingMoments(lanes(column), room).run(sliding, out, out + bytes, out + 2 * bytes);
        List<List<Double>> expected = values(windows, column);
        for (int i = 0; i < windows.size(); i++) {
            double mean = expected.get(i).stream().mapToDouble(v -> v).average().orElse(0);
            double squares = expected.get(i).stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            assertThat(Native.getDouble(out + 8L * i)).isEqualTo(expected.get(i).size());
            assertThat(Native.getDouble(out + bytes + 8L * i)).isEqualTo(mean, within(1e-5));
            assertThat(Native.getDouble(out + 2 * bytes + 8L * i)).isEqualTo(squares, within(1e-6 * (1 + squares)));
        }
    }

    /// What left a window is forgotten to the last bit, as it was never taken away.
    @Test
    void aLargeValueLeavesNoTrace() {
        List<Double> column = Arrays.asList(1e308, Double.NaN, 1e17, 0.1, 0.2, 0.4, 0.8);
        List<Window> windows = List.of(new Window(0, 3), new Window(1, 4), new Window(2, 5), new Window(3, 6));
        SlidingWindows sliding = sliding(windows);
        long out = block(32).address();
        SlidingSums.doubles(lanes(column), sliding, out, block(SlidingSums.bytes(sliding)).address());
        assertThat(Native.getDouble(out)).isNaN();
        assertThat(Native.getDouble(out + 16)).isEqualTo(1e17);
        assertThat(Native.getDouble(out + 24)).isEqualTo(0.7, within(1e-15));
    }

    @Test
    void flagsAreMadeOfOthers() {
        Lanes truths = lanes(Arrays.asList(1L, 0L, null, 5L));
        long flags = block(8).address();
        Flags.ofTruths(truths, 0, 4, flags);
        assertThat(Native.getInt(flags)).isEqualTo(0x01_00_00_01);
        long other = block(8).address();
        Native.putInt(other, 0x01_01_00_00);
        long both = block(8).address();
        Flags.both(flags, other, 1, 0, 4, both);
        assertThat(Native.getInt(both)).isEqualTo(0x01_00_00_00);
        Flags.both(flags, other, 0, 0, 4, both);
        assertThat(Native.getInt(both)).isEqualTo(0x00_00_00_01);
        Flags.both(0, other, 0, 0, 4, both);
        assertThat(Native.getInt(both)).isEqualTo(0x00_00_01_01);
    }
}
