package dev.penstock.source.parquet;

import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Bitmaps;
import org.jspecify.annotations.Nullable;

/// Truth values: packed lowest bit first, or as runs.
final class BitValues implements PageValues {
    private final @Nullable Runs runs;
    private final long at;
    private final long bits;
    private long next;

    private BitValues(@Nullable Runs runs, long at, long bits) {
        this.runs = runs;
        this.at = at;
        this.bits = bits;
    }

    static BitValues packed(ByteCursor bytes) {
        long size = bytes.left();
        return new BitValues(null, bytes.take(size), size << 3);
    }

    /// Runs, behind their length.
    static BitValues runs(ByteCursor bytes) {
        long size = bytes.integer() & 0xFFFF_FFFFL;
        long from = bytes.take(size);
        return new BitValues(new Runs(new ByteCursor(from, from + size), 1), 0, 0);
    }

    private long advance(int count) {
        if (count > bits - next) {
            throw BrokenFile.because("a page of %,d values where more are needed", bits);
        }
        long first = next;
        next += count;
        return first;
    }

    @Override
    public void skip(int count) {
        if (runs != null) {
            runs.skip(count);
        } else {
            advance(count);
        }
    }

    /// Writes `count` values to the bitmap at `to`, from bit `from` on; bits behind them become undefined.
    void read(long to, long from, int count) {
        if (runs != null) {
            runs.bits(to, from, count);
        } else {
            Bitmaps.append(new Bitmap(at, advance(count), count), to, from);
        }
    }
}
