package dev.penstock.column;

import dev.penstock.type.Layout;

/// How many bytes the rows of an array take up: what a copy of just these rows would have to hold.
public final class ColumnBytes {
    private ColumnBytes() {}

    public static long of(ArrayData data) {
        if (data.length() == 0) {
            return 0;
        }
        long rows = data.length();
        long own =
                switch (data.layout()) {
                    case Layout.Nothing _, Layout.Structs _, Layout.FixedLists _, Layout.Runs _ -> 0;
                    case Layout.Bits _ -> bits(rows);
                    case Layout.Fixed(int width) -> rows * width;
                    case Layout.Indexed(int width) -> rows * width;
                    case Layout.Variable(int width) -> (rows + 1) * width + text(data);
                    case Layout.Views _ -> rows * BytesColumn.VIEW_BYTES + viewed(data);
                    case Layout.Lists(int width) -> (rows + 1) * width;
                    case Layout.ListViews(int width) -> rows * width * 2;
                    case Layout.Unions(boolean dense) -> rows * (dense ? 5 : 1);
                };
        long validity = data.layout().hasValidity() && !data.validity().isAllSet() ? bits(rows) : 0;
        return own + validity + children(data) + (data.dictionary() == null ? 0 : of(data.dictionary()));
    }

    private static long children(ArrayData data) {
        long bytes = 0;
        for (int i = 0; i < data.children().size(); i++) {
            bytes +=
                    of(
                            switch (data.layout()) {
                                case Layout.Structs _, Layout.FixedLists _ -> data.childRows(i);
                                case Layout.Lists _ -> elements(data);
                                case Layout.Unions(boolean dense) when !dense -> data.childRows(i);
                                default -> data.children().get(i);
                            });
        }
        return bytes;
    }

    private static ArrayData elements(ArrayData data) {
        ListColumn lists = ListColumn.of(data);
        long last = data.length() - 1;
        long start = lists.start(0);
        return lists.elements().slice(start, lists.start(last) + lists.size(last) - start);
    }

    private static long text(ArrayData data) {
        BytesColumn bytes = BytesColumn.of(data);
        long last = data.length() - 1;
        return bytes.address(last) + bytes.size(last) - bytes.address(0);
    }

    /// Views of a slice may reach anywhere, so the buffers count in full.
    private static long viewed(ArrayData data) {
        return data.buffers().stream().skip(2).mapToLong(Buffer::bytes).sum();
    }

    private static long bits(long rows) {
        return (rows + 7) >> 3;
    }
}
