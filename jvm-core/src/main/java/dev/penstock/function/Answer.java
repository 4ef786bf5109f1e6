package dev.penstock.function;

import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/// Where a function writes its answers: one for each row, of the type that it was bound to. A row that gets none is
/// null.
///
/// A list takes its place among the [#elements()] by [#setList], and a struct is there once [#setStruct] says so, with
/// the values that its row has in each [#field]. A map is a list of structs with a `key` and a `value`.
///
/// A setter that does not go with the type, a row that is not there and a number that does not fit are errors of the
/// function.
public final class Answer {
    private static final long DAY_MILLIS = 86_400_000L;

    /// All whole numbers of 64 bits have at most so many digits.
    private static final int LONG_DIGITS = 19;

    private static final long[] TENS = LongStream.iterate(1, ten -> ten * 10).limit(LONG_DIGITS).toArray();

    private final DataType type;
    private final Form form;
    private int rows;
    private boolean[] valid = {};
    private boolean[] booleans = {};
    private long[] longs = {};
    private long[] high = {};
    private double[] doubles = {};
    private int[] starts = {};
    private int[] sizes = {};
    private byte[] bytes = {};
    private int end;

    /// The elements of lists, or the fields of structs.
    private final List<Answer> children;

    Answer(DataType type) {
        this.type = type;
        this.form = Objects.requireNonNull(Form.of(type), () -> "no function answers " + type);
        this.children =
                switch (form) {
                    case LISTS -> List.of(new Answer(Form.element(type).type()));
                    case STRUCTS ->
                            ((DataType.StructOf) type).fields().stream().map(f -> new Answer(f.type())).toList();
                    default -> List.of();
                };
    }

