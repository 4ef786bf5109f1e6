package dev.penstock.did.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.did.Tables;
import dev.penstock.did.config.BootstrapWeights;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MultipliersTest {
    private static final int DRAWS = 400;
    private static final int UNITS = 500;

    @Test
    void startsWithTheNumbersOfTheReference() {
        JsonNode expected = Tables.golden("bootstrap").at("/cases/mpdta_dr_never_varying_nocov/mammen/first_uniforms");
        var multipliers = new Multipliers(BootstrapWeights.MAMMEN, 20260101, UNITS);
        for (int rank = 0; rank < expected.size(); rank++) {
            assertThat(multipliers.uniform(0, rank)).isEqualTo(expected.get(rank).asDouble());
        }
    }

    @Test
    void goesOnWithTheNextDrawBehindTheLastUnit() {
        var few = new Multipliers(BootstrapWeights.MAMMEN, 7, 3);
        var many = new Multipliers(BootstrapWeights.MAMMEN, 7, 100);
        assertThat(few.uniform(2, 1)).isEqualTo(many.uniform(0, 2 * 3 + 1));
    }

    @ParameterizedTest
    @EnumSource(BootstrapWeights.class)
    void areAsTheirOwnUniformNumbersSay(BootstrapWeights weights) {
        var multipliers = new Multipliers(weights, -5, UNITS);
        double[] drawn = new double[DRAWS];
        double golden = (Math.sqrt(5) + 1) / 2;
        for (int rank = 0; rank < 20; rank++) {
            multipliers.fill(rank, 3, DRAWS, drawn);
            for (int draw = 0; draw < DRAWS; draw++) {
                double u = multipliers.uniform(3 + draw, rank);
                double expected =
                        switch (weights) {
                            case MAMMEN -> u < golden / Math.sqrt(5) ? 1 - golden : golden;
                            case RADEMACHER -> u < 0.5 ? -1 : 1;
                            case NORMAL -> Normal.quantile(u);
                        };
                assertThat(drawn[draw]).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest(name = "{0}, seed 42")
    @EnumSource(BootstrapWeights.class)
    void haveMeanNoughtAndVarianceOne(BootstrapWeights weights) {
        var multipliers = new Multipliers(weights, 42, UNITS);
        double[] drawn = new double[DRAWS];
        double sum = 0;
        double squares = 0;
        for (int rank = 0; rank < UNITS; rank++) {
            multipliers.fill(rank, 0, DRAWS, drawn);
            sum += Arrays.stream(drawn).sum();
            squares += Arrays.stream(drawn).map(value -> value * value).sum();
        }
        int count = UNITS * DRAWS;
        // Five standard deviations of a mean of 200,000.
        assertThat(sum / count).isCloseTo(0, within(0.0112));
        assertThat(squares / count).isCloseTo(1, within(0.02));
    }

    @Test
    void noughtHasAFiniteQuantile() {
        assertThat(Normal.quantile(0)).isFinite().isLessThan(-8);
        assertThat(Normal.quantile(0.975)).isCloseTo(1.959963984540054, within(1e-14));
        assertThat(Normal.twoSided(1.959963984540054)).isCloseTo(0.05, within(1e-15));
        assertThat(Normal.chiSquaredAbove(11.070497693516351, 5)).isCloseTo(0.05, within(1e-14));
    }
}
