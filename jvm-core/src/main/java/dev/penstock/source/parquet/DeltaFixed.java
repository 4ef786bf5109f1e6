package dev.penstock.source.parquet;

import dev.penstock.memory.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Integers of 4 or 8 bytes as differences.
final class DeltaFixed extends FixedValues {
    private static final int CHUNK = 1_024;

    private final DeltaIntegers integers;
    private final int width;
    private final long[] room = new long[CHUNK];

    DeltaFixed(ByteCursor bytes, int width) {
        integers = new DeltaIntegers(bytes);
        this.width = width;
    }

    @Override
    public void skip(int count) {
        for (int rest = count; rest > 0; rest -= CHUNK) {
            integers.read(room, 0, Math.min(rest, CHUNK));
        }
    }

    @Override
    void read(long to, int count) {
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            integers.read(room, 0, n);
            long at = to + (long) done * width;
            if (width == 8) {
                MemorySegment.copy(room, 0, Native.ALL, ValueLayout.JAVA_LONG_UNALIGNED, at, n);
            } else {
                for (int i = 0; i < n; i++) {
                    Native.putInt(at + ((long) i << 2), (int) room[i]);
                }
            }
        }
    }
}
