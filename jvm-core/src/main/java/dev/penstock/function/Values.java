package dev.penstock.function;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.ListColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import dev.penstock.type.TimeUnit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The values of one argument on the rows of a call, copied into arrays of Java: a loop over [#doubles()] or [#longs()]
/// runs at full speed, and nothing that a function does with them can reach foreign memory.
///
/// A list is a part of [#elements()], and a struct a row of each [#field]; both are values in turn, so that nesting has
/// no end. A field is null where its struct is, and a list that is null has no elements. A map is a list of structs
/// with a `key` and a `value`.
///
/// What a getter says of a row that is null means nothing.
public final class Values {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final long DAY_MILLIS = 86_400_000L;

    private final DataType type;
    private final Form form;
    private int rows;
    private boolean nulls;
    private boolean[] valid = {};
    private boolean[] booleans = {};
    private long[] longs = {};
    private long[] high = {};
    private double[] doubles = {};
    private int[] offsets = {};
    private byte[] bytes = {};

    /// The elements of lists, or the fields of structs.
    private final List<Values> children;

    Values(DataType type) {
        this.type = type;
        this.form = Objects.requireNonNull(Form.of(type), () -> "no function sees " + type);
        this.children =
                switch (form) {
                    case LISTS -> List.of(new Values(Form.element(type).type()));
                    case STRUCTS ->
                            ((DataType.StructOf) type).fields().stream().map(f -> new Values(f.type())).toList();
                    default -> List.of();
                };
    }

    /// Looks at rows of a column.
    ///
    /// @param chosen the numbers of the rows; null for all of them in their order
    void read(ArrayData data, int @Nullable [] chosen, int count) {
        rows = count;
        Bitmap validity = data.validity();
        nulls = data.countNulls() > 0;
        if (nulls) {
            valid = valid.length < count ? new boolean[count] : valid;
            for (int i = 0; i < count; i++) {
                valid[i] = validity.get(row(chosen, i));
            }
        }
        if (count == 0) {
            children.forEach(child -> child.rows = 0);
            return;
        }
        switch (form) {
            case LONGS -> readLongs(data, chosen, count);
            case DOUBLES -> readDoubles(data, chosen, count);
            case BOOLEANS -> readBooleans(data, chosen, count);
            case BYTES -> readBytes(data, chosen, count);
            case DECIMALS -> readDecimals(data, chosen, count);
            case LISTS -> readLists(data, chosen, count);
            case STRUCTS -> readStructs(data, chosen, count);
        }
    }

    private static int row(int @Nullable [] chosen, int i) {
        return chosen == null ? i : chosen[i];
    }

    private void readLongs(ArrayData data, int @Nullable [] chosen, int count) {
        longs = longs.length < count ? new long[count] : longs;
        int width = ((Layout.Fixed) data.layout()).width();
        long from = data.buffer(1).address() + data.offset() * width;
        if (width == 8 && chosen == null) {
            MemorySegment.copy(Native.ALL, LONG, from, longs, 0, count);
            return;
        }
        boolean unsigned = type instanceof DataType.Int(_, boolean signed) && !signed;
        for (int i = 0; i < count; i++) {
            long at = from + (long) row(chosen, i) * width;
            longs[i] =
                    switch (width) {
                        case 1 -> unsigned ? Native.getByte(at) & 0xFFL : Native.getByte(at);
                        case 2 -> unsigned ? Native.getShort(at) & 0xFFFFL : Native.getShort(at);
                        case 4 -> unsigned ? Native.getInt(at) & 0xFFFF_FFFFL : Native.getInt(at);
                        default -> Native.getLong(at);
                    };
        }
    }

    private void readDoubles(ArrayData data, int @Nullable [] chosen, int count) {
        doubles = doubles.length < count ? new double[count] : doubles;
        int width = ((Layout.Fixed) data.layout()).width();
        long from = data.buffer(1).address() + data.offset() * width;
        if (width == 8 && chosen == null) {
            MemorySegment.copy(Native.ALL, DOUBLE, from, doubles, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            long at = from + (long) row(chosen, i) * width;
            doubles[i] =
                    switch (width) {
                        case 2 -> Float.float16ToFloat(Native.getShort(at));
                        case 4 -> Native.getFloat(at);
                        default -> Native.getDouble(at);
                    };
        }
    }

    private void readBooleans(ArrayData data, int @Nullable [] chosen, int count) {
        booleans = booleans.length < count ? new boolean[count] : booleans;
        Bitmap bits = data.bits();
        for (int i = 0; i < count; i++) {
            booleans[i] = bits.get(row(chosen, i));
        }
    }

    private void readDecimals(ArrayData data, int @Nullable [] chosen, int count) {
        longs = longs.length < count ? new long[count] : longs;
        high = high.length < count ? new long[count] : high;
        long from = data.buffer(1).address() + data.offset() * 16;
        for (int i = 0; i < count; i++) {
            long at = from + ((long) row(chosen, i) << 4);
            longs[i] = Native.getLong(at);
            high[i] = Native.getLong(at + 8);
        }
    }

    private void readBytes(ArrayData data, int @Nullable [] chosen, int count) {
        offsets = offsets.length <= count ? new int[count + 1] : offsets;
        BytesColumn column = data.layout() instanceof Layout.Fixed ? null : BytesColumn.of(data);
        int width = data.layout() instanceof Layout.Fixed(int fixed) ? fixed : 0;
        int end = 0;
        for (int i = 0; i < count; i++) {
            int row = row(chosen, i);
            long address;
            int size;
            if (!data.validity().get(row)) {
                address = 0;
                size = 0;
            } else if (column == null) {
                address = data.buffer(1).address() + (data.offset() + row) * width;
                size = width;
            } else {
                address = column.address(row);
                size = column.size(row);
            }
            if (Math.addExact(end, size) > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * (end + size)));
            }
            MemorySegment.copy(Native.ALL, ValueLayout.JAVA_BYTE, address, bytes, end, size);
            end += size;
            offsets[i + 1] = end;
        }
        offsets[0] = 0;
    }

    private void readLists(ArrayData data, int @Nullable [] chosen, int count) {
        offsets = offsets.length <= count ? new int[count + 1] : offsets;
        ListColumn lists = ListColumn.of(data);
        long least = Long.MAX_VALUE;
        long next = -1;
        boolean inOrder = true;
        int total = 0;
        for (int i = 0; i < count; i++) {
            int row = row(chosen, i);
            int size = lists.isNull(row) ? 0 : Math.toIntExact(lists.size(row));
            if (size > 0) {
                long start = lists.start(row);
                inOrder &= next < 0 || start == next;
                least = Math.min(least, start);
                next = start + size;
            }
            total = Math.addExact(total, size);
            offsets[i + 1] = total;
        }
        offsets[0] = 0;
        ArrayData elements = lists.elements();
        long from = total == 0 ? 0 : least;
        if (inOrder) {
            children.getFirst().read(elements.slice(from, total), null, total);
        } else {
            children.getFirst()
                    .read(elements.slice(from, elements.length() - from), places(lists, chosen, from), total);
        }
    }

    /// Where the elements of the lists lie, counted from `from`.
    private int[] places(ListColumn lists, int @Nullable [] chosen, long from) {
        int[] places = new int[offsets[rows]];
        for (int i = 0; i < rows; i++) {
            int size = offsets[i + 1] - offsets[i];
            long start = size == 0 ? 0 : lists.start(row(chosen, i)) - from;
            for (int k = 0; k < size; k++) {
                places[offsets[i] + k] = Math.toIntExact(start + k);
            }
        }
        return places;
    }

    private void readStructs(ArrayData data, int @Nullable [] chosen, int count) {
        for (int i = 0; i < children.size(); i++) {
            Values field = children.get(i);
            field.read(data.childRows(i), chosen, count);
            if (nulls) {
                field.hide(valid);
            }
        }
    }

    /// Makes null the rows that are null in what these values belong to.
    private void hide(boolean[] present) {
        if (!nulls) {
            nulls = true;
            valid = valid.length < rows ? new boolean[rows] : valid;
            Arrays.fill(valid, 0, rows, true);
        }
        for (int row = 0; row < rows; row++) {
            valid[row] &= present[row];
        }
        if (form == Form.STRUCTS) {
            children.forEach(child -> child.hide(present));
        }
    }

    public DataType type() {
        return type;
    }

    public int rows() {
        return rows;
    }

    /// Whether there may be null rows.
    public boolean hasNulls() {
        return nulls;
    }

    public boolean isNull(int row) {
        Objects.checkIndex(row, rows);
        return nulls && !valid[row];
    }

    /// All values as int64, of which the first [#rows()] count: whole numbers, or counts of the type's unit. Not to be
    /// changed.
    ///
    /// @throws dev.penstock.error.PenstockException with code INVALID_OPERATION for a type of another form
    public long[] longs() {
        require(Form.LONGS, "whole numbers");
        return longs;
    }

    /// All values as float64, of which the first [#rows()] count. Not to be changed.
    ///
    /// @throws dev.penstock.error.PenstockException with code INVALID_OPERATION for a type of another form
    public double[] doubles() {
        require(Form.DOUBLES, "floating-point numbers");
        return doubles;
    }

    /// All values of a column of booleans, of which the first [#rows()] count. Not to be changed.
    ///
    /// @throws dev.penstock.error.PenstockException with code INVALID_OPERATION for a type of another form
    public boolean[] booleans() {
        require(Form.BOOLEANS, "booleans");
        return booleans;
    }

    /// All texts or bytes, one behind the other in the order of the rows; those of a row are from [#bytesStart] to that
    /// of the next row. Not to be changed.
    ///
    /// @throws dev.penstock.error.PenstockException with code INVALID_OPERATION for a type of another form
    public byte[] bytes() {
        require(Form.BYTES, "text or bytes");
        return bytes;
    }

    /// Where the text of a row begins in [#bytes()], or, for the number of rows, where the last one ends.
    public int bytesStart(int row) {
        require(Form.BYTES, "text or bytes");
        return offsets[Objects.checkIndex(row, rows + 1)];
    }

    public long getLong(int row) {
        require(Form.LONGS, "a whole number");
        return longs[Objects.checkIndex(row, rows)];
    }

    /// A floating-point number; whole numbers are converted.
    public double getDouble(int row) {
        if (form == Form.LONGS) {
            return longs[Objects.checkIndex(row, rows)];
        }
        require(Form.DOUBLES, "a number");
        return doubles[Objects.checkIndex(row, rows)];
    }

    public boolean getBoolean(int row) {
        require(Form.BOOLEANS, "a boolean");
        return booleans[Objects.checkIndex(row, rows)];
    }

    public String getString(int row) {
        require(Form.BYTES, "text");
        Objects.checkIndex(row, rows);
        return new String(bytes, offsets[row], offsets[row + 1] - offsets[row], StandardCharsets.UTF_8);
    }

    public byte[] getBytes(int row) {
        require(Form.BYTES, "bytes");
        Objects.checkIndex(row, rows);
        return Arrays.copyOfRange(bytes, offsets[row], offsets[row + 1]);
    }

    public LocalDate getDate(int row) {
        if (!(type instanceof DataType.Date(boolean milliseconds))) {
            throw mismatch("a date");
        }
        long count = longs[Objects.checkIndex(row, rows)];
        return LocalDate.ofEpochDay(milliseconds ? Math.floorDiv(count, DAY_MILLIS) : count);
    }

    /// The moment of a timestamp; one without a zone is taken for UTC.
    public Instant getInstant(int row) {
        if (!(type instanceof DataType.Timestamp(TimeUnit unit, _))) {
            throw mismatch("a timestamp");
        }
        long count = longs[Objects.checkIndex(row, rows)];
        long seconds = Math.floorDiv(count, unit.perSecond());
        return Instant.ofEpochSecond(
                seconds, Math.floorMod(count, unit.perSecond()) * (1_000_000_000L / unit.perSecond()));
    }

    /// What the clock of a timestamp's zone shows in UTC.
    public LocalDateTime getDateTime(int row) {
        return LocalDateTime.ofInstant(getInstant(row), ZoneOffset.UTC);
    }

    public BigDecimal getDecimal(int row) {
        if (!(type instanceof DataType.Decimal(_, _, int scale))) {
            throw mismatch("a decimal");
        }
        long low = longs[Objects.checkIndex(row, rows)];
        return high[row] == low >> 63
                ? BigDecimal.valueOf(low, scale)
                : new BigDecimal(
                        new BigInteger(ByteBuffer.allocate(16).putLong(high[row]).putLong(low).array()), scale);
    }

    /// The elements of all lists, one list behind the other in the order of the rows. The list of a row has those from
    /// [#start] on.
    ///
    /// @throws dev.penstock.error.PenstockException with code INVALID_OPERATION for a type of another form
    public Values elements() {
        require(Form.LISTS, "a list");
        return children.getFirst();
    }

    /// Where the list of a row begins in [#elements()].
    public int start(int row) {
        require(Form.LISTS, "a list");
        return offsets[Objects.checkIndex(row, rows)];
    }

    /// How many elements the list of a row has.
    public int size(int row) {
        require(Form.LISTS, "a list");
        return isNull(row) ? 0 : offsets[row + 1] - offsets[row];
    }

    /// A field of structs: a value for each row.
    ///
    /// @throws dev.penstock.error.PenstockException with code INVALID_OPERATION for a field that is not there
    public Values field(String name) {
        return children.get(Form.field(type, name));
    }

    private void require(Form wanted, String what) {
        if (form != wanted) {
            throw mismatch(what);
        }
    }

    private RuntimeException mismatch(String what) {
        return new dev.penstock.error.PenstockException(
                dev.penstock.error.ErrorCode.INVALID_OPERATION,
                "the function asks an argument of " + type + " for " + what);
    }
}
