package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Empty;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Sensitive;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// One value for all rows of a batch, given as text: a file's path, or what its folder is called.
public final class RepeatedText {
    private RepeatedText() {}

    /// The caller owns the column.
    ///
    /// @throws PenstockException with code CAST for a text that is no value of the field's type
    public static Column of(Field field, @Nullable String text, long rows, Allocator allocator) {
        if (text == null || rows == 0) {
            return Empty.nulls(field.type(), rows, allocator);
        }
        try (Assembly assembly = new Assembly(allocator)) {
            ArrayData data =
                    switch (field.type()) {
                        case DataType.Utf8(DataType.Bytes bytes) when bytes == DataType.Bytes.OFFSETS32 ->
                                text(field.type(), text.getBytes(StandardCharsets.UTF_8), rows, assembly);
                        case DataType.Utf8 _ -> views(text.getBytes(StandardCharsets.UTF_8), rows, assembly);
                        case DataType.Bool _ ->
                                fixed(field.type(), 1, (rows + 7) / 8, text.equals("true") ? -1 : 0, rows, assembly);
                        case DataType.Int(int bits, _) ->
                                fixed(field.type(), bits / 8, rows, Long.parseLong(text), rows, assembly);
                        case DataType.FloatingPoint(int bits) when bits == 64 ->
                                fixed(
                                        field.type(),
                                        8,
                                        rows,
                                        Double.doubleToRawLongBits(Double.parseDouble(text)),
                                        rows,
                                        assembly);
                        case DataType.FloatingPoint(int bits) when bits == 32 ->
                                fixed(
                                        field.type(),
                                        4,
                                        rows,
                                        Float.floatToRawIntBits(Float.parseFloat(text)),
                                        rows,
                                        assembly);
                        case DataType.Date(boolean milliseconds) when !milliseconds ->
                                fixed(field.type(), 4, rows, LocalDate.parse(text).toEpochDay(), rows, assembly);
                        default ->
                                throw new PenstockException(
                                        ErrorCode.UNSUPPORTED_TYPE,
                                        "folders cannot make a column of type " + field.type());
                    };
            return assembly.finish(data);
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new PenstockException(
                            ErrorCode.CAST,
                            "the folder's value \""
                                    + Sensitive.columns().shown(field.name(), text)
                                    + "\" is not of type "
                                    + field.type(),
                            e)
                    .column(field.name());
        } catch (PenstockException e) {
            throw e.column(field.name());
        }
    }

    private static ArrayData fixed(DataType type, int width, long count, long value, long rows, Assembly assembly) {
        Buffer values = assembly.buffer(count * width);
        for (long i = 0; i < count; i++) {
            switch (width) {
                case 1 -> Native.putByte(values.address() + i, (byte) value);
                case 2 -> Native.putShort(values.address() + (i << 1), (short) value);
                case 4 -> Native.putInt(values.address() + (i << 2), (int) value);
                default -> Native.putLong(values.address() + (i << 3), value);
            }
        }
        return ArrayData.flat(type, rows, 0, Buffer.NONE, values);
    }

    private static ArrayData text(DataType type, byte[] text, long rows, Assembly assembly) {
        Buffer offsets = assembly.buffer((rows + 1) * 4);
        Buffer bytes = assembly.buffer(Math.max(1, rows * text.length));
        if (rows * text.length > Integer.MAX_VALUE) {
            throw new PenstockException(ErrorCode.COMPUTE, "a batch is too large for a column of its file's path");
        }
        for (long row = 0; row < rows; row++) {
            Native.putInt(offsets.address() + (row << 2), (int) (row * text.length));
            put(text, bytes.address() + row * text.length);
        }
        Native.putInt(offsets.address() + (rows << 2), (int) (rows * text.length));
        return ArrayData.flat(type, rows, 0, Buffer.NONE, offsets, bytes);
    }

    private static ArrayData views(byte[] text, long rows, Assembly assembly) {
        Buffer bytes = assembly.buffer(Math.max(1, text.length));
        put(text, bytes.address());
        Buffer views = assembly.buffer(rows << 4);
        for (long row = 0; row < rows; row++) {
            long view = views.address() + (row << 4);
            Native.fill(view, 16, (byte) 0);
            Native.putInt(view, text.length);
            Native.copy(bytes.address(), view + 4, Math.min(text.length, text.length <= 12 ? 12 : 4));
        }
        return ArrayData.flat(new DataType.Utf8(DataType.Bytes.VIEWS), rows, 0, Buffer.NONE, views, bytes);
    }

    private static void put(byte[] text, long to) {
        for (int i = 0; i < text.length; i++) {
            Native.putByte(to + i, text[i]);
        }
    }
}
