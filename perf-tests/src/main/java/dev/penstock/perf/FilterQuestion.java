package dev.penstock.perf;

import dev.penstock.column.Bitmap;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.FloatComparisons;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.LongLanes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.BlockPool;
import dev.penstock.memory.Budget;
import dev.penstock.memory.Native;
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

/// How long do the steps of a filter take for a row: the comparison, the numbers of the rows that are left, and their
/// values?
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FilterQuestion {
    private static final int ROWS = LaneMemory.LANES;

    /// The share of rows that is left.
    @Param({"0.02", "0.5", "0.98"})
    double share;

    private final BlockPool pool = new BlockPool(1L << 28);
    private final Allocator allocator = new Allocator(pool, Budget.root("the benchmark", 1L << 30));
    private Block values;
    private Block bits;
    private Block numbers;
    private Block result;

    @Setup
    public void setUp() {
        values = allocator.allocate(8L * ROWS);
        bits = allocator.allocate(BitLanes.bytes(ROWS));
        numbers = allocator.allocate(Selection.bytes(ROWS + 64L));
        result = allocator.allocate(8L * ROWS);
        var random = new SplittableRandom(1);
        for (long row = 0; row < ROWS; row++) {
            Native.putDouble(values.address() + (row << 3), random.nextDouble());
        }
        compare();
        long expected = 0;
        for (long row = 0; row < ROWS; row++) {
            expected += Native.getDouble(values.address() + (row << 3)) <= share ? 1 : 0;
        }
        if (select() != expected || new Bitmap(bits.address(), 0, ROWS).count() != expected) {
            throw new AssertionError("the wrong rows are left");
        }
    }

    @TearDown
    public void tearDown() {
        values.close();
        bits.close();
        numbers.close();
        result.close();
        pool.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void compare() {
        FloatComparisons.atMost(values.address(), Double.BYTES, share, bits.address(), ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long select() {
        return (BitLanes.select(bits.address(), ROWS, 0, numbers.address()) - numbers.address()) >> 2;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void gather() {
        var rows = new Selection(numbers.address(), select());
        LaneMemory.gather(values.address(), Double.BYTES, rows, 0, result.address(), rows.count());
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void choose() {
        LongLanes.select(bits.address(), values.address(), values.address(), result.address(), ROWS);
    }
}
