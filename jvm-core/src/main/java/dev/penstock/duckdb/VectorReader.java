package dev.penstock.duckdb;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import dev.penstock.type.TimeUnit;
import java.util.ArrayList;
import java.util.List;

/// Reads DuckDB's flat vectors into one array of ours. All bytes are copied.
///
/// Offsets are of 32 bits, or of 64 where that does not suffice.
final class VectorReader {
    private static final int ENTRY_BYTES = 16;
    private static final long DAY_MILLIS = 86_400_000L;

    /// Some rows of a vector.
    record Piece(long vector, long from, long count) {}

    private final Capi capi;
    private final Assembly assembly;

    VectorReader(Capi capi, Assembly assembly) {
        this.capi = capi;
        this.assembly = assembly;
    }

    /// The rows of all pieces.
    ///
    /// @param type logical, and natural in DuckDB
    ArrayData read(DataType type, List<Piece> pieces) {
        long rows = pieces.stream().mapToLong(Piece::count).sum();
        if (type instanceof DataType.Null) {
            return ArrayData.flat(type, rows, rows);
        }
        Buffer validity = validity(pieces, rows);
        return switch (Layout.of(type)) {
            case Layout.Bits _ -> array(type, rows, List.of(validity, bits(pieces, rows)), List.of());
            case Layout.Fixed(int width) ->
                    array(type, rows, List.of(validity, fixed(type, width, pieces, rows)), List.of());
            case Layout.Variable _ -> bytes(type, pieces, validity, rows);
            case Layout.Lists _ -> lists(type, pieces, validity, rows);
            case Layout.FixedLists(int size) -> {
                Field element = ((DataType.FixedSizeListOf) type).element();
                ArrayData child =
                        read(
                                element.type(),
                                pieces.stream()
                                        .map(piece ->
                                                new Piece(
                                                        capi.call(Symbol.ARRAY_VECTOR_GET_CHILD, piece.vector),
                                                        piece.from * size,
                                                        piece.count * size))
                                        .toList());
                var read = new DataType.FixedSizeListOf(element.typed(child.type()), size);
                yield array(read, rows, List.of(validity), List.of(child));
            }
            case Layout.Structs _ -> struct(((DataType.StructOf) type).fields(), pieces, validity, rows);
            case Layout.Nothing _,
                    Layout.Views _,
                    Layout.ListViews _,
                    Layout.Indexed _,
                    Layout.Runs _,
                    Layout.Unions _ ->
                    throw new AssertionError(type + " is not plain");
        };
    }

    private static ArrayData array(DataType type, long rows, List<Buffer> buffers, List<ArrayData> children) {
        return new ArrayData(type, rows, 0, buffers.getFirst().isAbsent() ? 0 : -1, buffers, children, null);
    }

    private ArrayData struct(List<Field> fields, List<Piece> pieces, Buffer validity, long rows) {
        var children = new ArrayList<ArrayData>();
        var read = new ArrayList<Field>();
        for (int i = 0; i < fields.size(); i++) {
            int index = i;
            ArrayData child =
                    read(
                            fields.get(i).type(),
                            pieces.stream()
                                    .map(piece ->
                                            new Piece(
                                                    capi.call(Symbol.STRUCT_VECTOR_GET_CHILD, piece.vector, index),
                                                    piece.from,
                                                    piece.count))
                                    .toList());
            children.add(child);
            read.add(fields.get(i).typed(child.type()));
        }
        return array(new DataType.StructOf(read), rows, List.of(validity), children);
    }

    private long data(Piece piece) {
        return capi.call(Symbol.VECTOR_GET_DATA, piece.vector);
    }

    private Bitmap valid(Piece piece) {
        long words = capi.call(Symbol.VECTOR_GET_VALIDITY, piece.vector);
        return new Bitmap(words, piece.from, piece.count);
    }

