package dev.penstock.testing;

import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import java.util.List;

/// A case of the catalogue: values of a type and how they lie in memory. [#make(Allocator)] makes the column, which the
/// caller owns.
public record AwkwardColumn(String name, DataType type, List<?> values, Style style) {
    public Column make(Allocator allocator) {
        return new Columns(allocator, style).of(type, values);
    }

    @Override
    public String toString() {
        return type + ", " + name + ", " + style;
    }
}
