package dev.penstock.perf;

import dev.penstock.bind.BoundExpr;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.FixedColumn;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long does it take for each row to make a value of another type: a number of another kind, or its text, or the
/// number that a text is?
public class CastQuestion extends Question {
    private static final int ROWS = 65_536;
    private static final DataType DECIMAL = new DataType.Decimal(128, 18, 2);

    /// From which type to which.
    public enum Cast {
        LONG_TO_INT,
        LONG_TO_DOUBLE,
        DOUBLE_TO_LONG,
        LONG_TO_DECIMAL,
        DECIMAL_TO_DOUBLE,
        LONG_TO_TEXT,
        TEXT_TO_LONG,
        TEXT_TO_DOUBLE;

        private DataType to() {
            return switch (this) {
                case LONG_TO_INT -> Types.INT32;
                case LONG_TO_DOUBLE, DECIMAL_TO_DOUBLE, TEXT_TO_DOUBLE -> Types.FLOAT64;
                case DOUBLE_TO_LONG, TEXT_TO_LONG -> Types.INT64;
                case LONG_TO_DECIMAL -> DECIMAL;
                case LONG_TO_TEXT -> TEXT;
            };
        }
    }

    @Param Cast cast;

    private Batch batch;
    private RowProgram program;

    @Setup
    public void setUp() {
        int[] numbers = random.ints(ROWS, -1_000_000, 1_000_000).toArray();
        ArrayData column =
                switch (cast) {
                    case LONG_TO_INT, LONG_TO_DOUBLE, LONG_TO_DECIMAL, LONG_TO_TEXT -> longs(ROWS, row -> numbers[row]);
                    case DOUBLE_TO_LONG -> doubles(ROWS, row -> numbers[row]);
                    case DECIMAL_TO_DOUBLE -> decimals(DECIMAL, ROWS, row -> 100L * numbers[row]);
                    case TEXT_TO_LONG, TEXT_TO_DOUBLE -> texts(ROWS, 8, row -> Integer.toString(numbers[row]));
                };
        batch = batch(column);
        program = project(batch, new BoundExpr.Cast(column(batch), cast.to(), true, false));
        try (Batch made = made()) {
            for (int row = 0; row < ROWS; row++) {
                String text = text(made.column(0).data(), row);
                check(text.equals(Integer.toString(numbers[row])), text + " for " + numbers[row]);
            }
        }
    }

    /// The integer in row `row` as a text, whatever it is stored as.
    private String text(ArrayData column, int row) {
        FixedColumn numbers = cast == Cast.LONG_TO_TEXT ? null : FixedColumn.of(column);
        return switch (cast) {
            case LONG_TO_INT -> Integer.toString(numbers.getInt(row));
            case LONG_TO_DOUBLE, DECIMAL_TO_DOUBLE, TEXT_TO_DOUBLE -> Long.toString((long) numbers.getDouble(row));
            case DOUBLE_TO_LONG, TEXT_TO_LONG -> Long.toString(numbers.getLong(row));
            // Two words each, the lower one first.
            case LONG_TO_DECIMAL -> Long.toString(Native.getLong(column.buffer(1).address() + ((long) row << 4)) / 100);
            case LONG_TO_TEXT -> BytesColumn.of(column).text(row);
        };
    }

    private Batch made() {
        return Objects.requireNonNull(program.run(batch, 0, ROWS));
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long cast() {
        try (Batch made = made()) {
            return made.rows();
        }
    }
}