    /// Answers for `rows` rows, all of them null, for a table function that writes columns; [#toColumn] hands them
    /// over.
    ///
    /// @throws PenstockException with code UNSUPPORTED_TYPE for a type that Java functions do not see
    public static Answer of(DataType type, int rows) {
        if (Form.of(type) == null) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "no function answers " + type);
        }
        var answer = new Answer(type);
        answer.begin(rows);
        return answer;
    }

    /// The answers as a column, which the caller owns.
    public Column toColumn(Allocator allocator) {
        return AnswerColumn.of(this, allocator);
    }

    /// Makes room for `count` rows, all of them null.
    void begin(int count) {
        rows = 0;
        end = 0;
        if (form == Form.LISTS) {
            children.getFirst().begin(0);
        }
        if (form == Form.STRUCTS) {
            children.forEach(field -> field.begin(0));
        }
        grow(count);
    }

    /// Makes room for `count` more rows, all of them null.
    private void grow(int count) {
        int all = Math.addExact(rows, count);
        if (valid.length < all) {
            // The first time as many as are asked for, then twice as many.
            int room = rows == 0 ? all : (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(2L * rows, all));
            valid = Arrays.copyOf(valid, room);
            switch (form) {
                case LONGS -> longs = Arrays.copyOf(longs, room);
                case DOUBLES -> doubles = Arrays.copyOf(doubles, room);
                case BOOLEANS -> booleans = Arrays.copyOf(booleans, room);
                case BYTES, LISTS -> {
                    starts = Arrays.copyOf(starts, room);
                    sizes = Arrays.copyOf(sizes, room);
                }
                case DECIMALS -> {
                    longs = Arrays.copyOf(longs, room);
                    high = Arrays.copyOf(high, room);
                }
                case STRUCTS -> {}
            }
        }
        Arrays.fill(valid, rows, all, false);
        rows = all;
        if (form == Form.STRUCTS) {
            children.forEach(field -> field.grow(count));
        }
    }

    public DataType type() {
        return type;
    }

    public int rows() {
        return rows;
    }

    /// Makes a row null again.
    public void setNull(int row) {
        valid[Objects.checkIndex(row, rows)] = false;
    }

    /// Sets a whole number, or the count of a date's or a time's unit.
    public void setLong(int row, long value) {
        require(Form.LONGS, "a whole number");
        longs[place(row)] = value;
    }

    public void setDouble(int row, double value) {
        require(Form.DOUBLES, "a floating-point number");
        doubles[place(row)] = value;
    }

    public void setBoolean(int row, boolean value) {
        require(Form.BOOLEANS, "a boolean");
        booleans[place(row)] = value;
    }

    public void setString(int row, String value) {
        if (!(type instanceof DataType.Utf8)) {
            throw mismatch("text");
        }
        put(row, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Sets text that is there as UTF-8; the bytes are copied.
    public void setText(int row, byte[] utf8) {
        if (!(type instanceof DataType.Utf8)) {
            throw mismatch("text");
        }
        put(row, utf8);
    }

    public void setBytes(int row, byte[] value) {
        if (type instanceof DataType.Utf8) {
            throw mismatch("bytes");
        }
        require(Form.BYTES, "bytes");
        if (type instanceof DataType.FixedSizeBinary(int width) && width != value.length) {
            throw mismatch(value.length + " bytes");
        }
        put(row, value);
    }

    private void put(int row, byte[] value) {
        int at = place(row);
        if (value.length > Integer.MAX_VALUE - 8 - end) {
            throw new PenstockException(ErrorCode.COMPUTE, "the answers to one call are larger than 2 GB");
        }
        if (end + value.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * (end + value.length)));
        }
        System.arraycopy(value, 0, bytes, end, value.length);
        starts[at] = end;
        sizes[at] = value.length;
        end += value.length;
    }

    public void setDate(int row, LocalDate value) {
        if (!(type instanceof DataType.Date(boolean milliseconds))) {
            throw mismatch("a date");
        }
        longs[place(row)] = milliseconds ? value.toEpochDay() * DAY_MILLIS : value.toEpochDay();
    }

    /// Sets a timestamp, cut to its unit.
    public void setInstant(int row, Instant value) {
        if (!(type instanceof DataType.Timestamp(var unit, _))) {
            throw mismatch("a moment");
        }
        longs[place(row)] =
                Math.addExact(
                        Math.multiplyExact(value.getEpochSecond(), unit.perSecond()),
                        value.getNano() / (1_000_000_000L / unit.perSecond()));
    }

    /// Sets a decimal, rounded half to even to the type's scale.
    public void setDecimal(int row, BigDecimal value) {
        if (!(type instanceof DataType.Decimal(_, int precision, int scale))) {
            throw mismatch("a decimal");
        }
        BigInteger units = value.setScale(scale, RoundingMode.HALF_EVEN).unscaledValue();
        if (units.bitLength() > 127 || new BigDecimal(units).precision() > precision) {
            throw new PenstockException(ErrorCode.COMPUTE, "it answers " + value + ", which does not fit " + type);
        }
        int at = place(row);
        longs[at] = units.longValue();
        high[at] = units.shiftRight(64).longValue();
    }

    /// Sets a decimal by its unscaled value: 1234 is 12.34 in a type of scale 2.
    public void setUnscaled(int row, long value) {
        if (!(type instanceof DataType.Decimal(_, int precision, int scale))) {
            throw mismatch("a decimal");
        }
        if (precision < LONG_DIGITS && (value >= TENS[precision] || value <= -TENS[precision])) {
            throw new PenstockException(
                    ErrorCode.COMPUTE,
                    "it answers " + BigDecimal.valueOf(value, scale) + ", which does not fit " + type);
        }
        int at = place(row);
        longs[at] = value;
        high[at] = value >> 63;
    }

    /// Gives a row a list of `size` elements, all of them null until they are set. Rows may come in any order.
    ///
    /// @return the place of the first element in [#elements()]
    public int setList(int row, int size) {
        require(Form.LISTS, "a list");
        if (size < 0 || (type instanceof DataType.FixedSizeListOf(_, int due) && due != size)) {
            throw mismatch("a list of " + size + " elements");
        }
        int at = place(row);
        Answer elements = children.getFirst();
        starts[at] = elements.rows;
        sizes[at] = size;
        elements.grow(size);
        return starts[at];
    }

    /// The elements of the lists that were set so far. Arrays of theirs are good until the next [#setList].
    public Answer elements() {
        require(Form.LISTS, "a list");
        return children.getFirst();
    }

    /// Makes a row a struct; its fields are null until they are set.
    public void setStruct(int row) {
        require(Form.STRUCTS, "a struct");
        place(row);
    }

    /// A field of structs, with an answer for each row.
    ///
    /// @throws PenstockException with code INVALID_OPERATION for a field that is not there
    public Answer field(String name) {
        return children.get(Form.field(type, name));
    }

    /// All answers as an array to be filled in, of which the first [#rows()] count. No row is null any more, until
    /// [#setNull].
    public long[] longs() {
        require(Form.LONGS, "whole numbers");
        Arrays.fill(valid, 0, rows, true);
        return longs;
    }

    /// See [#longs()].
    public double[] doubles() {
        require(Form.DOUBLES, "floating-point numbers");
        Arrays.fill(valid, 0, rows, true);
        return doubles;
    }

    /// See [#longs()].
    public boolean[] booleans() {
        require(Form.BOOLEANS, "booleans");
        Arrays.fill(valid, 0, rows, true);
        return booleans;
    }

    private int place(int row) {
        valid[Objects.checkIndex(row, rows)] = true;
        return row;
    }

    private void require(Form wanted, String what) {
        if (form != wanted) {
            throw mismatch(what);
        }
    }

    private PenstockException mismatch(String what) {
        return new PenstockException(ErrorCode.SCHEMA_MISMATCH, "it answers " + what + " where " + type + " is due");
    }

    // What the engine takes over.

    Form form() {
        return form;
    }

    Answer child(int index) {
        return children.get(index);
    }

    boolean isValid(int row) {
        return valid[row];
    }

    boolean booleanAt(int row) {
        return booleans[row];
    }

    long longAt(int row) {
        return longs[row];
    }

    long highAt(int row) {
        return high[row];
    }

    double doubleAt(int row) {
        return doubles[row];
    }

    long[] allLongs() {
        return longs;
    }

    double[] allDoubles() {
        return doubles;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int row) {
        return starts[row];
    }

    int size(int row) {
        return valid[row] ? sizes[row] : 0;
    }
}
