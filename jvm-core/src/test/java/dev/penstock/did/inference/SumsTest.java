package dev.penstock.did.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.did.config.BootstrapWeights;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sums over rows against the obvious loops.
class SumsTest {
    private static final int COLUMNS = 5;
    private static final int[] ACTIVE = {0, 2, 3};

    private static Rows rows(int count, long seed) {
        double[] values = new Random(seed).doubles((long) count * ACTIVE.length, -1, 1).toArray();
        return new Rows(ACTIVE, count, values, row -> 2 * row + 1);
    }

    private static double value(Rows rows, int row, int column) {
        int slot = IntStream.range(0, ACTIVE.length).filter(i -> ACTIVE[i] == column).findFirst().orElse(-1);
        return slot < 0 ? 0 : rows.values()[row * ACTIVE.length + slot];
    }

    @ParameterizedTest(name = "{0} rows, seeds 1 and 2")
    @ValueSource(ints = {0, 1, 7, 8, 9, 100})
    void productsAreThoseOfAllPairs(int count) {
        Rows first = rows(count, 1);
        Rows second = rows(count, 2);
        double[] packed = new double[PackedSymmetric.size(COLUMNS)];
        for (int part = 0; part < 2; part++) {
            var products = new CrossProducts(COLUMNS, 2, part);
            products.add(first);
            products.add(second);
            products.write(packed, 10);
        }
        var matrix = new PackedSymmetric(COLUMNS, packed);
        for (int i = 0; i < COLUMNS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                double sum = 0;
                for (int row = 0; row < count; row++) {
                    sum += value(first, row, i) * value(first, row, j) + value(second, row, i) * value(second, row, j);
                }
                assertThat(matrix.get(i, j)).isCloseTo(sum / 10, within(1e-14 * (1 + count)));
            }
        }
        double[] a = {1, -2, 3, 0.5, 7};
        double quadratic = 0;
        for (int i = 0; i < COLUMNS; i++) {
            assertThat(matrix.times(a)[i]).isCloseTo(dot(matrix, i, a), within(1e-12));
            quadratic += a[i] * dot(matrix, i, a);
        }
        assertThat(matrix.quadratic(a)).isCloseTo(quadratic, within(1e-11));
    }

    private static double dot(PackedSymmetric matrix, int row, double[] a) {
        return IntStream.range(0, COLUMNS).mapToDouble(j -> matrix.get(row, j) * a[j]).sum();
    }

    @ParameterizedTest(name = "{0} rows, seed 3")
    @ValueSource(ints = {0, 1, 7, 8, 9, 100})
    void drawsAreSumsOfRowsTimesMultipliers(int count) {
        Rows rows = rows(count, 3);
        var multipliers = new Multipliers(BootstrapWeights.MAMMEN, 11, 1000);
        double[][] drawn = new double[COLUMNS][20];
        for (int first = 0; first < 20; first += 13) {
            var sums = new DrawSums(multipliers, COLUMNS, first, Math.min(13, 20 - first));
            sums.add(rows);
            sums.write(drawn, 2);
        }
        double[] one = new double[1];
        for (int draw = 0; draw < 20; draw++) {
            for (int column = 0; column < COLUMNS; column++) {
                double sum = 0;
                for (int row = 0; row < count; row++) {
                    multipliers.fill(2 * row + 1, draw, 1, one);
                    sum += one[0] * value(rows, row, column);
                }
                assertThat(drawn[column][draw]).isCloseTo(sum / 2, within(1e-13 * (1 + count)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void clustersSumTheirRows(int parts) {
        Rows rows = rows(9, 4);
        int[] codes = new int[20];
        for (int unit = 0; unit < codes.length; unit++) {
            codes[unit] = unit % 4;
        }
        var clusters = new ClusterSums(COLUMNS, codes, 4);
        for (int part = 0; part < parts; part++) {
            clusters.add(rows, parts, part);
        }
        Rows sums = clusters.rows().getFirst();
        assertThat(sums.count()).isEqualTo(4);
        for (int cluster = 0; cluster < 4; cluster++) {
            assertThat(sums.rank().of(cluster)).isEqualTo(cluster);
            for (int column = 0; column < COLUMNS; column++) {
                double sum = 0;
                for (int row = 0; row < 9; row++) {
                    sum += codes[2 * row + 1] == cluster ? value(rows, row, column) : 0;
                }
                assertThat(sums.values()[cluster * COLUMNS + column]).isCloseTo(sum, within(1e-15));
            }
        }
    }
}
