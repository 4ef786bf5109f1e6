package dev.penstock.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Binary;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Dictionary;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.FixedSizeBinary;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Interval;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.DataType.MapOf;
import dev.penstock.type.DataType.Null;
import dev.penstock.type.DataType.RunEndEncoded;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.DataType.Union;
import dev.penstock.type.DataType.Utf8;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Constants as JSON, without loss.
///
/// 64-bit integers, decimals and temporal counts are strings, because JSON readers may round numbers; floats are
/// numbers, or the strings `NaN`, `Infinity` and `-Infinity`; bytes are base64.
final class LiteralCodec {
    /// More digits than any type holds; longer texts are refused before they cost anything.
    private static final int MOST_DIGITS = 100;

    private LiteralCodec() {}

    static void encode(JsonGenerator out, DataType type, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
            return;
        }
        switch (type) {
            case Null _ -> out.writeNull();
            case Bool _ -> out.writeBoolean((Boolean) value);
            case Utf8 _ -> out.writeString((String) value);
            case Int(int bits, _) -> {
                if (bits < 64) {
                    out.writeNumber((Long) value);
                } else {
                    out.writeString(value.toString());
                }
            }
            case DataType.FloatingPoint _ -> {
                double number = (Double) value;
                if (Double.isFinite(number)) {
                    out.writeNumber(number);
                } else {
                    out.writeString(Double.toString(number));
                }
            }
            case Decimal _ -> out.writeString(((BigDecimal) value).toPlainString());
            case Binary _, FixedSizeBinary _ ->
                    out.writeString(Base64.getEncoder().encodeToString(bytesOf((ByteBuffer) value)));
            case Date _, Time _, Timestamp _, Duration _ -> out.writeString(value.toString());
            case ListOf(Field element, _) -> encodeAll(out, element.type(), (List<?>) value);
            case FixedSizeListOf(Field element, _) -> encodeAll(out, element.type(), (List<?>) value);
            case StructOf(List<Field> fields) -> {
                out.writeStartArray();
                for (int i = 0; i < fields.size(); i++) {
                    encode(out, fields.get(i).type(), ((List<?>) value).get(i));
                }
                out.writeEndArray();
            }
            case Dictionary(_, DataType values, _) -> encode(out, values, value);
            case Interval _, MapOf _, RunEndEncoded _, Union _ -> throw unsupported(type);
        }
    }

    private static void encodeAll(JsonGenerator out, DataType type, List<?> values) throws IOException {
        out.writeStartArray();
        for (Object value : values) {
            encode(out, type, value);
        }
        out.writeEndArray();
    }

    /// @throws PenstockException with code CAST for a value that the type does not hold
    static @Nullable Object decode(DataType type, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        return switch (type) {
            case Null _ -> throw wrong(type, node);
            case Bool _ -> {
                if (!node.isBoolean()) {
                    throw wrong(type, node);
                }
                yield node.booleanValue();
            }
            case Utf8 _ -> text(type, node);
            case Int(int bits, boolean signed) -> {
                BigInteger value = integer(type, bits, signed, node);
                yield bits == 64 && !signed ? (Object) value : (Object) value.longValueExact();
            }
            case DataType.FloatingPoint _ -> number(type, node);
            case Decimal decimal -> decimal(decimal, node);
            case Binary _ -> bytes(type, node);
            case FixedSizeBinary(int width) -> {
                ByteBuffer bytes = bytes(type, node);
                if (bytes.remaining() != width) {
                    throw wrong(type, node);
                }
                yield bytes;
            }
            case Date(boolean milliseconds) -> integer(type, milliseconds ? 64 : 32, true, node).longValueExact();
            case Time(TimeUnit unit) -> integer(type, unit.perSecond() <= 1_000 ? 32 : 64, true, node).longValueExact();
            case Timestamp _, Duration _ -> integer(type, 64, true, node).longValueExact();
            case ListOf(Field element, _) -> decodeAll(type, element.type(), -1, node);
            case FixedSizeListOf(Field element, int size) -> decodeAll(type, element.type(), size, node);
            case StructOf(List<Field> fields) -> {
                requireArray(type, fields.size(), node);
                var decoded = new ArrayList<@Nullable Object>();
                for (int i = 0; i < fields.size(); i++) {
                    decoded.add(decode(fields.get(i).type(), node.get(i)));
                }
                yield decoded;
            }
            case Dictionary(_, DataType values, _) -> decode(values, node);
            case Interval _, MapOf _, RunEndEncoded _, Union _ -> throw unsupported(type);
        };
    }

    private static List<@Nullable Object> decodeAll(DataType type, DataType element, int size, JsonNode array) {
        requireArray(type, size, array);
        var decoded = new ArrayList<@Nullable Object>(array.size());
        for (JsonNode node : array) {
            decoded.add(decode(element, node));
        }
        return decoded;
    }

    /// @param size -1 for any
    private static void requireArray(DataType type, int size, JsonNode node) {
        if (!node.isArray() || (size >= 0 && node.size() != size)) {
            throw wrong(type, node);
        }
    }

    private static String text(DataType type, JsonNode node) {
        if (!node.isTextual()) {
            throw wrong(type, node);
        }
        return node.textValue();
    }

    private static String digits(DataType type, JsonNode node) {
        String text = node.isIntegralNumber() ? node.asText() : text(type, node);
        if (text.length() > MOST_DIGITS) {
            throw wrong(type, node);
        }
        return text;
    }

    private static BigInteger integer(DataType type, int bits, boolean signed, JsonNode node) {
        try {
            var value = new BigInteger(digits(type, node));
            boolean fits = signed ? value.bitLength() < bits : value.signum() >= 0 && value.bitLength() <= bits;
            if (fits) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Falls through to the error below.
        }
        throw wrong(type, node);
    }

    private static double number(DataType type, JsonNode node) {
        if (node.isNumber() && Double.isFinite(node.doubleValue())) {
            return node.doubleValue();
        }
        return switch (text(type, node)) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw wrong(type, node);
        };
    }

    private static BigDecimal decimal(Decimal type, JsonNode node) {
        try {
            var value = new BigDecimal(digits(type, node));
            // An exponent in the millions is cheap to read, and dear to write out.
            if (Math.abs((long) value.scale()) <= MOST_DIGITS) {
                BigDecimal scaled = value.setScale(type.scale());
                if (scaled.precision() <= type.precision()) {
                    return scaled;
                }
            }
        } catch (NumberFormatException | ArithmeticException _) {
            // Falls through to the error below.
        }
        throw wrong(type, node);
    }

    private static ByteBuffer bytes(DataType type, JsonNode node) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(text(type, node))).asReadOnlyBuffer();
        } catch (IllegalArgumentException _) {
            throw wrong(type, node);
        }
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static PenstockException wrong(DataType type, JsonNode node) {
        String text = node.isContainerNode() ? node.isArray() ? "an array" : "an object" : node.toString();
        return new PenstockException(
                ErrorCode.CAST,
                "the constant " + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + " is no " + type);
    }

    private static PenstockException unsupported(DataType type) {
        return new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "a constant of type " + type + " cannot be written");
    }
}
