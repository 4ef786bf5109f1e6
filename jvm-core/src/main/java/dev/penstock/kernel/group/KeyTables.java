package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;

/// Chooses how the keys of a type are numbered.
final class KeyTables {
    private KeyTables() {}

    static boolean handles(DataType type) {
        return NumberKeys.handles(type)
                || ByteKeys.handles(type)
                || (type instanceof DataType.Dictionary(_, DataType values, _)
                        && !(values instanceof DataType.Dictionary)
                        && handles(values));
    }

    /// Keys of a type that is handled; the caller owns them.
    static Keys of(DataType type, Allocator allocator) {
        if (type instanceof DataType.Dictionary dictionary) {
            return new DictionaryKeys(dictionary, allocator);
        }
        return ByteKeys.handles(type) ? new ByteKeys(type, allocator) : new NumberKeys(type, allocator);
    }
}
