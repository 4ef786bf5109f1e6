package dev.penstock.plan;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All functions by their names.
public final class Functions {
    private static final Map<String, Function> BY_SYMBOL = new HashMap<>();

    static {
        collect(Function.class);
    }

    private Functions() {}

    /// The function called `symbol`.
    ///
    /// @throws PenstockException with code UNSUPPORTED_OPERATION and the nearest names
    public static Function named(String symbol) {
        Function function = BY_SYMBOL.get(symbol);
        if (function == null) {
            throw PenstockException.unknown(
                    ErrorCode.UNSUPPORTED_OPERATION, "function", symbol, new ArrayList<>(BY_SYMBOL.keySet()));
        }
        return function;
    }

    /// Every function there is.
    public static List<Function> all() {
        return List.copyOf(BY_SYMBOL.values());
    }

    private static void collect(Class<?> family) {
        if (family.isEnum()) {
            for (Object constant : family.getEnumConstants()) {
                Function function = (Function) constant;
                Function twin = BY_SYMBOL.put(function.symbol(), function);
                if (twin != null) {
                    throw new IllegalStateException("two functions are called " + function.symbol());
                }
            }
        } else if (family.isSealed()) {
            // What is open holds functions that are not ours.
            for (Class<?> member : family.getPermittedSubclasses()) {
                collect(member);
            }
        }
    }
}
