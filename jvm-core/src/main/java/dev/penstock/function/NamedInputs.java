package dev.penstock.function;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which input of a table function is which, for functions that take several tables, some of them only if there are
/// any. Callers name them in the setting `inputs`, in the order in which they give them.
///
/// @param names of the inputs, in the caller's order
public record NamedInputs(List<String> names) {
    /// @param function for messages
    /// @param given the setting; null stands for the required ones in their order
    /// @param required the tables that there must be
    /// @param optional those that there may be
    /// @param count how many inputs there are
    /// @throws PenstockException with code CONFIG for an unknown name or one that occurs twice; INVALID_OPERATION when
    ///   a required one is missing or there are more or fewer inputs than names
    public static NamedInputs of(
            String function, @Nullable List<String> given, List<String> required, List<String> optional, int count) {
        List<String> names = given == null ? required : given;
        List<String> known = Stream.concat(required.stream(), optional.stream()).toList();
        var seen = new HashSet<String>();
        for (String name : names) {
            if (!known.contains(name)) {
                throw PenstockException.unknown(ErrorCode.CONFIG, "input of " + function, name, known);
            }
            if (!seen.add(name)) {
                throw new PenstockException(
                        ErrorCode.CONFIG, "the input \"" + name + "\" of " + function + " is named twice");
            }
        }
        for (String name : required) {
            if (!seen.contains(name)) {
                throw new PenstockException(ErrorCode.INVALID_OPERATION, function + " lacks its input \"" + name + "\"")
                        .hint("it takes " + String.join(", ", required) + also(optional));
            }
        }
        if (names.size() != count) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "%s has %d inputs, and names for %d".formatted(function, count, names.size()))
                    .hint("it takes " + String.join(", ", required) + also(optional));
        }
        return new NamedInputs(List.copyOf(names));
    }

    private static String also(List<String> optional) {
        return optional.isEmpty() ? "" : ", and if there are any " + String.join(", ", optional);
    }

    /// Whether there is an input of this name.
    public boolean has(String name) {
        return names.contains(name);
    }

    /// The input of this name among `inputs`; null when there is none.
    public <T> @Nullable T find(String name, List<T> inputs) {
        int index = names.indexOf(name);
        return index < 0 ? null : inputs.get(index);
    }

    /// The input of this name, which is a required one.
    public <T> T get(String name, List<T> inputs) {
        return inputs.get(names.indexOf(name));
    }
}
