package dev.penstock.did.estimate;

import java.util.Arrays;

/// What the units of one block after the other contribute to columns, cells and shares. A column that none of them
/// contributes to is not there. Belongs to one thread.
public final class InfluenceBlock {
    private final int[] slotOf;
    private int[] columns = {};
    private int units;
    private double[] values = {};

    /// @param columns how many there may be
    public InfluenceBlock(int columns) {
        slotOf = new int[columns];
    }

    /// Begins another block, with zeros.
    ///
    /// @param active the columns that its units contribute to, ascending
    void begin(int unitCount, int[] active) {
        units = unitCount;
        columns = active;
        Arrays.fill(slotOf, -1);
        for (int slot = 0; slot < active.length; slot++) {
            slotOf[active[slot]] = slot;
        }
        int size = unitCount * active.length;
        if (values.length < size) {
            values = new double[UnitBlock.MOST * active.length];
        } else {
            Arrays.fill(values, 0, size, 0);
        }
    }

    /// Adds values of rows to their units.
    void add(int column, Segment segment, double[] rows) {
        int slot = slotOf[column];
        int width = columns.length;
        int[] at = segment.at();
        for (int row = 0; row < segment.rows(); row++) {
            values[(at == null ? row : at[row]) * width + slot] += rows[row];
        }
    }

    /// Adds one value of a unit.
    void add(int column, int unit, double value) {
        values[unit * columns.length + slotOf[column]] += value;
    }

    public int units() {
        return units;
    }

    /// The columns that are there, ascending. Not to be changed.
    public int[] columns() {
        return columns;
    }

    /// Unit by unit, the columns that are there. Longer than needed, not to be changed, and good until the next block.
    public double[] values() {
        return values;
    }
}
