package dev.penstock.did.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.did.panel.DidWarning;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriticalTest {
    private static double[] upTo(int count) {
        return IntStream.rangeClosed(1, count).asDoubleStream().toArray();
    }

    @ParameterizedTest
    @CsvSource({"0.95, 950", "0.75, 750", "0.25, 250", "0.9501, 951", "0, 1", "1, 1000"})
    void quantilesAreOrderStatistics(double share, double expected) {
        assertThat(Bands.quantile(upTo(1000), share)).isEqualTo(expected);
    }

    @Test
    void roundingOfTheShareMovesNoOrderStatistic() {
        for (int percent = 1; percent < 100; percent++) {
            assertThat(Bands.quantile(upTo(1000), 1 - percent / 100.0)).isEqualTo(1000 - 10 * percent);
        }
    }

    @Test
    void theScaleOfOneDrawIsNought() {
        assertThat(Bands.scale(new double[] {5})).isZero();
        assertThat(Bands.scale(upTo(1000))).isCloseTo(500 / 1.3489795003921634, within(1e-10));
    }

    @Test
    void aBandOfManyEffectsIsThatOfTheLargest() {
        double[] small = upTo(100);
        double[] large = IntStream.rangeClosed(1, 100).mapToDouble(i -> -3 * i).toArray();
        Critical critical = Critical.simultaneous("it", List.of(small, large), new double[] {50, 100}, 0.05);
        assertThat(critical.value()).isEqualTo(285 / 100.0);
        assertThat(critical.warnings()).isEmpty();
    }

    @Test
    void aBandThatIsNoneFallsBackToIntervals() {
        for (Critical critical :
                List.of(
                        Critical.simultaneous("it", List.of(), new double[0], 0.05),
                        Critical.simultaneous("it", List.of(upTo(100)), new double[] {1000}, 0.05),
                        Critical.simultaneous("it", List.of(new double[] {1, 2}), new double[] {0}, 0.05))) {
            assertThat(critical.value()).isCloseTo(1.959963984540054, within(1e-14));
            assertThat(critical.warnings()).extracting(DidWarning::code).containsExactly("DID-W11");
        }
    }

    @Test
    void aVeryLargeValueIsWarnedOf() {
        Critical critical = Critical.simultaneous("it", List.of(upTo(100)), new double[] {10}, 0.05);
        assertThat(critical.value()).isEqualTo(9.5);
        assertThat(critical.warnings()).extracting(DidWarning::code).containsExactly("DID-W12");
        assertThat(critical.warnings().getFirst().message()).contains("9.50");
    }

    @Test
    void aSingularCovarianceHasNoTest() {
        var spread = new Spread(10, new PackedSymmetric(2, new double[] {1, 1, 1}), null, null);
        assertThat(Wald.of(spread, List.of(0, 1), new double[] {1, 1}).reason()).contains("singular");
        assertThat(Wald.of(spread, List.of(), new double[0]).reason()).contains("before treatment");
        Wald one = Wald.of(spread, List.of(1), new double[] {0.5});
        assertThat(one).isEqualTo(new Wald(2.5, 1, Normal.chiSquaredAbove(2.5, 1), null));
    }
}
