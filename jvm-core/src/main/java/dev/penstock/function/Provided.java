package dev.penstock.function;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// A function, and where it came from.
///
/// @param origin the jars or folders; empty for the functions of Penstock
/// @param configs reads its settings
record Provided(String name, FunctionKind kind, Object function, String origin, Configs configs) {
    private static final List<Class<?>> SERVICES =
            List.of(TableFunction.class, ScalarFunction.class, AggregateFunction.class);

    /// All that `loader` finds and its parent does not.
    ///
    /// @throws PenstockException with code CONFIG that names `origin` for what cannot be used
    static List<Provided> by(ClassLoader loader, String origin) {
        var found = new ArrayList<Provided>();
        var configs = new Configs();
        for (Class<?> service : SERVICES) {
            try {
                for (ServiceLoader.Provider<?> provider : ServiceLoader.load(service, loader).stream().toList()) {
                    if (origin.isEmpty() || loader.equals(provider.type().getClassLoader())) {
                        found.add(of(provider.get(), origin, configs));
                    }
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                throw refused(origin, e);
            }
        }
        return found;
    }

    private static Provided of(Object function, String origin, Configs configs) {
        FunctionKind kind =
                switch (function) {
                    case ScalarFunction<?> _ -> FunctionKind.SCALAR;
                    case AggregateFunction<?> _ -> FunctionKind.AGGREGATE;
                    default -> FunctionKind.TABLE;
                };
        String name;
        Class<?> config;
        try {
            name =
                    switch (function) {
                        case ScalarFunction<?> scalar -> scalar.name();
                        case AggregateFunction<?> aggregate -> aggregate.name();
                        default -> ((TableFunction<?>) function).name();
                    };
            config = configType(function);
        } catch (RuntimeException | LinkageError e) {
            throw refused(origin, e);
        }
        if (name == null || name.isBlank() || config == null || !config.isRecord()) {
            throw new PenstockException(
                    ErrorCode.CONFIG,
                    "%s%s has no name, or settings that are no record"
                            .formatted(prefix(origin), function.getClass().getName()));
        }
        return new Provided(name, kind, function, origin, configs);
    }

    private static Class<?> configType(Object function) {
        return switch (function) {
            case ScalarFunction<?> scalar -> scalar.configType();
            case AggregateFunction<?> aggregate -> aggregate.configType();
            default -> ((TableFunction<?>) function).configType();
        };
    }

    private static String prefix(String origin) {
        return origin.isEmpty() ? "" : "in " + origin + ", ";
    }

    /// Why the functions of a jar cannot be used.
    private static PenstockException refused(String origin, Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null
                && (cause instanceof ServiceConfigurationError || cause instanceof ExceptionInInitializerError)) {
            cause = cause.getCause();
        }
        if (cause instanceof UnsupportedClassVersionError) {
            return new PenstockException(
                            ErrorCode.CONFIG,
                            prefix(origin) + "a class was compiled for a newer Java: " + cause.getMessage(),
                            error)
                    .hint("compile it with --release " + Runtime.version().feature());
        }
        String message =
                error.equals(cause) ? String.valueOf(error.getMessage()) : error.getMessage() + " (" + cause + ")";
        return new PenstockException(
                        ErrorCode.CONFIG, prefix(origin) + "a function cannot be loaded: " + message, error)
                .hint(
                        "its class must be public, implement the interface that META-INF/services names,"
                                + " and have a public constructor without parameters");
    }

    /// Where the function is, for messages.
    String where() {
        return function.getClass().getName() + (origin.isEmpty() ? " of Penstock" : " in " + origin);
    }

    /// What it takes and gives with its default settings; empty when that depends.
    List<Signature> signatures() {
        try {
            return switch (function) {
                case ScalarFunction<?> scalar -> signatures(scalar);
                case AggregateFunction<?> aggregate -> signatures(aggregate);
                default -> List.of();
            };
        } catch (RuntimeException | LinkageError _) {
            // Settings that it needs are missing.
            return List.of();
        }
    }

    private <C extends Record> List<Signature> signatures(ScalarFunction<C> scalar) {
        return scalar.signatures(configs.read(name, scalar.configType(), JsonNodeFactory.instance.objectNode()));
    }

    private <C extends Record> List<Signature> signatures(AggregateFunction<C> aggregate) {
        return aggregate.signatures(configs.read(name, aggregate.configType(), JsonNodeFactory.instance.objectNode()));
    }

    FunctionInfo info() {
        List<String> settings =
                Arrays.stream(configType(function).getRecordComponents())
                        .map(part -> Configs.snake(part.getName()))
                        .toList();
        return new FunctionInfo(name, kind, signatures().stream().map(Signature::toString).toList(), settings, origin);
    }
}
