package dev.penstock.duckdb;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.ListColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import dev.penstock.type.TimeUnit;

/// Writes rows of ours into DuckDB's vectors.
///
/// All bytes are copied: what DuckDB holds is DuckDB's. Vectors are written from their first row on.
final class VectorWriter {
    /// The size of DuckDB's `string_t` and `list_entry_t`.
    private static final int ENTRY_BYTES = 16;

    private static final long DAY_MILLIS = 86_400_000L;

    private final Capi capi;

    VectorWriter(Capi capi) {
        this.capi = capi;
    }

    /// Whether columns of `type` must be brought into their plainest layout before they are written.
    static boolean needsPlainLayout(DataType type) {
        return switch (type) {
            case DataType.Dictionary _, DataType.RunEndEncoded _ -> true;
            case DataType.Decimal(int bits, _, _) -> bits != 128;
            case DataType.ListOf(_, DataType.Elements elements)
                    when elements == DataType.Elements.VIEWS32 || elements == DataType.Elements.VIEWS64 ->
                    true;
            default ->
                    dev.penstock.type.ArrowFormat.children(type).stream()
                            .anyMatch(child -> needsPlainLayout(child.type()));
        };
    }

    /// Writes all rows of `data`, whose type is natural in DuckDB.
    void write(ArrayData data, long vector) {
        if (data.length() == 0) {
            return;
        }
        switch (data.layout()) {
            case Layout.Nothing _ -> {}
            case Layout.Bits _ -> bits(data.bits(), address(vector));
            case Layout.Fixed(int width) -> fixed(data, width, address(vector), vector);
            case Layout.Variable _, Layout.Views _ -> bytes(data, vector);
            case Layout.Lists _ -> lists(data, vector);
            case Layout.FixedLists _ -> write(data.childRows(0), capi.call(Symbol.ARRAY_VECTOR_GET_CHILD, vector));
            case Layout.Structs _ -> {
                for (int i = 0; i < data.children().size(); i++) {
                    write(data.childRows(i), capi.call(Symbol.STRUCT_VECTOR_GET_CHILD, vector, i));
                }
            }
            case Layout.ListViews _, Layout.Indexed _, Layout.Runs _, Layout.Unions _ ->
                    throw new AssertionError(data.type() + " is not plain");
        }
        validity(data, vector);
    }

    /// Writes a number for each row of `data` that is not null: `first`, and so on.
    void numbers(ArrayData data, long first, long vector) {
        long to = address(vector);
        for (long row = 0; row < data.length(); row++) {
            Native.putLong(to + (row << 3), first + row);
        }
        Bitmap valid = data.validity();
        if (!valid.isAllSet() && valid.count() < data.length()) {
            Bitmaps.copy(valid, writableValidity(vector));
        }
    }

    private long address(long vector) {
        return capi.call(Symbol.VECTOR_GET_DATA, vector);
    }

    private long writableValidity(long vector) {
        capi.run(Symbol.VECTOR_ENSURE_VALIDITY_WRITABLE, vector);
        return capi.call(Symbol.VECTOR_GET_VALIDITY, vector);
    }

    private void validity(ArrayData data, long vector) {
        if (data.type() instanceof DataType.Null) {
            Bitmaps.fill(writableValidity(vector), data.length(), false);
            return;
        }
        Bitmap valid = data.validity();
        if (valid.isAllSet() || valid.count() == data.length()) {
            return;
        }
        Bitmaps.copy(valid, writableValidity(vector));
        // DuckDB expects that what belongs to a null is null itself.
        switch (data.layout()) {
            case Layout.Structs _ -> {
                for (int i = 0; i < data.children().size(); i++) {
                    long child = capi.call(Symbol.STRUCT_VECTOR_GET_CHILD, vector, i);
                    clear(data.children().get(i), valid, 1, child);
                }
            }
            case Layout.FixedLists(int size) ->
                    clear(data.children().getFirst(), valid, size, capi.call(Symbol.ARRAY_VECTOR_GET_CHILD, vector));
            default -> {}
        }
    }

    /// Makes `each` rows of `vector` null for each row that is not valid, and all that belongs to them.
    private void clear(ArrayData shape, Bitmap valid, int each, long vector) {
        long validity = writableValidity(vector);
        for (long row = 0; row < valid.length(); row++) {
            if (!valid.get(row)) {
                for (long i = row * each; i < (row + 1) * each; i++) {
                    long word = validity + (i >>> 6 << 3);
                    Native.putLong(word, Native.getLong(word) & ~(1L << i));
                }
            }
        }
        switch (shape.layout()) {
            case Layout.Structs _ -> {
                for (int i = 0; i < shape.children().size(); i++) {
                    long child = capi.call(Symbol.STRUCT_VECTOR_GET_CHILD, vector, i);
                    clear(shape.children().get(i), valid, each, child);
                }
            }
            case Layout.FixedLists(int size) ->
                    clear(
                            shape.children().getFirst(),
                            valid,
                            each * size,
                            capi.call(Symbol.ARRAY_VECTOR_GET_CHILD, vector));
            default -> {}
        }
    }

    private static void bits(Bitmap bits, long to) {
        for (long row = 0; row < bits.length(); row += Long.SIZE) {
            long word = bits.word(row);
            long lanes = Math.min(Long.SIZE, bits.length() - row);
            for (long lane = 0; lane < lanes; lane++) {
                Native.putByte(to + row + lane, (byte) (word >>> lane & 1));
            }
        }
    }

