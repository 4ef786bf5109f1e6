package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/// What a file's statistics say of a column, as far as it can be believed.
///
/// Bounds in the old fields were compared with a sign, whatever the type, so they count only where that is the type's
/// order. Bounds of floats leave NaN out.
final class ChunkStatistics {
    private ChunkStatistics() {}

    /// What is known of a column chunk.
    ///
    /// @param order how the bounds of the column were compared; null when the file does not say
    static Known of(
            @Nullable Statistics stored, SchemaElement element, DataType type, @Nullable ColumnOrder order, long rows) {
        if (stored == null) {
            return Known.nothing(rows);
        }
        long nulls = stored.isSetNull_count() ? stored.getNull_count() : -1;
        boolean nan = mayHoldNan(type) && !(stored.isSetNan_count() && stored.getNan_count() == 0);
        boolean ordered = order != null || isSigned(type);
        ByteBuffer low = null;
        ByteBuffer high = null;
        if (stored.isSetMin_value() && stored.isSetMax_value() && ordered) {
            low = stored.min_value;
            high = stored.max_value;
        } else if (stored.isSetMin() && stored.isSetMax() && isSigned(type)) {
            low = stored.min;
            high = stored.max;
        }
        boolean exact =
                !isText(type)
                        || (stored.isSetIs_min_value_exact()
                                && stored.isIs_min_value_exact()
                                && stored.isSetIs_max_value_exact()
                                && stored.isIs_max_value_exact());
        return known(low, high, exact, nulls, rows, nan, element, type);
    }

    private static Known known(
            @Nullable ByteBuffer low,
            @Nullable ByteBuffer high,
            boolean exact,
            long nulls,
            long rows,
            boolean nan,
            SchemaElement element,
            DataType type) {
        if (low == null || high == null || !Values.compares(type)) {
            return new Known(null, null, false, nulls, rows, nan);
        }
        Comparable<?> least = Values.bound(low, element, type, false);
        Comparable<?> greatest = Values.bound(high, element, type, true);
        return least == null || greatest == null
                ? new Known(null, null, false, nulls, rows, nan)
                : new Known(least, greatest, exact && !nan, nulls, rows, nan);
    }

    /// What is known of each page.
    static List<Known> of(
            ColumnIndex index, SchemaElement element, DataType type, @Nullable ColumnOrder order, PageMap pages) {
        int count = pages.count();
        boolean complete =
                index.getNull_pagesSize() == count
                        && index.getMin_valuesSize() == count
                        && index.getMax_valuesSize() == count
                        && (!index.isSetNull_counts() || index.getNull_countsSize() == count);
        if (!complete) {
            throw BrokenFile.because(
                    "an index of columns for %d pages where there are %d", index.getNull_pagesSize(), count);
        }
        var known = new ArrayList<Known>();
        for (int page = 0; page < count; page++) {
            long rows = pages.firstEntries()[page + 1] - pages.firstEntries()[page];
            boolean empty = index.getNull_pages().get(page);
            long nulls = empty ? rows : index.isSetNull_counts() ? index.getNull_counts().get(page) : -1;
            boolean usable = !empty && (order != null || isSigned(type));
            known.add(
                    known(
                            usable ? index.getMin_values().get(page) : null,
                            usable ? index.getMax_values().get(page) : null,
                            false,
                            nulls,
                            rows,
                            mayHoldNan(type),
                            element,
                            type));
        }
        return known;
    }

    private static boolean mayHoldNan(DataType type) {
        return type instanceof DataType.FloatingPoint;
    }

    private static boolean isText(DataType type) {
        return type instanceof DataType.Utf8 || type instanceof DataType.Binary || type instanceof DataType.Dictionary;
    }

    /// Whether plain values of the type are in order when they are compared with a sign.
    private static boolean isSigned(DataType type) {
        return switch (type) {
            case DataType.Bool _,
                    DataType.FloatingPoint _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _ ->
                    true;
            case DataType.Int(_, boolean signed) -> signed;
            default -> false;
        };
    }
}
