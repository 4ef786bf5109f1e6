package dev.penstock.plan;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The JSON form of plans: `{"ir": 1, "features": [], "plan": {"kind": "Filter", ...}}`.
///
/// A node is an object whose `kind` is the record's name and whose members are the record's components in snake case. A
/// reader refuses a higher `ir` and a feature that it does not know, and skips members that it does not know. A type is
/// an Arrow format string, or an object with `format`, `children`, `dictionary` and `flags`.
public final class PlanJson {
    /// The version that this reader writes, and the highest that it reads.
    public static final int VERSION = 1;

    /// How many plan nodes and expressions may stand below one another.
    public static final int DEPTH_LIMIT = 1_000;

    /// How many plan nodes and expressions a plan may have.
    public static final int NODE_LIMIT = 100_000;

    private static final Set<String> FEATURES = Set.of();

    private static final ObjectMapper MAPPER = mapper();

    private PlanJson() {}

    /// The plan that `json` describes.
    ///
    /// @throws PenstockException with code PLAN_VERSION, PLAN_TOO_LARGE, UNSUPPORTED_OPERATION (an unknown kind or
    ///   function) or CONFIG (anything else that does not fit)
    public static Plan parse(String json) {
        try {
            JsonNode envelope = MAPPER.readTree(json);
            JsonNode version = envelope.path("ir");
            if (!version.isInt() || version.intValue() > VERSION || version.intValue() < 1) {
                throw new PenstockException(
                                ErrorCode.PLAN_VERSION,
                                "the plan's version is " + version + ", the newest known is " + VERSION)
                        .hint("upgrade the engine that runs the plan");
            }
            for (JsonNode feature : envelope.path("features")) {
                if (!FEATURES.contains(feature.asText())) {
                    throw new PenstockException(
                                    ErrorCode.PLAN_VERSION,
                                    "the plan needs the feature \"" + feature.asText() + "\", which is not known")
                            .hint("upgrade the engine that runs the plan");
                }
            }
            Plan plan = MAPPER.treeToValue(envelope.path("plan"), Plan.class);
            if (plan == null) {
                throw new PenstockException(ErrorCode.CONFIG, "there is no plan in the document");
            }
            PlanLimits.check(plan);
            return plan;
        } catch (JsonProcessingException e) {
            throw refused(e);
        } catch (StackOverflowError _) {
            throw PlanLimits.tooDeep();
        }
    }

    /// The JSON text of `plan`.
    public static String print(Plan plan) {
        try {
            return MAPPER.writeValueAsString(new Envelope(VERSION, List.of(), plan));
        } catch (JsonProcessingException e) {
            throw new PenstockException(ErrorCode.INTERNAL, "a plan that cannot be printed", e);
        }
    }

    /// The JSON text of one expression.
    public static String print(Expr expression) {
        try {
            return MAPPER.writerFor(Expr.class).writeValueAsString(expression);
        } catch (JsonProcessingException e) {
            throw new PenstockException(ErrorCode.INTERNAL, "an expression that cannot be printed", e);
        }
    }

    /// The expression that `json` describes.
    public static Expr parseExpression(String json) {
        try {
            return MAPPER.readValue(json, Expr.class);
        } catch (JsonProcessingException e) {
            throw refused(e);
        }
    }

    private record Envelope(int ir, List<String> features, Plan plan) {}

