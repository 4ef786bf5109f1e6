package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// Writes the value of a row as text. The row is not null.
interface Cell {
    void append(long row, TextBuffer out);

    static Cell bool(ArrayData array) {
        Bitmap bits = array.bits();
        return (row, out) -> out.text(bits.get(row) ? "true" : "false");
    }

    static Cell integer(ArrayData array, DataType.Int type) {
        long base = array.length() == 0 ? 0 : array.buffer(1).address() + array.offset() * (type.bits() / 8);
        boolean signed = type.signed();
        return switch (type.bits()) {
            case 8 ->
                    (row, out) -> {
                        byte value = Native.getByte(base + row);
                        out.integer(signed ? value : value & 0xFF);
                    };
            case 16 ->
                    (row, out) -> {
                        short value = Native.getShort(base + (row << 1));
                        out.integer(signed ? value : value & 0xFFFF);
                    };
            case 32 ->
                    (row, out) -> {
                        int value = Native.getInt(base + (row << 2));
                        out.integer(signed ? value : value & 0xFFFF_FFFFL);
                    };
            default ->
                    (row, out) -> {
                        long value = Native.getLong(base + (row << 3));
                        if (signed || value >= 0) {
                            out.integer(value);
                        } else {
                            out.text(Long.toUnsignedString(value));
                        }
                    };
        };
    }

    static Cell floating(ArrayData array, int bits, FloatText format) {
        long base = array.length() == 0 ? 0 : array.buffer(1).address() + array.offset() * (bits / 8);
        return switch (bits) {
            case 16 -> (row, out) -> format.append(Float.float16ToFloat(Native.getShort(base + (row << 1))), out);
            case 32 -> (row, out) -> format.append(Native.getFloat(base + (row << 2)), out);
            default -> (row, out) -> format.append(Native.getDouble(base + (row << 3)), out);
        };
    }

    static Cell decimal(ArrayData array, DataType.Decimal type, char point) {
        int width = type.bits() / 8;
        long base = array.length() == 0 ? 0 : array.buffer(1).address() + array.offset() * width;
        return (row, out) -> {
            byte[] big = new byte[width];
            for (int i = 0; i < width; i++) {
                big[width - 1 - i] = Native.getByte(base + row * width + i);
            }
            out.text(new BigDecimal(new BigInteger(big), type.scale()).toPlainString().replace('.', point));
        };
    }

    /// Dates, times and timestamps, as `format` says.
    static Cell temporal(ArrayData array, TimeFormat format) {
        return switch (array.type()) {
            case DataType.Date(boolean milliseconds) ->
                    milliseconds
                            ? (row, out) ->
                                    format.append(TimeText.day(Math.floorDiv(units(array, row), 86_400_000L)), out)
                            : (row, out) -> format.append(TimeText.day(units(array, row)), out);
            case DataType.Time(TimeUnit unit) ->
                    (row, out) -> format.append(TimeText.timeOfDay(units(array, row), unit), out);
            case DataType.Timestamp(TimeUnit unit, String zone) -> {
                ZoneId id = TimeText.zone(zone);
                yield (row, out) -> {
                    ZonedDateTime time = TimeText.instant(units(array, row), unit, id);
                    format.append(time, out);
                };
            }
            default -> throw new AssertionError(array.type());
        };
    }

    static Cell text(ArrayData array) {
        BytesColumn texts = BytesColumn.of(array);
        return (row, out) -> out.memory(texts.address(row), Math.toIntExact(texts.size(row)));
    }

    /// A date's, time's, timestamp's or duration's number.
    static long units(ArrayData array, long row) {
        long at = array.offset() + row;
        boolean narrow =
                switch (array.type()) {
                    case DataType.Date(boolean milliseconds) -> !milliseconds;
                    case DataType.Time(TimeUnit unit) -> unit.perSecond() <= 1_000;
                    default -> false;
                };
        return narrow
                ? Native.getInt(array.buffer(1).address() + (at << 2))
                : Native.getLong(array.buffer(1).address() + (at << 3));
    }
}