    private void fixed(ArrayData data, int width, long to, long vector) {
        long from = data.buffer(1).address() + data.offset() * width;
        long rows = data.length();
        switch (data.type()) {
            case DataType.FloatingPoint(int bits) when bits == 16 -> {
                for (long row = 0; row < rows; row++) {
                    Native.putFloat(to + (row << 2), Float.float16ToFloat(Native.getShort(from + (row << 1))));
                }
            }
            case DataType.Date(boolean milliseconds) when milliseconds -> days(data, from, to);
            case DataType.Time(TimeUnit unit) when width == 4 -> {
                long micros = 1_000_000 / unit.perSecond();
                for (long row = 0; row < rows; row++) {
                    Native.putLong(to + (row << 3), Native.getInt(from + (row << 2)) * micros);
                }
            }
            case DataType.Decimal(_, int precision, _) when precision <= 18 -> decimals(data, precision, from, to);
            case DataType.FixedSizeBinary _ -> blobs(data, width, from, to, vector);
            default -> Native.copy(from, to, rows * width);
        }
    }

    private static void days(ArrayData data, long from, long to) {
        Bitmap valid = data.validity();
        for (long row = 0; row < data.length(); row++) {
            long millis = Native.getLong(from + (row << 3));
            long day = Math.floorDiv(millis, DAY_MILLIS);
            if (valid.get(row) && (day * DAY_MILLIS != millis || day != (int) day)) {
                throw new PenstockException(
                                ErrorCode.INVALID_OPERATION,
                                "a date64 holds " + millis + " milliseconds, which is not midnight of a day")
                        .hint("cast the column to a timestamp first");
            }
            Native.putInt(to + (row << 2), (int) day);
        }
    }

    private static void decimals(ArrayData data, int precision, long from, long to) {
        Bitmap valid = data.validity();
        int width = precision <= 4 ? 2 : precision <= 9 ? 4 : 8;
        long most = 1;
        for (int i = 0; i < precision; i++) {
            most *= 10;
        }
        for (long row = 0; row < data.length(); row++) {
            long low = Native.getLong(from + (row << 4));
            long high = Native.getLong(from + (row << 4) + 8);
            if (valid.get(row) && (high != low >> 63 || low >= most || low <= -most)) {
                throw new PenstockException(
                        ErrorCode.CAST, "a " + data.type() + " holds more than " + precision + " digits");
            }
            switch (width) {
                case 2 -> Native.putShort(to + (row << 1), (short) low);
                case 4 -> Native.putInt(to + (row << 2), (int) low);
                default -> Native.putLong(to + (row << 3), low);
            }
        }
    }

    private void lists(ArrayData data, long vector) {
        ListColumn lists = ListColumn.of(data);
        long last = data.length() - 1;
        long start = lists.start(0);
        long elements = lists.start(last) + lists.size(last) - start;
        capi.status(Symbol.LIST_VECTOR_RESERVE, vector, elements);
        capi.status(Symbol.LIST_VECTOR_SET_SIZE, vector, elements);
        long to = address(vector);
        for (long row = 0; row < data.length(); row++) {
            Native.putLong(to + row * ENTRY_BYTES, lists.start(row) - start);
            Native.putLong(to + row * ENTRY_BYTES + 8, lists.size(row));
        }
        write(lists.elements().slice(start, elements), capi.call(Symbol.LIST_VECTOR_GET_CHILD, vector));
    }

    private void blobs(ArrayData data, int width, long from, long to, long vector) {
        Bitmap valid = data.validity();
        long heap = width <= BytesColumn.INLINE_BYTES ? 0 : heap(vector, from, data.length() * width, to);
        for (long row = 0; row < data.length(); row++) {
            put(to + row * ENTRY_BYTES, from + row * width, valid.get(row) ? width : 0, heap + row * width);
        }
    }

    private void bytes(ArrayData data, long vector) {
        BytesColumn bytes = BytesColumn.of(data);
        Bitmap valid = data.validity();
        long to = address(vector);
        long rows = data.length();
        boolean together = data.layout() instanceof Layout.Variable;
        long first = together ? bytes.address(0) : 0;
        long total = together ? bytes.address(rows - 1) + bytes.size(rows - 1) - first : 0;
        long heap = total <= BytesColumn.INLINE_BYTES ? 0 : heap(vector, first, total, to);
        for (long row = 0; row < rows; row++) {
            long entry = to + row * ENTRY_BYTES;
            int size = valid.get(row) ? bytes.size(row) : 0;
            if (together || size <= BytesColumn.INLINE_BYTES) {
                put(entry, bytes.address(row), size, heap + bytes.address(row) - first);
            } else {
                capi.run(Symbol.UNSAFE_VECTOR_ASSIGN_STRING_ELEMENT_LEN, vector, row, bytes.address(row), size);
            }
        }
    }

    /// A copy of `total` bytes that lives as long as the vector: DuckDB makes it for a string in the first row.
    private long heap(long vector, long from, long total, long to) {
        if (total > 0xFFFF_FFFFL) {
            throw new PenstockException(ErrorCode.COMPUTE, "2,048 strings take more than 4 GiB")
                    .hint("split the frame into smaller batches");
        }
        capi.run(Symbol.UNSAFE_VECTOR_ASSIGN_STRING_ELEMENT_LEN, vector, 0, from, total);
        return Native.getLong(to + 8);
    }

    /// A `string_t`: the length, then up to 12 bytes, or the first four and where all of them are.
    private static void put(long entry, long bytes, int size, long copy) {
        Native.putLong(entry, size);
        Native.putLong(entry + 8, 0);
        if (size <= BytesColumn.INLINE_BYTES) {
            Bytes.copy(bytes, entry + 4, size);
        } else {
            Native.putInt(entry + 4, Native.getInt(bytes));
            Native.putLong(entry + 8, copy);
        }
    }
}
