package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.PenstockException;
import dev.penstock.kernel.DecimalLanes.Rounding;
import dev.penstock.kernel.DecimalLanes.Step;
import dev.penstock.memory.Native;
import dev.penstock.testing.TestMemory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Decimals of 128 bits against BigDecimal, around all the widths where the ways of computing part.
class DecimalLanesTest {
    private static final BigInteger MOST = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);

    @RegisterExtension final TestMemory memory = new TestMemory();

    private long lanes(List<BigInteger> values) {
        long address = memory.keep(memory.allocator().allocate(16L * values.size())).address();
        for (int i = 0; i < values.size(); i++) {
            WideInteger.write(address + 16L * i, values.get(i));
        }
        return address;
    }

    private static List<BigInteger> read(long address, int n) {
        var values = new ArrayList<BigInteger>();
        for (int i = 0; i < n; i++) {
            values.add(WideInteger.read(address + 16L * i));
        }
        return values;
    }

    private static List<BigInteger> values(int seed, int bits) {
        var random = new Random(seed);
        var values = new ArrayList<>(List.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE.negate()));
        values.add(BigInteger.valueOf(Long.MAX_VALUE).min(MOST));
        values.add(BigInteger.valueOf(Long.MIN_VALUE));
        for (int i = 0; i < 200; i++) {
            BigInteger value = new BigInteger(1 + random.nextInt(bits), random);
            values.add((random.nextBoolean() ? value : value.negate()).max(MOST.negate()).min(MOST));
        }
        return values;
    }

    @ParameterizedTest(name = "scale {0}")
    @ValueSource(ints = {0, 1, 2, 5, 18, 19, 30})
    void sumsProductsAndQuotients(int scale) {
        List<BigInteger> left = values(scale, 60);
        List<BigInteger> right = values(scale + 1, 60);
        int n = left.size();
        long a = lanes(left);
        long b = lanes(right);
        long to = lanes(left);
        Step unit = Step.ofDigits(scale);
        DecimalLanes.add(a, b, 0, to, n);
        assertThat(read(to, n)).isEqualTo(zip(left, right, BigInteger::add));
        DecimalLanes.subtract(a, b, 0, to, n);
        assertThat(read(to, n)).isEqualTo(zip(left, right, BigInteger::subtract));
        DecimalLanes.multiply(a, b, unit, 0, to, n);
        assertThat(read(to, n)).isEqualTo(zip(left, right, (x, y) -> rounded(x.multiply(y), unit.exact())));
        if (scale < 19) {
            List<BigInteger> divisors = right.stream().map(x -> x.signum() == 0 ? BigInteger.TWO : x).toList();
            DecimalLanes.divide(a, lanes(divisors), unit, 0, to, n);
            assertThat(read(to, n)).isEqualTo(zip(left, divisors, (x, y) -> rounded(x.multiply(unit.exact()), y)));
        }
    }

    private static List<BigInteger> zip(
            List<BigInteger> a, List<BigInteger> b, java.util.function.BinaryOperator<BigInteger> operator) {
        var values = new ArrayList<BigInteger>();
        for (int i = 0; i < a.size(); i++) {
            values.add(operator.apply(a.get(i), b.get(i)));
        }
        return values;
    }

    private static BigInteger rounded(BigInteger dividend, BigInteger divisor) {
        return new BigDecimal(dividend).divide(new BigDecimal(divisor), 0, RoundingMode.HALF_EVEN).toBigInteger();
    }

    @Test
    void halvesAreRoundedToTheEvenNeighbour() {
        long a = lanes(List.of("15", "25", "-15", "-25", "35").stream().map(BigInteger::new).toList());
        long b = lanes(List.of("10", "10", "10", "10", "10").stream().map(BigInteger::new).toList());
        DecimalLanes.multiply(a, b, Step.ofDigits(2), 0, a, 5);
        assertThat(read(a, 5)).isEqualTo(List.of("2", "2", "-2", "-2", "4").stream().map(BigInteger::new).toList());
    }

    @Test
    void moreThan38DigitsAreAnErrorUnlessTheyAreNull() {
        long a = lanes(List.of(MOST, BigInteger.ONE));
        long to = lanes(List.of(MOST, BigInteger.ONE));
        assertThatThrownBy(() -> DecimalLanes.add(a, a, 0, to, 2)).isInstanceOf(PenstockException.class);
        assertThatThrownBy(() -> DecimalLanes.multiply(a, a, Step.ofDigits(0), 0, to, 2))
                .isInstanceOf(PenstockException.class);
        long valid = memory.keep(memory.allocator().allocate(8)).address();
        Native.putLong(valid, 2);
        DecimalLanes.add(a, a, valid, to, 2);
        assertThat(WideInteger.read(to + 16)).isEqualTo(BigInteger.TWO);
    }

    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {3, 62, 64, 66, 126})
    void orderSignsAndRounding(int bits) {
        List<BigInteger> left = values(bits, bits);
        List<BigInteger> right = values(bits + 1, bits);
        int n = left.size();
        long a = lanes(left);
        long b = lanes(right);
        long to = lanes(left);
        long marks = memory.keep(memory.allocator().allocate(BitLanes.bytes(n))).address();
        DecimalLanes.less(a, b, marks, n);
        for (int i = 0; i < n; i++) {
            assertThat(BitLanes.get(marks, i)).isEqualTo(left.get(i).compareTo(right.get(i)) < 0);
        }
        DecimalLanes.equal(a, a, marks, n);
        assertThat(BitLanes.count(marks, n)).isEqualTo(n);
        DecimalLanes.within(a, 18, marks, n);
        for (int i = 0; i < n; i++) {
            boolean fits = left.get(i).abs().compareTo(BigInteger.TEN.pow(18)) < 0;
            assertThat(BitLanes.get(marks, i)).isEqualTo(fits);
        }
        DecimalLanes.negate(a, to, n);
        assertThat(read(to, n)).isEqualTo(left.stream().map(BigInteger::negate).toList());
        DecimalLanes.absolute(a, to, n);
        assertThat(read(to, n)).isEqualTo(left.stream().map(BigInteger::abs).toList());
        for (Rounding rounding : Rounding.values()) {
            Step step = Step.ofDigits(2);
            RoundingMode mode =
                    switch (rounding) {
                        case DOWN -> RoundingMode.FLOOR;
                        case UP -> RoundingMode.CEILING;
                        case TOWARD_ZERO -> RoundingMode.DOWN;
                        case HALF_EVEN -> RoundingMode.HALF_EVEN;
                        case HALF_AWAY -> RoundingMode.HALF_UP;
                    };
            List<BigInteger> small = left.stream().map(x -> x.divide(BigInteger.TEN)).toList();
            DecimalLanes.round(lanes(small), step, rounding, 0, to, n);
            assertThat(read(to, n))
                    .isEqualTo(
                            small.stream()
                                    .map(x -> new BigDecimal(x, 2).setScale(0, mode).setScale(2).unscaledValue())
                                    .toList());
        }
    }
}
