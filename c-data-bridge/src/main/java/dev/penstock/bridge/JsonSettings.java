package dev.penstock.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A JSON object of settings, read member by member; members that nobody asked for are refused at the end.
///
/// Settings are read as a tree and not into records, because the first use of a mapper on a record takes longer than
/// the start of a whole session.
final class JsonSettings {
    private final JsonNode document;
    private final List<String> known = new ArrayList<>();

    /// @param json an object, or nothing at all
    /// @throws PenstockException with code CONFIG when it is something else
    JsonSettings(String json) {
        document = json.isBlank() ? JsonNodeFactory.instance.objectNode() : JsonText.parse(json);
        if (!document.isObject()) {
            throw new PenstockException(ErrorCode.CONFIG, "the settings are not a JSON object");
        }
    }

    @Nullable Long wholeNumber(String name) {
        return read(
                name,
                "a whole number",
                node -> node.canConvertToLong() && node.isIntegralNumber() ? node.longValue() : null);
    }

    @Nullable Integer smallNumber(String name) {
        return read(
                name,
                "a whole number",
                node -> node.canConvertToInt() && node.isIntegralNumber() ? node.intValue() : null);
    }

    @Nullable String text(String name) {
        return read(name, "a text", JsonNode::textValue);
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(read(name, "true or false", node -> node.isBoolean() ? node.booleanValue() : null));
    }

    List<String> texts(String name) {
        List<String> texts = read(name, "a list of texts", JsonSettings::textsOf);
        return texts == null ? List.of() : texts;
    }

    List<Long> wholeNumbers(String name) {
        List<Long> numbers = read(name, "a list of whole numbers", JsonSettings::numbersOf);
        return numbers == null ? List.of() : numbers;
    }

    private static @Nullable List<Long> numbersOf(JsonNode node) {
        var numbers = new ArrayList<Long>();
        for (JsonNode element : node) {
            if (!element.isIntegralNumber() || !element.canConvertToLong()) {
                return null;
            }
            numbers.add(element.longValue());
        }
        return node.isArray() ? numbers : null;
    }

    private static @Nullable List<String> textsOf(JsonNode node) {
        var texts = new ArrayList<String>();
        for (JsonNode element : node) {
            if (!element.isTextual()) {
                return null;
            }
            texts.add(element.textValue());
        }
        return node.isArray() ? texts : null;
    }

    private <T> @Nullable T read(String name, String expected, Function<JsonNode, @Nullable T> convert) {
        known.add(name);
        JsonNode node = document.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        T value = convert.apply(node);
        if (value == null) {
            throw new PenstockException(ErrorCode.CONFIG, name + " must be " + expected + ", not " + node);
        }
        return value;
    }

    /// Checks that every member was asked for.
    ///
    /// @throws PenstockException with code CONFIG and the nearest known names
    void finish() {
        for (var member : document.properties()) {
            if (!known.contains(member.getKey())) {
                throw PenstockException.unknown(ErrorCode.CONFIG, "setting", member.getKey(), known);
            }
        }
    }
}
