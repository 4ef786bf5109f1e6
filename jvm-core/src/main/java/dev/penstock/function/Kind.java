package dev.penstock.function;

import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/// A kind of values that a [Rule] works with: a type of Java and the type of a column.
///
/// @param <T> the class of the values
public final class Kind<T> {
    /// Whole numbers; takes integers of any width.
    public static final Kind<Long> LONG = new Kind<>(Types.INT64, Values::getLong, Answer::setLong);

    /// Floating-point numbers; takes all numbers but decimals.
    public static final Kind<Double> DOUBLE = new Kind<>(Types.FLOAT64, Values::getDouble, Answer::setDouble);

    public static final Kind<Boolean> BOOLEAN = new Kind<>(Types.BOOL, Values::getBoolean, Answer::setBoolean);

    public static final Kind<String> STRING = new Kind<>(Types.UTF8, Values::getString, Answer::setString);

    public static final Kind<LocalDate> DATE = new Kind<>(Types.DATE32, Values::getDate, Answer::setDate);

    /// Timestamps without a zone, in microseconds.
    public static final Kind<Instant> INSTANT =
            new Kind<>(new DataType.Timestamp(TimeUnit.MICROSECOND, null), Values::getInstant, Answer::setInstant);

    interface Reader<T> {
        T get(Values values, int row);
    }

    interface Writer<T> {
        void set(Answer answer, int row, T value);
    }

    private final DataType type;
    private final Reader<T> reader;
    private final Writer<T> writer;

    private Kind(DataType type, Reader<T> reader, Writer<T> writer) {
        this.type = type;
        this.reader = reader;
        this.writer = writer;
    }

    /// Decimals of 38 digits, `scale` of them behind the point. As an argument it takes decimals of up to that scale,
    /// and whole numbers; an answer is rounded half to even.
    public static Kind<BigDecimal> decimal(int scale) {
        return new Kind<>(new DataType.Decimal(128, 38, scale), Values::getDecimal, Answer::setDecimal);
    }

    DataType type() {
        return type;
    }

    T get(Values values, int row) {
        return reader.get(values, row);
    }

    void set(Answer answer, int row, T value) {
        writer.set(answer, row, value);
    }
}
