package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Comparisons;
import dev.penstock.kernel.DecimalLanes;
import dev.penstock.kernel.FloatComparisons;
import dev.penstock.kernel.HugeInteger;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// How values of a type compare. All orders are total: what is not less and not equal is greater, NaN included. Two
/// kernels for each kind suffice for the six comparisons.
///
/// @param flip the bits that give unsigned integers of 64 bits the order of signed ones
record Order(Kind kind, long flip) {
    static Order of(DataType type, Kind kind) {
        boolean unsigned = type.logical() instanceof DataType.Int(int bits, boolean signed) && bits == 64 && !signed;
        return new Order(kind, unsigned ? Long.MIN_VALUE : 0);
    }

    /// Writes to `bits` which lanes are equal.
    void equal(Lanes a, Lanes b, long bits, int n) {
        switch (kind) {
            case LONGS -> Comparisons.equal(a.values(), b.values(), bits, n);
            case DOUBLES -> FloatComparisons.equal(a.values(), b.values(), bits, n);
            case BITS -> {
                BitLanes.xor(a.values(), b.values(), bits, n);
                BitLanes.not(bits, bits, n);
            }
            case BYTES -> {
                long x = a.values();
                long y = b.values();
                long xSizes = a.sizes();
                long ySizes = b.sizes();
                for (long i = 0; i < n; i++) {
                    int size = Native.getInt(xSizes + (i << 2));
                    boolean same =
                            size == Native.getInt(ySizes + (i << 2))
                                    && Bytes.equal(Native.getLong(x + (i << 3)), Native.getLong(y + (i << 3)), size);
                    BitLanes.put(bits, i, same);
                }
            }
            case WIDE -> DecimalLanes.equal(a.values(), b.values(), bits, n);
            case HUGE -> HugeInteger.equal(a.values(), b.values(), bits, n);
        }
    }

    /// Writes to `bits` in which lanes `a` is less.
    void less(Lanes a, Lanes b, long bits, int n) {
        switch (kind) {
            case LONGS -> Comparisons.less(a.values(), b.values(), flip, bits, n);
            case DOUBLES -> FloatComparisons.less(a.values(), b.values(), bits, n);
            case BITS -> BitLanes.andNot(b.values(), a.values(), bits, n);
            case BYTES -> {
                long x = a.values();
                long y = b.values();
                long xSizes = a.sizes();
                long ySizes = b.sizes();
                for (long i = 0; i < n; i++) {
                    int order =
                            Bytes.compare(
                                    Native.getLong(x + (i << 3)),
                                    Native.getInt(xSizes + (i << 2)),
                                    Native.getLong(y + (i << 3)),
                                    Native.getInt(ySizes + (i << 2)));
                    BitLanes.put(bits, i, order < 0);
                }
            }
            case WIDE -> DecimalLanes.less(a.values(), b.values(), bits, n);
            case HUGE -> HugeInteger.less(a.values(), b.values(), bits, n);
        }
    }
}
