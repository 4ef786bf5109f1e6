package dev.penstock.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Named settings of a function or a file format: JSON scalars, arrays and objects. An absent or null option has its
/// default.
public final class Options {
    /// No settings: every option has its default.
    public static final Options NONE = new Options(Map.of());

    private final Map<String, Object> values;

    @JsonCreator
    public Options(Map<String, Object> values) {
        var kept = new LinkedHashMap<String, Object>();
        values.forEach((name, value) -> {
            if (value != null) {
                kept.put(name, value);
            }
        });
        this.values = Collections.unmodifiableMap(kept);
    }

    @JsonValue
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
        Number value = get(name, Number.class, "an integer");
        return value == null ? otherwise : value.longValue();
    }

    public double number(String name, double otherwise) {
        Number value = get(name, Number.class, "a number");
        return value == null ? otherwise : value.doubleValue();
    }

    public String text(String name, String otherwise) {
        String value = get(name, String.class, "a string");
        return value == null ? otherwise : value;
    }

    public @Nullable String text(String name) {
        return get(name, String.class, "a string");
    }

    public @Nullable Long integer(String name) {
        Number value = get(name, Number.class, "an integer");
        return value == null ? null : value.longValue();
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
