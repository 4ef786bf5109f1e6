package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Equality;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;

/// Whether rows of two sides have the same key. Null is null, NaN is NaN, and 0.0 is -0.0.
///
/// @param columns compare a column each
record KeyEquality(List<Pair> columns) {
    /// Whether row `i` of one column has the value of row `j` of the other.
    interface Pair {
        boolean test(long i, long j);
    }

    static KeyEquality of(List<ArrayData> keys, List<ArrayData> others) {
        var columns = new ArrayList<Pair>();
        for (int i = 0; i < keys.size(); i++) {
            columns.add(pair(keys.get(i), others.get(i)));
        }
        return new KeyEquality(columns);
    }

    private static Pair pair(ArrayData a, ArrayData b) {
        boolean bytes = isBytes(a.type()) && isBytes(b.type());
        if (!bytes) {
            return (i, j) -> Equality.SAME.test(a, i, b, j);
        }
        BytesColumn x = BytesColumn.of(a);
        BytesColumn y = BytesColumn.of(b);
        return (i, j) -> {
            if (x.isNull(i) || y.isNull(j)) {
                return x.isNull(i) && y.isNull(j);
            }
            int size = x.size(i);
            return size == y.size(j) && Bytes.equal(x.address(i), y.address(j), size);
        };
    }

    private static boolean isBytes(DataType type) {
        return type instanceof DataType.Utf8 || type instanceof DataType.Binary;
    }

    boolean test(long i, long j) {
        for (Pair column : columns) {
            if (!column.test(i, j)) {
                return false;
            }
        }
        return true;
    }
}