    /// No buffer when no row is null.
    private Buffer validity(List<Piece> pieces, long rows) {
        boolean none = true;
        for (Piece piece : pieces) {
            Bitmap valid = valid(piece);
            none &= valid.isAllSet() || valid.count() == piece.count;
        }
        if (none) {
            return Buffer.NONE;
        }
        Buffer buffer = assembly.buffer(Bitmaps.bytes(rows));
        long at = 0;
        for (Piece piece : pieces) {
            Bitmaps.append(valid(piece), buffer.address(), at);
            at += piece.count;
        }
        return buffer;
    }

    private Buffer bits(List<Piece> pieces, long rows) {
        Buffer buffer = assembly.buffer(Bitmaps.bytes(rows));
        long row = 0;
        long word = 0;
        for (Piece piece : pieces) {
            long from = data(piece) + piece.from;
            for (long i = 0; i < piece.count; i++, row++) {
                word |= (long) (Native.getByte(from + i) & 1) << row;
                if ((row & 63) == 63) {
                    Native.putLong(buffer.address() + (row >>> 6 << 3), word);
                    word = 0;
                }
            }
        }
        if ((row & 63) != 0) {
            Native.putLong(buffer.address() + (row >>> 6 << 3), word);
        }
        return buffer;
    }

    private Buffer fixed(DataType type, int width, List<Piece> pieces, long rows) {
        Buffer buffer = assembly.buffer(rows * width);
        long to = buffer.address();
        for (Piece piece : pieces) {
            fixed(type, width, data(piece), piece, to);
            to += piece.count * width;
        }
        return buffer;
    }

    private void fixed(DataType type, int width, long data, Piece piece, long to) {
        long from = piece.from;
        long count = piece.count;
        switch (type) {
            case DataType.FloatingPoint(int bits) when bits == 16 -> {
                for (long i = 0; i < count; i++) {
                    Native.putShort(to + (i << 1), Float.floatToFloat16(Native.getFloat(data + ((from + i) << 2))));
                }
            }
            case DataType.Date(boolean milliseconds) when milliseconds -> {
                for (long i = 0; i < count; i++) {
                    Native.putLong(to + (i << 3), Native.getInt(data + ((from + i) << 2)) * DAY_MILLIS);
                }
            }
            case DataType.Time(TimeUnit unit) when width == 4 -> {
                long micros = 1_000_000 / unit.perSecond();
                for (long i = 0; i < count; i++) {
                    Native.putInt(to + (i << 2), (int) (Native.getLong(data + ((from + i) << 3)) / micros));
                }
            }
            case DataType.Decimal(_, int precision, _) when precision <= 18 ->
                    decimals(data, precision, from, count, to);
            case DataType.FixedSizeBinary _ -> blobs(data, width, piece, to);
            default -> Native.copy(data + from * width, to, count * width);
        }
    }

    private static void decimals(long data, int precision, long from, long count, long to) {
        for (long i = 0; i < count; i++) {
            long at = from + i;
            long value =
                    precision <= 4
                            ? Native.getShort(data + (at << 1))
                            : precision <= 9 ? Native.getInt(data + (at << 2)) : Native.getLong(data + (at << 3));
            Native.putLong(to + (i << 4), value);
            Native.putLong(to + (i << 4) + 8, value >> 63);
        }
    }

    private void blobs(long data, int width, Piece piece, long to) {
        Bitmap valid = valid(piece);
        for (long i = 0; i < piece.count; i++) {
            long entry = data + (piece.from + i) * ENTRY_BYTES;
            if (valid.get(i) && Native.getInt(entry) == width) {
                Bytes.copy(address(entry), to + i * width, width);
            } else {
                Native.fill(to + i * width, width, (byte) 0);
            }
        }
    }

    /// Where the bytes of a `string_t` are.
    private static long address(long entry) {
        return Native.getInt(entry) <= BytesColumn.INLINE_BYTES ? entry + 4 : Native.getLong(entry + 8);
    }

