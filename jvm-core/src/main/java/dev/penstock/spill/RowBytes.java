package dev.penstock.spill;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.column.ListColumn;
import dev.penstock.type.Layout;

/// About how many bytes the rows of a batch take up when they are written: text of views counts as often as it is seen.
final class RowBytes {
    private RowBytes() {}

    static long of(Batch batch) {
        long bytes = 0;
        for (Column column : batch.columns()) {
            bytes += of(column.data());
        }
        return bytes;
    }

    private static long of(ArrayData data) {
        long rows = data.length();
        if (rows == 0) {
            return 0;
        }
        return switch (data.layout()) {
            case Layout.Nothing _ -> 0;
            case Layout.Bits _ -> rows >> 3;
            case Layout.Fixed(int width) -> rows * width;
            case Layout.Indexed(int width) -> rows * width;
            case Layout.Views _ -> rows * BytesColumn.VIEW_BYTES + text(data);
            case Layout.Variable(int width) -> rows * width + text(data);
            case Layout.Lists(int width) -> rows * width + elements(data);
            case Layout.ListViews(int width) -> rows * width * 2 + elements(data);
            case Layout.FixedLists _ -> of(data.childRows(0));
            case Layout.Structs _ -> {
                long bytes = 0;
                for (int i = 0; i < data.children().size(); i++) {
                    bytes += of(data.childRows(i));
                }
                yield bytes;
            }
            case Layout.Runs _, Layout.Unions _ -> data.children().stream().mapToLong(RowBytes::of).sum();
        };
    }

    private static long text(ArrayData data) {
        BytesColumn texts = BytesColumn.of(data);
        long bytes = 0;
        for (long row = 0; row < data.length(); row++) {
            bytes += texts.isNull(row) ? 0 : texts.size(row);
        }
        return bytes;
    }

    private static long elements(ArrayData data) {
        ListColumn lists = ListColumn.of(data);
        long count = 0;
        for (long row = 0; row < data.length(); row++) {
            count += lists.isNull(row) ? 0 : lists.size(row);
        }
        long all = lists.elements().length();
        return all == 0 ? 0 : (long) ((double) of(lists.elements()) / all * count);
    }
}
