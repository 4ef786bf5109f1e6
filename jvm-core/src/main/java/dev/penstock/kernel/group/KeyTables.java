package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;

/// Chooses how the keys of a type are numbered.
public final class KeyTables {
    private KeyTables() {}

    /// Whether keys of `type` can be numbered.
    public static boolean handles(DataType type) {
        return NumberKeys.handles(type);
    }

    /// Keys of `type`; the caller owns them.
    public static Keys of(DataType type, Allocator allocator) {
        return new NumberKeys(type, allocator);
    }
}
