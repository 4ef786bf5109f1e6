package dev.penstock.perf;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.sort.DictionaryRanks;
import dev.penstock.kernel.sort.RowSort;
import dev.penstock.kernel.sort.SortKey;
import dev.penstock.kernel.sort.SortOrder;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long does it take for each row to put rows in order, by values that differ, by few values, and by texts?
public class SortQuestion extends Question {
    private static final int ROWS = 65_536;

    /// What the rows are sorted by.
    public enum Keys {
        /// Nearly no two of them are equal.
        DOUBLES,
        /// A hundred integers.
        FEW_LONGS,
        /// All begin with the same ten letters.
        TEXTS
    }

    @Param Keys keys;

    private List<SortKey> sorted;
    private DictionaryRanks ranks;
    private long numbers;

    @Setup
    public void setUp() {
        numbers = room(Selection.bytes(ROWS));
        ranks = own(new DictionaryRanks(allocator));
        double[] values = random.doubles(ROWS).toArray();
        var texts = new String[ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[row] = keys == Keys.FEW_LONGS ? Math.floor(100 * values[row]) : values[row];
            texts[row] = "customers %08d".formatted((int) (1e8 * values[row]));
        }
        ArrayData column =
                switch (keys) {
                    case DOUBLES -> doubles(ROWS, row -> values[row]);
                    case FEW_LONGS -> longs(ROWS, row -> (long) values[row]);
                    case TEXTS -> texts(ROWS, 18, row -> texts[row]);
                };
        sorted = List.of(new SortKey(column, SortOrder.ASCENDING));
        Selection rows = order();
        for (int i = 1; i < ROWS; i++) {
            int a = rows.row(i - 1);
            int b = rows.row(i);
            int order = keys == Keys.TEXTS ? texts[a].compareTo(texts[b]) : Double.compare(values[a], values[b]);
            check(order < 0 || (order == 0 && a < b), "row " + b + " behind row " + a);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Selection order() {
        return RowSort.order(sorted, ROWS, ranks, numbers, allocator);
    }
}