    private static PenstockException refused(JsonProcessingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PenstockException known) {
                return known;
            }
        }
        if (e instanceof com.fasterxml.jackson.core.exc.StreamConstraintsException) {
            return PlanLimits.tooDeep();
        }
        if (e instanceof com.fasterxml.jackson.databind.exc.InvalidTypeIdException kind) {
            return new PenstockException(ErrorCode.PLAN_VERSION, "unknown kind of node \"" + kind.getTypeId() + "\"", e)
                    .hint("upgrade the engine that runs the plan");
        }
        return new PenstockException(ErrorCode.CONFIG, "the plan does not fit: " + e.getOriginalMessage(), e);
    }

    private static ObjectMapper mapper() {
        // Every plan node costs up to three levels of JSON (object, array, object); our own limit is checked on the
        // plan.
        var factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(4 * DEPTH_LIMIT)
                                        .maxStringLength(Integer.MAX_VALUE)
                                        .build())
                        .streamWriteConstraints(
                                StreamWriteConstraints.builder().maxNestingDepth(4 * DEPTH_LIMIT).build())
                        .build();
        var module =
                new SimpleModule("penstock")
                        .addSerializer(DataType.class, new TypeSerializer())
                        .addDeserializer(DataType.class, new TypeDeserializer())
                        .addSerializer(Function.class, new FunctionSerializer())
                        .addDeserializer(Function.class, new FunctionDeserializer());
        return JsonMapper.builder(factory)
                .annotationIntrospector(new SealedTypes())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .visibility(com.fasterxml.jackson.annotation.PropertyAccessor.FIELD, JsonAutoDetect.Visibility.NONE)
                .addModule(module)
                .build();
    }

    /// The cases of a sealed interface are its subtypes; no list of them is kept anywhere.
    private static final class SealedTypes extends JacksonAnnotationIntrospector {
        @Serial private static final long serialVersionUID = 1;

        @Override
        public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
            Class<?> raw = annotated.getRawType();
            return raw.isSealed() && raw.isInterface()
                    ? Arrays.stream(raw.getPermittedSubclasses()).map(NamedType::new).toList()
                    : super.findSubtypes(annotated);
        }
    }

    private static final class TypeSerializer extends StdSerializer<DataType> {
        @Serial private static final long serialVersionUID = 1;

        TypeSerializer() {
            super(DataType.class);
        }

        @Override
        public void serialize(DataType type, JsonGenerator out, SerializerProvider provider) throws IOException {
            List<Field> children = ArrowFormat.children(type);
            boolean dictionary = type instanceof DataType.Dictionary;
            int flags = ArrowFormat.flags(new Field("", type, false));
            if (children.isEmpty() && !dictionary && !(type instanceof DataType.StructOf)) {
                out.writeString(ArrowFormat.of(type));
                return;
            }
            out.writeStartObject();
            out.writeStringField("format", ArrowFormat.of(type));
            if (!dictionary) {
                provider.defaultSerializeField("children", children, out);
            }
            if (type instanceof DataType.Dictionary(_, DataType values, _)) {
                provider.defaultSerializeField("dictionary", values, out);
            }
            if (flags != 0) {
                out.writeNumberField("flags", flags);
            }
            out.writeEndObject();
        }
    }

    private static final class TypeDeserializer extends StdDeserializer<DataType> {
        @Serial private static final long serialVersionUID = 1;

        TypeDeserializer() {
            super(DataType.class);
        }

        @Override
        public DataType deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = parser.readValueAsTree();
            return type(node);
        }

        private static DataType type(JsonNode node) {
            if (node.isTextual()) {
                return ArrowFormat.parse(node.textValue(), List.of(), null, 0);
            }
            var children = new ArrayList<Field>();
            node.path("children").forEach(child -> children.add(field(child)));
            DataType dictionary = node.hasNonNull("dictionary") ? type(node.get("dictionary")) : null;
            return ArrowFormat.parse(node.path("format").asText(), children, dictionary, node.path("flags").asInt(0));
        }

        private static Field field(JsonNode node) {
            var metadata = new java.util.LinkedHashMap<String, String>();
            for (Map.Entry<String, JsonNode> entry : node.path("metadata").properties()) {
                metadata.put(entry.getKey(), entry.getValue().asText());
            }
            return new Field(
                    node.path("name").asText(),
                    type(node.path("type")),
                    node.path("nullable").asBoolean(true),
                    metadata);
        }
    }

    private static final class FunctionSerializer extends StdSerializer<Function> {
        @Serial private static final long serialVersionUID = 1;

        FunctionSerializer() {
            super(Function.class);
        }

        @Override
        public void serialize(Function function, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(function.symbol());
        }
    }

    private static final class FunctionDeserializer extends StdDeserializer<Function> {
        @Serial private static final long serialVersionUID = 1;

        FunctionDeserializer() {
            super(Function.class);
        }

        @Override
        public Function deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Functions.named(parser.getValueAsString(""));
        }
    }

    /// The names of all features that a plan of this version may ask for.
    static Set<String> features() {
        return new HashSet<>(FEATURES);
    }
}
