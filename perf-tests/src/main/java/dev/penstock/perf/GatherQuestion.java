package dev.penstock.perf;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.column.FixedColumn;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.BlockPool;
import dev.penstock.memory.Budget;
import dev.penstock.memory.Native;
import dev.penstock.type.Types;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How long does a filter's output take for each row that it keeps, when it keeps few or many rows of int64?
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GatherQuestion {
    private static final int KEPT = 16_384;

    @Param({"1", "2", "16"})
    int keptOneOf;

    private final Budget budget = Budget.root("the benchmark", 1L << 30);
    private final BlockPool pool = new BlockPool(1L << 28);
    private final Allocator allocator = new Allocator(pool, budget);
    private Column column;
    private Block numbers;
    private Selection selection;

    @Setup
    public void setUp() {
        int rows = KEPT * keptOneOf;
        Block values = allocator.allocate((long) rows * Long.BYTES);
        for (int row = 0; row < rows; row++) {
            Native.putLong(values.address() + (long) row * Long.BYTES, row);
        }
        column =
                Column.adopt(
                        ArrayData.flat(
                                Types.INT64,
                                rows,
                                0,
                                Buffer.NONE,
                                new Buffer(values.address(), (long) rows * Long.BYTES)),
                        values);
        numbers = allocator.allocate(Selection.bytes(KEPT));
        var random = new SplittableRandom(1);
        for (int i = 0; i < KEPT; i++) {
            Native.putInt(numbers.address() + (long) i * Integer.BYTES, i * keptOneOf + random.nextInt(keptOneOf));
        }
        selection = new Selection(numbers.address(), KEPT);
        check();
    }

    /// Every row holds its own number, so the answer is the selection.
    private void check() {
        try (Column gathered = Gather.column(column, selection, allocator)) {
            FixedColumn values = FixedColumn.of(gathered);
            for (int i = 0; i < KEPT; i++) {
                if (values.getLong(i) != selection.row(i)) {
                    throw new AssertionError("row " + i + " is wrong");
                }
            }
        }
    }

    @TearDown
    public void tearDown() {
        column.close();
        numbers.close();
        pool.close();
    }

    @Benchmark
    @OperationsPerInvocation(KEPT)
    public long gather() {
        try (Column gathered = Gather.column(column, selection, allocator)) {
            return gathered.length();
        }
    }
}
