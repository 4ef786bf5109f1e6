package dev.penstock.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON texts and trees, within the limits of plans.
///
/// It does without Jackson's ObjectMapper, whose first use costs more than a hundred milliseconds: that is what a user
/// waits for the first answer of a fresh process.
public final class JsonText {
    /// A level of a plan takes at most three levels of JSON: object, array, object.
    private static final int NESTING = 3 * PlanLimits.DEPTH + 200;

    /// Enough for a list of two million constants.
    private static final long TOKENS = 4_000_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(NESTING)
                                    .maxTokenCount(TOKENS)
                                    .maxStringLength(PlanLimits.CHARACTERS)
                                    .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(NESTING).build())
                    .build();

    private JsonText() {}

    /// What is written to a generator.
    @FunctionalInterface
    interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    /// The text that `content` writes.
    static String of(Content content) {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            content.write(out);
        } catch (IOException e) {
            throw new PenstockException(ErrorCode.INTERNAL, "a plan that cannot be printed", e);
        }
        return text.toString();
    }

    /// The text of a tree.
    public static String print(JsonNode node) {
        return of(out -> write(out, node));
    }

    /// The tree of a text; a missing node for an empty one.
    ///
    /// @throws PenstockException with code PLAN_TOO_LARGE, or CONFIG for what is not JSON
    public static JsonNode parse(String json) {
        if (json.length() > PlanLimits.CHARACTERS) {
            throw PlanLimits.tooLarge("longer than %,d characters".formatted(PlanLimits.CHARACTERS));
        }
        try (JsonParser parser = JSON.createParser(json)) {
            JsonNode root = tree(parser);
            if (parser.nextToken() != null) {
                throw notJson(parser.currentTokenLocation(), "something follows the document");
            }
            return root;
        } catch (StreamConstraintsException _) {
            throw PlanLimits.tooLarge("deeper than %,d levels, or too long".formatted(PlanLimits.DEPTH));
        } catch (JsonProcessingException e) {
            throw notJson(e.getLocation(), e.getOriginalMessage());
        } catch (IOException e) {
            throw new PenstockException(ErrorCode.INTERNAL, "a text that cannot be read", e);
        }
    }

    /// Not recursive: texts are as deep as they like until the parser refuses them.
    private static JsonNode tree(JsonParser parser) throws IOException {
        Deque<JsonNode> open = new ArrayDeque<>();
        Deque<String> names = new ArrayDeque<>();
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return NODES.missingNode();
            }
            JsonNode done;
            switch (token) {
                case FIELD_NAME -> {
                    names.push(parser.currentName());
                    continue;
                }
                case START_OBJECT -> {
                    open.push(NODES.objectNode());
                    continue;
                }
                case START_ARRAY -> {
                    open.push(NODES.arrayNode());
                    continue;
                }
                case END_OBJECT, END_ARRAY -> done = open.pop();
                default -> done = scalar(parser, token);
            }
            if (open.isEmpty()) {
                return done;
            }
            if (open.getFirst() instanceof ArrayNode array) {
                array.add(done);
            } else if (((ObjectNode) open.getFirst()).replace(names.getFirst(), done) != null) {
                throw notJson(parser.currentTokenLocation(), "the member \"" + names.getFirst() + "\" comes twice");
            } else {
                names.pop();
            }
        }
    }

    private static JsonNode scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_NUMBER_INT ->
                    switch (parser.getNumberType()) {
                        case INT -> NODES.numberNode(parser.getIntValue());
                        case LONG -> NODES.numberNode(parser.getLongValue());
                        default -> NODES.numberNode(parser.getBigIntegerValue());
                    };
            default -> throw new AssertionError(token);
        };
    }

    /// Writes a tree; trees within plans are shallow.
    static void write(JsonGenerator out, JsonNode node) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> {
                out.writeStartObject();
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    out.writeFieldName(member.getKey());
                    write(out, member.getValue());
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (JsonNode element : node) {
                    write(out, element);
                }
                out.writeEndArray();
            }
            case BOOLEAN -> out.writeBoolean(node.booleanValue());
            case NUMBER -> out.writeNumber(node.asText());
            case NULL, MISSING -> out.writeNull();
            case STRING, BINARY, POJO -> out.writeString(node.asText());
        }
    }

    /// How deep the brackets of a JSON text are nested; a level of a plan takes one to three.
    static int nesting(String json) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < json.length(); i++) {
            switch (json.charAt(i)) {
                case '{', '[' -> deepest = Math.max(deepest, ++depth);
                case '}', ']' -> depth--;
                case '"' -> {
                    for (i++; i < json.length() && json.charAt(i) != '"'; i++) {
                        if (json.charAt(i) == '\\') {
                            i++;
                        }
                    }
                }
                default -> {}
            }
        }
        return deepest;
    }

    private static PenstockException notJson(@Nullable JsonLocation at, String what) {
        String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new PenstockException(ErrorCode.CONFIG, "the text is not JSON" + place + ": " + what);
    }
}
