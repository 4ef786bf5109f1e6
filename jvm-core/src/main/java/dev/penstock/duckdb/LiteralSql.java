package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.Field;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Constants as SQL.
final class LiteralSql {
    private final UnaryOperator<String> texts;

    private LiteralSql(UnaryOperator<String> texts) {
        this.texts = texts;
    }

    static String of(DataType type, @Nullable Object value) {
        return of(type, value, Sql::text);
    }

    /// @param texts says how a text stands in SQL: in quotes, or as a parameter
    static String of(DataType type, @Nullable Object value, UnaryOperator<String> texts) {
        return new LiteralSql(texts).constant(type, value);
    }

    private String constant(DataType type, @Nullable Object value) {
        if (SqlTypes.isCarried(type)) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "duckdb has no constants of type " + type);
        }
        String name = SqlTypes.of(type);
        return switch (value) {
            case null -> "CAST(NULL AS " + name + ")";
            case Boolean truth -> truth ? "TRUE" : "FALSE";
            case String text -> texts.apply(text);
            case ByteBuffer bytes -> "from_hex(" + texts.apply(hex(bytes)) + ")";
            case BigDecimal number -> cast(number.toPlainString(), name);
            case Long count when type instanceof Date(boolean milliseconds) ->
                    TemporalSql.point(type, "CAST(" + (milliseconds ? count / 86_400_000 : count) + " AS BIGINT)");
            case Long count when type instanceof Timestamp || type instanceof Time ->
                    TemporalSql.point(type, cast(count.toString(), "BIGINT"));
            case Number number -> cast(number.toString(), name);
            case List<?> parts -> nested(type.logical(), parts, name);
            default -> throw new AssertionError("a constant of " + value.getClass());
        };
    }

    private String nested(DataType type, List<?> parts, String name) {
        return switch (type) {
            case ListOf(Field element, _) -> list(element.type(), parts, name);
            case FixedSizeListOf(Field element, _) -> list(element.type(), parts, name);
            case StructOf(List<Field> fields) -> {
                var values = new ArrayList<String>();
                for (int i = 0; i < fields.size(); i++) {
                    values.add(constant(fields.get(i).type(), parts.get(i)));
                }
                yield struct(fields, values);
            }
            default -> throw new AssertionError("a list for " + type);
        };
    }

    private String list(DataType element, List<?> parts, String name) {
        var values = new ArrayList<String>();
        parts.forEach(part -> values.add(constant(element, part)));
        return "CAST([" + Sql.list(values) + "] AS " + name + ")";
    }

    /// A struct of values under the names of the fields.
    static String struct(List<Field> fields, List<String> values) {
        SqlNames names = SqlNames.of(fields);
        var members = new ArrayList<String>();
        for (int i = 0; i < fields.size(); i++) {
            members.add(names.of(fields.get(i).name()) + " := " + values.get(i));
        }
        return SqlForm.call("struct_pack", members);
    }

    private String cast(String value, String type) {
        return "CAST(" + texts.apply(value) + " AS " + type + ")";
    }

    /// A constant given by its text.
    static String cast(String value, DataType type) {
        return "CAST(" + Sql.text(value) + " AS " + SqlTypes.of(type) + ")";
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().withUpperCase().formatHex(copy);
    }
}
