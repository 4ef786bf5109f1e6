package dev.penstock.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;

/// The table functions by name.
public final class FunctionRegistry {
    private final Map<String, TableFunction<?>> tables = new LinkedHashMap<>();

    private FunctionRegistry() {}

    /// The functions that `loader` sees.
    ///
    /// @throws PenstockException with code CONFIG when two have the same name
    public static FunctionRegistry load(ClassLoader loader) {
        var registry = new FunctionRegistry();
        for (TableFunction<?> function : ServiceLoader.load(TableFunction.class, loader)) {
            TableFunction<?> twin = registry.tables.putIfAbsent(function.name(), function);
            if (twin != null) {
                throw new PenstockException(
                        ErrorCode.CONFIG,
                        "two table functions are called \""
                                + function.name()
                                + "\": "
                                + twin.getClass().getName()
                                + " and "
                                + function.getClass().getName());
            }
        }
        return registry;
    }

    /// The function called `name` with its settings read from `config`.
    ///
    /// @throws PenstockException with code UNSUPPORTED_OPERATION for an unknown name, CONFIG for settings that do not
    ///   fit
    public ConfiguredFunction<?> configure(String name, JsonNode config) {
        TableFunction<?> function = tables.get(name);
        if (function == null) {
            throw PenstockException.unknown(
                    ErrorCode.UNSUPPORTED_OPERATION, "table function", name, new ArrayList<>(tables.keySet()));
        }
        return configure(function, config);
    }

    private static <C extends Record> ConfiguredFunction<C> configure(TableFunction<C> function, JsonNode config) {
        try {
            return new ConfiguredFunction<>(function, Configs.MAPPER.treeToValue(config, function.configType()));
        } catch (UnrecognizedPropertyException e) {
            var known = new ArrayList<String>();
            e.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
            throw PenstockException.unknown(
                    ErrorCode.CONFIG, "setting of " + function.name(), e.getPropertyName(), known);
        } catch (JsonProcessingException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof PenstockException known) {
                    throw known;
                }
            }
            throw new PenstockException(
                    ErrorCode.CONFIG,
                    "the settings of " + function.name() + " do not fit: " + e.getOriginalMessage(),
                    e);
        }
    }

    /// Made when the first settings are read: it takes tens of milliseconds, for which no engine should wait.
    private static final class Configs {
        static final ObjectMapper MAPPER =
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .enable(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                        .withCoercionConfigDefaults(
                                config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                        .withCoercionConfig(
                                LogicalType.Integer,
                                config -> config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
                        .build();
    }
}
