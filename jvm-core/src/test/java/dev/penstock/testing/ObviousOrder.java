package dev.penstock.testing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The order of plain values, in the most obvious way: NaN is the greatest number, -0.0 is 0.0, strings compare by
/// their bytes, lists and structs element by element with null as the least.
public final class ObviousOrder {
    private ObviousOrder() {}

    /// @param a in the kinds of [Columns], as is `b`
    public static int compare(Object a, Object b, boolean descending, boolean nullsLast) {
        if (a == null || b == null) {
            return a == b ? 0 : (a == null) == nullsLast ? 1 : -1;
        }
        int order = values(a, b);
        return descending ? -order : order;
    }

    private static int values(Object a, Object b) {
        return switch (a) {
            case Boolean x -> x.compareTo((Boolean) b);
            case Double x -> x == ((Double) b).doubleValue() ? 0 : x.compareTo((Double) b);
            case BigDecimal x -> x.compareTo((BigDecimal) b);
            case Long x when b instanceof Long y -> x.compareTo(y);
            case Long _, BigInteger _ -> new BigInteger(a.toString()).compareTo(new BigInteger(b.toString()));
            case String x -> Arrays.compareUnsigned(bytes(x), bytes((String) b));
            case ByteBuffer x -> Arrays.compareUnsigned(x.array(), ((ByteBuffer) b).array());
            case List<?> x -> lists(x, (List<?>) b);
            default -> throw new AssertionError(a.getClass());
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int lists(List<?> a, List<?> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(a.get(i), b.get(i), false, false);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
