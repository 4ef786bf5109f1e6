package dev.penstock.source.parquet;

import dev.penstock.kernel.Bitmaps;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The definition or repetition levels of a page, read from front to back.
final class Levels {
    private static final int CHUNK = 1_024;

    private final int most;
    private final @Nullable Runs runs;
    private final @Nullable BitPackedLevels packed;
    private int @Nullable [] chunk;

    private Levels(int most, @Nullable Runs runs, @Nullable BitPackedLevels packed) {
        this.most = most;
        this.runs = runs;
        this.packed = packed;
    }

    /// Levels as runs.
    ///
    /// @param most the highest level
    static Levels ofRuns(ByteCursor bytes, int most) {
        return new Levels(most, most == 0 ? null : new Runs(bytes, width(most)), null);
    }

    /// Levels without runs, at the front of `page`.
    static Levels ofPacked(ByteCursor page, int most, long count) {
        return new Levels(most, null, most == 0 ? null : new BitPackedLevels(page, width(most), count));
    }

    private static int width(int most) {
        return 32 - Integer.numberOfLeadingZeros(most);
    }

    /// Reads `count` levels.
    void read(int[] to, int from, int count) {
        if (runs != null) {
            runs.read(to, from, count);
        } else if (packed != null) {
            packed.read(to, from, count);
        } else {
            Arrays.fill(to, from, from + count, 0);
        }
    }

    /// Passes over `count` levels if all of them are the highest one.
    boolean takeHighest(long count) {
        return most == 0 || (runs != null && runs.takeRepeated(most, count));
    }

    /// Passes over `count` levels, and says how many are the highest one.
    long skip(long count) {
        if (most == 0) {
            return count;
        }
        if (most == 1 && runs != null) {
            return runs.skipBits(count);
        }
        long highest = 0;
        int[] room = room();
        for (long rest = count; rest > 0; rest -= CHUNK) {
            int n = (int) Math.min(rest, CHUNK);
            read(room, 0, n);
            for (int i = 0; i < n; i++) {
                highest += room[i] == most ? 1 : 0;
            }
        }
        return highest;
    }

    /// Writes for `count` levels whether they are the highest one to the bitmap at `to`, from bit `from` on.
    ///
    /// @return how many are
    long bits(long to, long from, long count) {
        if (most == 1 && runs != null) {
            return runs.bits(to, from, count);
        }
        long highest = 0;
        int[] room = room();
        for (long done = 0; done < count; done += CHUNK) {
            int n = (int) Math.min(count - done, CHUNK);
            read(room, 0, n);
            for (int i = 0; i < n; i++) {
                boolean is = room[i] == most;
                Bitmaps.setRange(to, from + done + i, 1, is);
                highest += is ? 1 : 0;
            }
        }
        return highest;
    }

    private int[] room() {
        int[] known = chunk;
        if (known == null) {
            known = new int[CHUNK];
            chunk = known;
        }
        return known;
    }
}
