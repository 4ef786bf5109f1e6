package dev.penstock.spill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.kernel.Hashes;
import dev.penstock.testing.RandomValues;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashPartsTest {
    @Test
    void partsOfPartsDivideTheHashes() {
        var random = new RandomValues(1);
        var seen = new HashSet<List<Integer>>();
        for (int i = 0; i < 2000; i++) {
            long hash = Hashes.mix(random.below(1 << 30));
            int first = new HashParts(4, 0).of(hash);
            int second = new HashParts(4, 1).of(hash);
            assertThat(first * 16 + second).isEqualTo(new HashParts(8, 0).of(hash));
            assertThat(new HashParts(0, 0).of(hash)).isZero();
            seen.add(List.of(first, second));
        }
        assertThat(seen).hasSize(256);
    }
}
