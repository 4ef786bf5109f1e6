package dev.penstock.perf;

import dev.penstock.kernel.DecimalLanes;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.LongLanes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long do sums, products and quotients of integers, floats and decimals take for each of the lanes that lie in a
/// core's first cache?
public class ArithmeticQuestion extends Question {
    /// As many as a program computes at once, and more than that cache holds.
    private static final int MOST_LANES = 64 * LaneMemory.LANES;

    private static final int SCALE = 2;
    private static final long DIVISOR = 7;

    /// A chunk of them is computed over and over, or one after the other.
    @Param({"1024", "65536"})
    int lanes;

    private final DecimalLanes.Step one = DecimalLanes.Step.ofDigits(SCALE);
    private long longs;
    private long doubles;
    private long decimals;
    private long results;

    @Setup
    public void setUp() {
        DataType type = new DataType.Decimal(128, 18, SCALE);
        longs = longs(lanes, _ -> random.nextLong(1, 1_000_000)).buffer(1).address();
        doubles = doubles(lanes, row -> Native.getLong(longs + ((long) row << 3)) / 4.0).buffer(1).address();
        decimals = decimals(type, lanes, row -> Native.getLong(longs + ((long) row << 3))).buffer(1).address();
        results = room((long) lanes << 4);
        long last = lanes - 1L;
        long number = Native.getLong(longs + (last << 3));
        double fraction = number / 4.0;
        addLongs();
        check(longResult(last << 3) == 2 * number, "the last sum");
        multiplyLongs();
        check(longResult(last << 3) == number * number, "the last product");
        floorDivideLongs();
        check(longResult(last << 3) == number / DIVISOR, "the last quotient");
        addDoubles();
        check(doubleResult(last) == 2 * fraction, "the last sum of floats");
        divideDoubles();
        check(doubleResult(last) == 1, "the last quotient of floats");
        addDecimals();
        check(longResult(last << 4) == 2 * number, "the last sum of decimals");
        multiplyDecimals();
        check(Math.abs(longResult(last << 4) - number * number / 100.0) <= 0.5, "the last product of decimals");
        divideDecimals();
        check(longResult(last << 4) == 100, "the last quotient of decimals");
    }

    private long longResult(long at) {
        return Native.getLong(results + at);
    }

    private double doubleResult(long lane) {
        return Native.getDouble(results + (lane << 3));
    }

    /// What a kernel does with the lanes from one on.
    private interface Kernel {
        void run(long at, long count);
    }

    /// Runs a kernel [LaneMemory#LANES] lanes at a time, [#MOST_LANES] of them, whichever they are.
    private void all(int shift, Kernel kernel) {
        for (int done = 0; done < MOST_LANES; done += LaneMemory.LANES) {
            kernel.run((long) (done & (lanes - 1)) << shift, LaneMemory.LANES);
        }
    }

    @Benchmark
    @OperationsPerInvocation(MOST_LANES)
    public void addLongs() {
        all(3, (at, n) -> LongLanes.add(longs + at, longs + at, results + at, n));
    }

    @Benchmark
    @OperationsPerInvocation(MOST_LANES)
    public void multiplyLongs() {
        all(3, (at, n) -> LongLanes.multiply(longs + at, longs + at, results + at, n));
    }

    @Benchmark
    @OperationsPerInvocation(MOST_LANES)
    public void floorDivideLongs() {
        all(3, (at, n) -> LongLanes.floorDivideByConstant(longs + at, DIVISOR, results + at, n));
    }

    @Benchmark
    @OperationsPerInvocation(MOST_LANES)
    public void addDoubles() {
        all(3, (at, n) -> DoubleLanes.add(doubles + at, doubles + at, results + at, n));
    }

    @Benchmark
    @OperationsPerInvocation(MOST_LANES)
    public void divideDoubles() {
        all(3, (at, n) -> DoubleLanes.divide(doubles + at, doubles + at, results + at, n));
    }

    @Benchmark
    @OperationsPerInvocation(MOST_LANES)
    public void addDecimals() {
        all(4, (at, n) -> DecimalLanes.add(decimals + at, decimals + at, 0, results + at, n));
    }

    @Benchmark
    @OperationsPerInvocation(MOST_LANES)
    public void multiplyDecimals() {
        all(4, (at, n) -> DecimalLanes.multiply(decimals + at, decimals + at, one, 0, results + at, n));
    }

    @Benchmark
    @OperationsPerInvocation(MOST_LANES)
    public void divideDecimals() {
        all(4, (at, n) -> DecimalLanes.divide(decimals + at, decimals + at, one, 0, results + at, n));
    }
}
