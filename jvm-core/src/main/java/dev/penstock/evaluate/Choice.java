package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LongLanes;
import dev.penstock.memory.Native;
import java.util.List;

/// One of two values in each lane.
final class Choice {
    private Choice() {}

    /// The value of the first condition that is true, else the last one.
    static Node of(Kind kind, List<Node> conditions, List<Node> values) {
        Node chosen = values.getLast();
        for (int i = conditions.size() - 1; i >= 0; i--) {
            chosen = of(kind, conditions.get(i), values.get(i), chosen);
        }
        return chosen;
    }

    /// `value` where the condition is true, else `otherwise`.
    private static Node of(Kind kind, Node condition, Node value, Node otherwise) {
        return Computed.of(
                kind,
                List.of(condition, value, otherwise),
                (in, to, n) -> {
                    long chosen = in[0].values();
                    if (in[0].nulls()) {
                        BitLanes.and(chosen, in[0].valid(), to.mask(0), n);
                        chosen = to.mask(0);
                    }
                    select(kind, chosen, in[1], in[2], to, n);
                });
    }

    /// The first value that is not null.
    static Node coalesce(Kind kind, List<Node> inputs) {
        return Computed.of(
                kind,
                inputs,
                (in, to, n) -> {
                    copy(in[0], to, kind, n);
                    for (int i = 1; i < in.length && to.nulls(); i++) {
                        BitLanes.copy(to.valid(), to.mask(0), n);
                        select(kind, to.mask(0), to, in[i], to, n);
                    }
                });
    }

    /// The same values.
    static void copy(Lanes a, Lanes to, Kind kind, int n) {
        to.nullsOf(a, n);
        long room = to.room();
        if (kind == Kind.BITS) {
            BitLanes.copy(a.values(), room, n);
        } else {
            Native.copy(a.values(), room, (long) n * kind.bytes());
        }
        if (kind == Kind.BYTES) {
            Native.copy(a.sizes(), to.sizes(), (long) n << 2);
        }
    }

    /// `a` where the bit is set, else `b`, nulls included. `to` may be one of them; `bits` is not its validity.
    static void select(Kind kind, long bits, Lanes a, Lanes b, Lanes to, int n) {
        long x = a.values();
        long y = b.values();
        if (a.nulls() || b.nulls()) {
            BitLanes.select(bits, a.writtenValid(n), b.writtenValid(n), to.valid(), n);
            to.nulls(true);
        } else {
            to.nulls(false);
        }
        long room = to.room();
        switch (kind) {
            case LONGS, DOUBLES -> LongLanes.select(bits, x, y, room, n);
            case BITS -> BitLanes.select(bits, x, y, room, n);
            case BYTES -> {
                LongLanes.select(bits, x, y, room, n);
                long xSizes = a.sizes();
                long ySizes = b.sizes();
                long sizes = to.sizes();
                for (long i = 0; i < n; i++) {
                    Native.putInt(
                            sizes + (i << 2), Native.getInt((BitLanes.get(bits, i) ? xSizes : ySizes) + (i << 2)));
                }
            }
            case HUGE -> {
                for (long i = 0; i < n; i++) {
                    Native.copy((BitLanes.get(bits, i) ? x : y) + (i << 5), room + (i << 5), kind.bytes());
                }
            }
            case WIDE -> {
                for (long i = 0; i < n; i++) {
                    long from = (BitLanes.get(bits, i) ? x : y) + (i << 4);
                    long low = Native.getLong(from);
                    long high = Native.getLong(from + 8);
                    Native.putLong(room + (i << 4), low);
                    Native.putLong(room + (i << 4) + 8, high);
                }
            }
        }
    }
}
