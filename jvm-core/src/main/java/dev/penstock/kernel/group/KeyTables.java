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
                        && handles(values))
                || EncodedRows.handles(type);
    }

    /// Keys of a type that is handled; the caller owns them.
    static Keys of(DataType type, Allocator allocator) {
        if (type instanceof DataType.Dictionary dictionary) {
            return new DictionaryKeys(dictionary, allocator);
        }
        if (ByteKeys.handles(type)) {
            return new ByteKeys(type, allocator);
        }
        return NumberKeys.handles(type) ? new NumberKeys(type, allocator) : new EncodedKeys(type, allocator);
    }
}
