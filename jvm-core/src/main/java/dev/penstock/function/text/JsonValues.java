package dev.penstock.function.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.Map;

/// JSON as values, and back as text.
final class JsonValues {
    /// Made when it is first used, as making it takes as long as a small query.
    private static final ObjectReader READER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().reader();

    private JsonValues() {}

    /// @throws JsonProcessingException for what is no JSON; a text of nothing is the missing node
    static JsonNode parse(String text) throws JsonProcessingException {
        return READER.readTree(text);
    }

    /// The value without white space, numbers as Rust writes them.
    static String text(JsonNode value) {
        var text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(JsonNode value, StringBuilder to) {
        if (value.isTextual()) {
            quote(value.textValue(), to);
        } else if (value.isArray()) {
            to.append('[');
            for (int i = 0; i < value.size(); i++) {
                to.append(i == 0 ? "" : ",");
                write(value.get(i), to);
            }
            to.append(']');
        } else if (value.isObject()) {
            to.append('{');
            String comma = "";
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                to.append(comma);
                quote(field.getKey(), to);
                to.append(':');
                write(field.getValue(), to);
                comma = ",";
            }
            to.append('}');
        } else if (value.isNumber() && !(value.canConvertToLong() && value.isIntegralNumber())) {
            to.append(number(value));
        } else {
            to.append(value.asText());
        }
    }

    private static String number(JsonNode value) {
        if (value.isIntegralNumber()
                && value.bigIntegerValue().bitLength() <= 64
                && value.bigIntegerValue().signum() > 0) {
            return value.asText();
        }
        double number = value.doubleValue();
        String sign = number < 0 || (number == 0 && 1 / number < 0) ? "-" : "";
        double size = Math.abs(number);
        if (size == 0) {
            return sign + "0.0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(size)).stripTrailingZeros();
        if (size >= 1e-5 && size < 1e16) {
            String plain = exact.toPlainString();
            return sign + plain + (plain.contains(".") ? "" : ".0");
        }
        String digits = exact.unscaledValue().toString();
        int exponent = digits.length() - 1 - exact.scale();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return sign + mantissa + "e" + (exponent < 0 ? "" : "+") + exponent;
    }

    private static void quote(String text, StringBuilder to) {
        to.append('"').append(JsonStringEncoder.getInstance().quoteAsString(text)).append('"');
    }
}
