package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.Flags;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.LongLanes;
import dev.penstock.type.DataType;

/// How values of a type compare. All orders are total: what is not less and not equal is greater, NaN included.
///
/// Two kernels for each kind suffice for the six comparisons. An order keeps room, so each node has one of its own.
final class Order {
    private final Kind kind;
    private final boolean flip;
    private final Flags flags = new Flags();
    private final long[] flippedA;
    private final long[] flippedB;

    Order(DataType type, Kind kind) {
        this.kind = kind;
        this.flip = type.logical() instanceof DataType.Int(int bits, boolean signed) && bits == 64 && !signed;
        flippedA = flip ? new long[LaneMemory.LANES] : new long[0];
        flippedB = flip ? new long[LaneMemory.LANES] : new long[0];
    }

    /// Which lanes are equal.
    void equal(Lanes a, Lanes b, long[] bits, int n) {
        switch (kind) {
            case LONGS -> {
                LongLanes.equal(a.longs(), b.longs(), flags.longs(), n);
                flags.pack(bits, n);
            }
            case DOUBLES -> {
                double[] x = a.doubles();
                double[] y = b.doubles();
                if (DoubleLanes.mayBeNaN(x, y, n)) {
                    DoubleLanes.equalOrNaN(x, y, flags.longs(), n);
                } else {
                    DoubleLanes.equal(x, y, flags.longs(), n);
                }
                flags.pack(bits, n);
            }
            case BITS -> {
                BitLanes.xor(a.bits(), b.bits(), bits, n);
                BitLanes.not(bits, bits, n);
            }
            case BYTES -> {
                for (int i = 0; i < n; i++) {
                    int size = a.sizes()[i];
                    boolean same = size == b.sizes()[i] && Bytes.equal(a.longs()[i], b.longs()[i], size);
                    put(bits, i, same);
                }
            }
            case WIDE -> {
                for (int i = 0; i < n; i++) {
                    put(bits, i, a.longs()[i] == b.longs()[i] && a.high()[i] == b.high()[i]);
                }
            }
        }
    }

    /// In which lanes `a` is less.
    void less(Lanes a, Lanes b, long[] bits, int n) {
        switch (kind) {
            case LONGS -> {
                if (flip) {
                    LongLanes.xor(a.longs(), Long.MIN_VALUE, flippedA, n);
                    LongLanes.xor(b.longs(), Long.MIN_VALUE, flippedB, n);
                    LongLanes.less(flippedA, flippedB, flags.longs(), n);
                } else {
                    LongLanes.less(a.longs(), b.longs(), flags.longs(), n);
                }
                flags.pack(bits, n);
            }
            case DOUBLES -> {
                double[] x = a.doubles();
                double[] y = b.doubles();
                if (DoubleLanes.mayBeNaN(x, y, n)) {
                    DoubleLanes.lessOrNaN(x, y, flags.longs(), n);
                } else {
                    DoubleLanes.less(x, y, flags.longs(), n);
                }
                flags.pack(bits, n);
            }
            case BITS -> BitLanes.andNot(b.bits(), a.bits(), bits, n);
            case BYTES -> {
                for (int i = 0; i < n; i++) {
                    int order = Bytes.compare(a.longs()[i], a.sizes()[i], b.longs()[i], b.sizes()[i]);
                    put(bits, i, order < 0);
                }
            }
            case WIDE -> {
                for (int i = 0; i < n; i++) {
                    long x = a.high()[i];
                    long y = b.high()[i];
                    put(bits, i, x < y || (x == y && Long.compareUnsigned(a.longs()[i], b.longs()[i]) < 0));
                }
            }
        }
    }

    /// Sets or clears a bit; the first lane of a word clears the others.
    static void put(long[] bits, int lane, boolean value) {
        long bit = (value ? 1L : 0L) << lane;
        bits[lane >> 6] = (lane & 63) == 0 ? bit : bits[lane >> 6] | bit;
    }
}
