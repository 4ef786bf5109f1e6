package dev.penstock.function.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The value that a JSON text is, as a given type. Fields that are not there are null, others are left out; a number
/// that does not fit an integer is null; a value alone is a list of one. The empty text is null.
public record JsonDecode(DataType type) implements OwnFunction {
    /// Whether JSON can be read as `type`.
    public static boolean reads(DataType type) {
        return switch (type) {
            case DataType.Int _, DataType.FloatingPoint _, DataType.Bool _, DataType.Utf8 _ -> true;
            case DataType.Date _, DataType.Timestamp _ -> true;
            case DataType.ListOf(Field element, _) -> reads(element.type());
            case DataType.StructOf(List<Field> fields) -> fields.stream().allMatch(field -> reads(field.type()));
            default -> false;
        };
    }

    @Override
    public void apply(Arguments in, Answer out) {
        for (int row = 0; row < in.rows(); row++) {
            if (!in.get(0).isNull(row)) {
                String text = in.get(0).getString(row);
                try {
                    put(JsonValues.parse(text), out, row);
                } catch (JsonProcessingException e) {
                    throw new PenstockException(
                                    ErrorCode.COMPUTE, "\"" + shown(text) + "\" is no JSON: " + e.getOriginalMessage())
                            .hint("filter such rows out, or read parts with str.json_path_match");
                }
            }
        }
    }

    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    private static void put(JsonNode value, Answer out, int row) {
        if (value.isNull() || value.isMissingNode()) {
            return;
        }
        switch (out.type()) {
            case DataType.StructOf(List<Field> fields) -> {
                require(value.isObject(), value, out.type());
                out.setStruct(row);
                for (Field field : fields) {
                    JsonNode member = value.get(field.name());
                    if (member != null) {
                        put(member, out.field(field.name()), row);
                    }
                }
            }
            case DataType.ListOf _ -> {
                int count = value.isArray() ? value.size() : 1;
                int place = out.setList(row, count);
                for (int i = 0; i < count; i++) {
                    put(value.isArray() ? value.get(i) : value, out.elements(), place + i);
                }
            }
            case DataType.Int(int bits, boolean signed) -> {
                require(value.isNumber() || value.isBoolean(), value, out.type());
                BigInteger whole = value.isBoolean() ? truth(value) : whole(value);
                boolean fits = signed ? whole.bitLength() < bits : whole.signum() >= 0 && whole.bitLength() <= bits;
                if (fits) {
                    out.setLong(row, whole.longValue());
                }
            }
            case DataType.FloatingPoint _ -> {
                require(value.isNumber() || value.isBoolean(), value, out.type());
                out.setDouble(row, value.isBoolean() ? truth(value).doubleValue() : value.doubleValue());
            }
            case DataType.Bool _ -> {
                require(value.isBoolean(), value, out.type());
                out.setBoolean(row, value.booleanValue());
            }
            case DataType.Utf8 _ -> {
                require(value.isValueNode(), value, out.type());
                out.setString(row, value.isTextual() ? value.textValue() : JsonValues.text(value));
            }
            default -> {
                require(value.isTextual(), value, out.type());
                putMoment(value.textValue(), out, row);
            }
        }
    }

    private static BigInteger truth(JsonNode value) {
        return value.booleanValue() ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static BigInteger whole(JsonNode value) {
        return value.isIntegralNumber()
                ? value.bigIntegerValue()
                : new BigDecimal(value.doubleValue()).setScale(0, RoundingMode.DOWN).toBigInteger();
    }

    /// What is no date or moment is null.
    private static void putMoment(String text, Answer out, int row) {
        try {
            if (out.type() instanceof DataType.Date) {
                out.setDate(row, LocalDate.parse(text));
            } else {
                out.setInstant(row, moment(text.replace(' ', 'T')));
            }
        } catch (DateTimeException _) {
            out.setNull(row);
        }
    }

    private static Instant moment(String text) {
        boolean zoned = text.endsWith("Z") || text.matches(".*T.*[+-]\\d\\d:?\\d\\d");
        return zoned ? OffsetDateTime.parse(text).toInstant() : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }

    private static void require(boolean fits, JsonNode value, @Nullable DataType type) {
        if (!fits) {
            throw new PenstockException(
                            ErrorCode.COMPUTE, "the JSON value " + shown(JsonValues.text(value)) + " is no " + type)
                    .hint("ask for " + (value.isContainerNode() ? "a Struct or a List" : "a String") + " there");
        }
    }
}
