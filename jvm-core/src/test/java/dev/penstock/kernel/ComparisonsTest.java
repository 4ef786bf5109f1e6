package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each loop against the comparison of one value, over every number of rows up to a few words.
class ComparisonsTest {
    private static final int ROWS = 150;
    private static final double[] FLOATS = {
        Double.NaN,
        -0.0,
        0.0,
        1,
        -1,
        0.5,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        3.5f,
        Float.MAX_VALUE
    };

    @RegisterExtension final TestMemory memory = new TestMemory();

    private Block block(int bytes) {
        return memory.keep(memory.allocator().allocate(bytes));
    }

    private void check(long bits, int n, String what, IntPredicate obvious) {
        var expected = new ArrayList<Boolean>();
        var actual = new ArrayList<Boolean>();
        for (int i = 0; i < n; i++) {
            expected.add(obvious.test(i));
            actual.add(BitLanes.get(bits, i));
        }
        assertThat(actual).as("%s of %d rows", what, n).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 2, 4, 8})
    void integersOfAnyWidth(int width) {
        var random = new RandomValues(width);
        long a = block(ROWS * 8).address();
        long bits = block(64).address();
        List<Long> bounds = new ArrayList<>(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 127L, 128L, -129L));
        int unused = Long.SIZE - 8 * width;
        for (int i = 0; i < ROWS; i++) {
            long value = random.below(3) == 0 ? bounds.get(random.below(bounds.size())) : random.below(1 << 20);
            put(a, width, i, value);
        }
        for (long value : List.copyOf(bounds)) {
            bounds.add(value << unused >> unused);
        }
        for (int n = 0; n <= ROWS; n++) {
            for (long bound : bounds) {
                Comparisons.less(a, width, 0, bound, bits, n);
                check(bits, n, "less than " + bound, i -> get(a, width, i) < bound);
                Comparisons.equal(a, width, bound, bits, n);
                check(bits, n, "equal to " + bound, i -> get(a, width, i) == bound);
                long flip = Long.MIN_VALUE >> unused;
                long unsigned = bound << unused >>> unused;
                Comparisons.less(a, width, flip, unsigned + flip, bits, n);
                check(
                        bits,
                        n,
                        "less than the unsigned " + unsigned,
                        i -> Long.compareUnsigned(get(a, width, i) << unused >>> unused, unsigned) < 0);
            }
        }
    }

    private static void put(long a, int width, long row, long value) {
        switch (width) {
            case 1 -> Native.putByte(a + row, (byte) value);
            case 2 -> Native.putShort(a + (row << 1), (short) value);
            case 4 -> Native.putInt(a + (row << 2), (int) value);
            default -> Native.putLong(a + (row << 3), value);
        }
    }

    private static long get(long a, int width, long row) {
        return switch (width) {
            case 1 -> Native.getByte(a + row);
            case 2 -> Native.getShort(a + (row << 1));
            case 4 -> Native.getInt(a + (row << 2));
            default -> Native.getLong(a + (row << 3));
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void pairsOfIntegersAndRanges(long seed) {
        var random = new RandomValues(seed);
        long a = block(ROWS * 8).address();
        long b = block(ROWS * 8).address();
        long bits = block(64).address();
        long[] extremes = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE};
        for (int i = 0; i < ROWS; i++) {
            Native.putLong(a + 8L * i, extremes[random.below(extremes.length)]);
            Native.putLong(b + 8L * i, extremes[random.below(extremes.length)]);
        }
        for (int n = 0; n <= ROWS; n++) {
            Comparisons.less(a, b, 0, bits, n);
            check(bits, n, "less", i -> get(a, 8, i) < get(b, 8, i));
            Comparisons.less(a, b, Long.MIN_VALUE, bits, n);
            check(bits, n, "less, unsigned", i -> Long.compareUnsigned(get(a, 8, i), get(b, 8, i)) < 0);
            Comparisons.equal(a, b, bits, n);
            check(bits, n, "equal", i -> get(a, 8, i) == get(b, 8, i));
            for (long least : extremes) {
                for (long most : extremes) {
                    if (least <= most) {
                        Comparisons.between(a, least, most, bits, n);
                        check(bits, n, "between", i -> get(a, 8, i) >= least && get(a, 8, i) <= most);
                    }
                }
            }
        }
    }

    /// The order of all floats: NaN is one value and the greatest, and zeros are equal.
    private static int order(double x, double y) {
        return Double.compare(x + 0.0, y + 0.0);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {4, 8})
    void floatsOfBothWidths(int width) {
        var random = new RandomValues(width);
        long a = block(ROWS * 8).address();
        long bits = block(64).address();
        double[] values = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            double value = FLOATS[random.below(FLOATS.length)];
            values[i] = width == 4 ? (float) value : value;
            if (width == 4) {
                Native.putFloat(a + 4L * i, (float) value);
            } else {
                Native.putDouble(a + 8L * i, value);
            }
        }
        for (int n = 0; n <= ROWS; n++) {
            for (double bound : FLOATS) {
                FloatComparisons.less(a, width, bound, bits, n);
                check(bits, n, "less than " + bound, i -> order(values[i], bound) < 0);
                FloatComparisons.atMost(a, width, bound, bits, n);
                check(bits, n, "at most " + bound, i -> order(values[i], bound) <= 0);
                FloatComparisons.equal(a, width, bound, bits, n);
                check(bits, n, "equal to " + bound, i -> order(values[i], bound) == 0);
            }
            FloatComparisons.isNaN(a, width, bits, n);
            check(bits, n, "NaN", i -> Double.isNaN(values[i]));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void pairsOfFloatsAndRanges(long seed) {
        var random = new RandomValues(seed);
        long a = block(ROWS * 8).address();
        long b = block(ROWS * 8).address();
        long bits = block(64).address();
        for (int i = 0; i < ROWS; i++) {
            Native.putDouble(a + 8L * i, FLOATS[random.below(FLOATS.length)]);
            Native.putDouble(b + 8L * i, FLOATS[random.below(FLOATS.length)]);
        }
        for (int n = 0; n <= ROWS; n++) {
            FloatComparisons.less(a, b, bits, n);
            check(bits, n, "less", i -> order(Native.getDouble(a + 8L * i), Native.getDouble(b + 8L * i)) < 0);
            FloatComparisons.equal(a, b, bits, n);
            check(bits, n, "equal", i -> order(Native.getDouble(a + 8L * i), Native.getDouble(b + 8L * i)) == 0);
            FloatComparisons.between(a, -1, 1, bits, n);
            check(bits, n, "between", i -> Math.abs(Native.getDouble(a + 8L * i)) <= 1);
        }
    }
}
