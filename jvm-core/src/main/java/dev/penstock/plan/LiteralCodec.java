package dev.penstock.plan;

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
    private LiteralCodec() {}

    static @Nullable Object encode(DataType type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case Null _ -> null;
            case Bool _, Utf8 _ -> value;
            case Int(int bits, _) -> bits < 64 ? value : value.toString();
            case DataType.FloatingPoint _ -> {
                double number = (Double) value;
                yield Double.isFinite(number) ? (Object) number : Double.toString(number);
            }
            case Decimal _ -> ((BigDecimal) value).toPlainString();
            case Binary _, FixedSizeBinary _ -> {
                ByteBuffer bytes = ((ByteBuffer) value).duplicate();
                yield Base64.getEncoder().encodeToString(bytesOf(bytes));
            }
            case Date _, Time _, Timestamp _, Duration _ -> value.toString();
            case ListOf(Field element, _) -> encodeAll(element.type(), (List<?>) value);
            case FixedSizeListOf(Field element, _) -> encodeAll(element.type(), (List<?>) value);
            case StructOf(List<Field> fields) -> {
                var encoded = new ArrayList<@Nullable Object>();
                for (int i = 0; i < fields.size(); i++) {
                    encoded.add(encode(fields.get(i).type(), ((List<?>) value).get(i)));
                }
                yield encoded;
            }
            case Dictionary(_, DataType values, _) -> encode(values, value);
            case Interval _, MapOf _, RunEndEncoded _, Union _ -> throw unsupported(type);
        };
    }

    static @Nullable Object decode(DataType type, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        try {
            return switch (type) {
                case Null _ -> null;
                case Bool _ -> node.isBoolean() ? node.booleanValue() : fail(type, node);
                case Utf8 _ -> node.isTextual() ? node.textValue() : fail(type, node);
                case Int(int bits, boolean signed) -> integer(type, bits, signed, node);
                case DataType.FloatingPoint _ ->
                        node.isNumber() ? (Object) node.doubleValue() : Double.valueOf(node.asText());
                case Decimal(_, _, int scale) -> new BigDecimal(node.asText()).setScale(scale);
                case Binary _, FixedSizeBinary _ ->
                        ByteBuffer.wrap(Base64.getDecoder().decode(node.asText())).asReadOnlyBuffer();
                case Date _, Time _, Timestamp _, Duration _ -> Long.valueOf(node.asText());
                case ListOf(Field element, _) -> decodeAll(element.type(), node);
                case FixedSizeListOf(Field element, int size) ->
                        node.size() == size ? decodeAll(element.type(), node) : fail(type, node);
                case StructOf(List<Field> fields) -> {
                    if (node.size() != fields.size()) {
                        fail(type, node);
                    }
                    var decoded = new ArrayList<@Nullable Object>();
                    for (int i = 0; i < fields.size(); i++) {
                        decoded.add(decode(fields.get(i).type(), node.get(i)));
                    }
                    yield decoded;
                }
                case Dictionary(_, DataType values, _) -> decode(values, node);
                case Interval _, MapOf _, RunEndEncoded _, Union _ -> throw unsupported(type);
            };
        } catch (IllegalArgumentException | ArithmeticException _) {
            return fail(type, node);
        }
    }

    private static Object integer(DataType type, int bits, boolean signed, JsonNode node) {
        BigInteger value = new BigInteger(node.asText());
        boolean fits = signed ? value.bitLength() < bits : value.signum() >= 0 && value.bitLength() <= bits;
        if (!fits) {
            return fail(type, node);
        }
        return bits == 64 && !signed ? (Object) value : (Object) value.longValueExact();
    }

    private static List<@Nullable Object> encodeAll(DataType type, List<?> values) {
        var encoded = new ArrayList<@Nullable Object>();
        for (Object value : values) {
            encoded.add(encode(type, value));
        }
        return encoded;
    }

    private static List<@Nullable Object> decodeAll(DataType type, JsonNode array) {
        if (!array.isArray()) {
            fail(type, array);
        }
        var decoded = new ArrayList<@Nullable Object>();
        for (JsonNode element : array) {
            decoded.add(decode(type, element));
        }
        return decoded;
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Object fail(DataType type, JsonNode node) {
        String text = node.toString();
        throw new PenstockException(
                ErrorCode.CAST,
                "the constant " + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + " is no " + type);
    }

    private static PenstockException unsupported(DataType type) {
        return new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "a constant of type " + type + " cannot be written");
    }
}
