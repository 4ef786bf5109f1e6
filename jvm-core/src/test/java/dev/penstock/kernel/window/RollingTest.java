package dev.penstock.kernel.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.TestMemory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rolling functions come to what the obvious loop over each frame comes to, with exact arithmetic.
class RollingTest {
    private static final MathContext DIGITS = new MathContext(60);

    /// What may be left of values of 1e17 in sums of twice a float64's digits.
    private static final double LEFT = 1e-14;

    @RegisterExtension final TestMemory memory = new TestMemory();

    /// Runs a kernel over places `from` to `to` of a partition from `first` to `last`.
    private interface Kernel {
        void run(Lanes lanes, Frame frame, long out, long flags, long first, long last, long from, long to);
    }

    private Block block(long bytes) {
        return memory.keep(memory.allocator().allocate(Math.max(64, bytes)));
    }

    private Lanes lanes(List<Double> values) {
        int rows = values.size();
        long to = block(8L * rows).address();
        long flags = values.contains(null) ? block(rows).address() : 0;
        for (int i = 0; i < rows; i++) {
            Double value = values.get(i);
            Native.putDouble(to + 8L * i, value == null ? 1e300 : value);
            if (flags != 0) {
                Native.putByte(flags + i, (byte) (value == null ? 0 : 1));
            }
        }
        return new Lanes(to, flags);
    }

    /// The results for partitions that begin at `starts`, each in pieces that begin at multiples of `piece`.
    private List<@Nullable Double> run(
            Kernel kernel, List<Double> values, List<Integer> starts, Frame frame, int piece) {
        Lanes lanes = lanes(values);
        int rows = values.size();
        long out = block(8L * rows).address();
        long flags = block(rows).address();
        for (int i = 0; i < starts.size(); i++) {
            int first = starts.get(i);
            int last = i + 1 < starts.size() ? starts.get(i + 1) : rows;
            for (int from = first; from < last; from += piece) {
                int to = Math.min(last, from + piece);
                RollingCounts.run(lanes, frame, flags, first, last, from, to);
                kernel.run(lanes, frame, out, flags, first, last, from, to);
            }
        }
        var results = new ArrayList<@Nullable Double>();
        for (int i = 0; i < rows; i++) {
            results.add(Native.getByte(flags + i) == 0 ? null : Native.getDouble(out + 8L * i));
        }
        return results;
    }

    /// What `function` makes of the values of each frame.
    private static List<@Nullable Double> obvious(
            List<Double> values, List<Integer> starts, Frame frame, Function<List<Double>, @Nullable Double> function) {
        var results = new ArrayList<@Nullable Double>();
        for (int i = 0; i < values.size(); i++) {
            int place = i;
            int first = starts.stream().filter(start -> start <= place).mapToInt(start -> start).max().orElse(0);
            int last =
                    starts.stream().filter(start -> start > place).mapToInt(start -> start).min().orElse(values.size());
            var seen = new ArrayList<Double>();
            for (long at = Math.max(first, i - frame.before()); at <= Math.min(last - 1L, i + frame.after()); at++) {
                if (values.get((int) at) != null) {
                    seen.add(values.get((int) at));
                }
            }
            results.add(seen.size() < Math.max(1, frame.least()) ? null : function.apply(seen));
        }
        return results;
    }

    private static @Nullable Double special(List<Double> values) {
        boolean plus = values.contains(Double.POSITIVE_INFINITY);
        boolean minus = values.contains(Double.NEGATIVE_INFINITY);
        if (values.stream().anyMatch(value -> value.isNaN()) || (plus && minus)) {
            return Double.NaN;
        }
        return plus
                ? Double.valueOf(Double.POSITIVE_INFINITY)
                : minus ? Double.valueOf(Double.NEGATIVE_INFINITY) : null;
    }

