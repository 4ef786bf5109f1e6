package dev.penstock.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of a JSON object, each asked for by name and by what it must be. What is wrong is reported with its
/// place.
///
/// A member that may be missing may also be null. Members that nobody asks for are skipped.
record Members(JsonNode object, Place place) {
    /// Where in the document a value stands, such as `plan.input.expressions[2].arguments[0]`.
    record Place(@Nullable Place outer, String step) {
        Place member(String name) {
            return new Place(this, "." + name);
        }

        Place element(int index) {
            return new Place(this, "[" + index + "]");
        }

        @Override
        public String toString() {
            var steps = new ArrayList<String>();
            for (Place at = this; at != null; at = at.outer) {
                steps.addFirst(at.step);
            }
            return String.join("", steps);
        }
    }

    /// Makes a value of the JSON value at a place.
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonNode node, Place place);
    }

    Members {
        if (!object.isObject()) {
            throw wrong(place, "an object", object);
        }
    }

    <T> T one(String name, Reader<T> reader) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            throw config(place + " lacks \"" + name + "\"");
        }
        return reader.read(node, place.member(name));
    }

    <T> @Nullable T orNull(String name, Reader<T> reader) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : reader.read(node, place.member(name));
    }

    <T> List<T> list(String name, Reader<T> reader) {
        return one(name, elements(reader));
    }

    <T> @Nullable List<T> listOrNull(String name, Reader<T> reader) {
        return orNull(name, elements(reader));
    }

    /// In the order of the document; empty when there is none.
    <T> Map<String, T> map(String name, Reader<T> reader) {
        Map<String, T> map =
                orNull(
                        name,
                        (node, at) -> {
                            var values = new LinkedHashMap<String, T>();
                            for (Map.Entry<String, JsonNode> entry : new Members(node, at).object.properties()) {
                                values.put(entry.getKey(), reader.read(entry.getValue(), at.member(entry.getKey())));
                            }
                            return values;
                        });
        return map == null ? Map.of() : map;
    }

    String text(String name) {
        return one(name, Members::text);
    }

    @Nullable String textOrNull(String name) {
        return orNull(name, Members::text);
    }

    boolean flag(String name) {
        return one(name, Members::flag);
    }

    @Nullable Boolean flagOrNull(String name) {
        return orNull(name, Members::flag);
    }

    long integer(String name) {
        return one(name, Members::integer);
    }

    @Nullable Long integerOrNull(String name) {
        return orNull(name, Members::integer);
    }

    @Nullable Double numberOrNull(String name) {
        return orNull(
                name,
                (node, at) -> {
                    if (!node.isNumber()) {
                        throw wrong(at, "a number", node);
                    }
                    return node.doubleValue();
                });
    }

    /// A constant of an enum, in any case.
    <E extends Enum<E>> E constant(String name, Class<E> type) {
        return one(name, (node, at) -> constant(node, at, type));
    }

    static <E extends Enum<E>> E constant(JsonNode node, Place place, Class<E> type) {
        String text = text(node, place).toUpperCase(Locale.ROOT);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        List<String> known =
                Arrays.stream(type.getEnumConstants()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
        throw PenstockException.unknown(ErrorCode.CONFIG, "value at " + place, node.textValue(), known);
    }

    static String text(JsonNode node, Place place) {
        if (!node.isTextual()) {
            throw wrong(place, "a string", node);
        }
        return node.textValue();
    }

    private static Boolean flag(JsonNode node, Place place) {
        if (!node.isBoolean()) {
            throw wrong(place, "a boolean", node);
        }
        return node.booleanValue();
    }

    /// Integers may be strings, because some JSON writers cannot write all 64 bits.
    static Long integer(JsonNode node, Place place) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        try {
            if (node.isTextual() && node.textValue().length() <= 20) {
                return Long.valueOf(node.textValue());
            }
        } catch (NumberFormatException _) {
            // Falls through to the error below.
        }
        throw wrong(place, "an integer of 64 bits", node);
    }

    private static <T> Reader<List<T>> elements(Reader<T> reader) {
        return (node, at) -> {
            if (!node.isArray()) {
                throw wrong(at, "an array", node);
            }
            var elements = new ArrayList<T>(node.size());
            for (JsonNode element : node) {
                elements.add(reader.read(element, at.element(elements.size())));
            }
            return elements;
        };
    }

    static PenstockException wrong(Place place, String expected, JsonNode found) {
        String text =
                switch (found.getNodeType()) {
                    case OBJECT -> "an object";
                    case ARRAY -> "an array";
                    default -> {
                        String value = found.toString();
                        yield value.length() > 60 ? value.substring(0, 60) + "…" : value;
                    }
                };
        return config(place + " must be " + expected + ", not " + text);
    }

    private static PenstockException config(String message) {
        return new PenstockException(ErrorCode.CONFIG, message);
    }
}
