package dev.penstock.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Options as JSON: the member `options`, an object, sorted by name.
final class OptionsJson {
    private static final int DEEPEST = 32;

    private OptionsJson() {}

    /// The options of a node; none when it has no such member.
    static Options read(Members members) {
        Options options =
                members.orNull(
                        "options",
                        (node, place) -> {
                            checkDepth(node, place);
                            var values = new LinkedHashMap<String, Object>();
                            for (Map.Entry<String, JsonNode> entry : new Members(node, place).object().properties()) {
                                Object value = value(entry.getValue());
                                if (value != null) {
                                    values.put(entry.getKey(), value);
                                }
                            }
                            return new Options(values);
                        });
        return options == null ? Options.NONE : options;
    }

    /// The member `config` of a node that calls a user's function; an empty object when it has none.
    static JsonNode config(Members members) {
        JsonNode config =
                members.orNull(
                        "config",
                        (node, at) -> {
                            checkDepth(new Members(node, at).object(), at);
                            return node;
                        });
        return config == null ? JsonNodeFactory.instance.objectNode() : config;
    }

    /// Free-form JSON is kept shallow, so that nobody who walks it can run out of stack.
    static void checkDepth(JsonNode node, Members.Place place) {
        List<JsonNode> level = List.of(node);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > DEEPEST) {
                throw new PenstockException(
                        ErrorCode.PLAN_TOO_LARGE, place + " is nested more than " + DEEPEST + " levels deep");
            }
            var next = new ArrayList<JsonNode>();
            level.forEach(inner -> inner.forEach(next::add));
            level = next;
        }
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL, MISSING -> null;
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case ARRAY -> {
                var values = new ArrayList<@Nullable Object>();
                node.forEach(element -> values.add(value(element)));
                yield values;
            }
            case OBJECT -> {
                var values = new LinkedHashMap<String, @Nullable Object>();
                node.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
                yield values;
            }
            case STRING, BINARY, POJO -> node.asText();
        };
    }

    private static Object number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Object) node.longValue() : (Object) node.bigIntegerValue();
        }
        return node.doubleValue();
    }

    static void write(JsonGenerator out, Options options) throws IOException {
        out.writeFieldName("options");
        write(out, options.values());
    }

    private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Boolean flag -> out.writeBoolean(flag);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case BigInteger number -> out.writeNumber(number);
            case List<?> values -> {
                out.writeStartArray();
                for (Object element : values) {
                    write(out, element);
                }
                out.writeEndArray();
            }
            case Map<?, ?> values -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : new TreeMap<>(values).entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    write(out, entry.getValue());
                }
                out.writeEndObject();
            }
            default -> out.writeString(value.toString());
        }
    }
}
