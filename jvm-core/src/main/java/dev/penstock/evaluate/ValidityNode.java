package dev.penstock.evaluate;

import dev.penstock.column.Bitmap;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Selection;

/// Which rows of a column are null, whatever its type.
final class ValidityNode extends Node {
    private final int index;
    private final boolean isNull;

    ValidityNode(int index, boolean isNull) {
        super(Kind.BITS);
        this.index = index;
        this.isNull = isNull;
    }

    @Override
    void compute(Rows rows, Lanes to) {
        Bitmap validity = rows.column(index).validity();
        Selection selection = rows.selection();
        int n = rows.count();
        long bits = to.room();
        if (selection == null) {
            BitLanes.load(validity, rows.from(), bits, n);
        } else {
            BitLanes.gather(validity, selection, rows.from(), bits, n);
        }
        if (isNull) {
            BitLanes.not(bits, bits, n);
        }
        to.nulls(false);
    }
}
