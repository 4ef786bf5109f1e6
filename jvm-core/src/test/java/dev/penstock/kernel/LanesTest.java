package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.memory.Native;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private long room(long bytes) {
        return memory.keep(memory.allocator().allocate(bytes)).address();
    }

    /// Few and many bits set, so that both ways of finding them are taken.
    @ParameterizedTest(name = "{0} of {1} rows")
    @CsvSource({
        "0,0",
        "0,70",
        "70,70",
        "1,1",
        "1,64",
        "63,64",
        "5,130",
        "100,130",
        "300,1000",
        "700,1000",
        "1000,1000"
    })
    void theNumbersOfSetBits(int set, int rows) {
        var random = new RandomValues(set * 31L + rows);
        boolean[] chosen = new boolean[rows];
        for (int left = set; left > 0; ) {
            int row = random.below(rows);
            if (!chosen[row]) {
                chosen[row] = true;
                left--;
            }
        }
        long bits = room(BitLanes.bytes(rows + 1));
        for (int row = 0; row < rows; row++) {
            BitLanes.put(bits, row, chosen[row]);
        }
        long to = room(Selection.bytes(rows + 64L));
        long end = BitLanes.select(bits, rows, 1000, to);
        int[] expected = IntStream.range(0, rows).filter(row -> chosen[row]).map(row -> row + 1000).toArray();
        assertThat(numbers(to, end)).containsExactly(expected);
        assertThat(BitLanes.count(bits, rows)).isEqualTo(set);

        // Of a selection, in place: every other row that is left.
        long half = room(BitLanes.bytes(set + 1));
        for (int i = 0; i < set; i++) {
            BitLanes.put(half, i, i % 2 == 0);
        }
        end = BitLanes.select(half, set, new Selection(to, set), 0, to);
        int[] everyOther = IntStream.range(0, set).filter(i -> i % 2 == 0).map(i -> expected[i]).toArray();
        assertThat(numbers(to, end)).containsExactly(everyOther);
    }

    private static int[] numbers(long from, long end) {
        int[] numbers = new int[(int) ((end - from) >> 2)];
        Arrays.setAll(numbers, i -> Native.getInt(from + 4L * i));
        return numbers;
    }

    @ParameterizedTest(name = "{0} columns")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void columnsAreGatheredTogether(int columns) {
        var random = new RandomValues(columns);
        int rows = 200;
        long[] from = new long[columns];
        long[] to = new long[columns];
        for (int column = 0; column < columns; column++) {
            from[column] = room(8L * rows);
            to[column] = room(8L * rows);
            for (int row = 0; row < rows; row++) {
                Native.putLong(from[column] + 8L * row, 1000L * column + row);
            }
        }
        long numbers = room(Selection.bytes(rows));
        for (int i = 0; i < rows; i++) {
            Native.putInt(numbers + 4L * i, random.below(rows));
        }
        LaneMemory.gather(from, new Selection(numbers, rows), 10, to, 150);
        for (int column = 0; column < columns; column++) {
            var expected = new ArrayList<Long>();
            var actual = new ArrayList<Long>();
            for (int i = 0; i < 150; i++) {
                expected.add(1000L * column + Native.getInt(numbers + 4L * (10 + i)));
                actual.add(Native.getLong(to[column] + 8L * i));
            }
            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0} rows")
    @ValueSource(ints = {0, 1, 7, 8, 9, 64, 100})
    void oneOfTwoValues(int rows) {
        var random = new RandomValues(rows);
        long bits = room(64);
        long a = room(800);
        long b = room(800);
        for (int row = 0; row < rows; row++) {
            BitLanes.put(bits, row, random.below(2) == 0);
            Native.putLong(a + 8L * row, row);
            Native.putLong(b + 8L * row, -row);
        }
        // In place, as nodes use it.
        LongLanes.select(bits, a, b, b, rows);
        for (int row = 0; row < rows; row++) {
            assertThat(Native.getLong(b + 8L * row)).isEqualTo(BitLanes.get(bits, row) ? row : -row);
        }
    }
}
