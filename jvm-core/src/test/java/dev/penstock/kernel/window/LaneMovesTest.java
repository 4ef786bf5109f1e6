package dev.penstock.kernel.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.TestMemory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Flags are bits and bytes of the same truth.
class LaneMovesTest {
    private static final int BEHIND = 64;

    @RegisterExtension final TestMemory memory = new TestMemory();

    private Block block(long bytes) {
        return memory.keep(memory.allocator().allocate(bytes));
    }

    @ParameterizedTest(name = "{0} rows")
    @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 65, 71, 127, 128, 1000})
    void flagsAreTheBitsOfTheirPlaces(int rows) {
        var random = new SplittableRandom(rows);
        for (int offset : new int[] {0, 1, 13, 64}) {
            long bits = block(rows + offset + BEHIND).address();
            long flags = block(rows + BEHIND).address();
            long packed = block(rows + BEHIND).address();
            for (int i = 0; i < rows + offset; i++) {
                Native.putByte(bits + i, (byte) random.nextInt());
            }
            Native.fill(flags, rows + BEHIND, (byte) 5);
            var bitmap = new Bitmap(bits, offset, rows);

            LaneMoves.flags(bitmap, 0, rows, flags);

            long set = 0;
            for (int i = 0; i < rows; i++) {
                assertThat(Native.getByte(flags + i)).as("row %d", i).isEqualTo((byte) (bitmap.get(i) ? 1 : 0));
                set += bitmap.get(i) ? 1 : 0;
            }
            assertThat(Native.getByte(flags + rows)).as("what lies behind").isEqualTo((byte) 5);

            assertThat(LaneMoves.pack(flags, 0, rows, packed)).isEqualTo(set);

            var back = new Bitmap(packed, 0, rows);
            for (int i = 0; i < rows; i++) {
                assertThat(back.get(i)).as("row %d", i).isEqualTo(bitmap.get(i));
            }
        }
    }
}
