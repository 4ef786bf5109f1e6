package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.type.Layout;

/// About how much memory a batch keeps that nobody would keep without it. Cheap: for queues, not for budgets.
final class QueuedBytes {
    private static final int NESTED = 64;

    private QueuedBytes() {}

    static long of(Batch batch) {
        long bytes = 0;
        for (Column column : batch.columns()) {
            bytes += of(column.data());
        }
        return bytes;
    }

    private static long of(ArrayData data) {
        long rows = data.length();
        return switch (data.layout()) {
            case Layout.Nothing _ -> 0;
            case Layout.Bits _ -> rows >> 3;
            case Layout.Fixed(int width) -> rows * width;
            case Layout.Indexed(int width) -> rows * width;
            // The text of views stays where the input has it.
            case Layout.Views _ -> rows * BytesColumn.VIEW_BYTES;
            case Layout.Variable(int width) -> rows * width + text(data);
            case Layout.Lists _,
                    Layout.ListViews _,
                    Layout.FixedLists _,
                    Layout.Structs _,
                    Layout.Runs _,
                    Layout.Unions _ ->
                    rows * NESTED;
        };
    }

    private static long text(ArrayData data) {
        if (data.length() == 0) {
            return 0;
        }
        BytesColumn bytes = BytesColumn.of(data);
        long last = data.length() - 1;
        return bytes.address(last) + bytes.size(last) - bytes.address(0);
    }
}
