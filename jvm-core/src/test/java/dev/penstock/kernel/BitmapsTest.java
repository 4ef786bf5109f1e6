package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Bitmap;
import dev.penstock.column.Column;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitmapsTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#bool")
    void combinesWhatTheObviousLoopCombines(AwkwardColumn awkward) {
        int rows = awkward.values().size();
        List<Object> other = new RandomValues(rows).values(Types.BOOL, rows, 0);
        try (Column a = awkward.make(memory.allocator());
                Column b = memory.columns().of(Types.BOOL, other);
                Block to = memory.allocator().allocate(Bitmaps.bytes(rows))) {
            List<Boolean> x = bits(a.data().bits());
            List<Boolean> y = bits(b.data().bits());
            Bitmaps.and(a.data().bits(), b.data().bits(), to.address());
            assertThat(bits(to, rows)).isEqualTo(obvious(x, y, (p, q) -> p && q));
            Bitmaps.or(a.data().bits(), b.data().bits(), to.address());
            assertThat(bits(to, rows)).isEqualTo(obvious(x, y, (p, q) -> p || q));
            Bitmaps.xor(a.data().bits(), b.data().bits(), to.address());
            assertThat(bits(to, rows)).isEqualTo(obvious(x, y, (p, q) -> p != q));
            Bitmaps.andNot(a.data().bits(), b.data().bits(), to.address());
            assertThat(bits(to, rows)).isEqualTo(obvious(x, y, (p, q) -> p && !q));
            Bitmaps.not(a.data().bits(), to.address());
            assertThat(bits(to, rows)).isEqualTo(obvious(x, y, (p, _) -> !p));
            Bitmaps.copy(a.data().bits(), to.address());
            assertThat(bits(to, rows)).isEqualTo(x);
            assertThat(a.data().bits().count()).isEqualTo(x.stream().filter(bit -> bit).count());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#bool")
    void aSelectionNumbersTheSetBitsAndBack(AwkwardColumn awkward) {
        int rows = awkward.values().size();
        try (Column column = awkward.make(memory.allocator());
                Block numbers = memory.allocator().allocate(Selection.bytes(rows))) {
            List<Boolean> bits = bits(column.data().bits());
            Selection selection = Selection.ofBits(column.data().bits(), numbers.address());
            var expected = new ArrayList<Integer>();
            for (int i = 0; i < rows; i++) {
                if (bits.get(i)) {
                    expected.add(i);
                }
            }
            var actual = new ArrayList<Integer>();
            for (long i = 0; i < selection.count(); i++) {
                actual.add(selection.row(i));
            }
            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void piecesAppendAtAnyBit(long seed) {
        var random = new RandomValues(seed);
        try (Block to = memory.allocator().allocate(Bitmaps.bytes(4000))) {
            var expected = new ArrayList<Object>();
            for (int i = 0; i < 30; i++) {
                List<Object> values = random.values(Types.BOOL, random.below(130), 0);
                try (Column piece = memory.columns().in(random.style()).of(Types.BOOL, values)) {
                    Bitmaps.append(piece.data().bits(), to.address(), expected.size());
                }
                expected.addAll(values);
                assertThat(bits(to, expected.size())).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void rangesAreSetAndClearedAlone(long seed) {
        var random = new RandomValues(seed);
        var expected = new BitSet();
        try (Block to = memory.allocator().allocate(Bitmaps.bytes(500))) {
            Bitmaps.fill(to.address(), 500, false);
            for (int i = 0; i < 200; i++) {
                int from = random.below(500);
                int count = random.below(501 - from);
                boolean value = random.below(2) == 0;
                Bitmaps.setRange(to.address(), from, count, value);
                expected.set(from, from + count, value);
                for (int bit = 0; bit < 500; bit++) {
                    assertThat(new Bitmap(to.address(), 0, 500).get(bit)).isEqualTo(expected.get(bit));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {0, 1, 63, 64, 65, 130})
    void fillLeavesNothingBehindTheEnd(int rows) {
        try (Block to = memory.allocator().allocate(Bitmaps.bytes(rows))) {
            Bitmaps.fill(to.address(), rows, true);
            long set = 0;
            for (long at = 0; at < Bitmaps.bytes(rows); at += 8) {
                set += Long.bitCount(Native.getLong(to.address() + at));
            }
            assertThat(set).isEqualTo(rows);
        }
    }

    private static List<Boolean> obvious(List<Boolean> a, List<Boolean> b, BinaryOperator<Boolean> operator) {
        var result = new ArrayList<Boolean>();
        for (int i = 0; i < a.size(); i++) {
            result.add(operator.apply(a.get(i), b.get(i)));
        }
        return result;
    }

    private static List<Boolean> bits(Block block, long count) {
        return bits(new Bitmap(block.address(), 0, count));
    }

    private static List<Boolean> bits(Bitmap bitmap) {
        var bits = new ArrayList<Boolean>();
        for (long i = 0; i < bitmap.length(); i++) {
            bits.add(bitmap.get(i));
        }
        return bits;
    }
}
