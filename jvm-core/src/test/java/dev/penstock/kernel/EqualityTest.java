package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Column;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EqualityTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Awkward.types();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void identicalIsWhatJavaCallsEqual(DataType type) {
        var random = new RandomValues(4);
        List<Object> left = random.values(type, 40, 0.2);
        List<Object> right = random.values(type, 40, 0.2);
        right.addAll(left);
        try (Column a = memory.columns().in(random.style()).of(type, left);
                Column b = memory.columns().in(random.style()).of(type, right)) {
            for (int i = 0; i < left.size(); i++) {
                for (int j = 0; j < right.size(); j++) {
                    boolean equal = java.util.Objects.equals(left.get(i), right.get(j));
                    assertThat(Equality.IDENTICAL.test(a.data(), i, b.data(), j))
                            .as(left.get(i) + " and " + right.get(j))
                            .isEqualTo(equal);
                    if (equal) {
                        assertThat(Equality.SAME.test(a.data(), i, b.data(), j)).isTrue();
                        assertThat(Hashes.row(a.data(), i)).isEqualTo(Hashes.row(b.data(), j));
                    }
                }
            }
        }
    }

    @Test
    void zeroesAndNansAreTheSame() {
        try (Column a = memory.columns().float64(0.0, Double.NaN, Double.NaN);
                Column b = memory.columns().float64(-0.0, Double.longBitsToDouble(0x7FF8_0000_0000_0001L), 1.0)) {
            assertThat(Equality.SAME.test(a.data(), 0, b.data(), 0)).isTrue();
            assertThat(Equality.SAME.test(a.data(), 1, b.data(), 1)).isTrue();
            assertThat(Equality.SAME.test(a.data(), 2, b.data(), 2)).isFalse();
            assertThat(Hashes.row(a.data(), 0)).isEqualTo(Hashes.row(b.data(), 0));
            assertThat(Hashes.row(a.data(), 1)).isEqualTo(Hashes.row(b.data(), 1));
            assertThat(Equality.IDENTICAL.test(a.data(), 0, b.data(), 0)).isFalse();
        }
    }
}
