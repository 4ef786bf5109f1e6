package dev.penstock.perf;

import dev.penstock.kernel.window.Frame;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.RollingExtremes;
import dev.penstock.kernel.window.RollingSums;
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

/// How long do rolling functions take for each row of one chunk, with small and large windows?
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RollingQuestion {
    private static final int ROWS = 65_536;

    @Param({"3", "20", "64", "256", "257"})
    int window;

    private final Budget budget = Budget.root("the benchmark", 1L << 30);
    private final BlockPool pool = new BlockPool(1L << 28);
    private final Allocator allocator = new Allocator(pool, budget);
    private Block values;
    private Block results;
    private Block flags;
    private Block room;
    private Lanes lanes;
    private Frame frame;

    @Setup
    public void setUp() {
        frame = new Frame(window - 1, 0, window);
        values = allocator.allocate((long) ROWS * Double.BYTES);
        results = allocator.allocate((long) ROWS * Double.BYTES);
        flags = allocator.allocate(ROWS);
        room = allocator.allocate(RollingExtremes.bytes(frame, ROWS));
        var random = new SplittableRandom(1);
        for (int row = 0; row < ROWS; row++) {
            Native.putDouble(values.address() + (long) row * Double.BYTES, random.nextDouble());
        }
        lanes = new Lanes(values.address(), 0);
        check();
    }

    private void check() {
        mean();
        double sum = 0;
        for (int row = ROWS - window; row < ROWS; row++) {
            sum += Native.getDouble(values.address() + (long) row * Double.BYTES);
        }
        double last = Native.getDouble(results.address() + (ROWS - 1L) * Double.BYTES);
        if (Math.abs(last - sum / window) > 1e-12) {
            throw new AssertionError("the last mean is wrong: " + last);
        }
    }

    @TearDown
    public void tearDown() {
        values.close();
        results.close();
        flags.close();
        room.close();
        pool.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long mean() {
        return sums(RollingSums.Kind.MEAN);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long deviation() {
        return sums(RollingSums.Kind.DEVIATION);
    }

    private long sums(RollingSums.Kind kind) {
        new RollingSums(kind, 1).run(lanes, frame, results.address(), flags.address(), 0, ROWS, 0, ROWS);
        return results.address();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long maximum() {
        new RollingExtremes(true, 0, true).run(lanes, frame, results.address(), room.address(), 0, ROWS, 0, ROWS);
        return results.address();
    }
}
