package dev.penstock.kernel.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.TestMemory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QuickselectTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<Arguments> values() {
        var random = new Random(5);
        return Stream.of(
                Arguments.of("one", new long[] {7}),
                Arguments.of("two", new long[] {9, -9}),
                Arguments.of("few", random.longs(17).toArray()),
                Arguments.of("extremes", new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, Long.MAX_VALUE}),
                Arguments.of("random", random.longs(3000).toArray()),
                Arguments.of("all equal", LongStream.generate(() -> 5).limit(2000).toArray()),
                Arguments.of("two values", random.longs(2000, 0, 2).toArray()),
                Arguments.of("ascending", LongStream.range(0, 2000).toArray()),
                Arguments.of("descending", LongStream.range(0, 2000).map(i -> -i).toArray()),
                Arguments.of("organ pipes", LongStream.range(0, 2000).map(i -> Math.min(i, 2000 - i)).toArray()),
                Arguments.of("powers", LongStream.range(0, 1000).map(i -> 1L << (i % 63)).toArray()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void findsWhatASortPutsThere(String name, long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        try (Block block = memory.allocator().allocate(8L * values.length)) {
            for (int place = 0; place < values.length; place += Math.max(1, values.length / 50)) {
                fill(block, values);
                assertThat(Quickselect.select(block.address(), values.length, place)).isEqualTo(sorted[place]);
                if (place + 1 < values.length) {
                    assertThat(Quickselect.least(block.address(), values.length, place + 1L))
                            .isEqualTo(sorted[place + 1]);
                }
            }
        }
    }

    /// Patterns that repeat, so that a few samples say little about all: a choice of pivots that needs luck takes
    /// hours.
    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void isNotMadeSlow(String name, long[] pattern) {
        int count = 1 << 20;
        try (Block block = memory.allocator().allocate(8L * count)) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> {
                        for (int i = 0; i < count; i++) {
                            Native.putLong(block.address() + 8L * i, pattern[i % pattern.length] + i / 7 % 3);
                        }
                        Quickselect.select(block.address(), count, count / 2);
                        Quickselect.select(block.address(), count, count - 1);
                    });
        }
    }

    private static void fill(Block block, long[] values) {
        for (int i = 0; i < values.length; i++) {
            Native.putLong(block.address() + 8L * i, values[i]);
        }
    }
}
