package dev.penstock.source.parquet;

import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import java.util.List;

/// A column of nulls.
final class NothingBuilder extends LeafBuilder {
    NothingBuilder(Allocator allocator) {
        super(allocator);
    }

    @Override
    void addValues(PageValues values, int rows, int valid) {
        if (valid > 0) {
            throw new BrokenFile("a value in a column of nulls");
        }
    }

    @Override
    void expect(long rows) {}

    @Override
    List<Buffer> buffers(Assembly assembly) {
        return List.of();
    }
}
