package dev.penstock.did.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.penstock.error.Nearest;
import dev.penstock.error.PenstockException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the members of a JSON object of settings, each under its name or an alias. A member that is null is as one
/// that is missing.
///
/// Every failure names the member as the caller wrote it, and shows its JSON pointer.
public final class SettingsReader {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final Map<String, JsonNode> values = new HashMap<>();

    /// Under which name a field was given.
    private final Map<String, String> written = new HashMap<>();

    private SettingsReader() {}

    /// @param what the text, for messages: `config`
    /// @param fields all fields
    /// @param aliases the field behind each alias
    /// @throws PenstockException DID-E01 for text that is no JSON object, DID-E02 for unknown and doubled fields
    public static SettingsReader of(String what, String json, List<String> fields, Map<String, String> aliases) {
        JsonNode object = parse(what, json);
        var reader = new SettingsReader();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String given = member.getKey();
            String field = aliases.getOrDefault(given, given);
            if (!fields.contains(field)) {
                throw unknown(given, fields, aliases);
            }
            String other = reader.written.put(field, given);
            if (other != null) {
                throw Fault.E02
                        .because("'%s' and '%s' are the same field".formatted(other, given), "give one of them")
                        .expression("/" + given);
            }
            if (!member.getValue().isNull()) {
                reader.values.put(field, member.getValue());
            }
        }
        return reader;
    }

    private static JsonNode parse(String what, String json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (StreamReadException e) {
            String said = e.getOriginalMessage();
            if (said.startsWith("Duplicate field '") || said.startsWith("Duplicate Object property")) {
                throw Fault.E02.because(what + " has a field twice: " + said, "give it once");
            }
            JsonLocation at = e.getLocation();
            throw invalid(
                    what,
                    " at line %d column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), said.split("\n", 2)[0]));
        } catch (JsonProcessingException e) {
            throw invalid(what, ": " + e.getOriginalMessage());
        }
        if (node == null || !node.isObject()) {
            String kind = node == null || node.isMissingNode() ? "is empty" : "is " + node.getNodeType();
            throw Fault.E01.because(what + " " + kind.toLowerCase(Locale.ROOT), "give a JSON object of fields");
        }
        return node;
    }

    private static PenstockException invalid(String what, String why) {
        return Fault.E01.because(what + " is not valid JSON" + why, "write it as in {\"yname\": \"y\"}");
    }

    private static PenstockException unknown(String given, List<String> fields, Map<String, String> aliases) {
        var known = new ArrayList<>(fields);
        known.addAll(aliases.keySet());
        List<String> near = Nearest.to(given, known);
        PenstockException error =
                near.isEmpty()
                        ? Fault.E02.because("unknown field '" + given + "'", "the fields are " + quoted(fields, ", "))
                        : Fault.E02.because(
                                "unknown field '" + given + "'", "did you mean " + quoted(near, " or ") + "?");
        return error.expression("/" + given);
    }

    private static String quoted(List<String> names, String separator) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(separator));
    }

    /// Whether `field` was given under this name; a null value counts as given.
    public boolean isGivenAs(String field, String name) {
        return name.equals(written.get(field));
    }

    /// How the caller wrote `field`.
    public String name(String field) {
        return written.getOrDefault(field, field);
    }

    /// @throws PenstockException DID-E05 when it is missing
    public String required(String field, String hint) {
        String text = text(field);
        if (text == null) {
            throw Fault.E05.because(field + " is missing", hint).expression("/" + field);
        }
        return text;
    }

    /// A string that is not empty; null when it is missing.
    public @Nullable String text(String field) {
        JsonNode value = values.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw wrong(field, value, "use a string");
        }
        return value.textValue();
    }

    /// A list of strings, or one alone; null when it is missing.
    public @Nullable List<String> texts(String field) {
        JsonNode value = values.get(field);
        if (value == null) {
            return null;
        }
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        if (!value.isArray()) {
            throw wrong(field, value, "use a list of strings");
        }
        var texts = new ArrayList<String>();
        for (JsonNode element : value) {
            if (!element.isTextual() || element.textValue().isEmpty()) {
                throw wrong(field, value, "use a list of strings");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /// Whether `field` is a list, not a string.
    public boolean isList(String field) {
        JsonNode value = values.get(field);
        return value != null && value.isArray();
    }

    public boolean flag(String field, boolean otherwise) {
        JsonNode value = values.get(field);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong(field, value, "use true or false");
        }
        return value.booleanValue();
    }

    /// One of the names of an enum in small letters; null when it is missing.
    public <E extends Enum<E>> @Nullable E choice(String field, Class<E> type) {
        JsonNode value = values.get(field);
        if (value == null) {
            return null;
        }
        List<String> names = Arrays.stream(type.getEnumConstants()).map(SettingsReader::spelt).toList();
        int index = value.isTextual() ? names.indexOf(value.textValue()) : -1;
        if (index < 0) {
            throw wrong(field, value, "use " + quoted(names, " or "));
        }
        return type.getEnumConstants()[index];
    }

    /// How a constant is spelt in JSON.
    public static String spelt(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// A number as it is written; null when it is missing.
    ///
    /// @param range what `fits` asks for, behind "it must "
    /// @throws PenstockException DID-E04 for what is no number or does not fit
    public @Nullable BigDecimal number(String field, Predicate<BigDecimal> fits, String range) {
        JsonNode value = values.get(field);
        if (value == null) {
            return null;
        }
        // A number of a million digits would take minutes to compare.
        if (!value.isNumber() || value.asText().length() > 400 || !fits.test(value.decimalValue())) {
            throw Fault.E04
                    .because("%s is %s".formatted(name(field), shown(value)), "it must " + range)
                    .expression("/" + name(field));
        }
        return value.decimalValue();
    }

    /// A whole number from `least` to `most`; null when it is missing.
    ///
    /// @throws PenstockException DID-E04
    public @Nullable Long whole(String field, long least, long most) {
        String range =
                most == Long.MAX_VALUE && least != Long.MIN_VALUE
                        ? "be a whole number of at least " + least
                        : "be a whole number from %d to %d".formatted(least, most);
        BigDecimal number =
                number(
                        field,
                        value ->
                                value.stripTrailingZeros().scale() <= 0
                                        && value.compareTo(BigDecimal.valueOf(least)) >= 0
                                        && value.compareTo(BigDecimal.valueOf(most)) <= 0,
                        range);
        return number == null ? null : number.longValueExact();
    }

    private PenstockException wrong(String field, JsonNode value, String hint) {
        return Fault.E03.because("%s is %s".formatted(name(field), shown(value)), hint).expression("/" + name(field));
    }

    private static String shown(JsonNode value) {
        String text = value.isTextual() ? "'" + value.textValue() + "'" : value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }
}
