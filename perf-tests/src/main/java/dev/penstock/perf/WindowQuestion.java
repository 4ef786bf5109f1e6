package dev.penstock.perf;

import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.Neighbours;
import dev.penstock.kernel.window.Ranks;
import dev.penstock.kernel.window.Repetitions;
import dev.penstock.kernel.window.Running;
import dev.penstock.memory.Native;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long do ranks, running totals and differences take for each row of a partition that is in order, of values that
/// come once or often, with nulls and without?
public class WindowQuestion extends Question {
    private static final int ROWS = 65_536;

    /// How many rows each value has.
    @Param({"1", "16"})
    int repeats;

    /// Whether one value of eight is null, which ranks do not see: their nulls are last.
    @Param({"false", "true"})
    boolean nulls;

    private Lanes lanes;
    private Lanes full;
    private long same;
    private long results;
    private long flags;

    @Setup
    public void setUp() {
        full = new Lanes(doubles(ROWS, row -> Math.floorDiv(row, repeats)).buffer(1).address(), 0);
        same = room(ROWS);
        results = room((long) ROWS << 3);
        flags = room(ROWS);
        lanes = full;
        if (nulls) {
            lanes = new Lanes(full.values(), room(ROWS));
            for (int row = 0; row < ROWS; row++) {
                Native.putByte(lanes.flags() + row, (byte) (row % 8 == 7 ? 0 : 1));
            }
        }
        repetitions();
        checkRanks();
        checkValues();
    }

    private void checkRanks() {
        int before = (ROWS - 1) / repeats * repeats;
        int ties = ROWS - before;
        averageRanks();
        check(last() == before + (ties + 1) / 2.0, "the last average rank " + last());
        denseRanks();
        long dense = Native.getLong(results + ((ROWS - 1L) << 3));
        check(dense == (ROWS - 1) / repeats + 1, "the last dense rank " + dense);
    }

    private void checkValues() {
        double sum = 0;
        double maximum = 0;
        for (int row = 0; row < ROWS; row++) {
            boolean counts = !nulls || row % 8 != 7;
            sum += counts ? row / repeats : 0;
            maximum = counts ? row / repeats : maximum;
        }
        sums();
        check(last() == sum, "the last sum " + last());
        maxima();
        check(last() == maximum, "the last maximum " + last());
        differences();
        check(last() == (repeats == 1 ? 1 : 0), "the last difference " + last());
        check(Native.getByte(flags + ROWS - 1) == (nulls ? 0 : 1), "whether there is a last difference");
    }

    private double last() {
        return Native.getDouble(results + ((ROWS - 1L) << 3));
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void repetitions() {
        Repetitions.doubles(full, same, 0, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void averageRanks() {
        Ranks.run(Ranks.Method.AVERAGE, 0, same, results, 0, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void denseRanks() {
        Ranks.run(Ranks.Method.DENSE, 0, same, results, 0, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void sums() {
        Running.DOUBLE_SUM.run(lanes, results, 0, ROWS, Running.DOUBLE_SUM.nothing(), false);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void maxima() {
        Running.DOUBLE_MAX.run(lanes, results, 0, ROWS, Running.DOUBLE_MAX.nothing(), false);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void differences() {
        Neighbours.between(Neighbours.Kind.DOUBLE_DIFFERENCE, lanes, 1, results, flags, 0, ROWS, 0, ROWS);
    }
}
