package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.ListColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Rows as JSON objects, one in each line or all in a list, byte for byte as Polars 2.1 writes them.
final class JsonWriter implements RowText {
    private static final String PLACES = "%.f";

    private final boolean lines;
    private boolean first = true;

    /// @param lines whether each object stands in a line of its own
    JsonWriter(boolean lines) {
        this.lines = lines;
    }

    @Override
    public void begin(Schema schema, TextBuffer out) {
        schema.fields().forEach(field -> check(field.name(), field.type()));
        if (!lines) {
            out.ascii('[');
        }
    }

    private static void check(String column, DataType type) {
        switch (type.logical()) {
            case DataType.Binary _, DataType.FixedSizeBinary _, DataType.Interval _, DataType.Union _ ->
                    throw new PenstockException(
                                    ErrorCode.COMPUTE,
                                    "the column \"" + column + "\" of type " + type + " cannot be written to JSON")
                            .column(column)
                            .hint("encode it as a string first");
            default -> ArrowFormat.children(type.logical()).forEach(child -> check(column, child.type()));
        }
    }

    @Override
    public void rows(Batch batch, List<ArrayData> columns, TextBuffer out, Flush flush) {
        Cell row = struct(batch.schema().fields(), columns.stream().map(JsonWriter::orNull).toList());
        for (long i = 0; i < batch.rows(); i++) {
            if (!lines && !first) {
                out.ascii(',');
            }
            first = false;
            row.append(i, out);
            if (lines) {
                out.ascii('\n');
            }
            flush.maybe(out);
        }
    }

    @Override
    public void end(TextBuffer out) {
        if (!lines) {
            out.ascii(']');
        }
    }

    private static Cell struct(List<Field> fields, List<Cell> cells) {
        var names = new ArrayList<byte[]>();
        for (Field field : fields) {
            var name = new TextBuffer();
            string(field.name().getBytes(StandardCharsets.UTF_8), name);
            name.ascii(':');
            names.add(name.from(0));
        }
        return (row, out) -> {
            out.ascii('{');
            for (int i = 0; i < names.size(); i++) {
                if (i > 0) {
                    out.ascii(',');
                }
                out.bytes(names.get(i));
                cells.get(i).append(row, out);
            }
            out.ascii('}');
        };
    }

    private static Cell orNull(ArrayData array) {
        if (array.type() instanceof DataType.Null) {
            return (_, out) -> out.text("null");
        }
        Bitmap valid = array.validity();
        Cell cell = cell(array);
        return (row, out) -> {
            if (valid.get(row)) {
                cell.append(row, out);
            } else {
                out.text("null");
            }
        };
    }

    private static Cell cell(ArrayData array) {
        return switch (array.type()) {
            case DataType.Bool _ -> Cell.bool(array);
            case DataType.Int type -> Cell.integer(array, type);
            case DataType.FloatingPoint(int bits) -> finite(array, bits);
            case DataType.Decimal type -> quoted(Cell.decimal(array, type, '.'));
            case DataType.Date _ -> quoted(Cell.temporal(array, new TimeFormat("%F", false)));
            case DataType.Time _ -> quoted(Cell.temporal(array, new TimeFormat("%T" + PLACES, false)));
            case DataType.Timestamp(_, String zone) ->
                    quoted(
                            Cell.temporal(
                                    array,
                                    zone == null
                                            ? new TimeFormat("%F %T" + PLACES, false)
                                            : new TimeFormat("%FT%T" + PLACES + "%:z", true)));
            case DataType.Duration(TimeUnit unit) ->
                    quoted((row, out) -> TimeText.duration(Cell.units(array, row), unit, out));
            case DataType.Utf8 _ -> text(array);
            case DataType.ListOf _, DataType.MapOf _ -> list(array);
            case DataType.FixedSizeListOf(_, int size) -> {
                Cell element = orNull(array.childRows(0));
                yield (row, out) -> elements(element, row * size, size, out);
            }
            case DataType.StructOf(List<Field> fields) -> {
                var cells = new ArrayList<Cell>();
                for (int i = 0; i < fields.size(); i++) {
                    cells.add(orNull(array.childRows(i)));
                }
                yield struct(fields, cells);
            }
            default -> throw new AssertionError(array.type());
        };
    }

    private static Cell list(ArrayData array) {
        ListColumn lists = ListColumn.of(array);
        Cell element = orNull(lists.elements());
        return (row, out) -> elements(element, lists.start(row), lists.size(row), out);
    }

    private static void elements(Cell element, long from, long count, TextBuffer out) {
        out.ascii('[');
        for (long i = 0; i < count; i++) {
            if (i > 0) {
                out.ascii(',');
            }
            element.append(from + i, out);
        }
        out.ascii(']');
    }

    /// JSON has no NaN and no infinity.
    private static Cell finite(ArrayData array, int bits) {
        Cell cell = Cell.floating(array, bits, FloatText.PLAIN);
        return (row, out) -> {
            int start = out.size();
            cell.append(row, out);
            byte last = out.at(out.size() - 1);
            if (last < '0' || last > '9') {
                out.cut(start);
                out.text("null");
            }
        };
    }

    private static Cell quoted(Cell cell) {
        return (row, out) -> {
            out.ascii('"');
            cell.append(row, out);
            out.ascii('"');
        };
    }

    private static Cell text(ArrayData array) {
        BytesColumn texts = BytesColumn.of(array);
        return (row, out) -> {
            int size = Math.toIntExact(texts.size(row));
            byte[] bytes =
                    size == 0
                            ? new byte[0]
                            : Native.segment(texts.address(row), size).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            string(bytes, out);
        };
    }

    private static void string(byte[] bytes, TextBuffer out) {
        out.ascii('"');
        for (byte c : bytes) {
            switch (c) {
                case '"' -> out.text("\\\"");
                case '\\' -> out.text("\\\\");
                case '\n' -> out.text("\\n");
                case '\r' -> out.text("\\r");
                case '\t' -> out.text("\\t");
                case '\b' -> out.text("\\b");
                case '\f' -> out.text("\\f");
                default -> {
                    if (c >= 0 && c < 0x20) {
                        out.text("\\u%04x".formatted((int) c));
                    } else {
                        out.ascii((char) c);
                    }
                }
            }
        }
        out.ascii('"');
    }
}
