package dev.penstock.function;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

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

    /// Lists, as `List` of Java; elements that are null are null in it.
    public static <T> Kind<List<@Nullable T>> list(Kind<T> element) {
        return new Kind<>(
                DataType.listOf(element.type),
                (values, row) -> {
                    var list = new ArrayList<@Nullable T>();
                    Values elements = values.elements();
                    int start = values.start(row);
                    for (int i = start; i < start + values.size(row); i++) {
                        list.add(elements.isNull(i) ? null : element.get(elements, i));
                    }
                    return list;
                },
                (answer, row, list) -> {
                    int at = answer.setList(row, list.size());
                    for (T value : list) {
                        if (value != null) {
                            element.set(answer.elements(), at, value);
                        }
                        at++;
                    }
                });
    }

    /// Structs, as a map from the names of fields to their values; a field that is null is null in it, or left out of
    /// an answer.
    ///
    /// @param fields in the order of the struct
    public static Kind<Map<String, @Nullable Object>> struct(SequencedMap<String, Kind<?>> fields) {
        var parts = new ArrayList<Field>();
        fields.forEach((name, kind) -> parts.add(Field.nullable(name, kind.type)));
        var kinds = new LinkedHashMap<>(fields);
        return new Kind<>(
                new DataType.StructOf(parts),
                (values, row) -> {
                    var struct = new LinkedHashMap<String, @Nullable Object>();
                    kinds.forEach((name, kind) -> {
                        Values field = values.field(name);
                        struct.put(name, field.isNull(row) ? null : kind.get(field, row));
                    });
                    return struct;
                },
                (answer, row, struct) -> {
                    answer.setStruct(row);
                    struct.forEach((name, value) -> {
                        Answer field = answer.field(name);
                        if (value != null) {
                            put(Objects.requireNonNull(kinds.get(name)), field, row, value);
                        }
                    });
                });
    }

    @SuppressWarnings("unchecked") // a rule that answers something else sees a ClassCastException
    private static <T> void put(Kind<T> kind, Answer answer, int row, Object value) {
        kind.set(answer, row, (T) value);
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
