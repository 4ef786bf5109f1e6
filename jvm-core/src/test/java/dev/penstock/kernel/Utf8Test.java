package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.memory.Native;
import dev.penstock.testing.TestMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Text in memory against `String`.
class Utf8Test {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    /// Few letters, so that words occur, nearly occur, and occur at both ends.
    private static String text(Random random, int most) {
        var text = new StringBuilder();
        String letters = random.nextInt(3) == 0 ? "abAB日üz" : "abAZ";
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void searchesCountsAndChangesAsStringsDo(long seed) {
        var random = new Random(seed);
        long room = memory.keep(memory.allocator().allocate(1 << 12)).address();
        for (int i = 0; i < 500; i++) {
            String text = text(random, 60);
            String word = text(random, 6);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            byte[] wanted = word.getBytes(StandardCharsets.UTF_8);
            // Behind the text the word may follow, which must not be seen.
            long pattern = room + bytes.length;
            MemorySegment.copy(bytes, 0, Native.ALL, ValueLayout.JAVA_BYTE, room, bytes.length);
            MemorySegment.copy(wanted, 0, Native.ALL, ValueLayout.JAVA_BYTE, pattern, wanted.length);
            int place = text.indexOf(word);
            long expected = place < 0 ? -1 : text.substring(0, place).getBytes(StandardCharsets.UTF_8).length;
            assertThat(Utf8.find(room, bytes.length, pattern, wanted.length))
                    .as(text + " / " + word)
                    .isEqualTo(expected);
            assertThat(Utf8.length(room, bytes.length)).isEqualTo(text.codePointCount(0, text.length()));
            int count = random.nextInt(10);
            String head = text.substring(0, Math.min(count, text.length()));
            assertThat(Utf8.prefix(room, bytes.length, count)).isEqualTo(head.getBytes(StandardCharsets.UTF_8).length);
            boolean ascii = bytes.length == text.length();
            assertThat(Utf8.isAscii(room, bytes.length)).isEqualTo(ascii);
            if (ascii) {
                long to = room + 2048;
                Utf8.changeCase(room, bytes.length, 'A', to);
                byte[] lower = Native.segment(to, bytes.length).toArray(ValueLayout.JAVA_BYTE);
                assertThat(lower).isEqualTo(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
                Utf8.changeCase(room, bytes.length, 'a', to);
                byte[] upper = Native.segment(to, bytes.length).toArray(ValueLayout.JAVA_BYTE);
                assertThat(upper).isEqualTo(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
