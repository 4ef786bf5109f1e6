package dev.penstock.source.parquet;

import java.util.ArrayList;
import java.util.List;

/// Rows `from` to `to` of a row group.
record RowRange(long from, long to) {
    /// The rows that are in both; lists are in order, and so is the result.
    static List<RowRange> both(List<RowRange> a, List<RowRange> b) {
        var both = new ArrayList<RowRange>();
        int i = 0;
        int k = 0;
        while (i < a.size() && k < b.size()) {
            long from = Math.max(a.get(i).from, b.get(k).from);
            long to = Math.min(a.get(i).to, b.get(k).to);
            if (from < to) {
                both.add(new RowRange(from, to));
            }
            if (a.get(i).to < b.get(k).to) {
                i++;
            } else {
                k++;
            }
        }
        return both;
    }

    /// The rows that are in one or both.
    static List<RowRange> either(List<RowRange> a, List<RowRange> b) {
        var all = new ArrayList<>(a);
        all.addAll(b);
        all.sort((x, y) -> Long.compare(x.from, y.from));
        var merged = new ArrayList<RowRange>();
        for (RowRange range : all) {
            RowRange last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && range.from <= last.to) {
                merged.set(merged.size() - 1, new RowRange(last.from, Math.max(last.to, range.to)));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    static long rows(List<RowRange> ranges) {
        return ranges.stream().mapToLong(range -> range.to - range.from).sum();
    }
}
