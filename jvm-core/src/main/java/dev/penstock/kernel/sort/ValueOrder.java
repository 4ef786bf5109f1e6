package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.ListColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Place;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;

/// Which of two rows comes first, for columns of all types that have an order. The two columns hold the same kind of
/// values; their layouts may differ. For single rows, such as the borders of sorted runs: it decides the type at each.
///
/// False comes before true, NaN is the greatest number, and -0.0 is 0.0. Strings compare by their bytes, dictionaries
/// by their values, lists and structs element by element, where null is the least and a list comes behind its
/// beginnings.
public final class ValueOrder {
    private ValueOrder() {}

    /// Whether values of `type` have an order.
    public static boolean handles(DataType type) {
        return switch (type) {
            case DataType.Interval _, DataType.MapOf _, DataType.Union _ -> false;
            case DataType.ListOf(var element, _) -> handles(element.type());
            case DataType.FixedSizeListOf(var element, _) -> handles(element.type());
            case DataType.StructOf(var fields) -> fields.stream().allMatch(field -> handles(field.type()));
            case DataType.Dictionary(_, DataType values, _) -> handles(values);
            case DataType.RunEndEncoded(_, var values) -> handles(values.type());
            default -> true;
        };
    }

    /// The order of row `i` of `a` and row `j` of `b`: negative, zero or positive.
    ///
    /// @param orders one for each column of `a` and of `b`
    public static int compare(List<ArrayData> a, long i, List<ArrayData> b, long j, List<SortOrder> orders) {
        for (int key = 0; key < orders.size(); key++) {
            int order = compare(a.get(key), i, b.get(key), j, orders.get(key));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compare(ArrayData a, long i, ArrayData b, long j, SortOrder order) {
        boolean aNull = Place.isNull(a, i);
        boolean bNull = Place.isNull(b, j);
        if (aNull || bNull) {
            return aNull == bNull ? 0 : aNull == order.nullsLast() ? 1 : -1;
        }
        int compared = values(a, i, b, j);
        return order.descending() ? -compared : compared;
    }

    /// Null is the least here.
    private static int nullable(ArrayData a, long i, ArrayData b, long j) {
        return compare(a, i, b, j, SortOrder.ASCENDING);
    }

    private static int values(ArrayData a, long i, ArrayData b, long j) {
        if (isIndirect(a) || isIndirect(b)) {
            Place x = Place.of(a, i);
            Place y = Place.of(b, j);
            return values(x.array(), x.row(), y.array(), y.row());
        }
        return switch (a.layout()) {
            case Layout.Nothing _ -> 0;
            case Layout.Bits _ -> Boolean.compare(a.bits().get(i), b.bits().get(j));
            case Layout.Fixed _ -> fixed(a, i, b, j);
            case Layout.Variable _, Layout.Views _ -> {
                BytesColumn x = BytesColumn.of(a);
                BytesColumn y = BytesColumn.of(b);
                yield Bytes.compare(x.address(i), x.size(i), y.address(j), y.size(j));
            }
            case Layout.Lists _, Layout.ListViews _, Layout.FixedLists _ ->
                    lists(ListColumn.of(a), i, ListColumn.of(b), j);
            case Layout.Structs _ -> {
                for (int field = 0; field < a.children().size(); field++) {
                    int order =
                            nullable(a.children().get(field), a.offset() + i, b.children().get(field), b.offset() + j);
                    if (order != 0) {
                        yield order;
                    }
                }
                yield 0;
            }
            case Layout.Indexed _, Layout.Runs _, Layout.Unions _ -> throw new AssertionError(a.type());
        };
    }

    private static boolean isIndirect(ArrayData array) {
        return array.layout() instanceof Layout.Indexed || array.layout() instanceof Layout.Runs;
    }

    private static int lists(ListColumn a, long i, ListColumn b, long j) {
        long both = Math.min(a.size(i), b.size(j));
        for (long element = 0; element < both; element++) {
            int order = nullable(a.elements(), a.start(i) + element, b.elements(), b.start(j) + element);
            if (order != 0) {
                return order;
            }
        }
        return Long.compare(a.size(i), b.size(j));
    }

    private static int fixed(ArrayData a, long i, ArrayData b, long j) {
        int order = 0;
        for (int part = 0; part < OrderedNumbers.parts(a.type()) && order == 0; part++) {
            order = Long.compareUnsigned(OrderedNumbers.of(a, part).at(i), OrderedNumbers.of(b, part).at(j));
        }
        return order;
    }
}