    private static BigDecimal exactSum(List<Double> values) {
        return values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static @Nullable Double sum(List<Double> values) {
        Double special = special(values);
        return special != null ? special : Double.valueOf(exactSum(values).doubleValue());
    }

    private static @Nullable Double mean(List<Double> values) {
        Double special = special(values);
        return special != null
                ? special
                : Double.valueOf(exactSum(values).divide(BigDecimal.valueOf(values.size()), DIGITS).doubleValue());
    }

    private static @Nullable Double variance(List<Double> values) {
        if (values.size() < 2) {
            return null;
        }
        if (special(values) != null) {
            return Double.NaN;
        }
        BigDecimal mean = exactSum(values).divide(BigDecimal.valueOf(values.size()), DIGITS);
        BigDecimal squares = BigDecimal.ZERO;
        for (Double value : values) {
            squares = squares.add(new BigDecimal(value).subtract(mean).pow(2));
        }
        return squares.divide(BigDecimal.valueOf(values.size() - 1L), DIGITS).doubleValue();
    }

    private static void assertClose(List<@Nullable Double> actual, List<@Nullable Double> expected, double floor) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            Double a = actual.get(i);
            Double b = expected.get(i);
            boolean same =
                    a == null || b == null
                            ? a == b
                            : a.equals(b) || Math.abs(a - b) <= 1e-9 * Math.abs(b) || Math.abs(a - b) <= floor;
            assertThat(same).as("place %d: %s, expected %s", i, a, b).isTrue();
        }
    }

    /// Values of very different sizes, some of them null, not finite, or nearly too large.
    private static List<Double> values(Random random, int rows, boolean nulls, boolean wild) {
        var values = new ArrayList<Double>();
        for (int i = 0; i < rows; i++) {
            int kind = random.nextInt(wild ? 12 : 6);
            values.add(
                    switch (kind) {
                        case 0 -> nulls ? null : Double.valueOf(0.1);
                        case 1 -> 1e9 + random.nextInt(4) / 8.0;
                        case 2 -> -0.0;
                        case 3 -> random.nextGaussian() * 1e16;
                        case 6 -> Double.NaN;
                        case 7 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
                        case 8 -> random.nextBoolean() ? 1.7e308 : -3e200;
                        default -> random.nextGaussian();
                    });
        }
        return values;
    }

    private static final List<Frame> FRAMES =
            List.of(
                    new Frame(0, 0, 1),
                    new Frame(1, 0, 2),
                    new Frame(2, 0, 1),
                    new Frame(2, 2, 1),
                    new Frame(4, 3, 3),
                    new Frame(9, 0, 10),
                    new Frame(0, 6, 0),
                    new Frame(63, 0, 5),
                    new Frame(500, 0, 1));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sumsAndMeansAreExactWhateverLeavesTheFrame(long seed) {
        var random = new Random(seed);
        List<Double> values = values(random, 260, seed % 2 == 0, seed % 3 == 0);
        var starts = seed % 4 == 3 ? List.of(0, 1, 2, 40, 41, 200) : List.of(0);
        for (Frame frame : FRAMES) {
            for (int piece : new int[] {7, 64, 300}) {
                Kernel sums = new RollingSums(RollingSums.Kind.SUM, 0)::run;
                assertClose(
                        run(sums, values, starts, frame, piece),
                        obvious(values, starts, frame, RollingTest::sum),
                        LEFT);
                Kernel means = new RollingSums(RollingSums.Kind.MEAN, 0)::run;
                assertClose(
                        run(means, values, starts, frame, piece),
                        obvious(values, starts, frame, RollingTest::mean),
                        LEFT);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void variancesKeepTheirDigitsFarFromZero(long seed) {
        var random = new Random(seed);
        var values = new ArrayList<Double>();
        double far = seed % 2 == 0 ? 1e8 : 0;
        for (int i = 0; i < 300; i++) {
            if (i % 13 == 5 && seed > 13) {
                values.add(null);
            } else {
                values.add(seed % 3 == 0 && i % 40 == 0 ? Double.NaN : far + random.nextGaussian());
            }
        }
        for (Frame frame : FRAMES) {
            for (int piece : new int[] {9, 64, 400}) {
                List<@Nullable Double> expected = obvious(values, List.of(0, 90), frame, RollingTest::variance);
                Kernel variances = new RollingSums(RollingSums.Kind.VARIANCE, 1)::run;
                assertClose(run(variances, values, List.of(0, 90), frame, piece), expected, 0);
                Kernel deviations = new RollingSums(RollingSums.Kind.DEVIATION, 1)::run;
                List<@Nullable Double> roots = new ArrayList<>();
                expected.forEach(value -> roots.add(value == null ? null : Double.valueOf(Math.sqrt(value))));
                assertClose(run(deviations, values, List.of(0, 90), frame, piece), roots, 0);
            }
        }
    }

    @Test
    void aVarianceOfEqualValuesIsZeroAlsoAfterOthers() {
        var values = new ArrayList<Double>();
        for (int i = 0; i < 400; i++) {
            values.add(i < 200 ? i * 0.37 : 0.1);
        }
        Kernel kernel = new RollingSums(RollingSums.Kind.DEVIATION, 1)::run;
        List<@Nullable Double> deviations = run(kernel, values, List.of(0), new Frame(9, 0, 10), 1000);
        assertThat(deviations.subList(209, 400)).containsOnly(0.0);
    }

    /// Long enough for several blocks of pairwise frames, of which some hold a value that they are not made for.
    @Test
    void whatIsNotFiniteIsSeenWhereItIsAndNowhereElse() {
        var random = new Random(41);
        var values = new ArrayList<Double>();
        for (int i = 0; i < 2_000; i++) {
            values.add(
                    i == 700
                            ? Double.NaN
                            : i == 1_300 ? Double.NEGATIVE_INFINITY : i == 1_800 ? 1e300 : random.nextGaussian());
        }
        for (Frame frame :
                List.of(new Frame(1, 0, 2), new Frame(19, 0, 20), new Frame(31, 32, 64), new Frame(64, 0, 65))) {
            assertClose(
                    run(new RollingSums(RollingSums.Kind.MEAN, 0)::run, values, List.of(0), frame, 1_500),
                    obvious(values, List.of(0), frame, RollingTest::mean),
                    LEFT);
            List<Double> small = values.subList(0, 1_700);
            assertClose(
                    run(new RollingSums(RollingSums.Kind.VARIANCE, 1)::run, small, List.of(0), frame, 1_500),
                    obvious(small, List.of(0), frame, RollingTest::variance),
                    0);
        }
    }

    @Test
    void squaresThatAreNotFiniteDoNotHurt() {
        List<Double> values = Arrays.asList(1e200, 3e200, 5e200, 2.0, 4.0, 6.0);
        Kernel kernel = new RollingSums(RollingSums.Kind.DEVIATION, 1)::run;
        List<@Nullable Double> deviations = run(kernel, values, List.of(0), new Frame(2, 0, 3), 10);
        assertClose(deviations.subList(2, 3), List.of(2e200), 0);
        assertClose(deviations.subList(5, 6), List.of(2.0), 0);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23, 24})
    void extremesAreThoseOfTheFrame(long seed) {
        var random = new Random(seed);
        List<Double> values = values(random, 230, seed % 2 == 0, seed > 22);
        for (List<Integer> starts : List.of(List.of(0), List.of(0, 1, 3, 70, 71))) {
            for (Frame frame : FRAMES) {
                for (int piece : new int[] {5, 64, 300}) {
                    for (boolean max : new boolean[] {true, false}) {
                        var extremes = new RollingExtremes(max, 0, true);
                        long room = block(RollingExtremes.bytes(frame, 300)).address();
                        Kernel kernel =
                                (lanes, f, out, _, first, last, from, to) ->
                                        extremes.run(lanes, f, out, room, first, last, from, to);
                        assertClose(
                                run(kernel, values, starts, frame, piece),
                                obvious(values, starts, frame, seen -> extreme(seen, max)),
                                0);
                    }
                }
            }
        }
    }

    /// NaN is the greatest, and makes the minimum NaN as well.
    private static Double extreme(List<Double> values, boolean max) {
        if (values.stream().anyMatch(value -> value.isNaN())) {
            return Double.NaN;
        }
        return max
                ? values.stream().max(Double::compare).orElseThrow()
                : values.stream().min(Double::compare).orElseThrow();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"NEAREST", "LOWER", "HIGHER", "MIDPOINT", "LINEAR", "EQUIPROBABLE"})
    void quantilesAreThoseOfTheSortedFrame(String kind) {
        var random = new Random(31);
        List<Double> values = values(random, 200, true, false);
        for (double share : new double[] {0, 0.3, 0.5, 1}) {
            var quantile = new Quantile(share, Quantile.Kind.valueOf(kind));
            for (Frame frame : FRAMES) {
                long room = block(RollingQuantiles.bytes(frame, 200)).address();
                Kernel kernel =
                        (lanes, f, out, _, first, last, from, to) ->
                                new RollingQuantiles(quantile, room).run(lanes, f, out, first, last, from, to);
                assertClose(
                        run(kernel, values, List.of(0, 33), frame, 64),
                        obvious(
                                values,
                                List.of(0, 33),
                                frame,
                                seen -> {
                                    List<Double> sorted = seen.stream().sorted().toList();
                                    return quantile.of(place -> sorted.get((int) place), sorted.size());
                                }),
                        0);
            }
        }
    }
}
