package dev.penstock.benefits.limits;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.column.FixedColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Answer;
import dev.penstock.function.FunctionContext;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Limits as a table: `year` Int32, `code`, `amount` Decimal(18, 2) in dollars, `source`, `effective_from` Date,
/// `version`. No value is null.
public final class LimitRows {
    private static final DataType MONEY = new DataType.Decimal(128, 18, 2);

    /// The schema of such a table.
    public static final Schema SCHEMA =
            new Schema(
                    List.of(
                            new Field("year", Types.INT32, false),
                            new Field("code", Types.UTF8, false),
                            new Field("amount", MONEY, false),
                            new Field("source", Types.UTF8, false),
                            new Field("effective_from", Types.DATE32, false),
                            new Field("version", Types.UTF8, false)));

    private LimitRows() {}

    /// @throws PenstockException with code COLUMN_NOT_FOUND or SCHEMA_MISMATCH for a table that is none of limits
    public static void check(Schema schema) {
        for (Field field : SCHEMA.fields()) {
            if (!schema.contains(field.name())) {
                throw PenstockException.columnNotFound(field.name(), schema.names());
            }
            DataType type = schema.field(schema.indexOf(field.name())).type();
            boolean fits =
                    switch (field.type()) {
                        case DataType.Int _ ->
                                type instanceof DataType.Int(int bits, boolean signed) && (signed || bits < 32);
                        case DataType.Decimal _ ->
                                type instanceof DataType.Decimal(int bits, _, int scale) && bits == 128 && scale == 2;
                        case DataType.Utf8 _ -> type instanceof DataType.Utf8;
                        default -> type.equals(field.type());
                    };
            if (!fits) {
                throw new PenstockException(
                                ErrorCode.SCHEMA_MISMATCH,
                                "column \"%s\" of limits has type %s and should be %s"
                                        .formatted(field.name(), type, field.type()))
                        .column(field.name());
            }
        }
    }

    /// Reads a table of limits, which is closed.
    ///
    /// @throws PenstockException with code SHAPE for a null, SCHEMA_MISMATCH for an unknown code
    public static RegulatoryLimits read(BatchStream stream, FunctionContext context) {
        var limits = new ArrayList<RegulatoryLimit>();
        try (stream) {
            check(stream.schema());
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                context.cancellation().check();
                try (Batch rows = batch) {
                    read(rows, limits, context.allocator());
                }
            }
        }
        return new LimitTable(limits);
    }

    private static void read(Batch rows, List<RegulatoryLimit> limits, Allocator allocator) {
        var columns = new ArrayList<Column>();
        try {
            for (Field field : SCHEMA.fields()) {
                Column column = rows.column(rows.schema().indexOf(field.name()));
                if (column.data().countNulls() > 0) {
                    throw new PenstockException(ErrorCode.SHAPE, "a limit lacks its " + field.name())
                            .column(field.name());
                }
                columns.add(
                        field.type() instanceof DataType.Utf8
                                ? Relayout.column(column, Types.UTF8, allocator)
                                : column.share());
            }
            BytesColumn codes = BytesColumn.of(columns.get(1));
            BytesColumn sources = BytesColumn.of(columns.get(3));
            BytesColumn versions = BytesColumn.of(columns.get(5));
            FixedColumn amounts = FixedColumn.of(columns.get(2));
            FixedColumn from = FixedColumn.of(columns.get(4));
            for (long row = 0; row < rows.rows(); row++) {
                limits.add(
                        new RegulatoryLimit(
                                year(columns.get(0), row),
                                code(codes.text(row)),
                                amounts.getLong(row << 1),
                                sources.text(row),
                                LocalDate.ofEpochDay(from.getInt(row)),
                                versions.text(row)));
            }
        } finally {
            Column.closeAll(columns);
        }
    }

    private static int year(Column column, long row) {
        FixedColumn years = FixedColumn.of(column);
        return switch (years.width()) {
            case 1 -> years.getByte(row);
            case 2 -> years.getShort(row);
            case 4 -> years.getInt(row);
            default -> Math.toIntExact(years.getLong(row));
        };
    }

    private static LimitCode code(String text) {
        try {
            return LimitCode.valueOf(text);
        } catch (IllegalArgumentException _) {
            throw PenstockException.unknown(
                            ErrorCode.SCHEMA_MISMATCH,
                            "code of a limit",
                            text,
                            Arrays.stream(LimitCode.values()).map(Enum::name).toList())
                    .column("code");
        }
    }

    /// Limits as a batch, which the caller owns.
    static Batch batch(List<RegulatoryLimit> limits, Allocator allocator) {
        List<Answer> answers = SCHEMA.fields().stream().map(field -> Answer.of(field.type(), limits.size())).toList();
        for (int row = 0; row < limits.size(); row++) {
            RegulatoryLimit limit = limits.get(row);
            answers.get(0).setLong(row, limit.year());
            answers.get(1).setString(row, limit.code().name());
            answers.get(2).setUnscaled(row, limit.cents());
            answers.get(3).setString(row, limit.source());
            answers.get(4).setDate(row, limit.effectiveFrom());
            answers.get(5).setString(row, limit.version());
        }
        var columns = new ArrayList<Column>();
        try {
            answers.forEach(answer -> columns.add(answer.toColumn(allocator)));
            return new Batch(SCHEMA, limits.size(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }
}
