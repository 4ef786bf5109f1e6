package dev.penstock.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions by name: those of Penstock, and those of users' jars. Thread-safe.
public final class FunctionRegistry implements AutoCloseable {
    private final Map<String, Provided> own;
    private final Map<String, ColumnCalls> foreign = new HashMap<>();
    private final Map<List<Path>, JarSet> jars = new LinkedHashMap<>();
    private volatile Map<String, Provided> known;

    private FunctionRegistry(Map<String, Provided> own) {
        this.own = own;
        this.known = own;
    }

    /// The functions that `loader` sees.
    ///
    /// @throws PenstockException with code CONFIG when two have the same name
    public static FunctionRegistry load(ClassLoader loader) {
        return new FunctionRegistry(united(List.of(Provided.by(loader, ""))));
    }

    /// Makes the functions of jars, or of folders with classes, known. What is known already costs nothing; a jar that
    /// has changed since takes the place of what it was.
    ///
    /// @param copies a folder of ours for copies of the jars, so that the files themselves may change
    /// @throws PenstockException with code IO_NOT_FOUND or IO for a jar that is not there or broken, CONFIG for one
    ///   whose functions cannot be used or have the name of another one's; then nothing has changed
    public synchronized void add(List<Path> paths, Path copies) {
        List<Path> real = JarSet.real(paths);
        String stamp = JarSet.stamp(real);
        JarSet before = jars.get(real);
        if (before != null && before.stamp().equals(stamp)) {
            return;
        }
        JarSet set = JarSet.open(real, stamp, copies);
        var all = new LinkedHashMap<>(jars);
        all.put(set.paths(), set);
        var sources = new ArrayList<Collection<Provided>>();
        sources.add(own.values());
        try {
            all.values().forEach(jar -> sources.add(jar.functions()));
            known = united(sources);
        } catch (Throwable e) {
            set.close();
            throw e;
        }
        // A replaced set is not closed: queries that run may still ask it for classes. It goes with the last of them.
        jars.put(set.paths(), set);
    }

    /// Makes the functions of another runtime known.
    public synchronized void add(ColumnCalls calls) {
        foreign.put(calls.name(), calls);
    }

    private static Map<String, Provided> united(List<? extends Collection<Provided>> sources) {
        var functions = new LinkedHashMap<String, Provided>();
        for (Collection<Provided> source : sources) {
            for (Provided function : source) {
                Provided twin = functions.putIfAbsent(function.name(), function);
                if (twin != null) {
                    throw new PenstockException(
                                    ErrorCode.CONFIG,
                                    "two functions are called \"%s\": %s and %s"
                                            .formatted(function.name(), twin.where(), function.where()))
                            .hint("give one of them another name");
                }
            }
        }
        return Map.copyOf(functions);
    }

    private Provided named(String name, String what) {
        Provided function = known.get(name);
        if (function == null) {
            throw PenstockException.unknown(
                            ErrorCode.UNSUPPORTED_OPERATION, what, name, known.keySet().stream().sorted().toList())
                    .hint("add the jar that has it with ps.add_jar(path)");
        }
        return function;
    }

    private @Nullable ColumnCalls foreign(String name) {
        synchronized (this) {
            return foreign.get(name);
        }
    }

    /// What kind of function `name` is.
    ///
    /// @throws PenstockException with code UNSUPPORTED_OPERATION, and the nearest names, when there is none
    public FunctionKind kind(String name, JsonNode config) {
        ColumnCalls calls = foreign(name);
        return calls == null ? named(name, "function").kind() : calls.kind(config);
    }

    /// The table function called `name` with its settings read from `config`.
    ///
    /// @throws PenstockException with code UNSUPPORTED_OPERATION for an unknown name, CONFIG for settings that do not
    ///   fit
    public ConfiguredFunction<?> configure(String name, JsonNode config) {
        ColumnCalls calls = foreign(name);
        if (calls != null) {
            return calls.table(config);
        }
        Provided provided = named(name, "table function");
        if (!(provided.function() instanceof TableFunction<?> function)) {
            throw wrongKind(name, "table function", "call it in an expression: ps.call(\"" + name + "\", ...)");
        }
        return configure(function, config, provided.configs());
    }