    private ArrayData bytes(DataType type, List<Piece> pieces, Buffer validity, long rows) {
        long total = 0;
        for (Piece piece : pieces) {
            long entry = data(piece) + piece.from * ENTRY_BYTES;
            Bitmap valid = valid(piece);
            for (long i = 0; i < piece.count; i++) {
                total += valid.get(i) ? Native.getInt(entry + i * ENTRY_BYTES) & 0xFFFF_FFFFL : 0;
            }
        }
        boolean large = total > Integer.MAX_VALUE;
        Buffer offsets = assembly.buffer((rows + 1) * (large ? 8 : 4));
        Buffer text = assembly.buffer(total);
        long row = 0;
        long at = 0;
        for (Piece piece : pieces) {
            long entry = data(piece) + piece.from * ENTRY_BYTES;
            Bitmap valid = valid(piece);
            for (long i = 0; i < piece.count; i++, row++, entry += ENTRY_BYTES) {
                putOffset(offsets, large, row, at);
                if (valid.get(i)) {
                    long size = Native.getInt(entry) & 0xFFFF_FFFFL;
                    Bytes.copy(address(entry), text.address() + at, size);
                    at += size;
                }
            }
        }
        putOffset(offsets, large, rows, at);
        DataType.Bytes layout = large ? DataType.Bytes.OFFSETS64 : DataType.Bytes.OFFSETS32;
        DataType read = type instanceof DataType.Utf8 ? new DataType.Utf8(layout) : new DataType.Binary(layout);
        return array(read, rows, List.of(validity, offsets, text), List.of());
    }

    private static void putOffset(Buffer offsets, boolean large, long row, long value) {
        if (large) {
            Native.putLong(offsets.address() + (row << 3), value);
        } else {
            Native.putInt(offsets.address() + (row << 2), (int) value);
        }
    }

    private ArrayData lists(DataType type, List<Piece> pieces, Buffer validity, long rows) {
        var elements = new ArrayList<Piece>();
        long total = 0;
        for (Piece piece : pieces) {
            total += runs(piece, elements);
        }
        boolean large = total > Integer.MAX_VALUE && !(type instanceof DataType.MapOf);
        Buffer offsets = assembly.buffer((rows + 1) * (large ? 8 : 4));
        long row = 0;
        long at = 0;
        for (Piece piece : pieces) {
            long entry = data(piece) + piece.from * ENTRY_BYTES;
            Bitmap valid = valid(piece);
            for (long i = 0; i < piece.count; i++, row++) {
                putOffset(offsets, large, row, at);
                at += valid.get(i) ? Native.getLong(entry + i * ENTRY_BYTES + 8) : 0;
            }
        }
        putOffset(offsets, large, rows, at);
        Field element = type instanceof DataType.ListOf list ? list.element() : ((DataType.MapOf) type).entries();
        ArrayData child = read(element.type(), elements);
        Field readElement = new Field(element.name(), child.type(), element.nullable());
        DataType read =
                type instanceof DataType.ListOf
                        ? new DataType.ListOf(readElement, large ? Elements.OFFSETS64 : Elements.OFFSETS32)
                        : new DataType.MapOf(readElement, false);
        return array(read, rows, List.of(validity, offsets), List.of(child));
    }

    /// Adds the elements of the lists, neighbours together, and returns how many they are.
    private long runs(Piece piece, List<Piece> elements) {
        long child = capi.call(Symbol.LIST_VECTOR_GET_CHILD, piece.vector);
        long entry = data(piece) + piece.from * ENTRY_BYTES;
        Bitmap valid = valid(piece);
        long start = 0;
        long count = 0;
        long total = 0;
        for (long i = 0; i < piece.count; i++, entry += ENTRY_BYTES) {
            long size = valid.get(i) ? Native.getLong(entry + 8) : 0;
            if (size == 0) {
                continue;
            }
            total += size;
            if (Native.getLong(entry) == start + count) {
                count += size;
                continue;
            }
            if (count > 0) {
                elements.add(new Piece(child, start, count));
            }
            start = Native.getLong(entry);
            count = size;
        }
        if (count > 0) {
            elements.add(new Piece(child, start, count));
        }
        return total;
    }
}
