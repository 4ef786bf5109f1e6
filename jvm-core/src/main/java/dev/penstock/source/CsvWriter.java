package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Bitmap;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows as comma-separated values, byte for byte as Polars 2.1 writes them.
final class CsvWriter implements RowText {
    private enum Quotes {
        NECESSARY,
        ALWAYS,
        NON_NUMERIC,
        NEVER
    }

    private final Options options;
    private final Quotes quotes;
    private final byte separator;
    private final byte quote;
    private final byte[] end;
    private final byte[] nothing;
    private final FloatText floats;

    CsvWriter(Options options) {
        this.options = options;
        quotes = quotes(options.text("quote_style", "necessary"));
        separator = one(options, "separator", ",");
        quote = one(options, "quote_char", "\"");
        end = options.text("line_terminator", "\n").getBytes(StandardCharsets.UTF_8);
        nothing = options.text("null_value", "").getBytes(StandardCharsets.UTF_8);
        Long precision = options.integer("float_precision");
        floats =
                new FloatText(
                        options.has("float_scientific") ? options.flag("float_scientific", false) : null,
                        precision == null ? null : Math.toIntExact(precision),
                        point());
    }

    private char point() {
        return options.flag("decimal_comma", false) ? ',' : '.';
    }

    private static Quotes quotes(String style) {
        return switch (style) {
            case "necessary" -> Quotes.NECESSARY;
            case "always" -> Quotes.ALWAYS;
            case "non_numeric" -> Quotes.NON_NUMERIC;
            case "never" -> Quotes.NEVER;
            default ->
                    throw PenstockException.unknown(
                            ErrorCode.CONFIG,
                            "quote_style",
                            style,
                            List.of("necessary", "always", "non_numeric", "never"));
        };
    }

    private static byte one(Options options, String name, String otherwise) {
        byte[] bytes = options.text(name, otherwise).getBytes(StandardCharsets.UTF_8);
        if (bytes.length != 1) {
            throw new PenstockException(ErrorCode.CONFIG, "the option \"" + name + "\" must be a single byte");
        }
        return bytes[0];
    }

    @Override
    public void begin(Schema schema, TextBuffer out) {
        schema.fields().forEach(this::check);
        if (options.flag("include_bom", false)) {
            out.text("\uFEFF");
        }
        if (!options.flag("include_header", true)) {
            return;
        }
        for (int i = 0; i < schema.size(); i++) {
            if (i > 0) {
                out.ascii((char) separator);
            }
            int start = out.size();
            out.text(schema.field(i).name());
            finish(start, quotes == Quotes.ALWAYS || quotes == Quotes.NON_NUMERIC, true, out);
        }
        out.bytes(end);
    }

    private void check(Field field) {
        boolean nested =
                switch (field.type().logical()) {
                    case DataType.ListOf _, DataType.FixedSizeListOf _, DataType.StructOf _, DataType.MapOf _ -> true;
                    default -> false;
                };
        boolean cannot =
                switch (field.type().logical()) {
                    case DataType.Binary _,
                            DataType.FixedSizeBinary _,
                            DataType.Duration _,
                            DataType.Interval _,
                            DataType.Union _ ->
                            true;
                    default -> nested;
                };
        if (cannot) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "the column \"%s\" of type %s cannot be written to CSV"
                                    .formatted(field.name(), field.type()))
                    .column(field.name())
                    .hint(nested ? "unnest or explode it, or write Parquet or JSON" : "cast it to a string first");
        }
    }

    @Override
    public void rows(Batch batch, List<ArrayData> columns, TextBuffer out, Flush flush) {
        int count = columns.size();
        var cells = new Cell[count];
        var valid = new Bitmap[count];
        var always = new boolean[count];
        var maybe = new boolean[count];
        for (int i = 0; i < count; i++) {
            ArrayData column = columns.get(i);
            boolean number = column.type().isNumeric() || column.type() instanceof DataType.Null;
            cells[i] = cell(column);
            valid[i] = column.validity();
            boolean hasPoint = column.type().isFloat() || column.type() instanceof DataType.Decimal;
            always[i] =
                    quotes == Quotes.ALWAYS
                            || (quotes == Quotes.NON_NUMERIC && !number)
                            || (quotes != Quotes.NEVER && hasPoint && point() == (char) separator);
            maybe[i] = column.type() instanceof DataType.Utf8;
        }
        for (long row = 0; row < batch.rows(); row++) {
            for (int i = 0; i < count; i++) {
                if (i > 0) {
                    out.ascii((char) separator);
                }
                int start = out.size();
                if (columns.get(i).type() instanceof DataType.Null || !valid[i].get(row)) {
                    out.bytes(nothing);
                    if (quotes == Quotes.ALWAYS) {
                        wrap(start, out);
                    }
                } else {
                    cells[i].append(row, out);
                    finish(start, always[i], maybe[i], out);
                }
            }
            out.bytes(end);
            flush.maybe(out);
        }
    }

    private Cell cell(ArrayData column) {
        return switch (column.type()) {
            case DataType.Bool _ -> Cell.bool(column);
            case DataType.Int type -> Cell.integer(column, type);
            case DataType.FloatingPoint(int bits) -> Cell.floating(column, bits, floats);
            case DataType.Decimal type -> Cell.decimal(column, type, point());
            case DataType.Date _ -> Cell.temporal(column, format("date_format", "%F", null));
            case DataType.Time _ -> Cell.temporal(column, format("time_format", "%T%.9f", null));
            case DataType.Timestamp(TimeUnit unit, String zone) -> {
                String places = unit.perSecond() <= 1_000 ? "%.3f" : unit == TimeUnit.MICROSECOND ? "%.6f" : "%.9f";
                yield Cell.temporal(
                        column, format("datetime_format", "%FT%H:%M:%S" + places + (zone == null ? "" : "%z"), zone));
            }
            case DataType.Utf8 _ -> Cell.text(column);
            default -> (_, _) -> {};
        };
    }

    private TimeFormat format(String option, String otherwise, @Nullable String zone) {
        return new TimeFormat(options.text(option, otherwise), zone != null);
    }

    /// Puts quotes around what stands behind `start`, if there must be some.
    private void finish(int start, boolean always, boolean maybe, TextBuffer out) {
        if (always || (maybe && quotes != Quotes.NEVER && needsQuotes(start, out))) {
            wrap(start, out);
        }
    }

    private boolean needsQuotes(int start, TextBuffer out) {
        if (out.size() == start) {
            return true;
        }
        for (int i = start; i < out.size(); i++) {
            byte c = out.at(i);
            if (c == separator || c == quote || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }

    private void wrap(int start, TextBuffer out) {
        byte[] content = out.from(start);
        out.cut(start);
        out.ascii((char) quote);
        for (byte c : content) {
            if (c == quote) {
                out.ascii((char) quote);
            }
            out.ascii((char) c);
        }
        out.ascii((char) quote);
    }

    @Override
    public void end(TextBuffer out) {}
}