    private static <C extends Record> ConfiguredFunction<C> configure(
            TableFunction<C> function, JsonNode config, Configs configs) {
        return new ConfiguredFunction<>(function, configs.read(function.name(), function.configType(), config));
    }

    /// The scalar function called `name`, bound to the types of its arguments.
    public ScalarCall scalar(String name, JsonNode config, List<DataType> arguments) {
        ColumnCalls calls = foreign(name);
        if (calls != null) {
            return calls.scalar(config, arguments);
        }
        Provided provided = named(name, "function");
        if (!(provided.function() instanceof ScalarFunction<?> function)) {
            throw wrongKind(name, "function of rows", "");
        }
        return scalar(function, config, arguments, provided.configs());
    }

    private static <C extends Record> ScalarCall scalar(
            ScalarFunction<C> function, JsonNode json, List<DataType> arguments, Configs configs) {
        C config = configs.read(function.name(), function.configType(), json);
        Signature signature = Bound.by(function.name(), () -> function.bind(config, arguments));
        return new CalledScalar<>(function, config, Bound.checked(function.name(), signature, arguments));
    }

    /// The aggregate function called `name`, bound to the types of its arguments.
    public AggregateCall aggregate(String name, JsonNode config, List<DataType> arguments) {
        Provided provided = named(name, "function");
        if (!(provided.function() instanceof AggregateFunction<?> function)) {
            throw wrongKind(name, "function of groups", "");
        }
        return aggregate(function, config, arguments, provided.configs());
    }

    private static <C extends Record> AggregateCall aggregate(
            AggregateFunction<C> function, JsonNode json, List<DataType> arguments, Configs configs) {
        C config = configs.read(function.name(), function.configType(), json);
        Signature signature = Bound.by(function.name(), () -> function.bind(config, arguments));
        return new CalledAggregate<>(function, config, Bound.checked(function.name(), signature, arguments));
    }

    /// The function of whole groups called `name`, bound to the types of its arguments.
    public SeriesCall series(String name, JsonNode config, List<DataType> arguments) {
        ColumnCalls calls = foreign(name);
        if (calls == null) {
            throw wrongKind(name, "function of whole groups", "");
        }
        return calls.series(config, arguments);
    }

    private static PenstockException wrongKind(String name, String wanted, String hint) {
        var error = new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "\"" + name + "\" is no " + wanted);
        return hint.isEmpty() ? error : error.hint(hint);
    }

    /// All functions, sorted by name.
    public List<FunctionInfo> list() {
        return known.values().stream().map(Provided::info).sorted(Comparator.comparing(FunctionInfo::name)).toList();
    }

    /// The scalar and aggregate functions that SQL can call: those whose types are fixed, with their default settings.
    public List<SqlCallable> sqlCallables() {
        var callables = new ArrayList<SqlCallable>();
        JsonNode none = JsonNodeFactory.instance.objectNode();
        for (Provided provided : known.values()) {
            for (Signature signature : provided.signatures()) {
                switch (provided.kind()) {
                    case SCALAR ->
                            callables.add(
                                    new SqlCallable(
                                            provided.name(),
                                            signature,
                                            () -> scalar(provided.name(), none, signature.arguments()),
                                            null));
                    case AGGREGATE ->
                            callables.add(
                                    new SqlCallable(
                                            provided.name(),
                                            signature,
                                            null,
                                            () -> aggregate(provided.name(), none, signature.arguments())));
                    case SERIES, TABLE -> {}
                }
            }
        }
        return callables;
    }

    /// See [TableFunction#sqlSettings]; null when `name` is no table function.
    public @Nullable List<String> sqlSettings(String name) {
        Provided provided = known.get(name);
        return provided != null && provided.function() instanceof TableFunction<?> function
                ? function.sqlSettings()
                : null;
    }

    /// The kind of a function of users or of Penstock; null when there is none of that name or last part of a name.
    public @Nullable FunctionInfo find(String name) {
        return list().stream()
                .filter(info -> info.name().equals(name) || info.name().endsWith("." + name))
                .findFirst()
                .orElse(null);
    }

    /// The object behind a name.
    Object provided(String name) {
        return named(name, "function").function();
    }

    /// Closes the jars. Queries must be closed before.
    @Override
    public synchronized void close() {
        jars.values().forEach(JarSet::close);
        jars.clear();
        known = own;
    }
}
