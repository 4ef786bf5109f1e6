package dev.penstock.perf;

import dev.penstock.kernel.window.Frame;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.RollingExtremes;
import dev.penstock.kernel.window.RollingSums;
import dev.penstock.memory.Native;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long do rolling functions take for each row of one chunk, with small and large windows?
public class RollingQuestion extends Question {
    private static final int ROWS = 65_536;

    @Param({"3", "20", "128", "129"})
    int window;

    private long results;
    private long flags;
    private long room;
    private Lanes lanes;
    private Frame frame;

    @Setup
    public void setUp() {
        frame = new Frame(window - 1, 0, window);
        lanes = new Lanes(doubles(ROWS, _ -> random.nextDouble()).buffer(1).address(), 0);
        results = room((long) ROWS * Double.BYTES);
        flags = room(ROWS);
        room = room(RollingExtremes.bytes(frame, ROWS));
        check();
    }

    private void check() {
        mean();
        double sum = 0;
        for (int row = ROWS - window; row < ROWS; row++) {
            sum += Native.getDouble(lanes.values() + (long) row * Double.BYTES);
        }
        double last = Native.getDouble(results + (ROWS - 1L) * Double.BYTES);
        check(Math.abs(last - sum / window) <= 1e-12, "the last mean " + last);
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
        new RollingSums(kind, 1).run(lanes, frame, results, flags, 0, ROWS, 0, ROWS);
        return results;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long maximum() {
        new RollingExtremes(true, 0, true).run(lanes, frame, results, room, 0, ROWS, 0, ROWS);
        return results;
    }
}
