package dev.penstock.perf;

import dev.penstock.column.Column;
import dev.penstock.column.FixedColumn;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long does a filter's output take for each row that it keeps, when it keeps few or many rows of int64?
public class GatherQuestion extends Question {
    private static final int KEPT = 16_384;

    @Param({"1", "2", "16"})
    int keptOneOf;

    private Column column;
    private Selection selection;

    @Setup
    public void setUp() {
        column = own(Column.adopt(longs(KEPT * keptOneOf, row -> row)));
        selection = new Selection(room(Selection.bytes(KEPT)), KEPT);
        for (int i = 0; i < KEPT; i++) {
            int row = i * keptOneOf + random.nextInt(keptOneOf);
            Native.putInt(selection.address() + (long) i * Integer.BYTES, row);
        }
        check();
    }

    /// Every row holds its own number, so the answer is the selection.
    private void check() {
        try (Column gathered = Gather.column(column, selection, allocator)) {
            FixedColumn values = FixedColumn.of(gathered);
            for (int i = 0; i < KEPT; i++) {
                check(values.getLong(i) == selection.row(i), "row " + i);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(KEPT)
    public long gather() {
        try (Column gathered = Gather.column(column, selection, allocator)) {
            return gathered.length();
        }
    }
}
