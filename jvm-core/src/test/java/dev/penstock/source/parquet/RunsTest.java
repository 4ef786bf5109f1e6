package dev.penstock.source.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.TestMemory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers as runs and as differences come back, in parts of any size, and no width reads or writes elsewhere.
class RunsTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 24, 25, 31, 32})
    void runsComeBackInParts(int width) {
        var random = new Random(width);
        for (int count : new int[] {0, 1, 7, 8, 9, 63, 64, 500, 5_000}) {
            int[] numbers = numbers(random, width, count);
            try (Block plain = memory.allocator().allocate(4L * count + 8);
                    Block stored = memory.allocator().allocate(RunsWriter.most(count, width) + Runs.SLACK)) {
                for (int i = 0; i < count; i++) {
                    Native.putInt(plain.address() + 4L * i, numbers[i]);
                }
                long end = RunsWriter.ints(plain.address(), count, width, stored.address());
                assertThat(end - stored.address()).isLessThanOrEqualTo(RunsWriter.most(count, width));
                var runs = new Runs(new ByteCursor(stored.address(), end), width);
                int[] read = new int[count];
                for (int done = 0; done < count; ) {
                    int n = Math.min(count - done, 1 + random.nextInt(700));
                    if (random.nextInt(4) == 0) {
                        runs.skip(n);
                        System.arraycopy(numbers, done, read, done, n);
                    } else {
                        runs.read(read, done, n);
                    }
                    done += n;
                }
                assertThat(read).isEqualTo(numbers);
                assertThatThrownBy(() -> runs.skip(9)).isInstanceOf(BrokenFile.class);
            }
        }
    }

    /// Long runs, short ones and none.
    private static int[] numbers(Random random, int width, int count) {
        int[] numbers = new int[count];
        int mask = width == 32 ? -1 : (1 << width) - 1;
        int last = 0;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(i % 1_000 < 500 ? 2 : 30) == 0) {
                last = random.nextInt() & mask;
            }
            numbers[i] = last;
        }
        return numbers;
    }

    @ParameterizedTest(name = "differences of up to {0} bits")
    @ValueSource(ints = {0, 1, 5, 13, 31, 32, 33, 57, 58, 63, 64})
    void differencesComeBackInParts(int bits) {
        var random = new Random(bits);
        for (int count : new int[] {0, 1, 2, 32, 33, 128, 129, 3_000}) {
            long[] numbers = new long[count];
            long last = random.nextLong();
            for (int i = 0; i < count; i++) {
                last += bits == 0 ? 7 : random.nextLong() >>> (64 - bits);
                numbers[i] = last;
            }
            try (Block plain = memory.allocator().allocate(8L * count + 8);
                    Block stored = memory.allocator().allocate(DeltaWriter.most(count) + Runs.SLACK)) {
                for (int i = 0; i < count; i++) {
                    Native.putLong(plain.address() + 8L * i, numbers[i]);
                }
                long end = new DeltaWriter().write(plain.address(), 8, count, stored.address());
                assertThat(end - stored.address()).isLessThanOrEqualTo(DeltaWriter.most(count));
                var skipped = new ByteCursor(stored.address(), end);
                DeltaIntegers.skipAll(skipped);
                assertThat(skipped.left()).isZero();
                var integers = new DeltaIntegers(new ByteCursor(stored.address(), end));
                long[] read = new long[count];
                for (int done = 0; done < count; ) {
                    int n = Math.min(count - done, 1 + random.nextInt(200));
                    integers.read(read, done, n);
                    done += n;
                }
                assertThat(read).isEqualTo(numbers);
            }
        }
    }

    @Test
    void textsThatAreNotUtf8AreRefused() {
        String[] good = {"", "plain letters, more than eight", "é", "€uro", "𝄞", "aé€𝄞", "\uD7FF\uE000", "\u0800"};
        byte[][] bad = {
            {(byte) 0x80},
            {(byte) 0xC0, (byte) 0x80},
            {(byte) 0xE0, (byte) 0x80, (byte) 0x80},
            {(byte) 0xC3},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            {(byte) 0xFF},
            {'a', (byte) 0xE2, (byte) 0x82}
        };
        for (String text : good) {
            check(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        for (byte[] bytes : bad) {
            assertThatThrownBy(() -> check(bytes)).isInstanceOf(BrokenFile.class);
        }
    }

    private void check(byte[] bytes) {
        try (Block block = memory.allocator().allocate(bytes.length + 16)) {
            for (int i = 0; i < bytes.length; i++) {
                Native.putByte(block.address() + i, bytes[i]);
            }
            Utf8.check(block.address(), bytes.length);
        }
    }
}
