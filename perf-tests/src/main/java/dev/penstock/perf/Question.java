package dev.penstock.perf;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.function.Cancellation;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.BlockPool;
import dev.penstock.memory.Budget;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How all questions are asked, and what they are asked about: memory, and columns without nulls that a class fills in
/// its set-up. All of it is closed after the last answer, the latest first.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dpenstock.raw-memory=true"
        })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
abstract class Question {
    /// Strings as most operators see them.
    static final DataType TEXT = new DataType.Utf8(DataType.Bytes.VIEWS);

    /// The same numbers in each run.
    final SplittableRandom random = new SplittableRandom(1);

    private final BlockPool pool = new BlockPool(1L << 28);
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    final Allocator allocator = new Allocator(pool, Budget.root("the benchmark", 1L << 30));

    /// Adopts what is closed at the end.
    final <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    /// Memory of at least so many bytes, until the end; where it begins.
    final long room(long bytes) {
        return own(allocator.allocate(bytes)).address();
    }

    /// A column of int64.
    final ArrayData longs(int rows, IntToLongFunction values) {
        Block block = own(allocator.allocate((long) rows << 3));
        for (int row = 0; row < rows; row++) {
            Native.putLong(block.address() + ((long) row << 3), values.applyAsLong(row));
        }
        return flat(Types.INT64, rows, block, 3);
    }

    /// A column of float64.
    final ArrayData doubles(int rows, IntToDoubleFunction values) {
        Block block = own(allocator.allocate((long) rows << 3));
        for (int row = 0; row < rows; row++) {
            Native.putDouble(block.address() + ((long) row << 3), values.applyAsDouble(row));
        }
        return flat(Types.FLOAT64, rows, block, 3);
    }

    /// A column of decimals of 128 bits, which are given by their units.
    final ArrayData decimals(DataType type, int rows, IntToLongFunction units) {
        Block block = own(allocator.allocate((long) rows << 4));
        for (int row = 0; row < rows; row++) {
            long value = units.applyAsLong(row);
            Native.putLong(block.address() + ((long) row << 4), value);
            Native.putLong(block.address() + ((long) row << 4) + 8, value >> 63);
        }
        return flat(type, rows, block, 4);
    }

    private static ArrayData flat(DataType type, int rows, Block block, int shift) {
        return ArrayData.flat(type, rows, 0, Buffer.NONE, new Buffer(block.address(), (long) rows << shift));
    }

    /// A column of views, whose longer texts lie one behind the other.
    ///
    /// @param mostBytes how many bytes a text has at most
    final ArrayData texts(int rows, int mostBytes, IntFunction<String> values) {
        long views = room((long) rows << 4);
        long bytes = room(Math.max(1, (long) rows * mostBytes));
        Native.fill(views, (long) rows << 4, (byte) 0);
        int end = 0;
        for (int row = 0; row < rows; row++) {
            byte[] text = values.apply(row).getBytes(StandardCharsets.UTF_8);
            long view = views + ((long) row << 4);
            Native.putInt(view, text.length);
            if (text.length <= BytesColumn.INLINE_BYTES) {
                put(text, text.length, view + 4);
            } else {
                put(text, 4, view + 4);
                Native.putInt(view + 12, end);
                put(text, text.length, bytes + end);
                end += text.length;
            }
        }
        return ArrayData.flat(TEXT, rows, 0, Buffer.NONE, new Buffer(views, (long) rows << 4), new Buffer(bytes, end));
    }

    /// Bytes in memory, until the end; where they begin.
    final long bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long to = room(bytes.length);
        put(bytes, bytes.length, to);
        return to;
    }

    private static void put(byte[] bytes, int count, long to) {
        MemorySegment.copy(bytes, 0, Native.ALL, ValueLayout.JAVA_BYTE, to, count);
    }

    /// Rows of one column `a`.
    final Batch batch(ArrayData column) {
        var schema = new Schema(List.of(new Field("a", column.type(), false)));
        return own(new Batch(schema, column.length(), List.of(Column.adopt(column))));
    }

    /// What an engine makes of the rows of `batch` on which a predicate over its column is true.
    final RowProgram filter(Batch batch, BoundExpr predicate) {
        return program(batch, new BoundPlan.Filter(new BoundPlan.FrameScan("t", batch.schema()), predicate));
    }

    /// What an engine makes of an expression over the column of `batch`.
    final RowProgram project(Batch batch, BoundExpr expression) {
        var output = new BoundPlan.Output(new Field("r", expression.type(), false), expression);
        var input = new BoundPlan.FrameScan("t", batch.schema());
        return program(batch, new BoundPlan.Project(input, List.of(output)));
    }

    private RowProgram program(Batch batch, BoundPlan node) {
        return own(new RowProgram(List.of(node), batch.schema(), allocator, new Cancellation()));
    }

    /// The column of [#batch] in an expression.
    static BoundExpr column(Batch batch) {
        Field field = batch.schema().fields().getFirst();
        return new BoundExpr.Ref(field.name(), field.type());
    }

    /// Ends the question when an answer is wrong.
    static void check(boolean right, String answer) {
        if (!right) {
            throw new AssertionError("wrong: " + answer);
        }
    }

    @TearDown
    public void tearDown() throws Exception {
        while (!owned.isEmpty()) {
            owned.pop().close();
        }
        pool.close();
    }
}
