package dev.penstock.kernel.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.TestMemory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairsTest {
    private static final int ROWS = 5000;

    @RegisterExtension final TestMemory memory = new TestMemory();

    /// Lefts and rights that grow from batch to batch: within a grid, to larger ones, and beyond all grids.
    @ParameterizedTest(name = "lefts grow by {0}, rights by {1} (seed 7)")
    @CsvSource({"1, 1", "3, 0", "0, 40", "20, 20", "500, 3", "3, 2000", "900, 900"})
    void numbersPairsAsTheyCome(int leftStep, int rightStep) {
        var random = new Random(7);
        Map<Long, Integer> numbers = new LinkedHashMap<>();
        long half = 4L * ROWS;
        try (Pairs pairs = new Pairs(memory.allocator());
                Block ids = memory.allocator().allocate(2 * half);
                Block room = memory.allocator().allocate(16L * ROWS)) {
            for (int batch = 0; batch < 25; batch++) {
                int lefts = 2 + batch * leftStep;
                int rights = 2 + batch * rightStep;
                int[] expected = new int[ROWS];
                for (int row = 0; row < ROWS; row++) {
                    int left = random.nextInt(lefts);
                    int right = random.nextInt(rights);
                    Native.putInt(ids.address() + 4L * row, left);
                    Native.putInt(ids.address() + half + 4L * row, right);
                    expected[row] = numbers.computeIfAbsent((long) left << 32 | right, _ -> numbers.size());
                }
                pairs.find(ids.address(), ids.address() + half, ROWS, room.address(), lefts, rights);
                for (int row = 0; row < ROWS; row++) {
                    assertThat(Native.getInt(ids.address() + 4L * row)).isEqualTo(expected[row]);
                }
            }
            assertThat(pairs.count()).isEqualTo(numbers.size());
            numbers.forEach((pair, id) -> assertThat((long) pairs.left(id) << 32 | pairs.right(id)).isEqualTo(pair));
        }
    }
}
