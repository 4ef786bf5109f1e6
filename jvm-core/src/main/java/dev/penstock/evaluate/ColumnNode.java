package dev.penstock.evaluate;

import dev.penstock.type.DataType;

/// The values of a column of the input. Values that lie in memory as kernels want them stay there.
final class ColumnNode extends Node {
    private final int index;
    private final DataType type;
    private final ColumnValues values;
    private long batchStamp = -1;
    private long gatheredStamp = -1;

    ColumnNode(int index, DataType type, Kind kind) {
        super(kind);
        this.index = index;
        this.type = type;
        this.values = new ColumnValues(type, kind);
    }

    int index() {
        return index;
    }

    DataType type() {
        return type;
    }

    @Override
    void compute(Rows rows, Lanes to) {
        int n = rows.count();
        validity(rows, to, n);
        if (gatheredStamp == rows.stamp()) {
            to.room();
            return;
        }
        values.values(rows.selection(), rows.from(), to, n);
    }

    /// Where the values of the current chunk lie in the column, `width` bytes each, when nothing but a range of rows is
    /// looked at; 0 otherwise. For kernels that read narrow values themselves.
    ///
    /// @param width how many bytes a kernel would read for each value
    long direct(Rows rows, int width) {
        enterIfNew(rows);
        long address = values.address(width);
        if (rows.selection() != null || address == 0) {
            return 0;
        }
        values.touch(rows.from(), rows.count());
        return address + (long) rows.from() * width;
    }

    /// Where the values of the range begin, if they are 8 bytes each in their lanes as well; 0 otherwise.
    long wideValues(Rows rows) {
        enterIfNew(rows);
        return kind() == Kind.LONGS || kind() == Kind.DOUBLES ? values.address(Long.BYTES) : 0;
    }

    /// Says that the current chunk's values are in their lanes already.
    void gathered(Rows rows) {
        gatheredStamp = rows.stamp();
    }

    private void enterIfNew(Rows rows) {
        if (batchStamp != rows.batchStamp()) {
            values.enter(rows.column(index));
            batchStamp = rows.batchStamp();
        }
    }

    /// Says which lanes are null, and looks at the batch if it is a new one.
    void validity(Rows rows, Lanes to, int n) {
        enterIfNew(rows);
        values.validity(rows.selection(), rows.from(), to, n);
    }
}
