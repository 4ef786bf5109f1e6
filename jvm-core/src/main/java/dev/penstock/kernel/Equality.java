package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.ListColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Whether two rows hold the same value, for columns of any type. The two columns hold the same kind of values; their
/// layouts may differ. For what has no kernel of its own: it decides the type at each row.
public enum Equality {
    /// Null is null, NaN is NaN, and 0.0 is -0.0: what groups and joins with equal nulls mean.
    SAME,
    /// Null is null, and floats agree bit by bit: what may be stored once in place of twice.
    IDENTICAL;

    /// Whether row `i` of `a` equals row `j` of `b`.
    public boolean test(ArrayData a, long i, ArrayData b, long j) {
        if (isIndirect(a) || isIndirect(b)) {
            Place x = Place.of(a, i);
            Place y = Place.of(b, j);
            if (a.layout() instanceof Layout.Unions && b.layout() instanceof Layout.Unions) {
                return typeId(a, i) == typeId(b, j) && test(x.array(), x.row(), y.array(), y.row());
            }
            boolean aNull = Place.isNull(a, i);
            boolean bNull = Place.isNull(b, j);
            return (aNull || bNull) ? aNull && bNull : test(x.array(), x.row(), y.array(), y.row());
        }
        if (a.type() instanceof DataType.Null || b.type() instanceof DataType.Null) {
            return Place.isNull(a, i) && Place.isNull(b, j);
        }
        boolean aValid = a.validity().get(i);
        boolean bValid = b.validity().get(j);
        return (aValid && bValid) ? values(a, i, b, j) : aValid == bValid;
    }

    private boolean values(ArrayData a, long i, ArrayData b, long j) {
        return switch (a.layout()) {
            case Layout.Nothing _, Layout.Indexed _, Layout.Runs _, Layout.Unions _ ->
                    throw new AssertionError(a.type());
            case Layout.Bits _ -> a.bits().get(i) == b.bits().get(j);
            case Layout.Fixed(int width) -> {
                long x = a.buffer(1).address() + (a.offset() + i) * width;
                long y = b.buffer(1).address() + (b.offset() + j) * width;
                yield (this == SAME && a.type() instanceof DataType.FloatingPoint(int bits))
                        ? Floats.same(Floats.read(x, bits), Floats.read(y, bits))
                        : Bytes.equal(x, y, width);
            }
            case Layout.Variable _, Layout.Views _ -> {
                BytesColumn x = BytesColumn.of(a);
                BytesColumn y = BytesColumn.of(b);
                yield x.size(i) == y.size(j) && Bytes.equal(x.address(i), y.address(j), x.size(i));
            }
            case Layout.Lists _, Layout.ListViews _, Layout.FixedLists _ ->
                    lists(ListColumn.of(a), i, ListColumn.of(b), j);
            case Layout.Structs _ -> {
                boolean same = a.children().size() == b.children().size();
                for (int field = 0; same && field < a.children().size(); field++) {
                    same = test(a.children().get(field), a.offset() + i, b.children().get(field), b.offset() + j);
                }
                yield same;
            }
        };
    }

    private boolean lists(ListColumn a, long i, ListColumn b, long j) {
        long size = a.size(i);
        if (size != b.size(j)) {
            return false;
        }
        for (long element = 0; element < size; element++) {
            if (!test(a.elements(), a.start(i) + element, b.elements(), b.start(j) + element)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIndirect(ArrayData array) {
        return array.layout() instanceof Layout.Indexed
                || array.layout() instanceof Layout.Runs
                || array.layout() instanceof Layout.Unions;
    }

    private static int typeId(ArrayData array, long row) {
        return Native.getByte(array.buffer(0).address() + array.offset() + row);
    }
}
