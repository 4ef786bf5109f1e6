package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.LongLanes;
import java.util.List;

/// One of two values in each lane.
final class Choice {
    private Choice() {}

    /// Room for a bit of each lane, for nodes that need it between two kernels.
    static long[] mask() {
        return new long[BitLanes.words(LaneMemory.LANES)];
    }

    /// `value` where the condition is true, else `otherwise`.
    static Node of(Kind kind, Node condition, Node value, Node otherwise) {
        long[] mask = mask();
        return Computed.of(
                kind,
                List.of(condition, value, otherwise),
                (in, to, n) -> {
                    long[] chosen = in[0].bits();
                    if (in[0].nulls()) {
                        BitLanes.and(chosen, in[0].valid(), mask, n);
                        chosen = mask;
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
                    copy(kind, in[0], to, n);
                    for (int i = 1; i < in.length && to.nulls(); i++) {
                        // What is known so far is both a choice and where it goes; the kernels allow that.
                        select(kind, to.valid().clone(), to, in[i], to, n);
                    }
                });
    }

    /// The same values.
    static void copy(Kind kind, Lanes a, Lanes to, int n) {
        to.nullsOf(a, n);
        switch (kind) {
            case LONGS -> System.arraycopy(a.longs(), 0, to.longs(), 0, n);
            case DOUBLES -> System.arraycopy(a.doubles(), 0, to.doubles(), 0, n);
            case BITS -> System.arraycopy(a.bits(), 0, to.bits(), 0, BitLanes.words(n));
            case BYTES -> {
                System.arraycopy(a.longs(), 0, to.longs(), 0, n);
                System.arraycopy(a.sizes(), 0, to.sizes(), 0, n);
            }
            case WIDE -> {
                System.arraycopy(a.longs(), 0, to.longs(), 0, n);
                System.arraycopy(a.high(), 0, to.high(), 0, n);
            }
        }
    }

    /// `a` where the bit is set, else `b`, nulls included. `to` may be one of them; `bits` is not its validity.
    static void select(Kind kind, long[] bits, Lanes a, Lanes b, Lanes to, int n) {
        if (a.nulls() || b.nulls()) {
            BitLanes.select(bits, a.writtenValid(n), b.writtenValid(n), to.valid(), n);
            to.nulls(true);
        } else {
            to.nulls(false);
        }
        switch (kind) {
            case LONGS -> LongLanes.select(bits, a.longs(), b.longs(), to.longs(), n);
            case DOUBLES -> DoubleLanes.select(bits, a.doubles(), b.doubles(), to.doubles(), n);
            case BITS -> BitLanes.select(bits, a.bits(), b.bits(), to.bits(), n);
            case BYTES -> {
                LongLanes.select(bits, a.longs(), b.longs(), to.longs(), n);
                int[] x = a.sizes();
                int[] y = b.sizes();
                int[] sizes = to.sizes();
                for (int i = 0; i < n; i++) {
                    sizes[i] = (bits[i >> 6] >>> i & 1) != 0 ? x[i] : y[i];
                }
            }
            case WIDE -> {
                LongLanes.select(bits, a.longs(), b.longs(), to.longs(), n);
                LongLanes.select(bits, a.high(), b.high(), to.high(), n);
            }
        }
    }
}
