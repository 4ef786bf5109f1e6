package dev.penstock.perf;

import dev.penstock.column.Bitmap;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.FloatComparisons;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.LongLanes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long do the steps of a filter take for a row: the comparison, the numbers of the rows that are left, and their
/// values?
public class FilterQuestion extends Question {
    private static final int ROWS = LaneMemory.LANES;

    /// The share of rows that is left.
    @Param({"0.02", "0.5", "0.98"})
    double share;

    private long values;
    private long bits;
    private long numbers;
    private long result;

    @Setup
    public void setUp() {
        values = doubles(ROWS, _ -> random.nextDouble()).buffer(1).address();
        bits = room(BitLanes.bytes(ROWS));
        numbers = room(Selection.bytes(ROWS + 64L));
        result = room(8L * ROWS);
        compare();
        long expected = 0;
        for (long row = 0; row < ROWS; row++) {
            expected += Native.getDouble(values + (row << 3)) <= share ? 1 : 0;
        }
        check(select() == expected && new Bitmap(bits, 0, ROWS).count() == expected, "the rows that are left");
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void compare() {
        FloatComparisons.atMost(values, Double.BYTES, share, bits, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long select() {
        return (BitLanes.select(bits, ROWS, 0, numbers) - numbers) >> 2;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void gather() {
        var rows = new Selection(numbers, select());
        LaneMemory.gather(values, Double.BYTES, rows, 0, result, rows.count());
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void choose() {
        LongLanes.select(bits, values, values, result, ROWS);
    }
}
