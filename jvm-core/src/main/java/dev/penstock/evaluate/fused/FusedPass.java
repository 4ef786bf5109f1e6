package dev.penstock.evaluate.fused;

import dev.penstock.column.ArrayData;
import dev.penstock.memory.Native;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A loop in the hands of one worker, who asks for each range of rows whether to use it, and tells how long it took.
public final class FusedPass {
    /// Programs that see fewer rows are not worth a loop.
    private static final long WORTH_ROWS = 131_072;

    /// Fewer rows tell nothing about the time that a row takes.
    private static final int TELLING_ROWS = 512;

    private static final int TRIALS = 8;
    private static final int TRIAL_EVERY = 128;

    private final Fused fused;
    private final FusedLoops.Made made;
    private final Fusing fusing;
    private final long[] inputs;
    private @Nullable FusedLoop loop;
    private long seen;
    private int turns;
    private double loopPace = Double.MAX_VALUE;
    private double kernelPace = Double.MAX_VALUE;

    FusedPass(Fused fused, boolean selects, Fusing fusing) {
        this.fused = fused;
        this.fusing = fusing;
        this.made = FusedLoops.of(fused.shape(), selects);
        this.inputs = new long[fused.columns().size() + fused.constants().size()];
        for (int c = 0; c < fused.constants().size(); c++) {
            inputs[fused.columns().size() + c] = fused.constants().get(c);
        }
    }

    /// Whether to use the loop for the next `rows` rows. Without nulls only: kernels know what comes of a null.
    ///
    /// @param columns the columns of the range, by their number in the input
    public boolean next(IntFunction<ArrayData> columns, int rows) {
        FusedLoop known = loop();
        if (known == null) {
            seen += rows;
            if (fusing == Fusing.WHEN_FASTER && seen >= WORTH_ROWS) {
                made.ask(fused);
            }
            return false;
        }
        return prefersLoop() && enter(columns);
    }

    private @Nullable FusedLoop loop() {
        if (loop == null) {
            loop = fusing == Fusing.ALWAYS ? made.make() : made.warm();
        }
        return loop;
    }

    private boolean prefersLoop() {
        if (fusing == Fusing.ALWAYS) {
            return true;
        }
        turns++;
        boolean faster = loopPace <= kernelPace;
        boolean trial = turns % TRIAL_EVERY == 0;
        return turns <= TRIALS ? turns % 2 == 1 : faster != trial;
    }

    private boolean enter(IntFunction<ArrayData> columns) {
        for (int c = 0; c < fused.columns().size(); c++) {
            ArrayData data = columns.apply(fused.columns().get(c));
            if (!data.validity().isAllSet()) {
                return false;
            }
            Stored stored = fused.shape().columns().get(c);
            inputs[c] =
                    data.length() == 0
                            ? 0
                            : stored == Stored.BITS
                                    ? (data.buffer(1).address() << 3) + data.offset()
                                    : data.buffer(1).address() + data.offset() * stored.width();
        }
        return true;
    }

    /// Says how long some rows took.
    ///
    /// @param withLoop whether the loop was used
    public void took(boolean withLoop, long nanos, int rows) {
        if (rows < TELLING_ROWS || loop == null) {
            return;
        }
        double pace = (double) nanos / rows;
        if (withLoop) {
            loopPace = Math.min(loopPace, pace);
        } else {
            kernelPace = Math.min(kernelPace, pace);
        }
    }

    /// Writes the numbers of the rows that pass, of `rows` rows, to `numbers`, which has room for one more than there
    /// are, and says where they end.
    public long select(int rows, long numbers) {
        touch(0, rows);
        return present().select(inputs, rows, numbers);
    }

    /// Brings the columns' values into the cache, see [Native#touch].
    private void touch(long from, long rows) {
        for (int c = 0; c < fused.columns().size(); c++) {
            Stored stored = fused.shape().columns().get(c);
            if (stored != Stored.BITS) {
                Native.touch(inputs[c] + from * stored.width(), rows * stored.width());
            }
        }
    }

    /// Computes the values of `n` rows and writes them to the addresses `outputs`, truth values as bytes.
    ///
    /// @param numbers where the numbers of the rows lie; 0 for the rows from `from` on
    public void compute(long numbers, int from, int n, long[] outputs) {
        if (numbers == 0) {
            present().dense(inputs, outputs, from, n);
        } else {
            present().picked(inputs, outputs, numbers + ((long) from << 2), n);
        }
    }

    private FusedLoop present() {
        FusedLoop known = loop;
        if (known == null) {
            throw new AssertionError("no loop");
        }
        return known;
    }
}
