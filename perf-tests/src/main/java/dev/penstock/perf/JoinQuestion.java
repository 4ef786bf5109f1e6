package dev.penstock.perf;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.join.JoinProbe;
import dev.penstock.kernel.join.JoinTable;
import dev.penstock.memory.Native;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long does it take for each row to enter the table of a join, of few or many rows, and to look one up of which
/// half are there: by integers that lie close to each other, by others, and by texts?
public class JoinQuestion extends Question {
    /// As many rows are built with small tables as with one large one.
    private static final int ROWS = 1 << 20;

    /// What the rows are joined by, each key once.
    public enum Keys {
        DENSE,
        SCATTERED,
        TEXTS
    }

    @Param Keys keys;

    @Param({"1024", "1048576"})
    int tableRows;

    private ArrayData build;
    private ArrayData probes;
    private JoinProbe probe;
    private long found;

    @Setup
    public void setUp() {
        int[] numbers = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            numbers[row] = row;
        }
        for (int row = 0; row < ROWS; row++) {
            // Each table has the keys of its own rows, in no order.
            int from = row & -tableRows;
            int other = from + random.nextInt(row - from + 1);
            numbers[row] = numbers[other];
            numbers[other] = row;
        }
        int[] looked = random.ints(ROWS, 0, 2 * tableRows).toArray();
        build = column(row -> numbers[row]);
        probes = column(row -> looked[row]);
        JoinTable table = own(table(0));
        probe = own(table.probe(allocator));
        found = room(Selection.bytes(JoinProbe.MOST_ROWS));
        check(!table.hasRuns(), "a key twice");
        probe.find(List.of(probes.slice(0, JoinProbe.MOST_ROWS)), found);
        for (int row = 0; row < JoinProbe.MOST_ROWS; row++) {
            int partner = Native.getInt(found + ((long) row << 2));
            boolean right = looked[row] < tableRows ? numbers[partner] == looked[row] : partner == -1;
            check(right, "row " + partner + " for row " + row);
        }
    }

    private ArrayData column(IntToLongFunction numbers) {
        return switch (keys) {
            case DENSE -> longs(ROWS, numbers);
            case SCATTERED -> longs(ROWS, row -> numbers.applyAsLong(row) * 1_000_000_007L);
            case TEXTS -> texts(ROWS, 18, row -> "customer " + (100_000_000 + numbers.applyAsLong(row)));
        };
    }

    private JoinTable table(int from) {
        return JoinTable.of(
                List.of(build.slice(from, tableRows)), false, false, allocator, tasks -> tasks.forEach(Runnable::run));
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public boolean build() {
        boolean runs = false;
        for (int from = 0; from < ROWS; from += tableRows) {
            try (JoinTable made = table(from)) {
                runs |= made.hasRuns();
            }
        }
        return runs;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int find() {
        for (int from = 0; from < ROWS; from += JoinProbe.MOST_ROWS) {
            probe.find(List.of(probes.slice(from, JoinProbe.MOST_ROWS)), found);
        }
        return Native.getInt(found);
    }
}
