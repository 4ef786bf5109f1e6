package dev.penstock.perf;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.Accumulators;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.Groups;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.BlockPool;
import dev.penstock.memory.Budget;
import dev.penstock.memory.Native;
import dev.penstock.type.Types;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How long does it take to find the group of a row by a key of int64, among few or many groups, when the keys lie
/// close to each other and when they do not, in no order and in their own? And then to sum up and count?
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GroupQuestion {
    private static final int ROWS = 64 * GroupedColumn.MOST_ROWS;

    @Param({"1000", "1000000"})
    int groups;

    @Param({"1", "1000003"})
    long distance;

    private final BlockPool pool = new BlockPool(1L << 28);
    private final Allocator allocator = new Allocator(pool, Budget.root("the benchmark", 1L << 30));
    private Block values;
    private Block sorted;
    private Block ids;
    private RowKeys keys;
    private Accumulator sums;
    private Accumulator counts;
    private GroupedColumn rows;

    @Setup
    public void setUp() {
        values = allocator.allocate((long) ROWS * Long.BYTES);
        sorted = allocator.allocate((long) ROWS * Long.BYTES);
        ids = allocator.allocate(Selection.bytes(GroupedColumn.MOST_ROWS));
        keys = new RowKeys(List.of(Types.INT64), allocator);
        var random = new SplittableRandom(1);
        for (long row = 0; row < ROWS; row++) {
            Native.putLong(values.address() + (row << 3), random.nextInt(groups) * distance);
        }
        for (long row = 0; row < ROWS; row++) {
            Native.putLong(sorted.address() + (row << 3), row * groups / ROWS * distance);
        }
        find();
        check();
        sums = Accumulators.sums(Types.INT64, allocator);
        counts = Accumulators.rows(Types.UINT32, allocator);
        sums.grow(keys.count());
        counts.grow(keys.count());
        rows = new GroupedColumn(allocator);
        rows.set(Groups.of(ids.address(), GroupedColumn.MOST_ROWS, 0), piece(0), null);
    }

    /// The number of the first row's key is 0, that of any equal key as well, and that of no other.
    private void check() {
        long first = Native.getLong(values.address());
        keys.find(List.of(piece(0)), ids.address());
        for (long row = 0; row < GroupedColumn.MOST_ROWS; row++) {
            boolean same = Native.getLong(values.address() + (row << 3)) == first;
            if (same != (Native.getInt(ids.address() + (row << 2)) == 0)) {
                throw new AssertionError("row " + row + " is wrong");
            }
        }
    }

    private ArrayData piece(long from) {
        return piece(values, from);
    }

    private static ArrayData piece(Block block, long from) {
        return ArrayData.flat(
                Types.INT64,
                GroupedColumn.MOST_ROWS,
                0,
                Buffer.NONE,
                new Buffer(block.address() + (from << 3), (long) GroupedColumn.MOST_ROWS << 3));
    }

    @TearDown
    public void tearDown() {
        rows.close();
        sums.close();
        counts.close();
        keys.close();
        values.close();
        sorted.close();
        ids.close();
        pool.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int find() {
        for (long from = 0; from < ROWS; from += GroupedColumn.MOST_ROWS) {
            keys.find(List.of(piece(from)), ids.address());
        }
        return keys.count();
    }

    /// Keys that ascend are new to a table once only.
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int findAscending() {
        try (var fresh = new RowKeys(List.of(Types.INT64), allocator)) {
            for (long from = 0; from < ROWS; from += GroupedColumn.MOST_ROWS) {
                fresh.find(List.of(piece(sorted, from)), ids.address());
            }
            return fresh.count();
        }
    }

    /// The group of each row is known, as it is for further aggregates; in one pass, and in two.
    @Benchmark
    @OperationsPerInvocation(GroupedColumn.MOST_ROWS)
    public boolean sumAndCount() {
        return sums.addAndCount(rows, counts);
    }

    @Benchmark
    @OperationsPerInvocation(GroupedColumn.MOST_ROWS)
    public void sumThenCount() {
        sums.add(rows);
        counts.add(rows);
    }
}
