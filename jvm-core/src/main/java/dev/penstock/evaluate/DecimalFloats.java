package dev.penstock.evaluate;

import dev.penstock.kernel.DecimalLanes;
import dev.penstock.type.DataType;
import java.util.List;

/// Decimals as floats. Columns of 64 bits are read as they lie in memory.
final class DecimalFloats extends Node {
    private final Node input;
    private final DataType type;
    private final double one;

    /// @param scale of the decimals
    DecimalFloats(Node input, int scale, DataType type) {
        super(Kind.DOUBLES);
        this.input = input;
        this.type = type;
        this.one = Math.pow(10, scale);
    }

    @Override
    List<Node> inputs() {
        return List.of(input);
    }

    @Override
    boolean writesAnew() {
        return true;
    }

    @Override
    void compute(Rows rows, Lanes to) {
        int n = rows.count();
        long values = input instanceof ColumnNode column ? column.direct(rows, Long.BYTES) : 0;
        if (values != 0 && input instanceof ColumnNode column) {
            column.validity(rows, to, n);
            DecimalLanes.longsToDoubles(values, one, to.room(), n);
        } else {
            Lanes lanes = input.of(rows);
            to.nullsOf(lanes, n);
            DecimalLanes.toDoubles(lanes.values(), one, to.room(), n);
        }
        Arithmetic.round(type, to.values(), n);
    }
}
