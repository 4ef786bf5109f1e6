package dev.penstock.plan;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Named settings of a function or a file format: JSON scalars, arrays and objects. An absent or null option has its
/// default.
public final class Options {
    /// No settings: every option has its default.
    public static final Options NONE = new Options(Map.of());

    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private final Map<String, Object> values;

    /// Integers are kept as Long, other numbers as Double, and those that JSON cannot write as `NaN`, `Infinity` or
    /// `-Infinity`.
    public Options(Map<String, ?> values) {
        var kept = new LinkedHashMap<String, Object>();
        values.forEach((name, value) -> {
            if (value != null) {
                kept.put(name, plain(value));
            }
        });
        this.values = Collections.unmodifiableMap(kept);
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Integer number -> (Object) number.longValue();
            case Double number when !Double.isFinite(number) -> number.toString();
            case List<?> elements -> elements.stream().map(Options::plainOrNull).toList();
            case Map<?, ?> members -> {
                var plain = new LinkedHashMap<String, @Nullable Object>();
                members.forEach((name, member) -> plain.put(String.valueOf(name), plainOrNull(member)));
                yield Collections.unmodifiableMap(plain);
            }
            default -> value;
        };
    }

    private static @Nullable Object plainOrNull(@Nullable Object value) {
        return value == null ? null : plain(value);
    }

    public Map<String, Object> values() {
        return values;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public boolean flag(String name, boolean otherwise) {
        Boolean value = get(name, Boolean.class, "a boolean");
        return value == null ? otherwise : value;
    }

    public long integer(String name, long otherwise) {
        Long value = integer(name);
        return value == null ? otherwise : value;
    }

    public double number(String name, double otherwise) {
        Object value = values.get(name);
        if (value instanceof String text && NOT_FINITE.contains(text)) {
            return Double.parseDouble(text);
        }
        Number number = get(name, Number.class, "a number");
        return number == null ? otherwise : number.doubleValue();
    }

    public String text(String name, String otherwise) {
        String value = get(name, String.class, "a string");
        return value == null ? otherwise : value;
    }

    public @Nullable String text(String name) {
        return get(name, String.class, "a string");
    }

    public @Nullable Long integer(String name) {
        return get(name, Long.class, "an integer");
    }

    public List<String> texts(String name) {
        List<?> value = get(name, List.class, "a list of strings");
        return value == null ? List.of() : value.stream().map(String::valueOf).toList();
    }

    public @Nullable Object raw(String name) {
        return values.get(name);
    }

    private <T> @Nullable T get(String name, Class<T> type, String expected) {
        Object value = values.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new PenstockException(
                    ErrorCode.CONFIG, "the option \"" + name + "\" must be " + expected + ", not " + value);
        }
        return type.cast(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Options options && values.equals(options.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
