package dev.penstock.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings of functions: JSON objects on one side, records on the other.
///
/// What it reads it remembers the classes of, so functions that may go away have one of their own.
final class Configs {
    private @Nullable ObjectMapper made;

    Configs() {}

    /// @throws PenstockException with code CONFIG for settings that do not fit, with the nearest name of an unknown one
    <C extends Record> C read(String function, Class<C> type, JsonNode config) {
        try {
            return mapper().treeToValue(config, type);
        } catch (UnrecognizedPropertyException e) {
            var known = new ArrayList<String>();
            e.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
            throw PenstockException.unknown(ErrorCode.CONFIG, "setting of " + function, e.getPropertyName(), known);
        } catch (JsonProcessingException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof PenstockException known) {
                    throw known;
                }
            }
            refuseUnknown(function, type, config);
            throw new PenstockException(
                    ErrorCode.CONFIG, "the settings of " + function + " do not fit: " + e.getOriginalMessage(), e);
        } catch (LinkageError | RuntimeException e) {
            if (e instanceof PenstockException known) {
                throw known;
            }
            throw new PenstockException(ErrorCode.CONFIG, "the settings of " + function + " cannot be read: " + e, e);
        }
    }

    /// What is missing is often there under a name that nobody knows.
    private static void refuseUnknown(String function, Class<? extends Record> type, JsonNode config) {
        List<String> known =
                Arrays.stream(type.getRecordComponents()).map(component -> snake(component.getName())).toList();
        for (Map.Entry<String, JsonNode> member : config.properties()) {
            if (!known.contains(member.getKey())) {
                throw PenstockException.unknown(ErrorCode.CONFIG, "setting of " + function, member.getKey(), known);
            }
        }
    }

    /// The name that a component of a record has in JSON.
    static String snake(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /// Settings for people; empty when there are none.
    static String text(Record config) {
        return config instanceof NoSettings
                ? ""
                : config.toString().substring(config.getClass().getSimpleName().length());
    }

    /// Made when the first settings are read: it takes tens of milliseconds, for which no engine should wait.
    private synchronized ObjectMapper mapper() {
        ObjectMapper mapper = made;
        if (mapper == null) {
            mapper =
                    JsonMapper.builder()
                            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                            .withCoercionConfigDefaults(
                                    config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                            .withCoercionConfig(
                                    LogicalType.Integer,
                                    config -> config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
                            // Its own, or the classes that it has seen would stay in the common one.
                            .typeFactory(TypeFactory.createDefaultInstance())
                            .build();
            made = mapper;
        }
        return mapper;
    }
}
