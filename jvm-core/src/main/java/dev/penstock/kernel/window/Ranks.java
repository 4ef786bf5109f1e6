package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// The places of values in the order of their partition's values, counted from 1.
public final class Ranks {
    private Ranks() {}

    /// Which place values that agree have.
    public enum Method {
        /// The middle of their places, a float64; all others are integers.
        AVERAGE,
        MIN,
        MAX,
        /// As if each value were there once.
        DENSE,
        /// Each has a place of its own.
        ORDINAL
    }

    /// Writes the ranks of a partition whose values are in order, nulls last.
    ///
    /// @param valid a byte for each place, 1 where there is a value; 0 when there is one everywhere
    /// @param same a byte for each place, 1 where the value is that of the place before; nothing for ordinal ranks
    public static void run(Method method, long valid, long same, long out, long first, long last) {
        long end = valid == 0 ? last : valid(valid, first, last);
        switch (method) {
            case ORDINAL -> {
                for (long place = first; place < end; place++) {
                    Native.putLong(out + (place << 3), place - first + 1);
                }
            }
            case DENSE -> {
                long rank = 0;
                for (long place = first; place < end; place++) {
                    rank += place == first ? 1 : 1 - Native.getByte(same + place);
                    Native.putLong(out + (place << 3), rank);
                }
            }
            case MIN -> {
                long rank = 1;
                for (long place = first; place < end; place++) {
                    boolean tie = place > first && Native.getByte(same + place) != 0;
                    rank = tie ? rank : place - first + 1;
                    Native.putLong(out + (place << 3), rank);
                }
            }
            case AVERAGE, MAX -> ties(method == Method.AVERAGE, same, out, first, end);
        }
    }

    /// The place behind the last one that is valid.
    private static long valid(long valid, long first, long last) {
        long end = first;
        while (end < last && Native.getByte(valid + end) != 0) {
            end++;
        }
        return end;
    }

    private static void ties(boolean average, long same, long out, long first, long end) {
        for (long from = first; from < end; ) {
            long to = from + 1;
            while (to < end && Native.getByte(same + to) != 0) {
                to++;
            }
            long greatest = to - first;
            double middle = (double) (from - first + 1 + greatest) / 2;
            long rank = average ? Double.doubleToRawLongBits(middle) : greatest;
            for (long place = from; place < to; place++) {
                Native.putLong(out + (place << 3), rank);
            }
            from = to;
        }
    }
}
